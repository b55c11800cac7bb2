"""What is answered about a trace or a run: checks, heads, temperatures and the past of training."""

from __future__ import annotations

import math
import random
from itertools import pairwise
from typing import Any

import pytest
from page_side import TEXT, Json, Wire
from test_session_traces import SETTINGS, WTE, run_after

from microgpt.observe import snapshots
from microgpt.observe.experiment import Edit, edited, gradient_check, param_index
from microgpt.observe.heads import head_summaries, tokens_of
from microgpt.observe.trace import trace
from microgpt.sample import probabilities

Columns = dict[str, Any]


def logits_of(header: Json, columns: Columns) -> list[list[float]]:
    """The logits of every position of a trace."""
    stages = [stage for stage in header["stages"] if stage["name"] == "logits"]
    return [columns["stage_values"][stage["first"] : stage["first"] + stage["size"]].tolist() for stage in stages]


@pytest.fixture
def wire() -> Wire:
    """After three steps with vectors."""
    wire = Wire()
    wire.ask("start", settings=SETTINGS, data_name="names", text=TEXT)
    wire.events(steps=3)
    return wire


@pytest.mark.parametrize("edits", [[], [{"matrix": "wte", "row": 5, "column": 2, "value": 1.5}]])
def test_a_check_puts_the_gradient_beside_the_slope(wire: Wire, edits: list[Json]) -> None:
    wire.ask("trace", doc="emma")
    wire.ask("experiment", edits=edits)
    found = wire.ask("check", trace="e", matrix="layer0.attn_wv", row=1, column=2, epsilon=1e-5)
    run = edited(run_after(3), [Edit(**edit) for edit in edits])
    expected = gradient_check(run, tokens_of(run, "emma"), "layer0.attn_wv", 1, 2, 1e-5)
    grads = trace(run, "emma", graph=False).columns["adam_grad"]
    assert {name: found[name] for name in expected} == expected
    assert found["grad"] == grads[param_index(run, "layer0.attn_wv", 1, 2)]
    assert found["error"] == found["slope"] - found["grad"]


@pytest.mark.parametrize("position", [None, 2])
@pytest.mark.parametrize("preset", ["microgpt", "first"])
@pytest.mark.parametrize("edits", [[], [{"matrix": "wte", "row": 5, "column": 2, "value": 1.5}]])
def test_to_grab_a_number_says_at_once_what_an_experiment_would_find(
    preset: str, edits: list[Json], position: int | None
) -> None:
    wire = Wire()
    settings = {**SETTINGS, "init_std": 0.5, "zero_init_outputs": False}
    wire.ask("start", preset_name=preset, settings=settings, data_name="names", text=TEXT)
    wire.ask("trace", doc="emma", position=position)
    header = wire.ask("experiment", trace="edited", edits=edits)["header"]
    place = {"matrix": "layer0.attn_wv", "row": 1, "column": 2}
    values = [-0.5, 1.25]
    found = wire.ask("grab", trace="edited", **place, values=values)
    columns = wire.taken(found)
    assert {name: found["header"][name] for name in (*place, "values")} == {**place, "values": values}
    assert found["header"]["loss_before"] == pytest.approx(header["loss"], rel=1e-12)
    for i, value in enumerate(values):
        made = wire.header("experiment", edits=[*edits, {**place, "value": value}])
        assert columns["loss"][i] == pytest.approx(made["loss"], rel=1e-9)
        assert columns["change"][i] == pytest.approx(made["loss"] - header["loss"], rel=1e-9, abs=1e-12)
    slope = wire.ask("check", trace="edited", **place)["slope"]
    assert found["header"]["slope"] == pytest.approx(slope, rel=1e-4)
    assert found["header"]["is_measured"] is (preset == "first" and position is None)
    assert len(columns["probs"]) == len(columns["losses"]) // 2 * len(header["vocabulary"])


def test_a_number_is_not_grabbed_without_a_list_of_values(wire: Wire) -> None:
    wire.ask("trace", doc="emma")
    place = {"matrix": "wte", "row": 1, "column": 0}
    assert wire.complaint("grab", **place, values=0.5) == "values must be a list of numbers, not 0.5"
    assert "at least one" in wire.complaint("grab", **place, values=[])


