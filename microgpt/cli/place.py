"""Place: what there is already where a run is to be saved."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from microgpt import checkpoint
from microgpt.checkpoint import CheckpointError
from microgpt.config import ConfigError

# how a checkpoint begins, however it is spaced: what begins in another way need not be read to its end
BEGINNING = re.compile(rb'\s*\{\s*"format"\s*:\s*"' + checkpoint.FORMAT.encode())


def is_same_file(one: str | None, other: str) -> bool:
    """Whether two paths lead to the same file, by whatever name."""
    try:
        return one is not None and os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


def is_no_file(path: str | Path) -> bool:
    """Whether there is something that must not be replaced by a file: a folder, a device, a link to itself."""
    return os.path.lexists(os.path.realpath(path)) and not os.path.isfile(path)


def occupant(path: str) -> str:
    """What there is at a path that would be lost if it were overwritten; empty for an empty file, or nothing."""
    if is_no_file(path):
        return "something that is not a file"
    try:
        with open(path, "rb") as file:
            beginning = file.read(256)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"a file that cannot be read ({error.strerror})"
    if not beginning:
        return ""
    if not BEGINNING.match(beginning):
        return "a file that is not a checkpoint"
    try:
        run = checkpoint.load(path)
    except CheckpointError as error:
        return f"a file that begins as a checkpoint but is none ({str(error).removeprefix(f'{path}: ')})"
    return f"the checkpoint of another run (step {run.step} of {run.config.num_steps})"


def require_writable(path: str) -> None:
    """Complain about --save before the training, not after it."""
    refusal = f"--save needs the path of a file in a folder that can be written to, not {path!r}"
    try:
        target = Path(os.path.realpath(path))
        if path.endswith(os.sep) or is_no_file(target):
            raise ConfigError(f"{refusal} (it is not a file)")
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}."):
            pass
        with suppress(FileNotFoundError):
            os.stat(target)  # which raises if there can be no such name
            if not os.access(target, os.W_OK):
                raise ConfigError(f"{refusal} (it may not be written)")
    except (OSError, ValueError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"{refusal} ({getattr(error, 'strerror', None) or error})") from None
