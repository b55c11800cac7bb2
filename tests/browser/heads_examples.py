"""Traces with what the heads view shows beside them, for its tests and its bench: small, and made on the spot."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from microgpt import plain, vector
from microgpt.data import Data
from microgpt.model import T, Tap, empty_cache, gpt
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.trace import Trace, trace
from microgpt.train import crop, train
from tools.recording import packed

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = ("emma", "mia", "olivia", "noah", "isabella", "al", "bo", "alexandra", "kim", "theodore")
Weights = dict[tuple[int, int, int], list[float]]  # by position, layer and head


def weights_of(run: Run, doc: str) -> Weights:
    """The attention weights of a document, by plain microgpt."""
    config, params = run.config, run.params()
    tokens = crop(run.tokenizer.encode(doc), config)
    keys, values = empty_cache(config), empty_cache(config)
    found: Weights = {}

    def tap_at(t: int) -> Tap:
        def tap(name: str, x: T) -> T:
            if name.endswith("attn_weights"):
                layer, head, _ = name.split(".")
                weights = plain.floats(x)  # type: ignore[arg-type]
                found[t, int(layer.removeprefix("layer")), int(head.removeprefix("head"))] = weights
            return x

        return tap

    for t, token in enumerate(tokens[:-1]):
        gpt(plain, config, params, token, t, keys, values, tap_at(t))
    return found


def summaries(run: Run, docs: Iterable[str]) -> dict[str, Any]:
    """What each head reads, averaged over documents."""
    documents = [weights_of(run, doc) for doc in docs]
    lengths = [max(t for t, _, _ in weights) + 1 for weights in documents]
    counts = [sum(n > t for n in lengths) for t in range(max(lengths))]
    rows = [t for n in lengths for t in range(2, n)]
    even = sum(1 / (t + 1) for t in rows) / max(len(rows), 1)
    heads = []
    for layer in range(run.config.n_layer):
        for head in range(run.config.n_head):
            of = [[weights[t, layer, head] for t in range(n)] for weights, n in zip(documents, lengths)]
            late = [row for each in of for row in each[2:]]

            def mean(numbers: list[float]) -> float:
                return sum(numbers) / max(len(numbers), 1)

            shares = {
                "previous": mean([row[-2] for row in late]),
                "first": mean([row[0] for row in late]),
                "itself": mean([row[-1] for row in late]),
            }
            best = max(shares, key=lambda kind: shares[kind])
            heads.append(
                {
                    "layer": layer,
                    "head": head,
                    **shares,
                    "reads": best if late and shares[best] > 2 * even else None,
                    "map": [
                        [mean([each[t][s] for each in of if len(each) > t]) for s in range(t + 1)]
                        for t in range(len(counts))
                    ],
                }
            )
    return {
        "docs": len(documents),
        "positions": len(rows),
        "even": even,
        "counts": counts,
        "step": run.step,
        "heads": heads,
    }


def in_pair_order(weights: Weights) -> list[float]:
    """Weights position by position, in each layer by layer, in each head by head."""
    return [w for key in sorted(weights) for w in weights[key]]


def example(
    doc: str, preset_name: str = "microgpt", steps: int = 6, position: int | None = None, **settings: Any
) -> tuple[Trace, dict[str, Any]]:
    """The trace of a document after some steps, and the figures beside it."""
    config = replace(preset(preset_name), num_steps=60, learning_rate=0.05, **settings)
    run = start(config, Data("names", (LETTERS, *NAMES)), vector)
    moments, weights = [0], in_pair_order(weights_of(run, doc))
    stepping = train(run)
    for _ in range(steps):
        next(stepping)
        moments.append(run.step)
        weights += in_pair_order(weights_of(run, doc))
    made = trace(run, doc, position=position, graph=False)
    over = {"doc": doc, "moments": moments, "weights": weights}
    return made, {"heads": summaries(run, NAMES), "overTraining": over}


def write(folder: Path, name: str, made: Trace, figures: dict[str, Any]) -> None:
    """The files that the page of the harness reads."""
    places, columns = packed(dict(made.columns))
    (folder / f"{name}.json").write_text(json.dumps({**made.header, "columns": places}))
    (folder / f"{name}.bin").write_bytes(columns)
    (folder / f"{name}.heads.json").write_text(json.dumps(figures))
