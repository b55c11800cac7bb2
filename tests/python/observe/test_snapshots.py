"""Snapshots: earlier states of a run come back bit for bit, and what is kept of them stays small."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from small import assert_sentence, small_run, state

from microgpt.observe import snapshots as module
from microgpt.observe.snapshots import MOST, MOST_BYTES, Snapshots
from microgpt.ops import scalar, vector
from microgpt.run import Run
from microgpt.train import train


def kept(run: Run, steps: int, spacing: int = 1) -> Snapshots:
    """The snapshots of a run that was trained so far."""
    snapshots = Snapshots(spacing)
    snapshots.keep(run)
    for _ in islice(train(run), steps):
        snapshots.keep(run)
    return snapshots


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_a_snapshot_is_the_run_as_it_was_and_trains_on_to_what_the_run_became(autograd: Any) -> None:
    run = small_run(num_steps=6)
    run.use(autograd)
    snapshots, truth = Snapshots(2), [state(run)]
    snapshots.keep(run)
    for _ in train(run):
        snapshots.keep(run)
        truth.append(state(run))
    assert snapshots.steps == [0, 2, 4, 6]
    for step in snapshots.steps:
        earlier = snapshots.run_at(run, step)
        assert state(earlier) == truth[step]
        for number, _ in enumerate(train(earlier), start=step + 1):
            assert state(earlier) == truth[number]
        assert state(earlier) == truth[-1] == state(run)
        assert state(snapshots.run_at(run, step)) == truth[step]  # and is there still


def test_keeping_changes_no_number_of_training() -> None:
    quiet, watched = small_run(), small_run()
    for _ in train(quiet):
        pass
    kept(watched, 8)
    assert state(quiet) == state(watched)


def test_only_every_so_many_steps_one_is_kept_and_it_says_which() -> None:
    run, snapshots = small_run(num_steps=7), Snapshots(3)
    said = [snapshots.keep(run)]
    for _ in train(run):
        said.append(snapshots.keep(run))
    assert said == [True, False, False, True, False, False, True, False]
    assert snapshots.steps == [0, 3, 6]


def test_the_numbers_of_a_snapshot_are_the_parameters_and_two_each_of_adam() -> None:
    """9 tokens, 5 positions, n_embd 4: rows of 4 in wte 9, wpe 5, lm_head 9, attention 4 * 4, MLP 16 and 4 times 4.

    284 numbers of 8 bytes, three times: 6,816.
    """
    run = small_run()
    snapshots = Snapshots()
    assert snapshots.nbytes == 0
    snapshots.keep(run)
    assert snapshots.nbytes == 6816


def test_when_there_are_too_many_every_second_one_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    run, snapshots, seen = small_run(num_steps=20), Snapshots(1), []
    snapshots.keep(run)
    for _ in train(run):
        snapshots.keep(run)
        seen.append(snapshots.steps)
    assert seen[2] == [0, 1, 2, 3]
    assert seen[3] == [0, 2, 4]  # of 0, 1, 2, 3, 4
    assert seen[6] == [0, 2, 4, 6]
    assert seen[7] == [0, 4, 8]
    assert seen[19] == [0, 8, 16]
    assert snapshots.spacing == 8


def test_a_snapshot_that_is_let_go_at_once_is_not_said_to_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 0, 1, 2 and 3, one too many, 0 and 2 stay."""
    monkeypatch.setattr(module, "MOST", 3)
    run, snapshots = small_run(), Snapshots(1)
    said = [snapshots.keep(run)]
    for _ in islice(train(run), 3):
        said.append(snapshots.keep(run))
    assert said == [True, True, True, False]
    assert snapshots.steps == [0, 2]


def test_a_large_model_keeps_fewer_within_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    each = 3 * 8 * small_run().num_params
    monkeypatch.setattr(module, "MOST_BYTES", 5 * each + 1)
    run, snapshots = small_run(num_steps=40), Snapshots(1)
    snapshots.keep(run)
    for _ in train(run):
        snapshots.keep(run)
        assert snapshots.nbytes == each * len(snapshots.steps) <= 5 * each
    assert (snapshots.steps, snapshots.spacing) == ([0, 16, 32], 16)  # of 0, 8, 16, 24, 32 and 40


def test_the_first_and_the_newest_of_even_the_largest_model_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1)
    snapshots = kept(small_run(num_steps=9), 9)
    assert len(snapshots.steps) == 2
    assert snapshots.steps[0] == 0
    assert snapshots.steps[-1] >= 5


def test_what_is_kept_of_the_published_model_is_far_within_the_bytes() -> None:
    """4,192 parameters with 27 tokens; 64 times three numbers of 8 bytes each are 6.4 MB."""
    assert MOST * 3 * 8 * 4192 == 6_438_912 < MOST_BYTES


def test_a_snapshot_that_was_not_kept_gets_a_sentence() -> None:
    run = small_run()
    snapshots = kept(run, 4, spacing=2)
    with pytest.raises(ValueError, match="snapshots") as caught:
        snapshots.run_at(run, 3)
    assert_sentence(str(caught.value), "wanted", "0, 2, 4", "not after 3")
    with pytest.raises(ValueError, match="after none steps, not after 0"):
        Snapshots().run_at(run, 0)


def test_a_run_as_it_was_shares_nothing_with_the_one_that_goes_on() -> None:
    run = small_run(num_steps=6)
    snapshots = kept(run, 3)
    now = state(run)
    earlier = snapshots.run_at(run, 1)
    list(train(earlier))
    earlier.rng.random()
    assert state(run) == now
