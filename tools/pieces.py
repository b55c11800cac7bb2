"""The recorded step in pieces, so that what is seen first is there first; web/state/recorded.js puts them together.

trace-frames.bin: the trace's header, without what is about the graph: its document and loss, the frames. 10 kB.
trace-stages.bin: the stages, their gradients, attention and cache; of the parameters only those that are embeddings of
the document, before and after the step, with their gradients, and those that make the logits, before it: the rest of
Adam's columns is NaN. Its numbers are rounded, to 1 in 1e11. 32 kB.
trace-adam.bin: every parameter, with all that Adam made of it, exactly. 0.3 MB.
trace-graph.bin: the graph, number by number, and the numbers of the stages again, exactly. 0.9 MB.

Each is packed as packing.py says. What a later one has in its header and its columns takes the place of what was there.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from typing import Any

from tools.packing import packed, rounded, unpacked

Json = dict[str, Any]

ADAM = "adam_"  # what the names of Adam's columns begin with
GRAPH = ("node_", "stage_nodes")  # and those of the graph
EMBEDDED = {"adam_before", "adam_grad", "adam_after"}  # of what is an embedding
NAMES = ("trace-frames.bin", "trace-stages.bin", "trace-adam.bin", "trace-graph.bin")


def pieces(header: Json, columns: Mapping[str, array[Any]]) -> dict[str, bytes]:
    """The files of a trace with a graph."""
    adam = {name: column for name, column in columns.items() if name.startswith(ADAM)}
    graph = {name: column for name, column in columns.items() if name.startswith(GRAPH)}
    stages = {name: column for name, column in columns.items() if name not in adam.keys() | graph.keys()}
    contents = (
        packed({**header, "graph": None}, {}),
        packed({}, first_seen(header, {**stages, **adam})),
        packed({}, adam),
        packed({"graph": header["graph"]}, {**stages, **graph}),
    )
    return dict(zip(NAMES, contents, strict=True))


def first_seen(header: Json, columns: Mapping[str, array[Any]]) -> dict[str, array[Any]]:
    """Of a trace's columns what trace-stages.bin holds; no graph is among them."""
    embedded = _embedded(header)
    there = dict.fromkeys(EMBEDDED, embedded) | {"adam_before": embedded | _of_logits(header)}

    def kept(name: str) -> array[Any]:
        return _only(columns[name], there.get(name, set())) if name.startswith(ADAM) else columns[name]

    return {name: rounded(kept(name)) for name in columns}


def whole(files: Mapping[str, bytes]) -> tuple[Json, dict[str, array[Any]]]:
    """The trace that was taken to pieces: its header and its columns."""
    header: Json = {}
    columns: dict[str, array[Any]] = {}
    for name in NAMES:
        more, found = unpacked(files[name])
        header |= more
        columns |= found
    return header, columns


def _embedded(header: Json) -> set[int]:
    """The parameters in rows that are a stage by themselves."""
    rows = [tuple(stage["reads_rows"][0]) for stage in header["stages"] if stage["operation"] == "row"]
    kept = set()
    for matrix, row, _ in rows:
        first, columns = header["matrices"][matrix]["first"], header["matrices"][matrix]["columns"]
        kept |= set(range(first + row * columns, first + (row + 1) * columns))
    return kept


def _of_logits(header: Json) -> set[int]:
    """The parameters of the matrix that makes the logits."""
    [matrix] = (each for each in header["matrices"] if each["name"] == "lm_head")
    return set(range(matrix["first"], matrix["first"] + matrix["rows"] * matrix["columns"]))


def _only(column: array[float], kept: set[int]) -> array[float]:
    return array("d", (each if at in kept else math.nan for at, each in enumerate(column)))
