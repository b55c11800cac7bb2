"""Traces with what the heads view shows beside them, for its tests and its bench: small, and made on the spot."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from view_page import write_trace

from microgpt.data import Data
from microgpt.observe.heads import head_summaries, weights_over_training
from microgpt.observe.trace import Trace, trace
from microgpt.presets import preset
from microgpt.run import autograd_for, start
from microgpt.train import train

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMES = ("emma", "mia", "olivia", "noah", "isabella", "al", "bo", "alexandra", "kim", "theodore")


def example(
    doc: str, preset_name: str = "microgpt", steps: int = 6, position: int | None = None, **settings: Any
) -> tuple[Trace, dict[str, Any]]:
    """The trace of a document after some steps, and the figures beside it."""
    config = replace(preset(preset_name), num_steps=60, learning_rate=0.05, **settings)
    run = start(config, Data("names", (LETTERS, *NAMES)), autograd_for(config))
    over_training = dict(weights_over_training([run], doc))
    for _ in islice(train(run), steps):
        over_training |= weights_over_training([run], doc)
    made = trace(run, doc, position=position, graph=False)
    weights = [weight for moment in over_training.values() for weight in moment]
    over = {"doc": doc, "moments": list(over_training), "weights": weights}
    return made, {"heads": head_summaries(run, NAMES), "overTraining": over}


def write(folder: Path, name: str, made: Trace, figures: dict[str, Any]) -> None:
    """The files that the page of the harness in this folder reads."""
    write_trace(folder, name, made)
    (folder / "recorded" / f"{name}.heads.json").write_text(json.dumps(figures))
