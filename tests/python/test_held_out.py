"""Held-out documents: none is trained on, the seed says which, and their loss is worked out without a graph."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import assert_sentence, small_config, state

import microgpt.__main__ as cli
from microgpt import checkpoint
from microgpt.config import Config, ConfigError
from microgpt.data import Data, census
from microgpt.held_out import after_step, loss_on
from microgpt.ops import scalar, vector
from microgpt.ops.protocol import Autograd
from microgpt.presets import PRESETS
from microgpt.run import Run, start
from microgpt.split import split
from microgpt.stored import YOUNGER
from microgpt.train import crop, predictions, train

Capture = pytest.CaptureFixture[str]
TEN = Data("ten", tuple("abcdefghij"))
FLAGS = ["--n_embd=4", "--n_head=2", "--block_size=4", "--samples=0"]


def run_with(holdout: float, data: Data = TEN, preset_name: str = "microgpt", **settings: int) -> Run:
    """A small run before its first step."""
    return start(small_config(preset_name, holdout=holdout, **settings), data)


@given(
    docs=st.lists(st.text("ab", min_size=1, max_size=3), min_size=1), holdout=st.floats(0, 0.99), seed=st.integers(0)
)
def test_every_document_is_trained_on_or_held_out_and_no_text_is_both(
    docs: list[str], holdout: float, seed: int
) -> None:
    try:
        trained_on, held_out = split(docs, Config(holdout=holdout), random.Random(seed))
    except ConfigError as error:
        assert_sentence(str(error), "holdout must leave documents to train on")
        return
    assert Counter(trained_on) + Counter(held_out) == Counter(docs)
    assert not set(trained_on) & set(held_out)
    assert trained_on
    assert len(held_out) >= round(holdout * len(docs))
    assert bool(held_out) == bool(holdout)


def test_the_seed_says_which_documents_are_held_out() -> None:
    one, again, other = (run_with(0.3, seed=seed).held_out for seed in (1, 1, 2))
    assert one == again
    assert len(one) == 3
    assert sorted(one) != sorted(other)


@pytest.mark.parametrize("holdout", [0.01, 0.1, 0.5])
def test_a_run_with_held_out_documents_begins_as_the_same_run_without(holdout: float) -> None:
    """The same parameters and the same first documents, so that their losses are the same to the last bit."""
    whole, part = (start(Config(n_embd=4, num_steps=8, holdout=share), census(), vector) for share in (0.0, holdout))
    assert part.params() == whole.params()
    assert part.docs == whole.docs[: len(part.docs)]
    assert [step.loss for step in islice(train(part), 8)] == [step.loss for step in islice(train(whole), 8)]


def test_without_holdout_nothing_is_measured() -> None:
    run = run_with(0.0)
    assert [after_step(run) for _ in train(run)] == [None] * 8


@pytest.mark.parametrize("preset_name", PRESETS)
@pytest.mark.parametrize("ops", [scalar, vector])
def test_the_held_out_loss_is_that_of_the_recorded_operations(preset_name: str, ops: Autograd) -> None:
    run = run_with(0.3, preset_name=preset_name)
    for _ in islice(train(run), 3):
        pass
    losses = []
    for doc in run.held_out:
        tokens = crop(run.tokenizer.encode(doc), run.config)
        matrices = {name: ops.parameters(rows) for name, rows in run.params().items()}
        each = [loss.data for loss in predictions(ops, run.config, matrices, tokens)]
        losses.append(sum(each) / len(each))
    assert loss_on(run, run.held_out) == pytest.approx(sum(losses) / len(losses), rel=1e-12)


def test_to_measure_changes_nothing_of_the_run() -> None:
    run = run_with(0.3, num_steps=4)
    steps = train(run)
    for _ in range(4):
        next(steps)
        before = state(run)
        assert after_step(run) is not None
        assert state(run) == before


def test_it_is_measured_ten_times_and_at_the_end_on_few_documents_and_then_on_all() -> None:
    run = start(small_config(n_embd=2, block_size=2, num_steps=25, holdout=0.05), census(), vector)
    measured = [each for _ in train(run) if (each := after_step(run)) is not None]
    assert [each.step for each in measured] == [3, 6, 9, 12, 15, 18, 21, 24, 25]
    assert [each.documents for each in measured] == [100] * 8 + [258]
    assert [each.is_last for each in measured] == [False] * 8 + [True]
    assert {each.of for each in measured} == {258}


def test_a_model_that_gives_what_came_no_probability_has_an_infinite_loss() -> None:
    run = run_with(0.3)
    for x in run.state_dict["lm_head"][run.tokenizer.bos]:
        x.data = 1e300 if x.data > 0 else -1e300
    assert loss_on(run, run.held_out) == math.inf


def test_a_checkpoint_goes_on_with_the_same_split() -> None:
    run = run_with(0.3)
    next(train(run))
    again = checkpoint.from_json(checkpoint.to_json(run))
    assert again.held_out == []
    checkpoint.give_data(again, TEN)
    assert (again.docs, again.held_out) == (run.docs, run.held_out)
    assert again.config.holdout == 0.3


def test_a_checkpoint_from_before_anything_could_be_held_out_is_read() -> None:
    stored = json.loads(checkpoint.to_json(run_with(0.0)))
    del stored["sha256"]
    for name in set().union(*YOUNGER):
        del stored["config"][name]
    assert checkpoint.from_json(json.dumps(stored)).config.holdout == 0.0


def printed(capsys: Capture, *args: str) -> list[str]:
    """The lines that the program prints when all is well."""
    assert cli.main(["train", *FLAGS, *args]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


def test_a_terminal_is_told_what_is_held_out_and_its_loss(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "ten.txt"
    path.write_text("\n".join(TEN.docs))
    lines = printed(capsys, "--data", str(path), "--holdout=0.2", "--num_steps=20")
    run = run_with(0.2, block_size=4, num_steps=20)
    losses = [f"{each.loss:.4f}" for _ in train(run) if (each := after_step(run))]
    assert lines[0] == "num docs: 8, and 2 held out"
    assert lines[5] == f"held-out loss {losses[0]} after step 2, on 2 documents"
    assert [line.split()[2] for line in lines if line.startswith("held-out")] == losses


def test_json_has_a_line_for_each_measurement_and_goes_on_with_it_after_a_stop(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    flags = ["--json", "--holdout=0.1", "--num_steps=6"]
    whole = [json.loads(line) for line in printed(capsys, *flags, "--save", path)]
    assert [each["held_out"]["step"] for each in whole if "held_out" in each] == [1, 2, 3, 4, 5, 6]
    assert whole[-2]["held_out"]["documents"] == whole[-2]["held_out"]["of"] == 516
    longer = [json.loads(line) for line in printed(capsys, "--json", "--resume", path, "--num_steps=7")]
    assert [each["held_out"]["of"] for each in longer if "held_out" in each] == [516]


@pytest.mark.parametrize(
    ("flags", "parts"),
    [
        (["--holdout=1"], ["holdout must be 0 or more and below 1", "1"]),
        (["--holdout=-0.1"], ["holdout must be 0 or more and below 1", "-0.1"]),
        (["--holdout=nan"], ["holdout must be a finite number"]),
        (["--holdout=half"], ["holdout must be a finite number", "half"]),
        (["--holdout=0.1", "--data=ONE"], ["holdout must leave documents to train on", "1 document"]),
    ],
)
def test_a_share_that_cannot_be_held_out_is_refused(
    flags: list[str], parts: list[str], capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "one.txt"
    path.write_text("emma\n")
    assert cli.main(["train", *FLAGS, *[flag.replace("ONE", str(path)) for flag in flags]]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert_sentence(err.removesuffix("\n"), *parts)


def test_the_share_cannot_change_on_the_way(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.json")
    printed(capsys, "--holdout=0.1", "--num_steps=1", "--save", path)
    assert cli.main(["train", "--resume", path, "--holdout=0.2"]) == 1
    assert_sentence(capsys.readouterr().err.strip(), "holdout is 0.1 in the checkpoint and cannot become 0.2")
