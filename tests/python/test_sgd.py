"""Plain SGD: it moves against the gradient and remembers nothing, which all that keeps or looks at a run knows."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from small import NAMES, assert_sentence, small_config, small_run, state

from microgpt import checkpoint
from microgpt.checkpoint import CheckpointError
from microgpt.config import ConfigError
from microgpt.divergence import TrainingDiverged
from microgpt.model import flatten
from microgpt.observe.history import History
from microgpt.observe.snapshots import Snapshot, Snapshots
from microgpt.observe.trace import trace
from microgpt.run import AUTOGRADS, start
from microgpt.sgd import SGD
from microgpt.train import train


@pytest.mark.parametrize("autograd", AUTOGRADS)
def test_every_parameter_moves_by_the_learning_rate_times_its_gradient(autograd: str) -> None:
    run = start(small_config(optimizer="sgd", learning_rate=0.5), NAMES, AUTOGRADS[autograd])
    for _ in range(3):
        before = flatten(run.params().values())
        step = next(train(run))
        after = flatten(run.params().values())
        assert any(step.gradient)
        assert after == [p - step.learning_rate * g for p, g in zip(before, step.gradient, strict=True)]
    assert (run.optimizer.m, run.optimizer.v) == ([], [])


def test_it_learns_with_a_rate_that_is_large_enough() -> None:
    losses = [step.loss for step in train(small_run(optimizer="sgd", learning_rate=0.5, num_steps=200))]
    assert sum(losses[-20:]) < 0.8 * sum(losses[:20])


def test_a_step_that_leaves_the_numbers_changes_nothing() -> None:
    run = small_run(optimizer="sgd", learning_rate=1e306)
    before = [state(run)]
    with pytest.raises(TrainingDiverged):
        before.extend(state(run) for _ in train(run))
    assert state(run) == before[-1]
    assert all(map(math.isfinite, flatten(run.params().values())))


def test_a_checkpoint_holds_no_moments_and_refuses_those_of_somebody_else() -> None:
    run = small_run(optimizer="sgd")
    next(train(run))
    text = checkpoint.to_json(run)
    stored = json.loads(text)
    assert (stored["m"], stored["v"]) == ([], [])
    assert state(checkpoint.from_json(text)) == state(run)
    for moments in ([0.0], [0.0] * run.num_params):
        with pytest.raises(CheckpointError) as error:
            checkpoint.from_json(json.dumps({**stored, "m": moments}))
        assert_sentence(str(error.value), "damaged", "m must be 0 numbers")
    adams = json.loads(checkpoint.to_json(small_run()))
    adams["config"]["optimizer"] = "sgd"
    del adams["sha256"]
    with pytest.raises(CheckpointError, match="m must be 0 numbers"):
        checkpoint.from_json(json.dumps(adams))


def test_a_snapshot_is_the_parameters_alone_and_brings_the_run_back() -> None:
    run = small_run(optimizer="sgd")
    numbers = Snapshot.of(run).numbers()
    assert len(numbers) == run.num_params
    assert Snapshot.unpacked(numbers, run.num_params) == Snapshot.of(run)
    snapshots, begun = Snapshots(spacing=2), state(run)
    snapshots.keep(run)
    losses = [step.loss for step in train(run)]
    earlier = snapshots.run_at(run, 0)
    assert state(earlier)[:4] == begun[:4]
    assert [step.loss for step in train(earlier)] == losses


def test_the_trace_of_a_step_has_what_sgd_has() -> None:
    run = small_run(optimizer="sgd", learning_rate=0.5)
    traced = trace(run, run.docs[0])
    columns = {name: column.tolist() for name, column in traced.columns.items() if name.startswith("adam_")}
    assert columns.keys() == {"adam_before", "adam_grad", "adam_update", "adam_after"}
    step = next(train(run))
    assert columns["adam_grad"] == step.gradient
    assert columns["adam_after"] == flatten(run.params().values())
    assert columns["adam_update"] == [0.5 * g for g in step.gradient]
    assert traced.header["adam"] == {"t": 1}
    assert traced.header["curves"].keys() == {"steps", "learning_rate"}
    place = traced.header["functions"]["adam"]
    assert place["file"] == "microgpt/sgd.py"
    assert place["statements"].keys() == {"for i, g", "data[i]"}


def test_a_parameter_s_past_is_told_without_averages_and_tried_with_other_rates() -> None:
    run = small_run(optimizer="sgd", learning_rate=0.5, num_steps=20)
    history, i, values = History(run), 5, []
    for step in train(run):
        history.keep(run, step)
        values.append(flatten(run.params().values())[i])
    told = history.replay(run.config, i, replace(run.config, learning_rate=0.25))
    assert told["true"].keys() == {"value", "grad", "update"}
    assert told["true"]["value"] == values
    assert told["what_if"]["update"] == pytest.approx([update / 2 for update in told["true"]["update"]])
    assert history.life(run.config, i)["true"]["value"] == values
    with pytest.raises(ConfigError) as error:
        history.replay(run.config, i, replace(run.config, optimizer="adam"))
    assert_sentence(str(error.value), "wanted settings of sgd", "not of adam")


def test_an_optimizer_copied_is_another_with_as_little_memory() -> None:
    one = SGD()
    other = one.copy()
    assert other is not one
    assert (other.m, other.v) == ([], [])
