"""A header and columns of numbers as one small file, for the page to fetch; web/state/packed.js unpacks it.

The file is gzipped. Within, little endian: the length of a text in 4 bytes; the text, as JSON, {"header", "columns"};
then the columns, one after the other, as [{"name", "type", "length", "planes"}] says: type d, f, I or B; with planes,
of a column the first bytes of all numbers come first, then all second bytes, so that signs and exponents, which are
much alike, are together; else number after number, which is shorter where the same ones come again.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from array import array
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

KEPT_BITS = 36  # of a rounded number's 52 after the point


def packed(header: Json, columns: Mapping[str, array[Any]]) -> bytes:
    """A header and columns as a file."""
    places, contents = [], []
    for name, column in columns.items():
        numbers = _little_endian(column).tobytes()
        planes = b"".join(numbers[plane :: column.itemsize] for plane in range(column.itemsize))
        is_shorter = len(zlib.compress(planes, 9)) < len(zlib.compress(numbers, 9))
        places.append({"name": name, "type": column.typecode, "length": len(column), "planes": is_shorter})
        contents.append(planes if is_shorter else numbers)
    text = json.dumps({"header": header, "columns": places}, separators=(",", ":"), allow_nan=False).encode()
    return gzip.compress(len(text).to_bytes(4, "little") + text + b"".join(contents), 9, mtime=0)


def unpacked(content: bytes) -> tuple[Json, dict[str, array[Any]]]:
    """The header and the columns in a file."""
    content = gzip.decompress(content)
    start = 4 + int.from_bytes(content[:4], "little")
    text = json.loads(content[4:start])
    columns = {}
    for place in text["columns"]:
        column: array[Any] = array(place["type"])
        length, end = place["length"], start + column.itemsize * place["length"]
        numbers = content[start:end]
        if place["planes"]:
            numbers = bytes(numbers[at + i * length] for at in range(length) for i in range(column.itemsize))
        column.frombytes(numbers)
        columns[place["name"]], start = _little_endian(column), end
    return text["header"], columns


def rounded(column: array[float]) -> array[float]:
    """Finite numbers of float64 with the last bytes zero, which need no room when packed: right to 1 in 1e11."""
    step = 1 << (52 - KEPT_BITS)
    bits = array("Q", column.tobytes())
    return array("d", array("Q", ((each + step // 2) // step * step for each in bits)).tobytes())


def _little_endian(column: array[Any]) -> array[Any]:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column
