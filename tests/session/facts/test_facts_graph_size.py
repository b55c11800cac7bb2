"""What the article says of the nodes that a loss is made from, against the nodes themselves."""

from __future__ import annotations

import pytest
from session import Session

from microgpt.config import Config
from microgpt.data import load
from microgpt.ops import scalar, vector
from microgpt.run import Run, start
from microgpt.train import crop, predictions
from microgpt.value import Value

NAMES = ["bill", "a", "abcdefghijklmnopqrst"]


@pytest.fixture(scope="module")
def session() -> Session:
    """A run as the article's, before its first step."""
    session = Session()
    session.start("run")
    return session


def facts_of(session: Session, name: str) -> dict[str, str]:
    session.trace("run", name, doc=name, graph=False)
    return session.facts(name)


@pytest.fixture(scope="module")
def run() -> Run:
    return start(Config(), load("census"))


@pytest.mark.parametrize("name", NAMES)
def test_the_nodes_are_as_many_as_value_makes(
    session: Session, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    facts = facts_of(session, name)
    count = sum(len(row) for rows in run.params().values() for row in rows)
    init = Value.__init__

    def counted(*args: object) -> None:
        nonlocal count
        count += 1
        init(*args)

    monkeypatch.setattr(Value, "__init__", counted)
    scalar.mean(list(predictions(scalar, run.config, run.state_dict, crop(run.tokenizer.encode(name), run.config))))
    assert facts["value-nodes"] == f"{count:,}"


@pytest.mark.parametrize("name", NAMES)
def test_the_vectors_are_as_many_as_are_made(
    session: Session, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    facts = facts_of(session, name)
    made = []
    init = vector.Vector.__init__

    def counted(self: vector.Vector, *args: object) -> None:
        made.append(self)
        init(self, *args)

    monkeypatch.setattr(vector.Vector, "__init__", counted)
    state_dict = {name: vector.parameters(rows) for name, rows in run.params().items()}
    vector.mean(list(predictions(vector, run.config, state_dict, crop(run.tokenizer.encode(name), run.config))))
    assert facts["vector-nodes"] == f"{len(made):,}"


def test_they_are_those_that_the_article_names(session: Session) -> None:
    assert facts_of(session, "bill")["value-nodes"] == "43,895"
