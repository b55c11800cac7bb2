"""A walk through an expression: forward as Value made its nodes, backward as Value.backward() goes through them, and
the gradients checked by nudging.
"""

from __future__ import annotations

import ast
import inspect
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from microgpt.observe.evaluation import Number, evaluated
from microgpt.observe.expression import Expression, Refused
from microgpt.observe.lines import file_of, last_line, statements_of
from microgpt.observe.nudge import nudges
from microgpt.observe.operations import locals_of
from microgpt.value import Value, topological_order

MOST_NODES = 40
_SUM, _PRODUCT, _POWER, _ATOM = range(4)  # the latter binds closer

Json = dict[str, Any]


@dataclass
class Made:
    """A node as it was made, and by which lines of value.py, the outermost first."""

    value: Value
    lines: list[Json]
    written: str = ""  # the part of the expression whose result it is; "" for what Value put in between
    name: str = ""  # that the part was given
    of: str = ""  # the operation of the expression that it was made for


def walk(expression: Expression, leaves: Mapping[str, float]) -> Json:
    """All there is to know of an expression with these leaves, in plain numbers.

    Raises Refused where there is no such number. leaves: {name, value} each. root: the node of the result.
    nodes: in the order in which they were made: {op, operands, locals, written_locals, data, grad, name, text, written,
    of, lines}; text: as Python would write it with the names of the leaves; written: whether it stands in the
    expression, and is not one that Value put in between.
    steps: {phase, node, shares, lines} each: phase forward makes a node, start gives the root its gradient, backward
    hands that of a node on to its operands: shares {operand, local, share, before, after}, one for each; check, the
    last one, is about nudges, what nudges() says of the leaves.
    """
    made: list[Made] = []
    with _watching(made):
        values = {name: Value(number) for name, number in leaves.items()}
        for each, name in zip(made, leaves):
            each.name = each.written = name
        root = evaluated(expression, values, _noting(made))
    if len(made) > MOST_NODES:
        raise Refused(f"Wanted an expression of at most {MOST_NODES} nodes, not {len(made)}.")
    root.backward()
    if not all(math.isfinite(each.value.grad) for each in made):
        raise Refused("Wanted gradients that a float can hold, but one of these is too large.")
    index = {each.value: node for node, each in enumerate(made)}
    return {
        "leaves": [{"name": name, "value": value} for name, value in leaves.items()],
        "root": index[root],
        "nodes": _nodes(made, index),
        "steps": [*_forward(made), *_backward(root, index), _step("check", index[root])],
        "nudges": nudges(expression, leaves),
    }


@contextmanager
def _watching(made: list[Made]) -> Iterator[None]:
    """Note every Value that is made meanwhile, in order."""
    init = Value.__init__.__code__

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is init:
            made.append(Made(frame.f_locals["self"], _lines_of(frame.f_back)))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(before)


def _noting(made: list[Made]) -> Any:
    """Says of the nodes that an operation of the expression has made what they are."""

    def done(node: ast.expr, name: str, result: Number) -> None:
        for each in made:
            each.of = each.of or ("" if each.name else ast.unparse(node))
        if isinstance(result, Value):
            found = next(each for each in made if each.value is result)
            found.written = found.written or ast.unparse(node)
            found.name = found.name or name

    return done


def _lines_of(frame: FrameType | None) -> list[Json]:
    """The lines of value.py that are being run, the outermost first."""
    lines: list[Json] = []
    while frame and frame.f_globals.get("__name__") == Value.__module__:
        lines.insert(0, _line(frame.f_lineno))
        frame = frame.f_back
    return lines


def _line(line: int) -> Json:
    """A line of value.py and what stands there, without a comment."""
    module = Value.__module__
    source = inspect.getsource(sys.modules[module]).split("\n")
    last = last_line(module, line)
    text = " ".join(each.split("  # ")[0].strip() for each in source[line - 1 : last])
    return {"file": file_of(module), "line": line, "last": last, "text": text}


def _nodes(made: list[Made], index: dict[Value, int]) -> list[Json]:
    texts: list[tuple[str, int]] = []
    nodes = []
    for each in made:
        value = each.value
        operands = [index[operand] for operand in value._children]
        texts.append((each.name, _ATOM) if each.name else _text(value, [texts[operand] for operand in operands]))
        nodes.append(
            {
                "op": value._op,
                "operands": operands,
                "locals": list(value._local_grads),
                "written_locals": list(locals_of(value._op)),
                "data": value.data,
                "grad": value.grad,
                "name": each.name,
                "text": texts[-1][0],
                "written": bool(each.written),
                "of": each.of,
                "lines": each.lines,
            }
        )
    return nodes


def _text(value: Value, operands: list[tuple[str, int]]) -> tuple[str, int]:
    """A node in Python, of its operands in Python, and how closely it holds together: brackets where it must be."""
    if not operands:
        return f"{value.data:g}", _ATOM if value.data >= 0 else _PRODUCT
    if value._op.isalpha():
        return f"{value._op}({operands[0][0]})", _ATOM
    if len(operands) == 1:
        return f"{_held(*operands[0], _ATOM)}{value._op}", _POWER
    level = _SUM if value._op == "+" else _PRODUCT
    left, right = _held(*operands[0], level), _held(*operands[1], level + 1)
    return f"{left} {value._op} {right}", level


def _held(text: str, has: int, wanted: int) -> str:
    return text if has >= wanted or (text.startswith("-") and wanted < _ATOM) else f"({text})"


def _forward(made: list[Made]) -> Iterator[Json]:
    for node, each in enumerate(made):
        if each.value._children:
            yield _step("forward", node, lines=each.lines)


def _backward(root: Value, index: dict[Value, int]) -> Iterator[Json]:
    """What Value.backward() does, in its order, with the gradients as they are then."""
    places = {name: _line(place["line"]) for name, place in statements_of(Value.backward).items()}
    grads = dict.fromkeys(index, 0.0)
    grads[root] = 1.0
    yield _step("start", index[root], lines=[places["self.grad"]])
    for value in reversed(topological_order(root)):
        if not value._children:
            continue
        shares = []
        for operand, local in zip(value._children, value._local_grads):
            before, share = grads[operand], local * grads[value]
            grads[operand] = before + share
            shares.append(
                {"operand": index[operand], "local": local, "share": share, "before": before, "after": grads[operand]}
            )
        names = ("left.grad", "right.grad") if len(shares) == 2 else ("child.grad",)
        lines = [places[name] for name in names]
        yield _step("backward", index[value], shares, lines)


def _step(phase: str, node: int, shares: Sequence[Json] = (), lines: Sequence[Json] = ()) -> Json:
    return {"phase": phase, "node": node, "shares": list(shares), "lines": list(lines)}
