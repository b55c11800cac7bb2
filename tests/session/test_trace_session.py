"""The trace command of the session: the header as JSON, the columns one by one."""

from __future__ import annotations

import json
from array import array
from typing import Any

import pytest
from session import Session

from microgpt.config import Config
from microgpt.data import documents
from microgpt.observe.trace import trace
from microgpt.ops import scalar
from microgpt.run import start
from microgpt.train import train

TEXT = "emma\nava\nmia\nal\neve\nvi\n"
SETTINGS = {"n_embd": 4, "n_head": 2, "block_size": 5, "num_steps": 8}


def ask(session: Session, command: str, **args: Any) -> Any:
    answer = json.loads(session.handle(command, json.dumps(args)))
    assert "error" not in answer, answer
    return answer["result"]


def complaint(session: Session, command: str, **args: Any) -> str:
    answer = json.loads(session.handle(command, json.dumps(args)))
    assert "result" not in answer
    return str(answer["error"]["message"])


@pytest.fixture
def session() -> Session:
    session = Session()
    ask(session, "start", settings=SETTINGS, data_name="names", text=TEXT, autograd="scalar")
    return session


def train_steps(session: Session, steps: int | None) -> list[Any]:
    ask(session, "train", steps=steps)
    events, more = [], True
    while more:
        done = ask(session, "slice", milliseconds=50)
        events += done["events"]
        more = done["more"]
    return events


def test_the_header_crosses_as_json_and_the_columns_are_taken(session: Session) -> None:
    train_steps(session, 2)
    result = ask(session, "trace", doc="emma", position=1)
    run = start(Config(**SETTINGS), documents(TEXT, "names"), scalar)
    training = train(run)
    next(training)
    next(training)
    expected = trace(run, "emma", 1)
    columns = result.pop("columns")
    assert result == json.loads(json.dumps(expected.header))
    assert [column["name"] for column in columns] == list(expected.columns)
    for column in columns:
        taken = session.take_column(column["name"])
        assert isinstance(taken, array)
        assert (taken.typecode, len(taken)) == (column["type"], column["length"])
        assert taken == expected.columns[column["name"]]


def test_a_column_can_be_taken_once(session: Session) -> None:
    ask(session, "trace", graph=False)
    session.take_column("stage_values")
    with pytest.raises(
        ValueError, match="no column called 'stage_values' is there to take; there are stage_grads, attn"
    ):
        session.take_column("stage_values")


def test_a_new_trace_drops_what_was_not_taken_of_the_last(session: Session) -> None:
    ask(session, "trace")
    ask(session, "trace", graph=False)
    with pytest.raises(ValueError, match="no column called 'node_data'"):
        session.take_column("node_data")


def test_a_trace_that_cannot_be_made_leaves_nothing_to_take(session: Session) -> None:
    ask(session, "trace")
    assert complaint(session, "trace", doc="Zoe").startswith("'Z' in 'Zoe' is not among")
    assert complaint(session, "trace", position=77).startswith("position must be from 0 to")
    with pytest.raises(ValueError, match="no column called 'node_data' is there to take; there are none"):
        session.take_column("node_data")


def test_without_a_run_there_is_nothing_to_trace() -> None:
    assert complaint(Session(), "trace") == "wanted a run: start one first"


def test_tracing_in_the_middle_of_training_changes_no_step(session: Session) -> None:
    other = Session()
    ask(other, "start", settings=SETTINGS, data_name="names", text=TEXT, autograd="scalar")
    unseen = train_steps(other, None)
    seen = train_steps(session, 3)
    ask(session, "trace")
    seen += train_steps(session, None)
    ask(session, "trace", doc="emma")

    def timeless(events: list[Any]) -> list[Any]:
        return [{k: v for k, v in event.items() if not k.startswith("seconds")} for event in events]

    assert timeless(seen) == timeless(unseen)
    assert ask(session, "checkpoint") == ask(other, "checkpoint")
