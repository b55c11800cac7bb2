"""What the pictures ask of the session: experiments, checks, heads, temperatures and the past of training."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from session import Session
from test_trace_session import SETTINGS, TEXT, ask, complaint, train_steps

from microgpt.config import Config
from microgpt.data import documents
from microgpt.experiment import Edit, gradient_check, param_index, trace_edited
from microgpt.heads import head_summaries, tokens_of
from microgpt.run import AUTOGRADS, Run, start
from microgpt.sample import probabilities
from microgpt.trace import trace
from microgpt.train import train


@pytest.fixture
def session() -> Session:
    """After three steps with vectors."""
    session = Session()
    ask(session, "start", settings=SETTINGS, data_name="names", text=TEXT)
    train_steps(session, 3)
    return session


def run_after(steps: int) -> Run:
    """The same run, trained without a session."""
    run = start(Config(**SETTINGS), documents(TEXT, "names"), AUTOGRADS["vector"])
    for _ in zip(range(steps), train(run)):
        pass
    return run


def taken(session: Session, result: Any) -> dict[str, array[Any]]:
    return {column["name"]: session.take_column(column["name"]) for column in result["columns"]}


def test_an_experiment_is_the_last_trace_with_other_numbers_however_far_training_went_since(session: Session) -> None:
    ask(session, "trace", doc="emma", position=2)
    train_steps(session, 2)
    edits = [{"matrix": "wpe", "row": 0, "column": 1, "value": 0.75}]
    result = ask(session, "experiment", edits=edits)
    expected = trace_edited(run_after(3), [Edit("wpe", 0, 1, 0.75)], "emma", 2)
    assert result["experiment"] == expected.header["experiment"]
    assert taken(session, result) == expected.columns


def test_without_edits_it_is_that_very_trace_again(session: Session) -> None:
    first = ask(session, "trace", doc="ava")
    columns = taken(session, first)
    ask(session, "experiment", edits=[{"matrix": "wte", "row": 1, "column": 0, "value": 9}])
    train_steps(session, 1)
    again = ask(session, "experiment", edits=[])
    assert again == first
    assert taken(session, again) == columns


def test_experiments_leave_the_training_as_it_was(session: Session) -> None:
    ask(session, "trace", doc="emma")
    ask(session, "experiment", edits=[{"matrix": "wte", "row": 1, "column": 0, "value": 9}])
    ask(session, "check", matrix="wte", row=0, column=0)
    ask(session, "heads", count=3)
    ask(session, "over_training")
    ask(session, "replay", matrix="wte", row=0, column=0, what_if={"beta1": 0.1})
    train_steps(session, None)
    other = Session()
    ask(other, "start", settings=SETTINGS, data_name="names", text=TEXT)
    train_steps(other, None)
    assert ask(session, "checkpoint") == ask(other, "checkpoint")
    assert ask(session, "sample") == ask(other, "sample")


@pytest.mark.parametrize("edits", [[], [{"matrix": "wte", "row": 5, "column": 2, "value": 1.5}]])
def test_a_check_puts_the_gradient_beside_the_slope(session: Session, edits: list[Any]) -> None:
    ask(session, "trace", doc="emma")
    found = ask(session, "check", matrix="layer0.attn_wv", row=1, column=2, epsilon=1e-5, edits=edits)
    run = run_after(3)
    if edits:
        rows = run.params()
        rows["wte"][5][2] = 1.5
        run.use(AUTOGRADS["scalar"])
    expected = gradient_check(run, tokens_of(run, "emma"), "layer0.attn_wv", 1, 2, 1e-5)
    grads = trace(run, "emma", graph=False).columns["adam_grad"]
    assert {name: found[name] for name in expected} == expected
    assert found["grad"] == grads[param_index(run, "layer0.attn_wv", 1, 2)]
    assert found["error"] == found["slope"] - found["grad"]


def test_any_step_can_be_traced_from_the_moment_kept_before_it(session: Session) -> None:
    train_steps(session, 4)
    for moment in range(7):
        expected = trace(run_after(moment), graph=False)
        result = ask(session, "trace", graph=False, moment=moment)
        assert result["step"] == moment + 1
        assert taken(session, result) == expected.columns
    assert "not 8" in complaint(session, "trace", moment=8)
    assert "not -1" in complaint(session, "trace", moment=-1)


def test_heads_are_those_of_the_model_that_was_traced(session: Session) -> None:
    ask(session, "trace", moment=0)
    assert ask(session, "heads", count=4) == head_summaries(run_after(0), run_after(0).docs[:4])
    assert complaint(session, "heads", count=0) == "count must be a whole number of at least 1, not 0"


def test_the_weights_over_training_come_moment_after_moment(session: Session) -> None:
    ask(session, "trace", doc="eve")
    result = ask(session, "over_training")
    assert (result["doc"], result["moments"]) == ("eve", [0])  # every 50 steps one is kept
    (weights,) = taken(session, result).values()
    traced = trace(run_after(0), "eve", graph=False)
    first = next(s for s in traced.header["stages"] if s["name"] == "layer0.head1.attn_weights" and s["position"] == 2)
    expected = traced.columns["stage_values"][first["first"] : first["first"] + 3]
    assert weights[2 * 3 + 3 : 2 * 3 + 6].tolist() == pytest.approx(expected.tolist(), rel=1e-12)


def test_the_past_of_a_parameter_is_told_and_tried_otherwise(session: Session) -> None:
    found = ask(session, "replay", matrix="wpe", row=1, column=1, what_if={"learning_rate": 0.1})
    values = [run_after(steps).params()["wpe"][1][1] for steps in (1, 2, 3)]
    assert (found["steps"], found["true"]["value"]) == ([1, 2, 3], values)
    assert found["settings"] == {"learning_rate": 0.1}
    moved = [value - run_after(0).params()["wpe"][1][1] for value in values]
    tried = found["what_if"]["value"][0] - run_after(0).params()["wpe"][1][1]
    assert tried == pytest.approx(10 * moved[0], rel=1e-9)
    assert "beta1 must be" in complaint(session, "replay", matrix="wpe", row=1, column=1, what_if={"beta1": 2})
    assert "no matrix is called 'wx'" in complaint(session, "replay", matrix="wx", row=1, column=1)


def test_temperature_reshapes_and_the_draws_follow(session: Session) -> None:
    logits = [[0.0, 1.0, 3.0], [2.0, 2.0, 2.0]]
    cold, hot = (ask(session, "temper", logits=logits, temperature=t, drawn=500) for t in (0.2, 2.0))
    assert cold["probs"] == [probabilities(row, 0.2) for row in logits]
    for answer in (cold, hot):
        assert [sum(counts) for counts in answer["draws"]] == [500, 500]
    assert cold["draws"][0][2] > hot["draws"][0][2] > 250
    assert ask(session, "temper", logits=logits, temperature=0.2, drawn=500) == cold
    assert complaint(session, "temper", logits=logits, temperature=0) == "temperature must be above 0, not 0.0"


def test_the_norms_and_what_is_kept_are_told(session: Session) -> None:
    train_steps(session, 4)
    norms = ask(session, "norms")
    assert norms["steps"] == [4]
    assert norms["matrices"].keys() == run_after(0).params().keys()
    kept = ask(session, "describe")["kept"]
    num_params = run_after(0).num_params
    assert kept["steps"] == 7
    assert kept["bytes"] >= (3 + 7) * 8 * num_params
    assert kept["moment_bytes"] == 3 * 8 * num_params


def test_before_anything_was_traced_there_is_nothing_to_experiment_with(session: Session) -> None:
    sentence = "wanted a step to experiment with: trace one first"
    assert complaint(session, "experiment", edits=[]) == sentence
    assert complaint(session, "check", matrix="wte", row=0, column=0) == sentence
    assert complaint(session, "over_training") == sentence


def test_a_new_run_forgets_what_was_traced_and_kept(session: Session) -> None:
    ask(session, "trace")
    ask(session, "start", settings=SETTINGS, data_name="names", text=TEXT)
    assert complaint(session, "experiment", edits=[]).startswith("wanted a step")
    assert ask(session, "describe")["kept"]["steps"] == 0
