"""Reads as much of YAML as a workflow is written in: mappings, lists, and text on one line. All else is refused."""

from __future__ import annotations

import re
from typing import Any

Line = tuple[int, int, str]  # its number, how far it is indented, what it says


def in_yaml(text: str) -> Any:
    """What a text says. Raises ValueError with the line that is not understood."""
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.lstrip(" ")
        if said and not said.startswith("#"):
            lines.append((number, len(line) - len(said), said))
    found = _block(lines, lines[0][1])
    if lines:
        raise ValueError(f"line {lines[0][0]} stands where nothing can")
    return found


def _block(lines: list[Line], indent: int) -> Any:
    """Take the lines of a mapping or list, as far as they are indented so."""
    found: Any = [] if lines[0][2].startswith("- ") else {}
    while lines and lines[0][1] == indent and lines[0][2].startswith("- ") == isinstance(found, list):
        number, _, said = lines[0]
        if isinstance(found, list):
            lines[0] = (number, indent + 2, said[2:])
            found.append(_block(lines, indent + 2))
            continue
        match = re.fullmatch(r"([\w-]+):(?: (\S.*))?", said)
        if not match or match[1] in found:
            raise ValueError(f"line {number} is no entry of its own: {said}")
        lines.pop(0)
        deeper = lines and lines[0][1] > indent and match[2] is None
        found[match[1]] = _block(lines, lines[0][1]) if deeper else _scalar(number, match[2])
    return found


def _scalar(number: int, said: str | None) -> Any:
    if said is None:
        return None
    if match := re.fullmatch(r"\[([\w, ]+)\]", said):
        return [each.strip() for each in match[1].split(",")]
    if match := re.fullmatch(r'"([^"\\]*)"', said):
        return match[1]
    if re.match(r"[\[\]{}&*!|>'\"%@`#,?-]", said) or re.search(r": | #|:$", said):
        raise ValueError(f"line {number} is not text as it is: {said}")
    return said
