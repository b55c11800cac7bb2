"""What the pictures ask of the session: experiments, checks, heads, temperatures and the past of training."""

from __future__ import annotations

import math
import random
from array import array
from itertools import pairwise
from typing import Any

import pytest
from session import Session
from test_trace_session import SETTINGS, TEXT, ask, complaint, train_steps

from microgpt.config import Config
from microgpt.data import documents
from microgpt.observe.experiment import Edit, gradient_check, param_index, trace_edited
from microgpt.observe.heads import head_summaries, tokens_of
from microgpt.observe.trace import trace
from microgpt.run import AUTOGRADS, Run, start
from microgpt.sample import probabilities
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


# --- after a longer training


@pytest.fixture
def seasoned() -> Session:
    """After all 120 steps of a run, of which the states after 0, 50 and 100 were kept."""
    session = Session()
    ask(session, "start", settings=SETTINGS | {"num_steps": 120}, data_name="names", text=TEXT, sample_every=0)
    train_steps(session, None)
    return session


def test_the_weights_of_every_moment_that_was_kept_come_one_after_the_other(seasoned: Session) -> None:
    ask(seasoned, "trace", doc="emma", graph=False)
    result = ask(seasoned, "over_training")
    assert result["moments"] == ask(seasoned, "describe")["moments"] == [0, 50, 100]
    result = ask(seasoned, "over_training")
    (weights,) = taken(seasoned, result).values()
    pairs = 2 * (1 + 2 + 3 + 4 + 5)  # of 2 heads, positions 0 to 4
    assert len(weights) == 3 * pairs
    for number, moment in enumerate(result["moments"]):
        header = ask(seasoned, "trace", doc="emma", graph=False, moment=moment)
        values = seasoned.take_column("stage_values")
        expected = [
            weight
            for stage in header["stages"]
            if stage["name"].endswith(".attn_weights")
            for weight in values[stage["first"] : stage["first"] + stage["size"]]
        ]
        assert weights[number * pairs : (number + 1) * pairs].tolist() == pytest.approx(expected, rel=1e-12)


def test_the_oldest_trace_can_be_experimented_with_after_the_last_step(session: Session) -> None:
    """Not only training goes on: the autograd and the end of the schedule are changed too."""
    first = ask(session, "trace", doc="ava", position=1)
    columns = taken(session, first)
    ask(session, "use", autograd="scalar")
    ask(session, "train", num_steps=20)
    train_steps(session, None)
    assert ask(session, "describe")["step"] == 20
    again = ask(session, "experiment", edits=[])
    assert again == first
    assert taken(session, again) == columns


def test_no_trace_is_forgotten_for_one_that_could_not_be_made(session: Session) -> None:
    first = ask(session, "trace", doc="ava")
    assert "from 0 to 3" in complaint(session, "trace", position=4, doc="eve")
    assert "'Z'" in complaint(session, "trace", doc="Zoe")
    assert "finite" in complaint(
        session, "experiment", edits=[{"matrix": "lm_head", "row": 0, "column": 0, "value": 1e308}]
    )
    assert ask(session, "experiment", edits=[]) == first


def test_what_is_kept_stays_small_however_long_training_goes_on(seasoned: Session) -> None:
    """At most five states of three numbers a parameter, with 16 gradients each; and the norms."""
    description = ask(seasoned, "describe")
    kept, num_params = description["kept"], description["num_params"]
    assert 64 <= kept["steps"] <= 80
    assert kept["steps"] == len(ask(seasoned, "replay", matrix="wte", row=0, column=0)["steps"])
    assert kept["bytes"] < 5 * (3 + 16) * 8 * num_params + 120 // 4 * 256
    assert kept["moment_bytes"] == 3 * 3 * 8 * num_params


def test_the_replay_ends_with_the_parameter_as_it_is(seasoned: Session) -> None:
    """Its update is what the value moves by from step to step, and the last value is the run's."""
    traced = ask(seasoned, "trace", doc="emma", graph=False)
    columns = taken(seasoned, traced)
    for matrix in traced["matrices"]:
        found = ask(seasoned, "replay", matrix=matrix["name"], row=2, column=1, what_if={})
        i = matrix["first"] + 2 * matrix["columns"] + 1
        assert found["true"]["value"][-1] == columns["adam_before"][i]
        assert found["true"]["m"][-1] == columns["adam_m_before"][i]
        assert found["true"]["sqrt_v"][-1] == columns["adam_v_before"][i] ** 0.5
        assert found["what_if"] == found["true"]
        values, updates = found["true"]["value"], found["true"]["update"]
        assert updates[1:] == [one - other for one, other in pairwise(values)]
        assert found["steps"][-1] == 120


def test_the_norms_are_those_of_the_gradients_in_the_traces_of_their_steps(seasoned: Session) -> None:
    norms = ask(seasoned, "norms")
    assert norms["steps"] == list(range(4, 121, 4))
    for step in (4, 60, 120):
        header = ask(seasoned, "trace", moment=step - 1, graph=False)
        at = norms["steps"].index(step)
        for matrix in header["matrices"]:
            assert norms["matrices"][matrix["name"]][at] == pytest.approx(matrix["grad_norm"], rel=1e-9)
        assert norms["all"][at] == pytest.approx(header["moved"]["grad_norm"], rel=1e-9)


# --- temperatures


