"""The graph of a trace: every node with its operands, its gradient and the stage it was made for."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from small import small_run
from traced import emma, few, find, operands, traces

from microgpt.config import Config
from microgpt.observe.graph import NONE, count_constants, count_nodes
from microgpt.observe.trace import Trace, trace
from microgpt.presets import PRESETS
from microgpt.train import crop


@few
@given(traces())
def test_operands_come_before_their_users(traced: Trace) -> None:
    columns, nodes = traced.columns, traced.header["graph"]["nodes"]
    assert [len(columns[name]) for name in ("node_data", "node_grad", "node_op", "node_stage", "node_element")] == [
        nodes
    ] * 5
    assert len(columns["node_first"]) == nodes + 1
    assert len(columns["node_operands"]) == len(columns["node_locals"]) == traced.header["graph"]["edges"]
    assert columns["node_first"][0] == 0
    assert columns["node_first"][-1] == traced.header["graph"]["edges"]
    assert all(operand < node for node in range(nodes) for operand in operands(columns, node))


@few
@given(traces())
def test_every_number_follows_from_its_operands(traced: Trace) -> None:
    """The op and the operands give the data; the local gradients give the gradient that the passes left."""
    columns, ops = traced.columns, traced.header["ops"]
    data = columns["node_data"]
    assert ops[0] == ""
    for node, code in enumerate(columns["node_op"]):
        x = [data[operand] for operand in operands(columns, node)]
        locals_ = columns["node_locals"][columns["node_first"][node] : columns["node_first"][node + 1]].tolist()
        match ops[code]:
            case "":
                expected, slopes = data[node], []
            case "+":
                expected, slopes = x[0] + x[1], [1.0, 1.0]
            case "*":
                expected, slopes = x[0] * x[1], [x[1], x[0]]
            case "exp":
                expected, slopes = math.exp(x[0]), [math.exp(x[0])]
            case "log":
                expected, slopes = math.log(x[0]), [1 / x[0]]
            case "relu":
                expected, slopes = max(0.0, x[0]), [float(x[0] > 0)]
            case power:
                exponent = float(power.removeprefix("**"))
                expected, slopes = x[0] ** exponent, [exponent * x[0] ** (exponent - 1)]
        assert data[node] == pytest.approx(expected, rel=1e-15)
        assert locals_ == pytest.approx(slopes, rel=1e-15)


@few
@given(traces())
def test_the_backward_pass_can_be_done_again_from_the_graph(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    grad = [0.0] * header["graph"]["nodes"]
    for root in (frame["stage"] for frame in header["frames"] if frame["phase"] == "loss"):
        last = columns["stage_nodes"][header["stages"][root]["first"]]
        reached = {last}
        grad[last] = 1.0
        for node in range(last, -1, -1):
            if node in reached:
                for edge in range(columns["node_first"][node], columns["node_first"][node + 1]):
                    operand = columns["node_operands"][edge]
                    reached.add(operand)
                    grad[operand] += columns["node_locals"][edge] * grad[node]
    assert grad == pytest.approx(columns["node_grad"].tolist(), rel=1e-9, abs=1e-12)


@few
@given(traces())
def test_the_uses_of_a_number_fill_up_its_gradient_one_after_the_other(traced: Trace) -> None:
    columns, header = traced.columns, traced.header
    if header["passes"] > 1:
        assert "node_gathered" not in columns  # what was sent last is not all that was sent
        return
    total = [0.0] * header["graph"]["nodes"]
    left = list(header["graph"]["reached"])
    reached = []
    for node in range(len(columns["adam_before"]), len(total)):
        stage = columns["node_stage"][node]
        reached.append(left[stage] > 0)
        left[stage] -= 1
    for node in reversed(range(len(columns["adam_before"]), len(total))):
        for edge in range(columns["node_first"][node], columns["node_first"][node + 1]):
            if not reached[node - len(columns["adam_before"])]:
                assert columns["node_gathered"][edge] == 0
                continue
            operand = columns["node_operands"][edge]
            total[operand] += columns["node_shares"][edge]
            assert columns["node_gathered"][edge] == pytest.approx(total[operand], rel=1e-6, abs=1e-30)
    sent = [grad for grad, found in zip(columns["node_grad"], total) if found]
    assert sent == pytest.approx([found for found in total if found], rel=1e-9, abs=1e-12)


@few
@given(traces())
def test_stages_and_parameters_are_nodes_of_the_graph(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    num_params = len(columns["adam_before"])
    last = (header["passes"] - 1) * len(columns["stage_values"])
    assert [columns["node_data"][i] for i in columns["stage_nodes"]] == columns["stage_values"].tolist()
    assert [columns["node_grad"][i] for i in columns["stage_nodes"]] == columns["stage_grads"][last:].tolist()
    assert columns["node_data"][:num_params] == columns["adam_before"]
    assert columns["node_grad"][:num_params] == columns["adam_grad"]
    assert set(columns["node_stage"][:num_params]) == {NONE}
    assert not any(columns["node_op"][:num_params])


@few
@given(traces())
def test_every_node_belongs_to_the_first_stage_that_needed_it(traced: Trace) -> None:
    header, columns = traced.header, traced.columns
    num_params = len(columns["adam_before"])
    owners = columns["node_stage"].tolist()
    assert owners[num_params:] == sorted(owners[num_params:])
    assert NONE not in owners[num_params:]
    outside = [set[int]() for _ in header["stages"]]  # what the nodes of a stage were made from that are not its own
    for node in range(num_params, len(owners)):
        assert all(owners[o] <= owners[node] for o in operands(columns, node) if o >= num_params)
        outside[owners[node]].update(o for o in operands(columns, node) if owners[o] != owners[node])
    for s, stage in enumerate(header["stages"]):
        elements = columns["stage_nodes"][stage["first"] : stage["first"] + stage["size"]].tolist()
        own = {owners[i] == s for i in elements}
        passes_on = stage["name"].endswith(("tok_emb", "pos_emb", "attn_heads"))
        assert own == {not passes_on}
        named = [header["matrices"][m] | {"row": row, "number": number} for m, row, number in stage["reads_rows"]]
        rows = [
            set(range(m["first"] + m["row"] * m["columns"], m["first"] + (m["row"] + m["number"]) * m["columns"]))
            for m in named
        ]
        read = [header["stages"][r] for r in stage["reads"]]
        sources = [*rows, *(set(columns["stage_nodes"][r["first"] : r["first"] + r["size"]]) for r in read)]
        needed = set(elements) if passes_on else outside[s]
        assert needed <= set().union(*sources)
        assert all(source & needed for source in sources)


@few
@given(traces())
def test_a_node_tells_which_element_it_was_made_for(traced: Trace) -> None:
    """Worked out once more from the other side: from each element down to what the stage has of its own."""
    header, columns = traced.header, traced.columns
    served: dict[int, set[int]] = {}
    for s, stage in enumerate(header["stages"]):
        for j in range(stage["size"]):
            todo, seen = [columns["stage_nodes"][stage["first"] + j]], set[int]()
            while todo:
                node = todo.pop()
                if columns["node_stage"][node] == s and node not in seen:
                    seen.add(node)
                    served.setdefault(node, set()).add(j)
                    todo += operands(columns, node)
    for node, element in enumerate(columns["node_element"]):
        elements = served.get(node, set())
        assert element == (min(elements) if len(elements) == 1 else NONE)


def test_the_scale_of_rmsnorm_serves_all_elements() -> None:
    traced = emma()
    s, columns = find(traced, "layer0.attn_norm", 1), traced.columns
    scale = traced.header["ops"].index("**-0.5")
    (node,) = (i for i, owner in enumerate(columns["node_stage"]) if owner == s and columns["node_op"][i] == scale)
    assert columns["node_element"][node] == NONE
    products = [columns["stage_nodes"][traced.header["stages"][s]["first"] + j] for j in range(16)]
    assert [columns["node_element"][i] for i in products] == list(range(16))
    assert all(node in operands(columns, i) for i in products)


@pytest.mark.parametrize("preset_name", PRESETS)
@pytest.mark.parametrize(
    "changed",
    [{}, {"n_layer": 3}, {"n_head": 1}, {"n_embd": 6, "n_head": 3}, {"tied_head": True}, {"block_size": 2}],
)
@pytest.mark.parametrize("doc", ["a", "maximilian"])
@pytest.mark.parametrize("whole", [True, False])
def test_the_size_of_the_graph_of_either_program_is_known_before_it_is_made(
    preset_name: str, changed: dict[str, Any], doc: str, whole: bool
) -> None:
    run = small_run(preset_name, **changed)
    n = len(crop(run.tokenizer.encode(doc), run.config)) - 1
    header = trace(run, doc, None if whole else n - 1).header
    assert header["graph"]["nodes"] == count_nodes(run.config, run.tokenizer.vocab_size, n, whole)


@pytest.mark.parametrize("changed", [{}, {"n_layer": 3}, {"n_embd": 6, "n_head": 3}, {"activation": "relu2"}])
@pytest.mark.parametrize("doc", ["a", "maximilian"])
def test_how_many_nodes_are_constants_is_known_before_they_are_made(changed: dict[str, Any], doc: str) -> None:
    run = small_run("microgpt", **changed)
    n = len(crop(run.tokenizer.encode(doc), run.config)) - 1
    found = trace(run, doc)
    made = found.columns["node_op"].tolist().count(found.header["ops"].index(""))
    assert made == count_constants(run.config, run.tokenizer.vocab_size, n) + run.num_params


@few
@given(traces())
def test_the_size_of_a_graph_is_known_before_it_is_made(traced: Trace) -> None:
    header = traced.header
    config, n = Config.from_dict(header["config"]), len(header["losses"])
    whole = header["target"] == "document"
    assert header["graph"]["nodes"] == count_nodes(config, len(header["vocabulary"]), n, whole)
