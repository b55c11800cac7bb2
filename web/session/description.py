"""What the page says of a run as a whole."""

from __future__ import annotations

import math
from typing import Any

from microgpt.run import autograds_for
from microgpt.settings import train_command_of
from session.training import Training

Json = dict[str, Any]


def description(run_id: str, training: Training) -> Json:
    """A run as a whole: see protocol.js."""
    run, past = training.run, training.past
    return {
        "run": run_id,
        "config": run.config.to_dict(),
        "data_name": run.data_name,
        "data_digest": run.data_digest,
        "num_docs": len(run.docs),
        "num_held_out": len(run.held_out),
        "tokens": run.tokenizer.tokens,
        "num_params": run.num_params,
        "autograd": run.autograd,
        "autograds": autograds_for(run.config),
        "step": run.step,
        "last_loss": training.last_loss,
        "is_as_started": past.had_one(run, "num_steps", "autograd", "learning_rate"),
        "snapshots": past.snapshots.steps,
        "kept": {
            "steps": len(past.history.steps),
            "since": past.history.since,
            "bytes": past.history.nbytes,
            "snapshot_bytes": past.snapshots.nbytes,
        },
        "random_guess": math.log(run.tokenizer.vocab_size),
        "command": _command(training),
    }


def _command(training: Training) -> str | None:
    """The command whose losses are those of the run, where there is one; an autograd changes their rounding only."""
    run = training.run
    if training.has_own_text or training.past.first or not training.past.had_one(run, "num_steps", "learning_rate"):
        return None
    return train_command_of(run.config, run.data_name, run.autograd)