def test_in_the_first_revision_the_check_shows_what_counts_twice() -> None:
    wire = Wire()
    settings = {**SETTINGS, "init_std": 0.5, "zero_init_outputs": False}
    wire.ask("start", preset_name="first", settings=settings, data_name="names", text=TEXT)
    wire.ask("trace", doc="emma")
    whole = wire.ask("check", matrix="layer0.attn_wv", row=1, column=1)
    assert abs(whole["error"]) > 0.01 * abs(whole["slope"])
    wire.ask("trace", doc="emma", position=2)
    one = wire.ask("check", matrix="layer0.attn_wv", row=1, column=1)
    assert abs(one["error"]) < 1e-4 * abs(one["slope"])


def test_heads_are_those_of_the_model_that_was_traced(wire: Wire) -> None:
    wire.ask("trace", after=0)
    wire.ask("experiment", edits=[WTE])
    docs = run_after(0).docs[:4]
    assert wire.ask("heads", count=4) == head_summaries(run_after(0), docs)
    assert wire.ask("heads", trace="e", count=4) == head_summaries(edited(run_after(0), [Edit(**WTE)]), docs)
    assert wire.ask("heads", trace="e", count=4) != wire.ask("heads", count=4)
    assert wire.complaint("heads", count=0) == "count must be a whole number of at least 1, not 0"


def test_the_weights_over_training_come_snapshot_after_snapshot(wire: Wire) -> None:
    wire.ask("trace", doc="eve")
    result = wire.ask("over_training")
    assert result["header"] == {"doc": "eve", "snapshots": [0]}  # every 50 steps one is kept
    (weights,) = wire.taken(result).values()
    traced = trace(run_after(0), "eve", graph=False)
    first = next(s for s in traced.header["stages"] if s["name"] == "layer0.head1.attn_weights" and s["position"] == 2)
    expected = traced.columns["stage_values"][first["first"] : first["first"] + 3]
    assert weights[2 * 3 + 3 : 2 * 3 + 6].tolist() == pytest.approx(expected.tolist(), rel=1e-12)


def test_the_past_of_a_parameter_is_told_and_tried_otherwise(wire: Wire) -> None:
    found = wire.ask("replay", matrix="wpe", row=1, column=1, what_if={"learning_rate": 0.1})
    values = [run_after(steps).params()["wpe"][1][1] for steps in (1, 2, 3)]
    assert (found["steps"], found["true"]["value"]) == ([1, 2, 3], values)
    assert found["settings"] == {"learning_rate": 0.1}
    moved = [value - run_after(0).params()["wpe"][1][1] for value in values]
    tried = found["what_if"]["value"][0] - run_after(0).params()["wpe"][1][1]
    assert tried == pytest.approx(10 * moved[0], rel=1e-9)
    assert "beta1 must be" in wire.complaint("replay", matrix="wpe", row=1, column=1, what_if={"beta1": 2})
    assert "no matrix is called 'wx'" in wire.complaint("replay", matrix="wx", row=1, column=1)


def test_the_norms_and_what_is_kept_are_told(wire: Wire) -> None:
    wire.events(steps=4)
    norms = wire.ask("norms")
    assert norms["steps"] == [4]
    assert norms["matrices"].keys() == run_after(0).params().keys()
    kept = wire.ask("describe")["kept"]
    num_params = run_after(0).num_params
    assert kept["steps"] == 7
    assert kept["bytes"] >= (3 + 7) * 8 * num_params
    assert kept["snapshot_bytes"] == 3 * 8 * num_params


# --- after a longer training


@pytest.fixture
def seasoned() -> Wire:
    """After all 120 steps of a run, of which the states after 0, 50 and 100 were kept."""
    wire = Wire()
    wire.ask("start", settings=SETTINGS | {"num_steps": 120}, data_name="names", text=TEXT, sample_every=0)
    wire.events()
    return wire


