"""What the article says of the backward pass, against a graph of Values made here."""

from __future__ import annotations

import math
import re
from typing import cast

import pytest
from session import Session
from session.facts.writing import MINUS

from microgpt.model import T
from microgpt.observe.heads import tokens_of
from microgpt.ops import scalar
from microgpt.run import Run
from microgpt.train import gradients
from microgpt.value import Value, topological_order

DOCS = ["bill", "a", "alexandriannamarias"]


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session()
    session.start("r", settings={"num_steps": 40})
    session.train("r", 20)
    while session.slice("r", 1e9)["more"]:
        pass
    return session


class Made:
    """Every Value of a step, as it is tapped and as it is made."""

    def __init__(self, run: Run, doc: str) -> None:
        self.stages: dict[tuple[str, int], list[Value]] = {}
        self.position = -1
        tokens = tokens_of(run, doc)
        params = {name: scalar.parameters(rows) for name, rows in run.params().items()}
        self.params = {id(p) for matrix in params.values() for row in matrix for p in row}
        self.all: dict[int, Value] = {}
        init = Value.__init__

        def noting(value: Value, *args: object) -> None:
            init(value, *args)  # type: ignore[arg-type]
            self.all[id(value)] = value

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Value, "__init__", noting)
            gradients(scalar, run.config, params, tokens, self.tap)

    def tap(self, name: str, x: T) -> T:
        self.position += name == "tok_emb"
        self.stages[name, self.position] = cast(list[Value], x if isinstance(x, list) else [x])
        return x


Told = tuple[dict[str, str], Run, Made, str]


@pytest.fixture(scope="module", params=DOCS)
def told(request: pytest.FixtureRequest, session: Session) -> Told:
    """What is said of a document, the run that it is said of, what that makes of it, and the document."""
    doc = request.param
    session.trace("r", "t", doc=doc, graph=False)
    run = session._runs.get("r").run
    return session.facts("t"), run, Made(run, doc), doc


def test_the_graph_has_as_many_nodes_of_each_kind_as_are_made(told: Told) -> None:
    facts, run, all_made, _ = told
    made = all_made.all.values()
    operations = sum(bool(value._children) for value in made)
    assert facts["graph-operations"] == f"{operations:,}"
    assert facts["graph-parameters"] == f"{run.num_params:,}"
    assert facts["graph-constants"] == f"{len(made) - operations:,}"  # the parameters were made before
    assert facts["graph-nodes"] == f"{len(made) + run.num_params:,}"


def test_the_loss_was_made_from_all_nodes_but_those_that_are_told(told: Told) -> None:
    facts, run, made, _ = told
    [loss] = made.stages["mean_loss", made.position]
    reached = len(topological_order(loss))
    assert facts["graph-aside"] == f"{len(made.all) + run.num_params - reached:,}"


def test_the_last_prediction_begins_with_these_gradients(told: Told) -> None:
    facts, run, made, doc = told
    tokens = tokens_of(run, doc)
    n = len(tokens) - 1
    prob = made.stages["probs", n - 1][tokens[-1]]
    assert facts["blame-predictions"] == f"{n} predictions"
    assert float(facts["blame-share"]) == pytest.approx(made.stages["loss", 0][0].grad, rel=1e-3)
    assert facts["blame-token"] == ("BOS" if n <= len(doc) + 1 and tokens[-1] == tokens[0] else f"“{doc[n - 1]}”")
    assert float(facts["blame-prob"]) == pytest.approx(prob.data, rel=5e-3)
    assert float(facts["blame-times"]) == pytest.approx(1 / prob.data / n, rel=5e-3)
    assert facts["blame-slope"] == f"{MINUS}{facts['blame-times']}"


def test_the_oldest_key_gets_a_share_from_each_later_position_and_none_from_its_own(told: Told) -> None:
    """The share of position t is what the key's gradient would be had only the logits of position t one."""
    facts, run, made, doc = told
    n = len(tokens_of(run, doc)) - 1
    key = made.stages["layer0.attn_k", 0]
    j = max(range(len(key)), key=lambda each: abs(key[each].grad))
    head, d = j // run.config.head_dim, run.config.head_dim
    shares = []
    for t in range(n):
        logit, query = made.stages[f"layer0.head{head}.attn_logits", t][0], made.stages["layer0.attn_q", t][j]
        shares.append(logit.grad * query.data / math.sqrt(d))
    assert shares[0] == 0
    assert sum(shares) == pytest.approx(key[j].grad)
    assert facts["key-name"] == f"keys[0][0][{j}]"
    assert facts["key-later"] == ("position 1" if n == 2 else f"positions 1 to {n - 1}")
    parts = [float(x) for x in re.findall(r"-?\d+\.\d+", facts["key-shares"].replace(MINUS, "-"))]
    expected = shares[1:] if n <= 5 else [min(shares[1:]), max(shares[1:])]
    if n > 2:
        expected.append(sum(shares))
    assert parts == pytest.approx(expected, abs=abs(sum(shares)) / 200)
