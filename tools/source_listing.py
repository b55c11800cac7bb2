"""Python source as coloured HTML: what the page shows is cut from the very files that run."""

from __future__ import annotations

import ast
from pathlib import Path

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.problem import Problem


def listing(path: Path, name: str) -> str:
    """A function or class of a file, or `Class.method`, as HTML with the line numbers it has there."""
    text = path.read_text(encoding="utf-8")
    node = _definition(ast.parse(text), name.split("."))
    if node is None:
        raise Problem(f"{path.name} has no function or class called {name}")
    first, last = min([node.lineno, *(d.lineno for d in node.decorator_list)]), node.end_lineno
    code = "\n".join(text.split("\n")[first - 1 : last])
    formatter = HtmlFormatter(cssclass="listing", linenos="inline", linenostart=first, wrapcode=True)
    return str(highlight(code, PythonLexer(stripnl=False), formatter))


def coloured_lines(path: Path) -> list[str]:
    """Every line of a file as HTML."""
    code = highlight(path.read_text(encoding="utf-8"), PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return str(code).removesuffix("\n").split("\n")


def _definition(node: ast.AST, names: list[str]) -> ast.FunctionDef | ast.ClassDef | None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and child.name == names[0]:
            return child if len(names) == 1 else _definition(child, names[1:])
    return None
