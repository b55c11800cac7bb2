"""Lines: where a statement stands, found by reading the source that runs; no line number is kept by hand."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

Place = dict[str, Any]


def file_of(module: str) -> str:
    """The file of a module, as seen from where the package lies."""
    return module.replace(".", "/") + ".py"


@cache
def statements_of(function: Callable[..., Any]) -> dict[str, Place]:
    """The places {file, line, last} of a function's statements, each by what it is about.

    An assignment by its target as it is written (`left.grad`), a loop by its own line (`for node`), a return as
    `return`; of several the first.
    """
    lines, first = inspect.getsourcelines(function)
    margin = len(lines[0]) - len(lines[0].lstrip())
    tree = ast.parse("".join(line[margin:] if line.strip() else line for line in lines))
    found: dict[str, Place] = {}
    for node in ast.walk(tree):
        name = _name_of(node)
        if name and isinstance(node, ast.stmt):
            end = node.iter.end_lineno if isinstance(node, ast.For) else node.end_lineno
            place = {"file": file_of(function.__module__), "line": first + node.lineno - 1}
            found.setdefault(name, {**place, "last": first + (end or node.lineno) - 1})
    return found


def last_line(module: str, line: int) -> int:
    """The last line of the statement of a module that this line is in."""
    return next((last for first, last in _long_statements(module) if first <= line <= last), line)


@cache
def _long_statements(module: str) -> list[tuple[int, int]]:
    """The statements on several lines, without those that have others in them."""
    nodes = ast.walk(ast.parse(inspect.getsource(sys.modules[module])))
    simple = [node for node in nodes if isinstance(node, ast.stmt) and not hasattr(node, "body")]
    places = [(node.lineno, node.end_lineno or node.lineno) for node in simple]
    return [(first, last) for first, last in places if last > first]


def _name_of(node: ast.AST) -> str | None:
    match node:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return _written(target)
        case ast.For(target=target):
            return f"for {_written(target)}"
        case ast.Return():
            return "return"
    return None


def _written(target: ast.expr) -> str:
    """Without the brackets that some versions of Python put around several names."""
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return ", ".join(map(ast.unparse, names))
