"""The commands with which a terminal does what the page did."""

from __future__ import annotations

import shlex
from dataclasses import replace

from microgpt.config import Config
from microgpt.settings import SAMPLING_SETTINGS, train_command_of
from session.facts.known import Known
from session.facts.writing import Facts, fixed
from session.training import Training

OWN_DATA = "names.txt"  # the file that the reader's own text is to be put in
NO_COMMAND = (  # shown where there is none
    "This run changed its number of steps on the way, so no single command repeats it. Reset to start one that can be "
    "repeated."
)


def facts(known: Known) -> Facts:
    """The command that traces the same step; empty where there is none."""
    header, config = known.trace.header, known.traced.plain.config
    sampling = {name: getattr(Config(), name) for name in SAMPLING_SETTINGS}  # a trace draws no samples
    command = _command(known.training, replace(config, **sampling))
    doc = shlex.quote(header["doc"])
    option = f"--doc={doc}" if doc.startswith("-") else f"--doc {doc}"
    traced = command.replace("microgpt train", "microgpt trace", 1)
    return {
        "trace-command": command and f"{traced} {option} --step {header['step']}",
        "name-loss-long": fixed(header["loss"], 6),
    }


def run_facts(training: Training) -> Facts:
    """The command that trains the same model, empty where there is none; why there may be none; its last line."""
    run, losses = training.run, training.recent_losses
    command = _command(training, run.config)
    told: Facts = {
        "command": command,
        "command-where": _where(training),
        "no-command": NO_COMMAND,
        "step-line": "",
    }
    if losses:
        told["step-line"] = f"step {run.step:4d} / {run.config.num_steps:4d} | loss {losses[-1]:.4f}"
    return told


def _command(training: Training, config: Config) -> str:
    if not training.past.had_one(training.run, "num_steps", "learning_rate"):
        return ""
    data = OWN_DATA if training.has_own_text else training.run.data_name
    return train_command_of(config, data, training.run.autograd)


def _where(training: Training) -> str:
    clone = "In a clone of the project"
    return f"{clone}, with the text of this run in a file {OWN_DATA}" if training.has_own_text else clone