def test_the_draws_are_those_of_the_runs_seed_at_every_position_and_temperature(session: Session) -> None:
    logits = [[0.0, 1.0, 3.0], [2.0, 2.0, 2.0], [-1.0, 5.0, 0.5]]
    for temperature in (0.3, 1.0, 4.0):
        answer = ask(session, "temper", logits=logits, temperature=temperature, drawn=40)
        assert (answer["temperature"], answer["drawn"]) == (temperature, 40)
        for row, probs, counts in zip(logits, answer["probs"], answer["draws"], strict=True):
            exps = [math.exp(x / temperature) for x in row]
            assert probs == pytest.approx([e / sum(exps) for e in exps], rel=1e-12)
            stream = random.Random(42)
            drawn = [stream.random() for _ in range(40)]
            first = sum(x < probs[0] for x in drawn)
            last = sum(x >= probs[0] + probs[1] for x in drawn)
            assert counts == [first, 40 - first - last, last]


def test_tempering_takes_nothing_from_the_runs_own_stream(session: Session) -> None:
    before = ask(session, "checkpoint")
    ask(session, "temper", logits=[[0.0, 1.0]], temperature=1.0)
    assert ask(session, "checkpoint") == before


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({"temperature": -1}, "temperature must be above 0, not -1.0"),
        ({"temperature": "hot"}, "temperature must be a finite number, not 'hot'"),
        ({"temperature": 1e-310}, "temperature must be large enough to divide these logits by, not 1e-310"),
        ({"temperature": 1, "drawn": -1}, "drawn must be a whole number of 0 or more, not -1"),
        ({"temperature": 1, "drawn": 2.5}, "drawn must be a whole number of 0 or more, not 2.5"),
    ],
)
def test_what_cannot_be_tempered_gets_a_sentence(session: Session, args: Any, sentence: str) -> None:
    assert complaint(session, "temper", logits=[[1.0, 2.0]], **args) == sentence


# --- what cannot be


@pytest.mark.parametrize(
    ("command", "args", "sentence"),
    [
        ("check", {"matrix": "wte", "epsilon": 0}, "epsilon must be a number above 0, not 0"),
        (
            "check",
            {"matrix": "lm_head", "epsilon": 1e5},
            "epsilon must be so small that the loss stays a finite number, not 100000.0",
        ),
        ("check", {"matrix": "lm_head", "column": 4}, "column of lm_head must be from 0 to 3, not 4"),
        ("replay", {"matrix": "wpe", "row": 5}, "row of wpe must be from 0 to 4, not 5"),
        (
            "replay",
            {"matrix": "wpe", "what_if": {"learning_rate": 1.7e308, "eps": 1e-300}},
            "wanted settings of Adam with which the parameter stays a finite number, "
            "not learning_rate 1.7e+308 with eps 1e-300",
        ),
        ("heads", {"count": 2.5}, "count must be a whole number of at least 1, not 2.5"),
        ("trace", {"moment": 2.5}, "wanted a moment from 0 to 3 steps of training, not 2.5"),
        ("trace", {"moment": "late"}, "wanted a moment from 0 to 3 steps of training, not late"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(session: Session, command: str, args: Any, sentence: str) -> None:
    ask(session, "trace", doc="emma")
    place = {"row": 0, "column": 0} if command in ("check", "replay") else {}
    assert complaint(session, command, **place | args) == sentence


def test_in_the_first_revision_the_check_shows_what_counts_twice() -> None:
    session = Session()
    settings = {**SETTINGS, "init_std": 0.5, "zero_init_outputs": False}
    ask(session, "start", preset_name="first", settings=settings, data_name="names", text=TEXT)
    ask(session, "trace", doc="emma")
    whole = ask(session, "check", matrix="layer0.attn_wv", row=1, column=1)
    assert abs(whole["error"]) > 0.01 * abs(whole["slope"])
    ask(session, "trace", doc="emma", position=2)
    one = ask(session, "check", matrix="layer0.attn_wv", row=1, column=1)
    assert abs(one["error"]) < 1e-4 * abs(one["slope"])


@pytest.mark.parametrize("command", ["heads", "norms", "experiment", "check", "over_training", "replay", "temper"])
def test_before_a_run_is_started_every_picture_is_told_so(command: str) -> None:
    args = {
        "experiment": {"edits": []},
        "check": {"matrix": "wte", "row": 0, "column": 0},
        "replay": {"matrix": "wte", "row": 0, "column": 0},
        "temper": {"logits": [[1.0]], "temperature": 1},
    }
    sentence = complaint(Session(), command, **args.get(command, {}))
    assert sentence in ("wanted a run: start one first", "wanted a step to experiment with: trace one first")


def test_a_restored_run_can_be_asked_all_the_same(seasoned: Session) -> None:
    stored = ask(seasoned, "checkpoint")
    other = Session()
    ask(other, "restore", text_of_checkpoint=stored["text"], data_name="names", text=TEXT)
    assert ask(other, "describe")["kept"]["steps"] == 0
    assert ask(other, "norms")["steps"] == []
    assert ask(other, "replay", matrix="wte", row=0, column=0)["true"]["value"] == []
    assert ask(other, "heads", count=3) == ask(seasoned, "heads", count=3)
    ask(other, "trace", doc="emma")
    edits = [{"matrix": "wte", "row": 1, "column": 0, "value": 2}]
    ask(seasoned, "trace", doc="emma")
    assert ask(other, "experiment", edits=edits) == ask(seasoned, "experiment", edits=edits)
    assert ask(other, "over_training")["moments"] == []  # after 120 steps no state is due
