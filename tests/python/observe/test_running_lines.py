"""Lines: where statements stand in the source, as the trace has them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from small import small_run
from traced import emma, few, operands, traces

from microgpt.observe import lines
from microgpt.observe.trace import Trace, trace
from microgpt.value import Value, topological_order

ROOT = Path(__file__).parents[3]
BACKWARD = {
    "self.grad": "self.grad = 1.0",
    "for node": "for node in reversed(topological_order(self)):",
    "left.grad": "left.grad += left_grad * grad",
    "right.grad": "right.grad += right_grad * grad",
    "for child, local_grad": "for child, local_grad in zip(children, node._local_grads):",
    "child.grad": "child.grad += local_grad * node.grad",
}
ADAM = {
    "for i, g": "for i, g in enumerate(grad):",
    "m[i]": "m[i] = beta1 * m[i] + (1 - beta1) * g",
    "v[i]": "v[i] = beta2 * v[i] + (1 - beta2) * g**2",
    "m_hat": "m_hat = m[i] / (1 - beta1**t)",
    "v_hat": "v_hat = v[i] / (1 - beta2**t)",
    "data[i]": "data[i] -= lr_t * m_hat / (v_hat**0.5 + eps)",
}
TOKENS = {"return": "return [self.bos, *(self._ids[ch] for ch in doc), self.eos]"}


def text_of(place: dict[str, Any]) -> str:
    """The lines of a place, without what stands before and after."""
    found = (ROOT / place["file"]).read_text(encoding="utf-8").split("\n")[place["line"] - 1 : place["last"]]
    return " ".join(line.split("  # ")[0].strip() for line in found)


@pytest.mark.parametrize(("phase", "expected"), [("backward", BACKWARD), ("adam", ADAM), ("tokens", TOKENS)])
def test_the_statements_that_do_a_phase_are_found_in_the_source(phase: str, expected: dict[str, str]) -> None:
    statements = emma().header["functions"][phase]["statements"]
    assert {name: text_of(statements[name]) for name in expected} == expected


@few
@given(traces())
def test_a_stage_names_its_statement_from_the_first_line_to_the_last(traced: Trace) -> None:
    for stage in traced.header["stages"]:
        text = text_of(stage)
        called = "norm(" if stage["operation"] in ("rmsnorm", "layernorm") else f"ops.{stage['operation']}("
        assert called in text
        assert text.count("(") == text.count(")")


def test_a_statement_on_several_lines_ends_where_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "def f(x):\n    y = g(\n        x,\n    )\n    if y:\n        return (\n            y\n        )\n"
    monkeypatch.setattr(lines.inspect, "getsource", lambda _: source)
    lines._long_statements.cache_clear()
    try:
        assert [lines.last_line("microgpt.value", line) for line in range(1, 9)] == [1, 4, 4, 4, 5, 8, 8, 8]
    finally:
        lines._long_statements.cache_clear()


def test_a_stage_says_what_its_operation_was_given_in_order() -> None:
    stages = emma().header["stages"]

    def given_to(name: str, position: int) -> tuple[str, list[Any]]:
        stage = next(each for each in stages if (each["name"], each["position"]) == (name, position))
        named = [
            [stages[s]["name"] for s in each["stages"]] if "stages" in each else each for each in stage["operands"]
        ]
        return stage["operation"], named

    assert given_to("tok_emb", 1) == ("row", [{"rows": [0, 1, 1]}, {"number": 1}])
    assert given_to("layer0.attn_residual", 1) == ("add", [["layer0.attn_out"], ["embedding_norm"]])
    assert given_to("layer0.attn_q", 0) == ("linear", [["layer0.attn_norm"], {"rows": [3, 0, 16]}])
    assert given_to("layer0.head1.out", 1) == (
        "weighted_sum",
        [["layer0.head1.attn_weights"], ["layer0.attn_v", "layer0.attn_v"], {}],
    )


@pytest.mark.parametrize("target", [None, 2])
@pytest.mark.parametrize("preset_name", ["microgpt", "first"])
def test_backwards_the_nodes_of_a_stage_stand_in_the_order_in_which_they_were_come_to(
    preset_name: str, target: int | None
) -> None:
    """In every pass: topological_order() of the loss, without the nodes of other stages."""
    run = small_run(preset_name)
    traced = trace(run, "emma", target)
    header, columns = traced.header, traced.columns
    owners, reached = columns["node_stage"].tolist(), header["graph"]["reached"]
    by_stage: dict[int, list[int]] = {}
    for node in range(len(columns["adam_before"]), len(owners)):
        by_stage.setdefault(owners[node], []).append(node)
    for root in (frame["stage"] for frame in header["frames"] if frame["phase"] == "loss"):
        order = order_from(columns, columns["stage_nodes"][header["stages"][root]["first"]])
        passed: dict[int, list[int]] = {}
        for node in order:
            passed.setdefault(owners[node], []).append(node)
        for s, nodes in passed.items():
            if s in by_stage:
                assert nodes == by_stage[s][: reached[s]]
        if target is not None:
            assert {s for s, number in enumerate(reached) if number} == passed.keys() & by_stage.keys()


def order_from(columns: Any, root: int) -> list[int]:
    """What topological_order() says of the graph in the columns."""
    values = [Value(x) for x in columns["node_data"]]
    for node, value in enumerate(values):
        value._children = tuple(values[operand] for operand in operands(columns, node))
    index = {value: node for node, value in enumerate(values)}
    return [index[value] for value in topological_order(values[root])]


@few
@given(traces())
def test_what_each_node_sent_adds_up_to_the_gradients(traced: Trace) -> None:
    """After one pass: every gradient but the root's is the sum of what the node's users sent it."""
    header, columns = traced.header, traced.columns
    grad = columns["node_grad"]
    sent = [0.0] * len(grad)
    for node in range(len(grad)):
        for edge in range(*columns["node_first"][node : node + 2]):
            assert columns["node_shares"][edge] == columns["node_locals"][edge] * grad[node]
            sent[columns["node_operands"][edge]] += columns["node_shares"][edge]
    if header["passes"] == 1:
        root = next(frame["stage"] for frame in header["frames"] if frame["phase"] == "loss")
        sent[columns["stage_nodes"][header["stages"][root]["first"]]] += 1.0
        assert sent == pytest.approx(grad.tolist(), rel=1e-9, abs=1e-12)


def test_the_nodes_of_a_sum_stand_in_the_order_in_which_they_were_made() -> None:
    traced = emma()
    s = next(s for s, each in enumerate(traced.header["stages"]) if each["name"] == "layer0.attn_q")
    nodes = [node for node, owner in enumerate(traced.columns["node_stage"]) if owner == s]
    elements = [traced.columns["node_element"][node] for node in nodes]
    assert all(a <= b for a, b in pairwise(elements))
