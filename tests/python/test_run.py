"""A run: what moves while a model trains, and what a copy of it shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from small import NAMES, assert_sentence, small_config, small_run, state

from microgpt import checkpoint
from microgpt.config import ConfigError
from microgpt.ops import scalar, vector
from microgpt.presets import PRESETS
from microgpt.run import AUTOGRADS, Run, autograd_for, autograds_for, start
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


def test_the_autograds_of_a_config_are_those_it_trains_with_the_quickest_first() -> None:
    assert autograds_for(small_config()) == ["vector", "scalar"] == list(AUTOGRADS)
    assert autograds_for(small_config("first")) == ["scalar"]
    for preset_name in PRESETS:
        config = small_config(preset_name, num_steps=2)
        assert autograd_for(config) is AUTOGRADS[autograds_for(config)[0]]
        for name in autograds_for(config):
            run = start(config, NAMES, autograd_for(config, name))
            assert (len(list(train(run))), run.autograd) == (2, name)


@pytest.mark.parametrize(
    "begin",
    [
        lambda run: start(run.config, NAMES, vector),
        lambda run: run.use(vector),
        lambda run: checkpoint.from_json(checkpoint.to_json(run), vector),
        lambda run: autograd_for(run.config, "vector"),
    ],
)
def test_one_node_per_vector_cannot_train_with_a_backward_pass_at_each_position(begin: Callable[[Run], object]) -> None:
    run = small_run("first")
    before = state(run)
    with pytest.raises(ConfigError) as caught:
        begin(run)
    assert_sentence(str(caught.value), "wanted the scalar autograd", "backward 'position'", "not the vector one")
    assert (state(run), run.autograd) == (before, "scalar")


def test_an_autograd_that_there_is_not_gets_a_sentence() -> None:
    with pytest.raises(ConfigError) as caught:
        autograd_for(small_config(), "matrix")
    assert_sentence(str(caught.value), "no autograd is called 'matrix'", "vector, scalar")
