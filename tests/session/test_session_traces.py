"""What the trace command leaves: the header as JSON, the columns one by one; and what experiments make of it."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from page_side import TEXT, Json, Wire, plain

from microgpt.config import Config
from microgpt.data import documents
from microgpt.observe.experiment import Edit, trace_edited
from microgpt.observe.trace import trace
from microgpt.run import AUTOGRADS, Run, start
from microgpt.train import train

SETTINGS: Json = {"n_embd": 4, "n_head": 2, "block_size": 5, "num_steps": 8}
WTE = {"matrix": "wte", "row": 1, "column": 0, "value": 2.0}
WPE = {"matrix": "wpe", "row": 0, "column": 1, "value": 0.75}


@pytest.fixture
def wire() -> Wire:
    """After three steps with vectors."""
    wire = Wire()
    wire.ask("start", settings=SETTINGS, data_name="names", text=TEXT)
    wire.events(steps=3)
    return wire


def run_after(steps: int, autograd: str = "vector", **settings: Any) -> Run:
    """The same run, trained without a session."""
    run = start(Config(**SETTINGS | settings), documents(TEXT, "names"), AUTOGRADS[autograd])
    for _ in zip(range(steps), train(run)):
        pass
    return run


def test_the_header_crosses_as_json_and_the_columns_are_taken() -> None:
    wire = Wire()
    wire.ask("start", run="emma's", settings=SETTINGS, data_name="names", text=TEXT, autograd="scalar")
    wire.events(run="emma's", steps=2)
    result = wire.ask("trace", run="emma's", trace="first", doc="emma", position=1)
    expected = trace(run_after(2, "scalar"), "emma", 1)
    ids = {"id": "first", "run": "emma's", "of": None}
    assert result["header"] == json.loads(json.dumps({**ids, **expected.header}))
    assert [column["name"] for column in result["columns"]] == list(expected.columns)
    for column in result["columns"]:
        taken = wire.session.take_column(column["name"])
        assert isinstance(taken, array)
        assert (taken.typecode, len(taken)) == (column["type"], column["length"])
        assert taken == expected.columns[column["name"]]


def test_a_trace_without_a_graph_has_the_numbers_of_one_with_it(wire: Wire) -> None:
    """Also after fewer steps, and of a document that is no training document."""
    for args in ({}, {"doc": "eve", "after": 2}, {"doc": "mae", "position": 1}):
        whole = wire.ask("trace", trace="whole", **args)
        expected = {each["name"]: wire.session.take_column(each["name"]) for each in whole["columns"]}
        quick = wire.ask("trace", trace="quick", graph=False, **args)
        without = {"id": "quick", "graph": None, "ops": []}
        assert quick["header"] == {**whole["header"], **without}
        assert {name for name in expected if name.startswith(("node_", "stage_nodes"))} == (
            expected.keys() - {each["name"] for each in quick["columns"]}
        )
        for each in quick["columns"]:
            assert wire.session.take_column(each["name"]) == expected[each["name"]]


def test_a_column_can_be_taken_once(wire: Wire) -> None:
    wire.ask("trace")
    wire.session.take_column("stage_values")
    with pytest.raises(
        ValueError, match="no column called 'stage_values' is there to take; there are stage_grads, attn"
    ):
        wire.session.take_column("stage_values")


def test_the_next_command_drops_what_was_not_taken_of_the_last(wire: Wire) -> None:
    wire.ask("trace")
    wire.ask("over_training")
    with pytest.raises(ValueError, match="no column called 'node_data' is there to take; there are weights"):
        wire.session.take_column("node_data")


def test_a_trace_that_cannot_be_made_leaves_nothing_to_take(wire: Wire) -> None:
    wire.ask("trace")
    assert wire.complaint("trace", doc="Zoe").startswith("'Z' in 'Zoe' is not among")
    assert wire.complaint("trace", position=77).startswith("position must be from 0 to")
    with pytest.raises(ValueError, match="no column called 'node_data' is there to take; there are none"):
        wire.session.take_column("node_data")


def test_tracing_in_the_middle_of_training_changes_no_step(wire: Wire) -> None:
    other = Wire()
    other.ask("start", settings=SETTINGS, data_name="names", text=TEXT)
    unseen = other.events()
    wire.ask("trace")
    seen = wire.events()
    wire.ask("trace", doc="emma")
    assert seen == unseen[-len(seen) :]
    assert wire.ask("checkpoint") == other.ask("checkpoint")


def test_any_step_can_be_traced_from_the_snapshot_kept_before_it(wire: Wire) -> None:
    wire.events(steps=4)
    for after in range(8):
        expected = trace(run_after(after))
        result = wire.ask("trace", after=after)
        assert result["header"]["step"] == after + 1
        assert wire.taken(result) == expected.columns
    assert wire.complaint("trace", after=8) == "wanted a number of steps from 0 to the 7 that are done, not 8"
    assert "not -1" in wire.complaint("trace", after=-1)
    assert "not 2.5" in wire.complaint("trace", after=2.5)
    assert "not 'late'" in wire.complaint("trace", after="late")


def test_a_step_of_the_past_is_traced_as_it_was_done_whatever_was_changed_since(wire: Wire) -> None:
    """Three steps of 8 with vectors, then two of 20 with scalars: each with its own learning rate."""
    wire.ask("use", autograd="scalar")
    wire.events(steps=2, num_steps=20)
    wire.ask("use", autograd="vector")
    wire.events(num_steps=6)
    for after in range(4):
        result = wire.ask("trace", after=after)
        assert wire.taken(result) == trace(run_after(after) if after < 3 else changed_run(after)).columns
        assert result["header"]["num_steps"] == (8 if after < 3 else 20)
    for after, num_steps in ((4, 20), (5, 6), (6, 6)):
        result = wire.ask("trace", after=after)
        assert result["header"]["num_steps"] == num_steps
        assert wire.taken(result) == trace(changed_run(after)).columns


def changed_run(steps: int) -> Run:
    """As that test changes it."""
    run = run_after(3)
    for first, until, autograd, num_steps in ((3, 5, "scalar", 20), (5, 6, "vector", 6)):
        if steps >= first:
            run.config = Config(**SETTINGS | {"num_steps": num_steps})
            run.use(AUTOGRADS[autograd])
            for _ in zip(range(min(until, steps) - run.step), train(run)):
                pass
    return run


# experiments


def test_an_experiment_is_a_trace_with_other_numbers_however_far_training_went_since(wire: Wire) -> None:
    wire.ask("trace", doc="emma", position=2)
    wire.events(steps=2)
    result = wire.ask("experiment", edits=[WPE])
    expected = trace_edited(run_after(3), [Edit(**WPE)], "emma", 2)
    ids = {"id": "e", "run": "r", "of": "t"}
    assert result["header"] == json.loads(json.dumps({**ids, **expected.header}))
    assert wire.taken(result) == expected.columns


def test_without_edits_it_is_that_very_trace_again(wire: Wire) -> None:
    first = wire.ask("trace", doc="ava")
    columns = wire.taken(first)
    wire.ask("experiment", edits=[WTE])
    wire.events(steps=1)
    again = wire.ask("experiment", edits=[])
    assert plain(again["header"]) == plain(first["header"])
    assert wire.taken(again) == columns


def test_the_edits_of_an_experiment_take_the_place_of_those_of_the_one_it_is_of(wire: Wire) -> None:
    first = wire.ask("trace", doc="emma")
    columns = wire.taken(first)
    wire.ask("experiment", trace="one", edits=[WTE])
    other = wire.ask("experiment", of="one", trace="two", edits=[WPE])
    assert (other["header"]["id"], other["header"]["of"]) == ("two", "t")
    assert wire.taken(other) == trace_edited(run_after(3), [Edit(**WPE)], "emma").columns
    none = wire.ask("experiment", of="two", trace="three", edits=[])
    assert none["header"]["of"] == "t"
    assert plain(none["header"]) == plain(first["header"])
    assert wire.taken(none) == columns


def test_an_experiment_outlives_the_trace_that_it_is_of(wire: Wire) -> None:
    wire.ask("trace", doc="emma")
    expected = wire.ask("experiment", edits=[WPE])["header"]
    wire.ask("drop", trace="t")
    again = wire.header("experiment", of="e", trace="f", edits=[WPE])
    assert again == {**expected, "id": "f"}


def test_the_oldest_trace_can_be_experimented_with_after_the_last_step(wire: Wire) -> None:
    """Not only training goes on: the autograd and the end of the schedule are changed too."""
    first = wire.ask("trace", doc="ava", position=1)
    columns = wire.taken(first)
    wire.ask("use", autograd="scalar")
    wire.events(num_steps=20)
    assert wire.ask("describe")["step"] == 20
    again = wire.ask("experiment", edits=[])
    assert plain(again["header"]) == plain(first["header"])
    assert wire.taken(again) == columns


def test_no_trace_is_forgotten_for_one_that_could_not_be_made(wire: Wire) -> None:
    first = wire.header("trace", doc="ava")
    assert "from 0 to 3" in wire.complaint("trace", position=4, doc="eve")
    assert "'Z'" in wire.complaint("trace", doc="Zoe")
    edits = [{"matrix": "lm_head", "row": 0, "column": 0, "value": 1e308}]
    assert "finite" in wire.complaint("experiment", trace="t", edits=edits)
    assert plain(wire.header("experiment", edits=[])) == plain(first)


def test_experiments_and_questions_leave_the_training_as_it_was(wire: Wire) -> None:
    wire.ask("trace", doc="emma")
    wire.ask("experiment", edits=[{**WTE, "value": 9}])
    wire.ask("check", matrix="wte", row=0, column=0)
    wire.ask("heads", count=3)
    wire.ask("over_training")
    wire.ask("temper", temperature=1.0)
    wire.ask("replay", matrix="wte", row=0, column=0, what_if={"beta1": 0.1})
    wire.events()
    other = Wire()
    other.ask("start", settings=SETTINGS, data_name="names", text=TEXT)
    other.events()
    assert wire.ask("checkpoint") == other.ask("checkpoint")
    assert wire.ask("sample") == other.ask("sample")
