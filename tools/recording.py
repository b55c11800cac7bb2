"""The recordings: a first run, a trace of one of its steps and what goes with it, shown until the page's Python is up.

Made by the very session that trains in the page, run here under CPython; kept in .cache/ until the Python changes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from array import array
from pathlib import Path
from typing import Any

from tools.environment import CACHE, ROOT

RECORDED_STEPS = 1000
TRACED_FROM = 500  # trace the first step from here on
TEMPERATURES = [tenths / 10 for tenths in range(1, 21)]
TRACED_LENGTHS = range(4, 7)  # whose document has so many characters

Json = dict[str, Any]


def recordings() -> dict[str, bytes]:
    """The files run.json, trace.json, trace.bin and figures.json.

    run.json: {"description", "events", "names"}, a whole training run and the names sampled after it.
    trace.json: a trace's header and "columns", name -> {"type", "first", "length"}: first is a byte of trace.bin, where
    the columns lie one after the other, each from a multiple of 8 on, little endian.
    figures.json: answers to what the pictures ask about that trace: {"heads", "over_training", "norms", "tempered"},
    the last a list, one for each of TEMPERATURES.
    """
    package = sorted(path for path in (ROOT / "microgpt").rglob("*") if path.suffix in (".py", ".txt"))
    sources = [*package, ROOT / "web" / "src" / "session.py", Path(__file__)]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    cached = CACHE / f"recorded-{digest[:16]}"
    if not cached.exists():
        print(
            f"build.py: recording a training run of {RECORDED_STEPS} steps (once per version of the Python)", flush=True
        )
        for old in CACHE.glob("recorded-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        staging = CACHE / "recorded-new"
        staging.mkdir(parents=True)
        for name, content in _record().items():
            (staging / name).write_bytes(content)
        staging.rename(cached)
    return {path.name: path.read_bytes() for path in sorted(cached.iterdir())}


def _record() -> dict[str, bytes]:
    for folder in (ROOT, ROOT / "web" / "src"):
        sys.path.insert(0, str(folder))
    from session import Session

    session = Session()
    session.start(settings={"num_steps": RECORDED_STEPS}, sample_every=50)
    events = _train(session, TRACED_FROM - 1)
    while len(session.trace(graph=False)["doc"]) not in TRACED_LENGTHS:
        events += _train(session, 1)
    header = session.trace()
    places, columns = packed({column["name"]: session.take_column(column["name"]) for column in header["columns"]})
    heads = session.heads()
    tempered = [session.temper(_logits(header, columns, places), temperature) for temperature in TEMPERATURES]
    events += _train(session)
    moments = session.over_training()["moments"]
    figures = {
        "heads": heads,
        "over_training": {"doc": header["doc"], "moments": moments, "weights": session.take_column("weights").tolist()},
        "norms": session.norms(),
        "tempered": tempered,
    }
    for event in events:  # how fast it went says something of this machine only, and would differ each time
        event.pop("seconds_per_step", None)
        event.pop("seconds_left", None)
    run = {"description": session.describe(), "events": events, **session.sample()}
    return {
        "run.json": _json(run),
        "trace.json": _json({**header, "columns": places}),
        "trace.bin": columns,
        "figures.json": _json(figures),
    }


def _logits(header: Json, columns: bytes, places: Json) -> list[list[float]]:
    """The logits of every position of a trace."""
    first, length = places["stage_values"]["first"], places["stage_values"]["length"]
    values = array("d", columns[first : first + 8 * length])
    stages = [stage for stage in header["stages"] if stage["name"] == "logits"]
    return [values[stage["first"] : stage["first"] + stage["size"]].tolist() for stage in stages]


def _train(session: Any, steps: int | None = None) -> list[Json]:
    session.train(steps)
    events, more = [], True
    while more:
        done = session.slice(1000)
        events += done["events"]
        more = done["more"]
    return events


def packed(columns: dict[str, Any]) -> tuple[dict[str, Json], bytes]:
    """The place of every column, and the columns in one piece."""
    places, content = {}, bytearray()
    for name, numbers in columns.items():
        if sys.byteorder == "big":
            numbers.byteswap()
        places[name] = {"type": numbers.typecode, "first": len(content), "length": len(numbers)}
        content += numbers.tobytes()
        content += bytes(-len(content) % 8)
    return places, bytes(content)


def _json(content: Json) -> bytes:
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
