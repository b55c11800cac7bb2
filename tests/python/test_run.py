"""A run: what moves while a model trains, and what a copy of it shares."""

from __future__ import annotations

from typing import Any

import pytest
from small import small_run, state

from microgpt.ops import scalar, vector
from microgpt.sample import samples
from microgpt.train import train


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_a_copy_goes_the_same_way_and_neither_moves_the_other(autograd: Any) -> None:
    run = small_run()
    run.use(autograd)
    for step in train(run):
        if step.step == 3:
            break
    before = state(run)
    other = run.copy()
    assert state(other) == before
    rest = list(train(other))
    drawn = samples(other, 3)
    assert state(run) == before
    after = state(other)
    assert list(train(run)) == rest
    assert samples(run, 3) == drawn
    assert state(run) == state(other) == after


def test_a_copy_can_be_given_other_numbers_and_another_autograd() -> None:
    run = small_run()
    before = state(run)
    other = run.copy()
    other.use(vector)
    other.ops.assign(other.state_dict["wte"], [[0.0] * 4 for _ in range(run.tokenizer.vocab_size)])
    assert state(run) == before
    assert (run.autograd, other.autograd) == ("scalar", "vector")
