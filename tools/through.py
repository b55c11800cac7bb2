"""The recorded document through training: the same document after more and more steps of the recorded run.

A file for each moment, fetched alone: through-50.bin, after 50 steps, 0.2 MB; and of the parameters alone another,
parameters-50.bin, 15 kB. Either is packed as packing.py says: what the trace's header has in place of the recorded
trace's, or what the session answers about the parameters; and the columns. A column of Adam's has its numbers rounded
to float32 (type f): there are so many.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

from tools.packing import packed

MOMENTS = (0, 10, 20, 50, 100, 150, 200, 250, 300, 400, 500, 600, 700, 800, 900, 1000)
REFUSED = "Of this step only the numbers were recorded, not the graph"
ROUNDED = "adam_"  # what the names of columns begin with that are kept as float32

Json = dict[str, Any]


def moments(num_steps: int, traced: int) -> list[int]:
    """After how many steps the document is recorded, the traced step's own among them."""
    return sorted({traced, *(moment for moment in MOMENTS if moment <= num_steps)})


def file_name(after: object) -> str:
    """The file of a moment."""
    return f"through-{after}.bin"


def parameters_name(after: object) -> str:
    """The file of the parameters at a moment."""
    return f"parameters-{after}.bin"


def content(recorded: Json, header: Json, columns: Mapping[str, array[Any]]) -> bytes:
    """A moment's file, from the header of the recorded trace and the trace of that moment."""
    differing = {name: value for name, value in header.items() if recorded.get(name) != value}
    kept = {name: array("f", column) if name.startswith(ROUNDED) else column for name, column in columns.items()}
    return packed({**differing, "refused": REFUSED}, kept)
