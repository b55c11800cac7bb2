"""Moments: earlier states of a run come back bit for bit, and what is kept of them stays small."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from small import assert_sentence, small_run, state

from microgpt import moments as module
from microgpt import scalar, vector
from microgpt.moments import MOST, MOST_BYTES, Moments
from microgpt.run import Run
from microgpt.train import train


def kept(run: Run, steps: int, spacing: int = 1) -> Moments:
    """The moments of a run that was trained so far."""
    moments = Moments(spacing)
    moments.keep(run)
    for _ in islice(train(run), steps):
        moments.keep(run)
    return moments


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_a_moment_is_the_run_as_it_was_and_trains_on_to_what_the_run_became(autograd: Any) -> None:
    run = small_run(num_steps=6)
    run.use(autograd)
    moments, truth = Moments(2), [state(run)]
    moments.keep(run)
    for _ in train(run):
        moments.keep(run)
        truth.append(state(run))
    assert moments.steps == [0, 2, 4, 6]
    for step in moments.steps:
        earlier = moments.run_at(run, step)
        assert state(earlier) == truth[step]
        for number, _ in enumerate(train(earlier), start=step + 1):
            assert state(earlier) == truth[number]
        assert state(earlier) == truth[-1] == state(run)
        assert state(moments.run_at(run, step)) == truth[step]  # and is there still


def test_keeping_changes_no_number_of_training() -> None:
    quiet, watched = small_run(), small_run()
    for _ in train(quiet):
        pass
    kept(watched, 8)
    assert state(quiet) == state(watched)


def test_only_every_so_many_steps_one_is_kept_and_it_says_which() -> None:
    run, moments = small_run(num_steps=7), Moments(3)
    said = [moments.keep(run)]
    for _ in train(run):
        said.append(moments.keep(run))
    assert said == [True, False, False, True, False, False, True, False]
    assert moments.steps == [0, 3, 6]


def test_the_numbers_of_a_moment_are_the_parameters_and_two_each_of_adam() -> None:
    """9 tokens, 5 positions, n_embd 4: rows of 4 in wte 9, wpe 5, lm_head 9, attention 4 * 4, MLP 16 and 4 times 4.

    284 numbers of 8 bytes, three times: 6,816.
    """
    run = small_run()
    moments = Moments()
    assert moments.nbytes == 0
    moments.keep(run)
    assert moments.nbytes == 6816


def test_when_there_are_too_many_every_second_one_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    run, moments, seen = small_run(num_steps=20), Moments(1), []
    moments.keep(run)
    for _ in train(run):
        moments.keep(run)
        seen.append(moments.steps)
    assert seen[2] == [0, 1, 2, 3]
    assert seen[3] == [0, 2, 4]  # of 0, 1, 2, 3, 4
    assert seen[6] == [0, 2, 4, 6]
    assert seen[7] == [0, 4, 8]
    assert seen[19] == [0, 8, 16]
    assert moments.spacing == 8


def test_a_moment_that_is_let_go_at_once_is_not_said_to_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 0, 1, 2 and 3, one too many, 0 and 2 stay."""
    monkeypatch.setattr(module, "MOST", 3)
    run, moments = small_run(), Moments(1)
    said = [moments.keep(run)]
    for _ in islice(train(run), 3):
        said.append(moments.keep(run))
    assert said == [True, True, True, False]
    assert moments.steps == [0, 2]


def test_a_large_model_keeps_fewer_within_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    each = 3 * 8 * small_run().num_params
    monkeypatch.setattr(module, "MOST_BYTES", 5 * each + 1)
    run, moments = small_run(num_steps=40), Moments(1)
    moments.keep(run)
    for _ in train(run):
        moments.keep(run)
        assert moments.nbytes == each * len(moments.steps) <= 5 * each
    assert (moments.steps, moments.spacing) == ([0, 16, 32], 16)  # of 0, 8, 16, 24, 32 and 40


def test_the_first_and_the_newest_of_even_the_largest_model_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    moments = kept(small_run(num_steps=9), 9)
    assert len(moments.steps) == 2
    assert moments.steps[0] == 0
    assert moments.steps[-1] >= 5


def test_what_is_kept_of_the_published_model_is_far_within_the_bytes() -> None:
    """4,192 parameters with 27 tokens; 64 times three numbers of 8 bytes each are 6.4 MB."""
    assert MOST * 3 * 8 * 4192 == 6_438_912 < MOST_BYTES


def test_a_moment_that_was_not_kept_gets_a_sentence() -> None:
    run = small_run()
    moments = kept(run, 4, spacing=2)
    with pytest.raises(ValueError, match="moments") as caught:
        moments.run_at(run, 3)
    assert_sentence(str(caught.value), "wanted", "0, 2, 4", "not after 3")
    with pytest.raises(ValueError, match="after none steps, not after 0"):
        Moments().run_at(run, 0)
