"""The traces that tests read: python -m tools.traces makes them, in .cache/traces, when the Python has changed.

NAME.json is a header and "columns", name -> {"type", "first", "length"}: first is a byte of NAME.bin, where the columns
lie one after the other, each from a multiple of 8 on, little endian. shapes.json is a list of headers alone, of models
from small to large: enough for a layout.
"""

from __future__ import annotations

import json
import sys
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any

from microgpt.data import load
from microgpt.observe.experiment import Edit, trace_edited
from microgpt.observe.trace import Trace, trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, autograd_for, start
from microgpt.train import train
from tools import packing, pieces, through
from tools.cache import made
from tools.environment import CACHE, ROOT

TRACES = CACHE / "traces"
STEPS = 20  # trained before: enough for moments that are not 0
# models whose graphs are like no other: name -> preset, document, settings
GRAPHS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "heads": ("microgpt", "emma", {"n_layer": 2, "n_head": 8}),
    "long": ("microgpt", "bartholomewchrist", {"n_embd": 8, "n_head": 1}),
    "wide": ("microgpt", "al", {"n_embd": 32, "n_head": 8}),
    "deep": ("first", "emma", {"n_layer": 4, "n_embd": 4, "n_head": 2}),
}
# models that lack a part, or have another in its place
LACKING: dict[str, dict[str, Any]] = {
    "plain": {"norm": "none", "position_embedding": False, "activation": "none", "n_layer": 2},
    "replacing": {"residual": False, "mlp": False, "norm": "layernorm", "norm_embedding": False},
    "alone": {"attention": False, "activation": "gelu", "tied_head": True},
    "bare": {"attention": False, "mlp": False, "norm": "none", "optimizer": "sgd", "learning_rate": 0.5},
}
# models that lack one part alone, for their words
ABLATED: dict[str, dict[str, Any]] = {
    "residual": {"residual": False},
    "norm": {"norm": "none"},
    "attention": {"attention": False},
    "mlp": {"mlp": False},
    "sgd": {"optimizer": "sgd", "learning_rate": 0.5},
    "both": {"attention": False, "mlp": False, "residual": False},
}
LETTERS, SHAPES = (1, 2, 6, 15), ((1, 1), (2, 4), (4, 8))  # of a document; layers and heads


def make_traces() -> Path:
    """Make the traces unless they are there; return their folder."""
    package = sorted(path for path in (ROOT / "microgpt").rglob("*") if path.suffix in (".py", ".txt"))
    makers = [Path(__file__), *(Path(str(each.__file__)) for each in (packing, pieces, through))]
    return made(TRACES, [*package, *makers], _write)


def _write(folder: Path) -> None:
    bill = trace(_trained("microgpt"), "bill")
    write_trace(folder, "bill", bill)
    write_pieces(folder, "bill", bill)
    write_moment(folder, "bill", "later", trace(_trained("microgpt", 2 * STEPS), "bill", graph=False))
    write_trace(folder, "first", trace(_trained("first"), "ann"))
    write_trace(folder, "layers", trace(_trained("microgpt", n_layer=2, n_head=2, n_embd=8), "abba"))
    write_trace(folder, "target", trace(_trained("microgpt"), "bill", position=2))
    write_trace(folder, "edited", trace_edited(_trained("microgpt"), [Edit("wte", 3, 5, 0.5)], "ada", graph=False))
    for name, settings in LACKING.items():
        write_trace(folder, f"lacking-{name}", trace(_trained("microgpt", n_embd=8, n_head=2, **settings), "abba"))
    for name, settings in ABLATED.items():
        write_trace(folder, f"ablated-{name}", trace(_trained("microgpt", n_embd=4, n_head=2, **settings), "abba"))
    for name, (preset_name, doc, settings) in GRAPHS.items():
        config = replace(preset(preset_name), **settings)
        write_trace(folder, f"graph-{name}", trace(start(config, load("census")), doc))
    (folder / "shapes.json").write_text(json.dumps([_shape(*of, letters) for of in SHAPES for letters in LETTERS]))


def write_trace(folder: Path, name: str, traced: Trace) -> None:
    """Write a trace as NAME.json and NAME.bin."""
    write(folder, name, traced.header, _columns(traced))


def write_pieces(folder: Path, name: str, traced: Trace) -> None:
    """Write a trace in the pieces of a recorded step: NAME-trace-frames.bin and so on."""
    for piece, content in pieces.pieces(traced.header, _columns(traced)).items():
        (folder / f"{name}-{piece}").write_bytes(content)


def _columns(traced: Trace) -> dict[str, array[Any]]:
    return {name: array(column.typecode, column) for name, column in traced.columns.items()}


def write(folder: Path, name: str, header: dict[str, Any], columns: dict[str, array[Any]]) -> None:
    """Write a trace's header and its columns as NAME.json and NAME.bin."""
    places, content = placed(columns)
    (folder / f"{name}.json").write_text(json.dumps({**header, "columns": places}))
    (folder / f"{name}.bin").write_bytes(content)


def placed(columns: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], bytes]:
    """The place of every column, and the columns in one piece."""
    places, content = {}, bytearray()
    for name, numbers in columns.items():
        if sys.byteorder == "big":
            numbers.byteswap()
        places[name] = {"type": numbers.typecode, "first": len(content), "length": len(numbers)}
        content += numbers.tobytes()
        content += bytes(-len(content) % 8)
    return places, bytes(content)


def write_moment(folder: Path, recorded: str, name: str, traced: Trace) -> None:
    """Write a trace as NAME.json and NAME.bin, and as a moment of the recorded one: through-NAME.bin."""
    write_trace(folder, name, traced)
    header = json.loads((folder / f"{recorded}.json").read_text())
    content = through.content(header, traced.header, traced.columns)
    (folder / through.file_name(name)).write_bytes(content)


def _trained(preset_name: str, steps: int = STEPS, **settings: Any) -> Run:
    config = replace(preset(preset_name), **settings)
    run = start(config, load("census"), autograd_for(config))
    for _, _step in zip(range(steps), train(run)):
        pass
    return run


def _shape(n_layer: int, n_head: int, letters: int) -> dict[str, object]:
    config = replace(preset("microgpt"), n_layer=n_layer, n_head=n_head, n_embd=8)
    return trace(start(config, load("census"), vector), "abcdefghijklmno"[:letters], graph=False).header


if __name__ == "__main__":
    make_traces()
