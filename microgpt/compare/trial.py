"""Trial: one run of a comparison, from its start to its samples, and what is told of it in plain data."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from statistics import fmean
from typing import Any

from microgpt.compare.plan import Task
from microgpt.data import Data, DataError, load
from microgpt.divergence import TrainingDiverged
from microgpt.held_out import after_step
from microgpt.run import AUTOGRADS, start
from microgpt.sample import SamplingFailed, samples
from microgpt.train import train

MOST_POINTS = 100  # of a curve: each is the mean of as many steps as it takes
LAST = 100  # steps whose mean loss is told


@dataclass
class Outcome:
    """What came of a run."""

    task: Task
    num_params: int = 0
    step: int = 0  # steps done
    ms_per_step: float | None = None  # of processor time, without the held-out loss and the samples
    last_loss: float | None = None  # the mean of the last 100 steps; None for a run that diverged
    curve: list[tuple[float, float]] = field(default_factory=list)  # (step, mean loss of the steps around it)
    held_out: list[tuple[int, float | None]] = field(default_factory=list)  # (step, loss), None for infinity
    held_out_documents: int = 0  # on which the last of these was measured
    samples: list[str] = field(default_factory=list)
    failure: str = ""  # a sentence, if it diverged

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)

    @property
    def held_out_loss(self) -> float | None:
        """That of the whole training; None if there is none, it is infinite, or the run diverged."""
        return self.held_out[-1][1] if self.held_out and not self.failure else None


def trained(task: Task) -> Outcome:
    """Train one run to its end, or to where it diverges, which is told as its failure.

    This is what an executor is given to call. Raises DataError if the documents are not there, or not the same.
    """
    run = start(task.config, _documents(task.data_name, task.data_digest), AUTOGRADS[task.autograd])
    outcome = Outcome(task, run.num_params)
    losses: list[float] = []
    seconds = 0.0
    try:
        began = _now()
        for step in train(run):
            seconds += _now() - began
            losses.append(step.loss)
            if (measured := after_step(run)) is not None:
                outcome.held_out.append((measured.step, measured.loss if math.isfinite(measured.loss) else None))
                outcome.held_out_documents = measured.documents
            began = _now()
        outcome.last_loss = fmean(losses[-LAST:])
        with suppress(SamplingFailed):  # then there are none
            outcome.samples = samples(run, run.config.num_samples)
    except TrainingDiverged as error:
        outcome.failure = str(error)
    outcome.step = run.step
    outcome.ms_per_step = 1000 * seconds / len(losses) if losses else None
    outcome.curve = curve_of(losses)
    return outcome


def _now() -> float:
    """Seconds of processor time of this run; where a Python has no such clock, as in a browser, those that go by."""
    return getattr(time, "thread_time", time.perf_counter)()


def curve_of(losses: list[float]) -> list[tuple[float, float]]:
    """At most MOST_POINTS points: the mean of some steps, and the middle of them, counted from 1."""
    size = max(1, math.ceil(len(losses) / MOST_POINTS))
    blocks = [losses[first : first + size] for first in range(0, len(losses), size)]
    return [(i * size + (len(block) + 1) / 2, fmean(block)) for i, block in enumerate(blocks)]


@lru_cache(maxsize=2)
def _documents(name: str, digest: str) -> Data:
    """The documents of a comparison, which a worker reads once."""
    data = load(name)
    if data.digest != digest:
        raise DataError(f"{name}: wanted the documents that the comparison began with, but they have changed since")
    return data