def test_the_weights_of_every_snapshot_come_one_after_the_other(seasoned: Wire) -> None:
    wire = seasoned
    wire.ask("trace", doc="emma")
    result = wire.ask("over_training")
    snapshots = result["header"]["snapshots"]
    (weights,) = wire.taken(result).values()
    assert snapshots == wire.ask("describe")["snapshots"] == [0, 50, 100]
    pairs = 2 * (1 + 2 + 3 + 4 + 5)  # of 2 heads, positions 0 to 4
    assert len(weights) == 3 * pairs
    for number, after in enumerate(snapshots):
        header = wire.header("trace", doc="emma", after=after)
        values = wire.session.take_column("stage_values")
        expected = [
            weight
            for stage in header["stages"]
            if stage["name"].endswith(".attn_weights")
            for weight in values[stage["first"] : stage["first"] + stage["size"]]
        ]
        assert weights[number * pairs : (number + 1) * pairs].tolist() == pytest.approx(expected, rel=1e-12)


def test_the_events_tell_which_snapshots_there_are_after_the_step_that_added_one(wire: Wire) -> None:
    wire.start(num_steps=120)
    events = wire.events()
    assert [event["snapshots"] for event in events if "snapshots" in event] == [[0, 50], [0, 50, 100]]
    assert events[events.index({"snapshots": [0, 50]}) - 1]["step"] == 50


