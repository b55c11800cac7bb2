"""The gradients of the rows of wte, gathered position by position as the scalar graph gathers them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from small import small_run

from microgpt.observe.graph import NONE
from microgpt.observe.trace import Trace, trace
from microgpt.run import Run

DOC = "emmae"  # <BOS> e m m a e: two letters come twice
CASES: list[dict[str, Any]] = [
    {},
    {"n_layer": 2, "norm_embedding": False},
    {"tied_head": True},
    {"tied_head": True, "activation": "relu2", "n_layer": 2},
]


def lively(**settings: Any) -> Run:
    return small_run(**{"block_size": 8, "init_std": 0.5} | settings)


def token_grads(traced: Trace) -> list[list[float]]:
    """A row for each position."""
    n_embd = traced.header["config"]["n_embd"]
    column = traced.columns["token_grads"].tolist()
    return [column[i : i + n_embd] for i in range(0, len(column), n_embd)]


def row_of_wte(traced: Trace, token_id: int) -> range:
    """The indices of a row among all parameters, which are those of its nodes."""
    (wte,) = (matrix for matrix in traced.header["matrices"] if matrix["name"] == "wte")
    first = wte["first"] + token_id * wte["columns"]
    return range(first, first + wte["columns"])


def sent_by_position(traced: Trace, param: int) -> dict[int, float]:
    """What the nodes made at each position sent to a parameter in the scalar graph's backward pass."""
    columns, stages = traced.columns, traced.header["stages"]
    sent: defaultdict[int, float] = defaultdict(float)
    for node, stage in enumerate(columns["node_stage"]):
        for edge in range(columns["node_first"][node], columns["node_first"][node + 1]):
            if columns["node_operands"][edge] == param:
                assert stage != NONE
                sent[stages[stage]["position"]] += columns["node_locals"][edge] * columns["node_grad"][node]
    return sent


@pytest.mark.parametrize("settings", CASES)
@pytest.mark.parametrize("position", [None, 3])
def test_they_are_the_partial_sums_of_what_the_graph_sends_from_the_last_position_on(
    settings: dict[str, Any], position: int | None
) -> None:
    traced = trace(lively(**settings), DOC, position)
    rows, tokens = token_grads(traced), traced.header["token_ids"]
    assert len(rows) == len(tokens) - 1 == 6
    for t, row in enumerate(rows):
        for x, param in zip(row, row_of_wte(traced, tokens[t]), strict=True):
            so_far = sum(share for s, share in sent_by_position(traced, param).items() if s >= t)
            assert x == pytest.approx(so_far, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("settings", CASES)
def test_at_the_first_position_of_a_token_nothing_is_missing_any_more(settings: dict[str, Any]) -> None:
    """With a tied head the logits of every position give to every row: so only at the very first."""
    traced = trace(lively(**settings), DOC)
    rows, tokens = token_grads(traced), traced.header["token_ids"]
    firsts = [0] if settings.get("tied_head") else [tokens.index(token_id) for token_id in dict.fromkeys(tokens)]
    for t in firsts:
        grads = [traced.columns["adam_grad"][param] for param in row_of_wte(traced, tokens[t])]
        assert rows[t] == pytest.approx(grads, rel=1e-9, abs=1e-15)
    assert settings.get("tied_head") or len(firsts) == 4


def test_at_the_last_position_of_a_token_there_is_its_own_share_alone() -> None:
    traced = trace(lively(), DOC)
    (stage,) = (s for s in traced.header["stages"] if (s["name"], s["position"]) == ("embedding", 3))
    share = traced.columns["stage_grads"][stage["first"] : stage["first"] + stage["size"]].tolist()
    assert token_grads(traced)[3] == share  # the second m, exactly
    assert token_grads(traced)[2] != share


def test_positions_after_the_target_give_nothing() -> None:
    traced = trace(lively(), DOC, 1)
    assert token_grads(traced)[2:] == [[0.0] * 4] * 4
    assert any(token_grads(traced)[1])


def test_with_a_pass_at_each_position_there_are_none() -> None:
    assert "token_grads" not in trace(lively(backward="position"), DOC).columns
    assert "token_grads" in trace(lively(backward="position"), DOC, 2).columns
