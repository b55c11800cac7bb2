"""Runs as the page trains them, trained by CPython: what every browser has to come to."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from microgpt.data import census
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.train import train

# a link to a step of a short run, which a page has to train up to
STEP = "lab.html#num_steps=7&doc=emma&step=4"


def losses(steps: int) -> list[float]:
    """Those of the first steps of the run that the page begins with."""
    return [step.loss for step in islice(train(start(preset("microgpt"), census(), vector)), steps)]


def losses_of_step() -> list[float]:
    """Those of the positions of the document in that link."""
    run = start(replace(preset("microgpt"), num_steps=7), census(), vector)
    for _ in islice(train(run), 3):
        pass
    return list(trace(run, "emma", graph=False).header["losses"])
