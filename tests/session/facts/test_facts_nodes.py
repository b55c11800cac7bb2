"""What the article says of the nodes of a training step."""

from __future__ import annotations

import pytest
from session import Session

from microgpt.ops import vector


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session()
    session.start("r", settings={"num_steps": 3}, sample_every=0)
    session.train("r")
    while session.slice("r", 1e9)["more"]:
        pass
    return session


@pytest.mark.parametrize(
    ("doc", "predictions"),
    [("bill", "5 predictions"), ("a", "2 predictions"), ("christophermarieanne", "16 predictions")],
)
def test_the_nodes_are_those_that_are_made(
    session: Session, monkeypatch: pytest.MonkeyPatch, doc: str, predictions: str
) -> None:
    whole = session.trace("r", "whole", doc=doc)["header"]["graph"]
    made = []
    init = vector.Vector.__init__

    def counting(self: vector.Vector, *args: object) -> None:
        made.append(self)
        init(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(vector.Vector, "__init__", counting)
    found = session.facts("whole")
    assert found["number-nodes"] == f"{whole['nodes']:,}"
    assert found["batch-predictions"] == predictions
    assert found["vector-nodes"] == f"{len(made) + len(session._runs.get('r').run.state_dict)}"
