"""The recorded document through training: the same document after more and more steps of the recorded run.

A file for each moment, fetched alone: through-50.bin, after 50 steps, 0.2 MB; and of the parameters alone another,
parameters-50.bin, 15 kB. Either is gzipped; within, little endian: the length of a header in 4 bytes; the header, as
JSON, {"header", "columns"}: what the trace's header has in place of the recorded trace's, or what the session answers
about the parameters, and the columns, [{name, type, length}], which follow one after the other. Of each column the
first bytes of all numbers come first, then all second bytes: signs and exponents, which are much alike, together. A
column of Adam's has its numbers rounded to float32 (type f): there are so many.
"""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from collections.abc import Mapping
from typing import Any

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


def packed(header: Json, columns: Mapping[str, array[Any]]) -> bytes:
    """A header and columns as a file."""
    places = [{"name": name, "type": column.typecode, "length": len(column)} for name, column in columns.items()]
    text = json.dumps({"header": header, "columns": places}, separators=(",", ":"), allow_nan=False).encode()
    body = len(text).to_bytes(4, "little") + text + b"".join(map(_planes, columns.values()))
    return gzip.compress(body, 9, mtime=0)


def _planes(numbers: array[Any]) -> bytes:
    """The first bytes of all numbers, then all second bytes, and so on."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    content = numbers.tobytes()
    return b"".join(content[plane :: numbers.itemsize] for plane in range(numbers.itemsize))
