"""Checkpoints: a run as one JSON text, to the last bit.

Holds config, vocabulary, step, parameters, Adam's moments and the state of the random stream; of the documents only
their name and digest, so that a run goes on with the data it began with. JSON never runs code, unlike pickle.

The last entry, sha256, is the SHA-256 of the text before it, so that a file in which one bit has turned over does not
pass for the run that was stored. A text without it is read all the same: one from before there was a checksum, or one
that was edited by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import reprlib
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from microgpt.data import Data
from microgpt.files import Mark, read_at_most, write_atomically
from microgpt.limits import MOST_CHECKPOINT_BYTES
from microgpt.ops import scalar
from microgpt.ops.protocol import Autograd
from microgpt.run import Run
from microgpt.split import split
from microgpt.stored import Damaged, entries_of, run_of

FORMAT, VERSION = "microgpt checkpoint", 1
ENTRIES = {"format", "version", "config", "characters", "data", "step", "params", "m", "v", "rng", "sha256"}
MOST_DEPTH = 200  # of lists in lists: a checkpoint itself has three
CHECKSUM = re.compile(r', "sha256": "([0-9a-f]{64})"}\s*\Z')  # at the end, as to_json() writes it


class CheckpointError(ValueError):
    """A text that is not a checkpoint, or not one of this data: the message says what was wanted and what came."""


def to_json(run: Run) -> str:
    """The run as JSON text, with its checksum. Raises CheckpointError if one of its numbers is not finite."""
    stored = {"format": FORMAT, "version": VERSION, **entries_of(run)}
    try:
        text = json.dumps(stored, allow_nan=False)
    except ValueError:
        raise CheckpointError("wanted a run to store whose numbers are all finite, but this one has diverged") from None
    body = text.removesuffix("}")
    return f'{body}, "sha256": "{_checksum(body)}"}}'


def is_checked(text: str) -> bool:
    """Whether the text of a checkpoint has a checksum: from_json() refuses it if that is not its own."""
    return CHECKSUM.search(text) is not None


def from_json(text: str, ops: Autograd = scalar, name: str = "checkpoint") -> Run:
    """The run that to_json() stored, without its documents: it can sample, and after give_data() train.

    Raises CheckpointError, beginning with `name`, for a text that is damaged, foreign or newer, and ConfigError for an
    autograd that its config cannot train with. A text without a checksum is taken: see is_checked().
    """
    if _is_deep(text):
        raise CheckpointError(f"{name}: wanted a checkpoint, but this JSON is nested too deeply to be one")
    try:
        stored = json.loads(text)
    except ValueError as error:
        raise CheckpointError(f"{name}: wanted a checkpoint, but this is not JSON ({error})") from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise CheckpointError(f'{name}: wanted a checkpoint, but this JSON has no "format": "{FORMAT}"')
    version = stored.get("version")
    if version != VERSION or isinstance(version, bool):
        raise CheckpointError(f"{name}: wanted checkpoint version {VERSION}, not {reprlib.repr(version)}")
    try:
        run = run_of(stored)
        _require_unchanged(stored, text)  # last: what is wrong says more than that something is
    except Damaged as error:
        raise CheckpointError(f"{name}: this checkpoint is damaged: {error}") from None
    run.use(ops)
    return run


def _is_deep(text: str) -> bool:
    """Whether the parser could come to the end of the stack, which in a browser Python does not survive.

    Brackets in names are counted too.
    """
    turns = (1 if bracket[0] in "[{" else -1 for bracket in re.finditer(r"[][{}]", text))
    return any(depth > MOST_DEPTH for depth in accumulate(turns))


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _require_unchanged(stored: dict[str, Any], text: str) -> None:
    unknown = sorted(stored.keys() - ENTRIES)
    if unknown:  # the name of the checksum is not covered by it
        raise Damaged(f"no entry is called {reprlib.repr(unknown[0])}")
    if "sha256" not in stored:
        return
    last = CHECKSUM.search(text)
    if last is None:
        raise Damaged("sha256 must be the last entry, and the SHA-256 of the text before it, as it was written")
    if last[1] != _checksum(text[: last.start()]):
        raise Damaged("its SHA-256 is not the one that it was stored with: something in it has changed since")


def give_data(run: Run, data: Data) -> None:
    """Put the documents into a run that came without. Raises CheckpointError if it was trained on others."""
    if data.digest != run.data_digest:
        raise CheckpointError(
            f"the checkpoint was trained on {run.data_name} (SHA-256 {run.data_digest[:8]}...): "
            f"wanted the same documents, not those of {data.name} ({data.digest[:8]}...)"
        )
    run.docs, run.held_out = split(data.docs, run.config, random.Random(run.config.seed))
    run.require_room(run.autograd)


def save(run: Run, path: str | os.PathLike[str], last_look: Callable[[], None] | None = None) -> Mark:
    """Write a checkpoint, atomically: the file holds the old run or this one, never a part; returns its mark.

    last_look: is called just before, and raises if there is now what must not be replaced.
    """
    return write_atomically(path, to_json(run).encode(), last_look)


def load(path: str | os.PathLike[str], ops: Autograd = scalar) -> Run:
    """The run stored in a file. Raises what from_json() does."""
    return from_json(read(path), ops, os.fspath(path))


def read(path: str | os.PathLike[str]) -> str:
    """The text of a file that may be a checkpoint. Raises CheckpointError where there is none to be read."""
    name = os.fspath(path)
    try:
        content = read_at_most(name, MOST_CHECKPOINT_BYTES + 1, b"{")
    except OSError as error:
        raise CheckpointError(f"{name}: cannot be read ({error.strerror})") from None
    except ValueError as error:  # a name with a NUL character
        raise CheckpointError(f"{reprlib.repr(name)}: cannot be read ({error})") from None
    if not content:
        raise CheckpointError(f"{name}: wanted a checkpoint, but there is nothing in it")
    if len(content) > MOST_CHECKPOINT_BYTES:
        raise CheckpointError(
            f"{name}: wanted a checkpoint of at most {MOST_CHECKPOINT_BYTES:,} bytes, but this is longer"
        )
    if not content.lstrip().startswith(b"{"):
        raise CheckpointError(f"{name}: wanted a checkpoint, but this does not begin with a brace, as JSON does")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise CheckpointError(f"{name}: wanted a checkpoint, but this is not UTF-8 text") from None
