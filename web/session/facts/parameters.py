"""The parameters: the shape of each matrix, how large its numbers are, and what larger ones would begin with."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from microgpt.model import flatten, param_shapes
from microgpt.ops.protocol import Rows
from microgpt.run import Run
from microgpt.train import crop
from session.facts.untrained import loss_on, untrained
from session.facts.writing import Facts, fixed, whole
from session.training import Training

LOUDER = 10  # how many times as large


def facts(training: Training) -> Facts:
    """Shapes and counts by the end of a matrix's name; what is typical; what louder ones would have cost."""
    run = training.run
    found = {"spread": f"{run.config.init_std:g}"}
    for name, (rows, columns) in param_shapes(run.config, run.tokenizer.vocab_size).items():
        end = name.rpartition(".")[2]
        found[f"shape-{end}"] = f"{whole(rows)} \N{MULTIPLICATION SIGN} {whole(columns)}"
        found[f"count-{end}"] = whole(rows * columns)
    return {
        **found,
        "typical-now": _typical_now(run),
        "idle-positions": _idle_positions(run),
        "louder": whole(LOUDER),
        "louder-loss": _louder_loss(run),
    }


def _typical_now(run: Run) -> str:
    """How far parameters typically are from zero, and those of which matrix the farthest."""
    params = run.params()
    farthest = max(params, key=lambda name: _typical([params[name]]))
    now = f"they typically lie {fixed(_typical(params.values()))} from zero"
    if run.step == 0:
        return f"Before the first step {now}"
    steps = "one step" if run.step == 1 else f"{whole(run.step)} steps"
    end = farthest.rpartition(".")[2]
    return f"After {steps} {now}, those of {end} the farthest: {fixed(_typical([params[farthest]]))}"


def _typical(matrices: Iterable[Rows]) -> float:
    """The root of the mean square."""
    numbers = flatten(matrices)
    return math.sqrt(sum(x * x for x in numbers) / len(numbers))


def _idle_positions(run: Run) -> str:
    """Which rows of wpe no document ever comes to."""
    if not run.config.position_embedding:
        return "Without position embeddings there is no wpe"
    longest = crop(run.tokenizer.encode(max(run.docs, key=len)), run.config)
    idle = run.config.block_size - (len(longest) - 1)
    if idle == 0:
        return "Every row of wpe is there for some name"
    if idle == 1:
        return "The last row of wpe never changes: no name is that long"
    return f"The last {idle} rows of wpe never change: no name is that long"


def _louder_loss(run: Run) -> str:
    """What the first step would have cost, had all parameters been so many times as large."""
    config = replace(run.config, init_std=LOUDER * run.config.init_std)
    try:
        return fixed(loss_on(untrained(replace(run, config=config)), run.docs[0]))
    except (ValueError, OverflowError):  # the log of a probability too small for a float
        return "more than a float can hold"
