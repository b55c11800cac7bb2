"""The state of a run as a page keeps it: a checkpoint, its long rows of numbers packed, and what has no place in one.

A page only hands it back. It is made every two seconds of training, so it has to be quick: written as digits, the
numbers alone take twenty times as long.
"""

from __future__ import annotations

import hashlib
import json
import math
from array import array
from collections.abc import Mapping
from typing import Any

from microgpt.checkpoint import CheckpointError
from microgpt.config import Config
from microgpt.model import param_count, param_shapes, unflatten
from microgpt.observe.snapshots import Snapshot
from microgpt.run import Run
from microgpt.stored import entries_of, run_of
from microgpt.tokenizer import Tokenizer
from session.training import Training

PACKED = ("params", "m", "v")  # of the entries of a checkpoint: a state has them as one row of numbers

Json = dict[str, Any]


def packed(training: Training) -> tuple[Json, array[float]]:
    """The state of a run as a header and its numbers.

    outline    what a checkpoint holds beside these, as JSON text: its numbers cross JavaScript unchanged
    snapshots  after how many steps there are any: each is asked for by itself

    Raises CheckpointError for a run that cannot be gone on from, as a checkpoint does.
    """
    run = training.run
    numbers = Snapshot.of(run).numbers()
    if not all(map(math.isfinite, numbers)):
        raise CheckpointError("wanted a run to keep whose numbers are all finite, but this one has diverged")
    outline = json.dumps({name: each for name, each in entries_of(run).items() if name not in PACKED}, allow_nan=False)
    return {
        "step": run.step,
        "outline": outline,
        "checksum": _checksum(outline, numbers),
        "memory": training.memory(),
        "snapshots": training.past.snapshots.steps,
    }, numbers


def unpacked(outline: str, checksum: str, numbers: array[float]) -> Run:
    """The run that packed() made this of, without its documents. Raises CheckpointError if it is not what it was."""
    if checksum != _checksum(outline, numbers):
        raise CheckpointError("the run that was kept here is damaged: its numbers are not those that were kept")
    stored = json.loads(outline)
    config = Config.from_dict(stored["config"])
    vocab_size = Tokenizer(stored["characters"], config.special_tokens).vocab_size
    shapes = param_shapes(config, vocab_size)
    state = Snapshot.unpacked(numbers, param_count(config, vocab_size))
    params = dict(zip(shapes, unflatten(list(state.data), shapes.values())))
    return run_of({**stored, "params": params, "m": list(state.m), "v": list(state.v)})


def snapshots(
    told: Mapping[int, str], numbers: Mapping[int, array[float]], size: int, num_params: int
) -> dict[int, Snapshot]:
    """Those of the snapshots, by step, that are whole: of so many numbers, which still have the checksum told."""
    found = {}
    for step, checksum in told.items():
        snapshot = Snapshot.unpacked(numbers[step], num_params)
        if len(numbers[step]) == size and snapshot.checksum == checksum:
            found[step] = snapshot
    return found


def _checksum(outline: str, numbers: array[float]) -> str:
    found = hashlib.sha256(outline.encode())
    found.update(numbers.tobytes())
    return found.hexdigest()
