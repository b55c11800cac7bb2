"""A traced step with each autograd, over the wire."""

from __future__ import annotations

import pytest
from page_side import TEXT, Wire

from microgpt.observe.pace import nodes


@pytest.fixture
def wire() -> Wire:
    wire = Wire()
    wire.ask("start", settings={"n_embd": 4, "n_head": 2, "num_steps": 8}, data_name="names", text=TEXT)
    wire.events(steps=3)
    wire.ask("trace", doc="emma", graph=False)
    return wire


def test_the_traced_step_is_paced_and_timed_when_asked(wire: Wire) -> None:
    counted = wire.ask("paces")
    traced = wire.session._traces.get("t")
    tokens = traced.model.tokenizer.encode("emma")
    assert [way["nodes"] for way in counted["ways"]] == [
        nodes(traced.model, name, tokens) for name in ("scalar", "vector")
    ]
    timed = wire.ask("paces", times=2)
    assert timed["times"] == 2
    assert all(way["seconds"] > 0 for way in timed["ways"])
    assert timed["fewer"] == counted["fewer"]


def test_the_loss_is_that_of_the_trace_edits_included(wire: Wire) -> None:
    edits = [{"matrix": "wte", "row": 1, "column": 0, "value": 2.0}]
    loss = wire.header("experiment", edits=edits)["loss"]
    assert loss != wire.header("trace", trace="again", doc="emma")["loss"]
    assert wire.ask("paces", trace="e")["ways"][0]["loss"] == loss


@pytest.mark.parametrize("times", [-1, 51, 1.5, True, "3"])
def test_no_other_number_of_times_than_asked_for_will_do(wire: Wire, times: object) -> None:
    assert "times must be a whole number from 0 to 50" in wire.complaint("paces", times=times)
