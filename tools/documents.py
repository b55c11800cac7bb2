"""The recorded step on other documents than its own: common names, so that a page can show one without any Python.

A file for each, fetched alone: document-emma.bin, 40 kB, packed as packing.py says. It holds the trace's header and of
its columns what trace-stages.bin holds of the recorded step's own: neither the graph nor Adam's arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any

from tools.packing import packed
from tools.pieces import first_seen

DOCUMENTS = ("ada", "alice", "anna", "emma", "liam", "maria", "noah", "olivia")
REFUSED = "Of this document only the numbers were recorded, neither the graph nor what Adam makes of each parameter"

Json = dict[str, Any]


def file_name(doc: str) -> str:
    """The file of a document."""
    return f"document-{doc}.bin"


def content(header: Json, columns: Mapping[str, array[Any]]) -> bytes:
    """A document's file, from its trace without a graph."""
    return packed({**header, "refused": REFUSED}, first_seen(header, columns))
