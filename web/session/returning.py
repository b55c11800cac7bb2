"""Returning: a run that has diverged goes on from an earlier snapshot, with a smaller learning rate."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from microgpt.config import ConfigError
from microgpt.held_out import loss_on
from session.training import Training
from session.wanted import value_of

TRIED = 5  # documents that a snapshot is tried on
SLOWER = 10  # times: what is offered

Json = dict[str, Any]


def way_back(training: Training) -> Json | None:
    """The last snapshot that is better than guessing blindly, and a rate to go on with; None if there is no way.

    If none is any better, as of a run that diverged in its first steps, the first one. From the last step itself there
    is no way: the next one is what could not be done.
    """
    run, docs = training.run, training.run.docs[:TRIED]
    guess = math.log(run.tokenizer.vocab_size)
    steps = [step for step in training.past.snapshots.steps if step < run.step]
    if not steps or not docs:
        return None
    losses = ((step, loss_on(training.past.snapshots.run_at(run, step), docs)) for step in reversed(steps))
    after, loss = next(((step, loss) for step, loss in losses if loss < guess), (steps[0], None))
    if loss is None:
        loss = loss_on(training.past.snapshots.run_at(run, after), docs)
    if not math.isfinite(loss):
        return None
    return {
        "after": after,
        "loss": loss,
        "documents": len(docs),
        "random_guess": guess,
        "learning_rate": float(f"{run.config.learning_rate / SLOWER:g}"),
    }


def returned(training: Training, after: int, learning_rate: object) -> Training:
    """The run as it was when a snapshot was kept, with the rest of the steps at this learning rate.

    learning_rate: a number, or what somebody typed. Raises ConfigError for one that cannot be, ValueError if there was
    no snapshot then. What the run was is left as it is.
    """
    run, past = training.run, training.past
    config = replace(run.config, learning_rate=value_of("learning_rate", learning_rate))
    if config == run.config:
        raise ConfigError(f"wanted another learning_rate than {config.learning_rate:g}, which ends as before")
    earlier = past.snapshots.run_at(run, after)
    earlier.config = config
    return training.gone_back_to(earlier)
