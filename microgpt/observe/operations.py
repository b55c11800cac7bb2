"""The operations of Value, read off its source: what each computes, and the local gradient of each operand."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass
from functools import cache

from microgpt.observe.lines import file_of
from microgpt.value import Value


@dataclass(frozen=True)
class Operation:
    """A method of Value that returns a number, as it is written there.

    One that makes a node has a data, and for each operand a local gradient. One that is made of others, as a - b is of
    a + b * -1, has neither, and so no rule of its own.
    """

    method: str
    op: str  # what its nodes have for _op: n in **n stands for the exponent; "" if it makes none itself
    data: str
    operands: tuple[str, ...]
    locals: tuple[str, ...]
    made_of: str  # the expression that it returns in place of a node
    file: str
    line: int  # of its return


@cache
def operations() -> dict[str, Operation]:
    """Every operation by the name of its method, in the order of the source."""
    found = {}
    for name, function in vars(Value).items():
        if inspect.isfunction(function) and name not in ("__init__", "__repr__", "backward"):
            found[name] = _operation(name, inspect.getsourcelines(function))
    return found


def locals_of(op: str) -> tuple[str, ...]:
    """The local gradients of a node with this _op, one for each operand, as they are written."""
    wanted = "**n" if op.startswith("**") else op
    return next((each.locals for each in operations().values() if each.op == wanted), ())


def _operation(name: str, source: tuple[list[str], int]) -> Operation:
    lines, first = source
    margin = len(lines[0]) - len(lines[0].lstrip())
    text = "".join(line[margin:] for line in lines)
    (function,) = ast.parse(text).body
    place = file_of(Value.__module__)
    kept: dict[str, str] = {}  # what a name stands for: y of exp
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=variable)], value=value):
                kept[variable] = _written(text, value)
            case ast.Return(value=ast.Call(func=ast.Name(id="Value"), args=[data, children, slopes, op])):
                return Operation(
                    name,
                    _op(op),
                    kept.get(_written(text, data), _written(text, data)),
                    _each(text, children),
                    tuple(kept.get(each, each) for each in _each(text, slopes)),
                    "",
                    place,
                    first + node.lineno - 1,
                )
            case ast.Return(value=ast.expr() as value):
                return Operation(name, "", "", (), (), _written(text, value), place, first + node.lineno - 1)
    raise ValueError(f"wanted a return in Value.{name}, but there is none")


def _op(node: ast.expr) -> str:
    """'+', or f'**{n}' as **n."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "n" for each in node.values)
    raise ValueError(f"wanted a text for _op, not {ast.unparse(node)}")


def _each(text: str, node: ast.expr) -> tuple[str, ...]:
    return tuple(_written(text, each) for each in node.elts) if isinstance(node, ast.Tuple) else (_written(text, node),)


def _written(text: str, node: ast.expr) -> str:
    return ast.get_source_segment(text, node) or ""
