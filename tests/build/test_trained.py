"""The recorded run at its end, as the page's Python is given it."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from session import Session

from tools.packing import unpacked
from tools.recording import RECORDED_STEPS, recordings
from tools.trained import TRAINED

Json = dict[str, Any]


@pytest.fixture(scope="module")
def given() -> Session:
    """A session that has gone on with the file."""
    header, columns = unpacked(recordings()[TRAINED])
    session = Session()
    for name, numbers in columns.items():
        session.give_column(name, numbers.tobytes())
    state = {**header["state"], "snapshots": header["snapshots"]}
    session.resume("r", json.loads(json.dumps(state)))
    return session


def test_it_is_the_run_whose_steps_are_shown_and_invents_the_names_that_it_invented(given: Session) -> None:
    run = json.loads(recordings()["run.json"])
    description = given.describe("r")
    for name in ("config", "data_digest", "num_docs", "num_params", "command", "is_as_started"):
        assert description[name] == run["description"][name], name
    assert description["step"] == RECORDED_STEPS
    _, columns = unpacked(recordings()[f"parameters-{RECORDED_STEPS}.bin"])
    told = given.parameters("r")
    assert [each["name"] for each in told["columns"]] == ["values"]
    assert given.take_column("values") == columns["values"]
    assert given.sample("r")["names"] == run["names"]


def test_its_last_step_and_the_first_can_be_looked_into(given: Session) -> None:
    run = json.loads(recordings()["run.json"])
    losses = [event["loss"] for event in run["events"] if "loss" in event]
    for step in (1, RECORDED_STEPS):
        traced = given.trace("r", "t", after=step - 1, graph=False)
        assert traced["header"]["loss"] == pytest.approx(losses[step - 1], rel=1e-12)


def test_it_goes_on_with_what_adam_remembers(given: Session) -> None:
    given.train("r", num_steps=RECORDED_STEPS + 1)
    [step, *_] = given.slice("r", 1e9)["events"]
    assert step["step"] == RECORDED_STEPS + 1
    assert step["average"] < step["loss"] + 2  # over the 49 recorded losses before it, too
    state = given.state("r")
    numbers: array[float] = given.take_column("numbers")
    m = numbers[len(numbers) // 3 : 2 * len(numbers) // 3]
    assert state["header"]["step"] == RECORDED_STEPS + 1
    assert sum(abs(each) > 0 for each in m) > len(m) * 0.9
