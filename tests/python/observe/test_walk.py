"""A walk through an expression: its nodes as Value made them, its gradients as Value.backward() adds them up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from microgpt.observe.evaluation import evaluated
from microgpt.observe.expression import PRESETS, Refused, numbers, parsed
from microgpt.observe.operations import locals_of, operations
from microgpt.observe.walk import walk
from microgpt.value import Value, topological_order

ROOT = Path(__file__).parents[3]
SOURCE = (ROOT / "microgpt" / "value.py").read_text(encoding="utf-8").split("\n")
TEXTS = [
    *PRESETS,
    "a",
    "2*a - 3",
    "-a * a / (a + b)**2",
    "s = a*b; t = s + s; t.exp() / t - relu(-s)",
    "log(2) * a**0.5",
]
METHODS = [("relu", Value.relu), ("exp", Value.exp), ("log", Value.log)]
NODE = {"op", "operands", "locals", "written_locals", "data", "grad", "name", "text", "written", "of", "lines"}


def walked(text: str, **leaves: float) -> dict[str, Any]:
    read = parsed(text)
    return walk(read, numbers(read, leaves))


@pytest.mark.parametrize("text", TEXTS)
def test_the_nodes_are_those_of_the_graph_in_the_order_in_which_they_were_made(text: str) -> None:
    """The same graph, worked out again without anybody looking."""
    read = parsed(text)
    leaves = {name: Value(number) for name, number in numbers(read, {}).items()}
    root = evaluated(read, leaves)
    root.backward()
    found = walked(text)
    assert len(found["nodes"]) == len(topological_order(root))

    def same(node: int, value: Value) -> None:
        one = found["nodes"][node]
        assert one.keys() == NODE
        assert (one["op"], one["data"], one["grad"]) == (value._op, value.data, value.grad)
        assert tuple(one["locals"]) == value._local_grads
        assert len(one["locals"]) == len(one["written_locals"]) == len(one["operands"])
        assert all(operand < node for operand in one["operands"])
        for operand, child in zip(one["operands"], value._children):
            same(operand, child)

    same(found["root"], root)


@pytest.mark.parametrize("text", TEXTS)
def test_the_gradients_of_the_steps_end_as_those_of_backward_to_the_last_bit(text: str) -> None:
    found = walked(text)
    grads = [0.0] * len(found["nodes"])
    grads[found["root"]] = 1.0
    for step in found["steps"]:
        node = found["nodes"][step["node"]]
        assert [each["operand"] for each in step["shares"]] == (node["operands"] if step["phase"] == "backward" else [])
        for share, local in zip(step["shares"], node["locals"]):
            assert share["local"] == local
            assert share["share"] == local * grads[step["node"]]
            assert share["before"] == grads[share["operand"]]
            grads[share["operand"]] += share["share"]
            assert share["after"] == grads[share["operand"]]
    assert grads == [node["grad"] for node in found["nodes"]]


@pytest.mark.parametrize("text", TEXTS)
def test_every_operation_is_made_once_and_handed_on_once(text: str) -> None:
    found = walked(text)
    made = [node for node, each in enumerate(found["nodes"]) if each["operands"]]
    phases = {phase: [s["node"] for s in found["steps"] if s["phase"] == phase] for phase in ("forward", "backward")}
    assert phases["forward"] == made
    assert sorted(phases["backward"]) == made
    (start,) = [step for step in found["steps"] if step["phase"] == "start"]
    assert start["node"] == found["root"]
    assert found["steps"].index(start) == len(made)


@pytest.mark.parametrize("text", TEXTS)
def test_each_line_is_a_line_of_the_source_that_runs(text: str) -> None:
    found = walked(text)
    for line in (line for step in [*found["nodes"], *found["steps"]] for line in step["lines"]):
        assert line["file"] == "microgpt/value.py"
        assert SOURCE[line["line"] - 1].strip().startswith(line["text"])
    for node in found["nodes"]:
        if node["operands"]:
            assert "return Value(" in node["lines"][-1]["text"]


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_node_is_in_python_comes_to_its_number(text: str) -> None:
    found = walked(text)
    known: dict[str, Any] = {each["name"]: Value(each["value"]) for each in found["leaves"]}
    known |= {
        name: lambda x, method=method: method(x if isinstance(x, Value) else Value(x)) for name, method in METHODS
    }
    for node in found["nodes"]:
        if node["name"]:
            known[node["name"]] = Value(node["data"])
        made = eval(node["text"], {"__builtins__": {}}, known)
        assert (made.data if isinstance(made, Value) else made) == pytest.approx(node["data"], rel=1e-12)


@pytest.mark.parametrize(
    ("text", "helpers"), [("a - b", ["-1", "b * -1"]), ("a / b", ["b**-1"]), ("-a", ["-1"]), ("a * b + b", [])]
)
def test_what_value_puts_in_between_is_told_from_what_was_written(text: str, helpers: list[str]) -> None:
    """a - b is a + b * -1, a / b is a * b**-1: Value has no other rule for them."""
    assert [node["text"] for node in walked(text)["nodes"] if not node["written"]] == helpers


def test_a_difference_goes_through_the_lines_that_make_it() -> None:
    negated = next(node for node in walked("a - b")["nodes"] if node["text"] == "b * -1")
    texts = [line["text"] for line in negated["lines"]]
    assert texts[:2] == ["return self + (-other)", "return self * -1"]
    assert texts[2].startswith("return Value(self.data * other.data")
    assert negated["of"] == "a - b"


def test_gradients_of_a_number_that_is_used_twice_add_up() -> None:
    """s * s with s = 2 + 1: it is given 3, and 3 once more."""
    backward = next(step for step in walked("s = a + b; s * s")["steps"] if step["phase"] == "backward")
    assert [(each["before"], each["share"], each["after"]) for each in backward["shares"]] == [(0, 3, 3), (3, 3, 6)]


def test_there_are_no_more_nodes_than_can_be_shown() -> None:
    with pytest.raises(Refused, match="Wanted an expression of at most 40 nodes, not "):
        walked("(a/b-c)*(b/c-a)*(c/a-b)*(a/b-c)*(b/c-a)*(c/a-b)*(a/b-c)", a=3, b=2)


def test_a_gradient_too_large_for_a_float_is_refused() -> None:
    with pytest.raises(Refused, match="gradients that a float can hold"):
        walked("a**-32 * 1e6**18 * 100", a=1e-6)


def test_nobody_is_watching_afterwards() -> None:
    before = sys.getprofile()
    walked("a * b")
    with pytest.raises(Refused):
        walked("a / 0")
    assert sys.getprofile() is before


def test_it_crosses_the_wire_as_it_is() -> None:
    for text in TEXTS:
        found = walked(text)
        assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_the_operations_are_those_of_the_source() -> None:
    found = {name: (each.op, each.data, each.locals, each.made_of) for name, each in operations().items()}
    assert found == {
        "__add__": ("+", "self.data + other.data", ("1.0", "1.0"), ""),
        "__mul__": ("*", "self.data * other.data", ("other.data", "self.data"), ""),
        "__pow__": ("**n", "self.data**n", ("n * self.data ** (n - 1)",), ""),
        "exp": ("exp", "math.exp(self.data)", ("math.exp(self.data)",), ""),
        "log": ("log", "math.log(self.data)", ("1 / self.data",), ""),
        "relu": ("relu", "max(0.0, self.data)", ("float(self.data > 0)",), ""),
        "__neg__": ("", "", (), "self * -1"),
        "__radd__": ("", "", (), "self + other"),
        "__sub__": ("", "", (), "self + (-other)"),
        "__rsub__": ("", "", (), "other + (-self)"),
        "__rmul__": ("", "", (), "self * other"),
        "__truediv__": ("", "", (), "self * other**-1"),
        "__rtruediv__": ("", "", (), "other * self**-1"),
    }
    for each in operations().values():
        assert SOURCE[each.line - 1].strip().startswith("return ")
    assert locals_of("**-1") == ("n * self.data ** (n - 1)",)
    assert locals_of("") == ()
