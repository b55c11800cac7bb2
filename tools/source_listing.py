"""Python source as coloured HTML: what the page shows is cut from the very files that run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.problem import Problem


def listing(path: Path, name: str, first: str = "", last: str = "") -> str:
    """A function or class of a file, or `Class.method`, as HTML with the line numbers it has there.

    Of that only from the first line that holds `first` to the next that holds `last`, if they are given. What all lines
    are indented by is taken off: on a phone it is a third of the room.
    """
    text = path.read_text(encoding="utf-8")
    node = _definition(ast.parse(text), name.split("."))
    if node is None:
        raise Problem(f"{path.name} has no function or class called {name}")
    start, end = min([node.lineno, *(d.lineno for d in node.decorator_list)]), node.end_lineno or node.lineno
    lines = text.split("\n")
    if first:
        start = _holding(lines, first, start, end, path)
    if last:
        end = _holding(lines, last, start, end, path)
    coloured = coloured_lines(path)
    indent = min(len(line) - len(line.lstrip()) for line in lines[start - 1 : end] if line.strip())
    shown = [
        f'<span class="line" data-line="{number}"><span class="linenos">{number}</span>'
        f"{_dedented(coloured[number - 1], indent)}\n</span>"
        for number in range(start, end + 1)
    ]
    return f'<div class="listing"><pre>{"".join(shown)}</pre></div>'


def _dedented(coloured: str, indent: int) -> str:
    """A line of HTML without so many blanks, which may stand in a mark: those of a text that goes over lines do."""
    return re.sub(rf"^((?:<span[^>]*>)*) {{{indent}}}", r"\1", coloured)


def coloured_lines(path: Path) -> list[str]:
    """Every line of a file as HTML."""
    code = highlight(path.read_text(encoding="utf-8"), PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))
    return str(code).removesuffix("\n").split("\n")


def _holding(lines: list[str], part: str, start: int, end: int, path: Path) -> int:
    """The number of the first line from `start` to `end` that holds this part."""
    for number in range(start, end + 1):
        if part in lines[number - 1]:
            return number
    raise Problem(f"{path.name} has no line with {part!r} from line {start} to {end}")


def _definition(node: ast.AST, names: list[str]) -> ast.FunctionDef | ast.ClassDef | None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and child.name == names[0]:
            return child if len(names) == 1 else _definition(child, names[1:])
    return None
