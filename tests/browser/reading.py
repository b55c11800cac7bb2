"""Traces and numbers as tests read and write them, by another way than the page does."""

from __future__ import annotations

import json
from array import array
from typing import Any

from tools.harness import Harness

Json = dict[str, Any]


def read(harness: Harness, name: str) -> Json:
    """A trace that the page finds by this name: its header, with its columns by name."""
    header: Json = json.loads((harness.folder / "recorded" / f"{name}.json").read_text())
    content = (harness.folder / "recorded" / f"{name}.bin").read_bytes()
    columns = {}
    for column, place in header["columns"].items():
        columns[column] = array(place["type"])
        size = columns[column].itemsize * place["length"]
        columns[column].frombytes(content[place["first"] : place["first"] + size])
    return {**header, "columns": columns}


def stage_at(header: Json, name: str, position: int | None) -> int:
    """The index of a stage."""
    return next(i for i, each in enumerate(header["stages"]) if (each["name"], each["position"]) == (name, position))


def frame_of(header: Json, phase: str, stage: int | None, of_pass: int | None = None) -> int:
    """The first frame of a phase that is about a stage, in one of the backward passes if it is said in which."""
    wanted = [frame for frame in header["frames"] if (frame["phase"], frame["stage"]) == (phase, stage)]
    return header["frames"].index(next(frame for frame in wanted if of_pass is None or frame["pass"] == of_pass))


def stage_ref(stage: int, element: int | None = None) -> Json:
    """What points at a stage, or at an element of it."""
    return {"kind": "stage", "stage": stage, "element": element}


def param_ref(matrix: int, row: int, column: int) -> Json:
    """What points at a parameter."""
    return {"kind": "param", "matrix": matrix, "row": row, "column": column}


def digits(x: float, sign: bool = False) -> str:
    """A number as the figures write it, found by another way."""
    size = abs(x)
    if x == 0:
        return "0"
    if size < 1e-4 or size >= 1e5:
        mantissa, exponent = f"{x:.3e}".split("e")
        text = f"{mantissa}e{int(exponent):+d}"
    else:
        text = f"{x:.4g}" if size >= 1000 else f"{x:#.4g}"
    return ("+" if sign and x > 0 else "") + text.replace("-", "\u2212")
