"""Saving: a run is kept while it trains, in a file that is never anybody else's."""

from __future__ import annotations

import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from microgpt import checkpoint
from microgpt.checkpoint import CheckpointError
from microgpt.config import ConfigError
from microgpt.run import Run

# Seconds of training between two saves. At the defaults a save takes 15 ms; where it takes long, the time between is
# a hundred times that, up to what may be lost when the program is killed.
LEAST, MOST, RATIO = 2.0, 8.0, 100

# what of a file changes when somebody else writes it
SAME = ("st_dev", "st_ino", "st_size", "st_mtime_ns")

# how a checkpoint begins, however it is spaced: what begins in another way need not be read to its end
BEGINNING = re.compile(rb'\s*\{\s*"format"\s*:\s*"' + checkpoint.FORMAT.encode())


class SavingFailed(Exception):
    """The run could not be written: the message says why."""


class Saving:
    """A run's file: written every few seconds of training and when it ends, whatever ends it."""

    def __init__(self, path: str) -> None:
        """Raises ConfigError where nothing can be saved, or something else would be destroyed."""
        self.path = path
        self.step: int | None = None  # the last one that the file holds
        self.failure = ""  # why it does not hold the newest
        self._written: os.stat_result | None = None  # the file as it was left
        self._seconds = LEAST
        _require_writable(path)
        if foreign := _foreign(path):
            raise ConfigError(f"--save would overwrite {path!r}, {foreign}; delete it, or choose another name")
        self._last = time.monotonic()

    def is_due(self) -> bool:
        """Whether it has been long enough since the last time."""
        return time.monotonic() - self._last >= self._seconds

    def save(self, run: Run) -> bool:
        """Write the run as it is after its last step; whether that went well: if not, outcome() says why."""
        began = time.monotonic()
        try:
            if not self._is_as_left() and (foreign := _foreign(self.path)):
                raise SavingFailed(f"it is now {foreign}")
            checkpoint.save(run, self.path)
            self._written = os.stat(self.path)
            self.step, self.failure = run.step, ""
        except (SavingFailed, CheckpointError) as error:
            self.failure = str(error)
        except OSError as error:
            self.failure = error.strerror or str(error)
        except MemoryError:
            self.failure = "not enough memory"
        self._last = time.monotonic()
        self._seconds = min(MOST, max(LEAST, RATIO * (self._last - began)))
        return not self.failure

    def _is_as_left(self) -> bool:
        """Whether the file is the one that was written here last, which need not be read to know what it is."""
        if self._written is None:
            return False
        try:
            now = os.stat(self.path)
        except OSError:
            return False
        return all(getattr(now, name) == getattr(self._written, name) for name in SAME)

    def outcome(self) -> str:
        """A phrase that says whether the newest step is in the file; if it is not, why, and which one is."""
        if not self.failure:
            return f"saved to {self.path}"
        held = "" if self.step is None else f"; it holds step {self.step}"
        return f"not saved to {self.path} ({self.failure}{held})"


def ended(saving: Saving | None, run: Run, first: int) -> str:
    """Save what the ending of a run that began after step `first` leaves; a phrase that says what became of it."""
    if saving is not None and saving.step == run.step:
        return f"stopped after step {run.step}, saved to {saving.path}"
    if run.step == first:
        return f"stopped {f'after step {first}, where' if first else 'before'} it began: there is nothing to save"
    if saving is None:
        return f"stopped after step {run.step}, not saved (--save FILE keeps it)"
    saving.save(run)
    return f"stopped after step {run.step}, {saving.outcome()}"


def _require_writable(path: str) -> None:
    """Complain about --save before the training, not after it."""
    refusal = f"--save needs the path of a file in a folder that can be written to, not {path!r}"
    try:
        target = Path(os.path.realpath(path))
        if path.endswith(os.sep) or _is_no_file(target):
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


def _is_no_file(path: str | Path) -> bool:
    """Whether there is something that must not be replaced by a file: a folder, a device, a link to itself."""
    return os.path.lexists(os.path.realpath(path)) and not os.path.isfile(path)


def _foreign(path: str) -> str:
    """What there is at a path that must not be overwritten; empty for a checkpoint, an empty file, or nothing."""
    if _is_no_file(path):
        return "which is not a file"
    try:
        with open(path, "rb") as file:
            beginning = file.read(256)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"which cannot be read ({error.strerror})"
    if not beginning:
        return ""
    if not BEGINNING.match(beginning):
        return "which is not a checkpoint"
    try:
        checkpoint.load(path)
    except CheckpointError as error:
        return f"which begins as a checkpoint but is none ({str(error).removeprefix(f'{path}: ')})"
    return ""
