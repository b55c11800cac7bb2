"""Columns: text set one under the other in a terminal, where some characters are two cells wide and some none."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.category(ch) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )


def left(text: str, width: int) -> str:
    """A text with spaces after it, so that it takes so many cells."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """A text with spaces before it, so that it takes so many cells."""
    return " " * (width - cells(text)) + text


def visible(text: str) -> str:
    """A token so that it can be seen in a line: a space, say, by its number."""
    return text if text.isprintable() and not text.isspace() else f"U+{ord(text):04X}"
