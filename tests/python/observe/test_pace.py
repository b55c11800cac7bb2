"""Pace: the same step with each autograd, counted and timed."""

from __future__ import annotations

import pytest
from small import small_run, state

from microgpt.observe import pace
from microgpt.observe.trace import trace
from microgpt.run import AUTOGRADS
from microgpt.train import train


def test_both_autograds_do_the_step_that_training_does() -> None:
    run = small_run()
    found = pace.paces(run, run.docs[0])
    step = next(train(run))
    assert [way["loss"] for way in found["ways"]] == pytest.approx([step.loss] * 2, rel=1e-12)
    assert found["apart"] < 1e-12
    assert found["predictions"] == len(step.losses)


def test_the_difference_is_the_largest_between_two_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    params = {"scalar": [1.0, 2.0, 3.0], "vector": [1.5, 2.0, 1.0]}
    monkeypatch.setattr(pace, "_step", lambda run, name, tokens: pace.Done(0.0, 0.0, params[name]))
    assert pace.paces(small_run(), "emma")["apart"] == 2.0


def test_the_nodes_are_those_of_the_graph_and_far_fewer_with_vectors() -> None:
    run = small_run()
    found = pace.paces(run, "maximilian")
    scalar, vector = (way["nodes"] for way in found["ways"])
    assert scalar == trace(run, "maximilian").header["graph"]["nodes"]
    assert found["fewer"] == scalar / vector > 10


def test_a_step_is_timed_only_when_asked_and_then_by_the_median(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run()
    untimed = pace.paces(run, "emma")
    assert [way["seconds"] for way in untimed["ways"]] == [None, None]
    assert untimed["faster"] is None
    took = {"scalar": iter([9.0, 6.0, 60.0, 2.0]), "vector": iter([9.0, 1.0, 2.0, 30.0])}
    monkeypatch.setattr(pace, "_step", lambda run, name, tokens: pace.Done(next(took[name]), 0.0, [0.0]))
    timed = pace.paces(run, "emma", 3)
    assert [(way["autograd"], way["seconds"]) for way in timed["ways"]] == [("scalar", 6.0), ("vector", 2.0)]
    assert timed["faster"] == 3


def test_a_model_that_only_one_autograd_can_train_has_one_way() -> None:
    found = pace.paces(small_run("first"), "emma", 1)
    assert [way["autograd"] for way in found["ways"]] == ["scalar"]
    assert found["fewer"] == found["faster"] == 1
    assert found["apart"] == 0


@pytest.mark.parametrize("autograd", AUTOGRADS)
def test_pacing_leaves_the_run_alone(autograd: str) -> None:
    run = small_run()
    run.use(AUTOGRADS[autograd])
    before = state(run)
    pace.paces(run, "emma", 2)
    assert state(run) == before
    assert run.autograd == autograd
