"""Traces with what Python answers about their heads, for the tests: small, and made on the spot."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

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
    """The trace of a document after some steps, and the answers about it."""
    config = replace(preset(preset_name), num_steps=60, learning_rate=0.05, **settings)
    run = start(config, Data("names", (LETTERS, *NAMES)), autograd_for(config))
    over_training = dict(weights_over_training([run], doc))
    for _ in islice(train(run), steps):
        over_training |= weights_over_training([run], doc)
    made = trace(run, doc, position=position, graph=False)
    weights = [weight for snapshot in over_training.values() for weight in snapshot]
    over = {"doc": doc, "snapshots": list(over_training), "weights": weights}
    return made, {"heads": head_summaries(run, NAMES), "overTraining": over}
