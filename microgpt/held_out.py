"""Held out: the loss on documents that a run does not train on, worked out on plain numbers, with nothing recorded.

It tells learning from learning by heart: where it rises while the loss of training falls, it is the latter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from microgpt.ops import plain
from microgpt.run import Run
from microgpt.train import crop, predictions

TIMES = 10  # that it is measured in a run, at most once more, so that all of it is little to keep
MOST_ON_THE_WAY = 100  # documents, always the same: 1,000 in all cost as much as some 200 training steps
MOST_AT_THE_END = 1_000


@dataclass(frozen=True)
class HeldOutLoss:
    """The loss on held-out documents after a training step: the mean over documents of each one's loss."""

    step: int
    loss: float  # infinite if the model gives what came no probability at all
    documents: int  # on which it was measured
    of: int  # how many are held out
    is_last: bool


def after_step(run: Run) -> HeldOutLoss | None:
    """The held-out loss of a run that has just done a step, if its turn has come: ten times, and after the last step.

    On the way it is measured on some of the documents, at the end on all of them, or as many as take some seconds.
    """
    return next((measured for measured in measuring(run) if measured), None)


def measuring(run: Run) -> Iterator[HeldOutLoss | None]:
    """What after_step() gives, a document at a time: None after each, so that others have their turn, then the loss."""
    is_last = run.step == run.config.num_steps
    if not run.held_out or not (is_last or run.step % _spacing(run.config.num_steps) == 0):
        return
    docs = run.held_out[: MOST_AT_THE_END if is_last else MOST_ON_THE_WAY]
    total = 0.0
    for so_far in _totals(run, docs):
        total = so_far
        yield None
    yield HeldOutLoss(run.step, total / len(docs), len(docs), len(run.held_out), is_last)


def loss_on(run: Run, docs: Sequence[str]) -> float:
    """The mean over documents of each one's loss; infinite if the model gives what came no probability at all."""
    *_, total = _totals(run, docs)
    return total / len(docs)


def _totals(run: Run, docs: Sequence[str]) -> Iterator[float]:
    """The sum of the losses after each of the documents; infinite, and the last, as soon as it is no finite number."""
    params = run.params()
    total = 0.0
    for doc in docs:
        try:
            tokens = crop(run.tokenizer.encode(doc), run.config)
            total += plain.mean(list(predictions(plain, run.config, params, tokens)))
        except (ArithmeticError, ValueError):  # math.log(0.0) is a ValueError
            total = math.inf
        if not math.isfinite(total):
            yield math.inf
            return
        yield total


def _spacing(num_steps: int) -> int:
    """How many steps lie between two measurements."""
    return max(1, -(-num_steps // TIMES))