def test_snapshots_that_were_let_go_are_told_of_no_more(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOST", 4)
    wire.start(num_steps=400)
    told = [event["snapshots"] for event in wire.events() if "snapshots" in event]
    assert [0, 50, 100, 150] in told
    assert told[-1] == wire.ask("describe")["snapshots"] == [0, 200, 400]


def test_what_is_kept_stays_small_however_long_training_goes_on(seasoned: Wire) -> None:
    """At most five states of three numbers a parameter, with 16 gradients each; those before with gradients of half the
    bytes; and the norms.
    """
    description = seasoned.ask("describe")
    kept, num_params = description["kept"], description["num_params"]
    assert 64 <= kept["steps"] <= 80
    found = seasoned.ask("replay", matrix="wte", row=0, column=0)
    assert kept["steps"] == len(found["steps"])
    assert kept["since"] == found["since"] == 1
    earlier = 3 * (3 * 8 + 16 * 4) * num_params
    assert kept["bytes"] < 5 * (3 + 16) * 8 * num_params + earlier + 120 // 4 * 256
    assert kept["snapshot_bytes"] == 3 * 3 * 8 * num_params


def test_the_replay_ends_with_the_parameter_as_it_is(seasoned: Wire) -> None:
    """Its update is what the value moves by from step to step, and the last value is the run's."""
    traced = seasoned.ask("trace", doc="emma")
    columns = seasoned.taken(traced)
    for matrix in traced["header"]["matrices"]:
        found = seasoned.ask("replay", matrix=matrix["name"], row=2, column=1, what_if={})
        i = matrix["first"] + 2 * matrix["columns"] + 1
        assert found["true"]["value"][-1] == columns["adam_before"][i]
        assert found["true"]["m"][-1] == columns["adam_m_before"][i]
        assert found["true"]["sqrt_v"][-1] == columns["adam_v_before"][i] ** 0.5
        assert found["what_if"] == found["true"]
        values, updates = found["true"]["value"], found["true"]["update"]
        assert updates[1:] == [one - other for one, other in pairwise(values)]
        assert found["steps"][-1] == 120


def test_the_norms_are_those_of_the_gradients_in_the_traces_of_their_steps(seasoned: Wire) -> None:
    norms = seasoned.ask("norms")
    assert norms["steps"] == list(range(4, 121, 4))
    for step in (4, 60, 120):
        header = seasoned.header("trace", after=step - 1)
        at = norms["steps"].index(step)
        for matrix in header["matrices"]:
            assert norms["matrices"][matrix["name"]][at] == pytest.approx(matrix["grad_norm"], rel=1e-9)
        assert norms["all"][at] == pytest.approx(header["moved"]["grad_norm"], rel=1e-9)


def test_a_restored_run_can_be_asked_all_the_same(seasoned: Wire) -> None:
    stored = seasoned.ask("checkpoint")
    other = Wire()
    other.ask("restore", checkpoint=stored["text"], data_name="names", text=TEXT)
    assert other.ask("describe")["kept"]["steps"] == 0
    assert other.ask("norms")["steps"] == []
    assert other.ask("replay", matrix="wte", row=0, column=0)["true"]["value"] == []
    other.ask("trace", doc="emma")
    seasoned.ask("trace", doc="emma")
    assert other.ask("heads", count=3) == seasoned.ask("heads", count=3)
    assert other.ask("experiment", edits=[WTE]) == seasoned.ask("experiment", edits=[WTE])
    assert other.header("over_training")["snapshots"] == [120]  # the first state that there is of it here


# --- temperatures


def test_temperature_reshapes_and_the_draws_follow(seasoned: Wire) -> None:
    traced = seasoned.ask("trace", doc="emma", position=1)
    logits = logits_of(traced["header"], seasoned.taken(traced))
    cold, hot = (seasoned.ask("temper", temperature=t, drawn=500) for t in (0.2, 2.0))
    assert cold["probs"] == [probabilities(row, 0.2) for row in logits]
    assert len(logits) == len("emma") + 1  # all are answered, whatever the target
    for answer in (cold, hot):
        assert [sum(counts) for counts in answer["draws"]] == [500] * len(logits)
    likeliest = logits[0].index(max(logits[0]))
    assert cold["draws"][0][likeliest] > hot["draws"][0][likeliest]
    assert seasoned.ask("temper", temperature=0.2, drawn=500) == cold
    assert seasoned.complaint("temper", temperature=0) == "temperature must be above 0, not 0.0"


def test_an_experiment_is_tempered_from_logits_of_its_own(wire: Wire) -> None:
    wire.ask("trace", doc="emma")
    made = wire.ask("experiment", edits=[WTE])
    logits = logits_of(made["header"], wire.taken(made))
    tempered = wire.ask("temper", trace="e", temperature=0.7)
    assert tempered["probs"] == [probabilities(row, 0.7) for row in logits]
    assert tempered != wire.ask("temper", temperature=0.7)


def test_the_draws_are_those_of_the_runs_seed_at_every_position_and_temperature(wire: Wire) -> None:
    wire.ask("trace", doc="mia")
    for temperature in (0.3, 1.0, 4.0):
        answer = wire.ask("temper", temperature=temperature, drawn=40)
        assert (answer["temperature"], answer["drawn"]) == (temperature, 40)
        for probs, counts in zip(answer["probs"], answer["draws"], strict=True):
            stream = random.Random(42)
            drawn = [stream.random() for _ in range(40)]
            assert math.fsum(probs) == pytest.approx(1)
            assert counts[0] == sum(x < probs[0] for x in drawn)
            assert counts[-1] == sum(x >= sum(probs[:-1]) for x in drawn)
            assert sum(counts) == 40


def test_tempering_takes_nothing_from_the_runs_own_stream(wire: Wire) -> None:
    before = wire.ask("checkpoint")
    wire.ask("trace")
    wire.ask("temper", temperature=1.0)
    assert wire.ask("checkpoint") == before


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
def test_what_cannot_be_tempered_gets_a_sentence(wire: Wire, args: Json, sentence: str) -> None:
    wire.ask("trace")
    assert wire.complaint("temper", **args) == sentence


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
    ],
)
def test_what_cannot_be_asked_gets_a_sentence(wire: Wire, command: str, args: Json, sentence: str) -> None:
    wire.ask("trace", doc="emma")
    place = {"row": 0, "column": 0} if command in ("check", "replay") else {}
    assert wire.complaint(command, **place | args) == sentence


def test_an_expression_is_worked_out_without_a_run() -> None:
    found = Wire().ask("expression", text="a * b", leaves={"a": 3, "b": -2})
    assert found["refused"] is None
    assert found["text"] == "a * b"
    assert [node["data"] for node in found["nodes"]] == [3, -2, -6]
    assert [node["grad"] for node in found["nodes"]] == [-2, 3, 1]


@pytest.mark.parametrize("text", ["a.__class__", "", "a +", "(" * 100, "lambda: a"])
def test_an_expression_that_cannot_be_is_an_answer_and_no_error(text: str) -> None:
    found = Wire().ask("expression", text=text)
    assert found["refused"].startswith("Wanted ")
    assert found["nodes"] == found["steps"] == found["leaves"] == []


def test_an_expression_whose_leaves_do_not_do_still_has_them() -> None:
    """So that they can be given other numbers."""
    found = Wire().ask("expression", text="log(a) + b", leaves={"a": -1})
    assert found["refused"] == "Wanted a number greater than 0 for log in “log(a)”, not -1."
    assert found["leaves"] == [{"name": "a", "value": -1}, {"name": "b", "value": 1}]
