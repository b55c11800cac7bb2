"""Saving: a run is kept while it trains, in a file that is never anybody else's, nor another run's."""

from __future__ import annotations

import shlex
import time
from contextlib import suppress

from microgpt import checkpoint
from microgpt.checkpoint import CheckpointError
from microgpt.cli.place import is_same_file, occupant, require_writable
from microgpt.config import ConfigError
from microgpt.files import Mark, mark_of, remove_leftovers
from microgpt.limits import MOST_CHECKPOINT_BYTES
from microgpt.run import Run

# Seconds of training between two saves. At the defaults a save takes 15 ms; where it takes long, the time between is
# a hundred times that, up to what may be lost when the program is killed.
LEAST, MOST, RATIO = 2.0, 8.0, 100


class SavingFailed(Exception):
    """The run could not be written: the message says why."""


class Taken(Exception):
    """Something that is not this run's has come to be where it was to be written: the message says what."""


class Saving:
    """A run's file: written every few seconds of training and when it ends, whatever ends it."""

    def __init__(self, path: str, resumed: str | None = None) -> None:
        """resumed: the file that the run comes from; only that one may be there already.

        Raises ConfigError where nothing can be saved, or something else would be destroyed.
        """
        self.path = path
        self.step: int | None = None  # the last one that was written
        self.failure = ""  # why it was not the newest
        self.is_taken = False  # whether that is because the file is another's now
        self._mark: Mark | None = None  # the file as it was left
        self._seconds = LEAST
        require_writable(path)
        if is_same_file(resumed, path):
            with suppress(OSError):  # to read it is what is done next, and what will complain
                self._mark = mark_of(path, MOST_CHECKPOINT_BYTES)
        elif what := occupant(path):
            ways = "delete it, or choose another name"
            if what.startswith("the checkpoint"):
                ways = f"go on with it by --resume {shlex.quote(path)}, {ways}"
            raise ConfigError(f"--save would overwrite {path!r}, {what}; {ways}")
        remove_leftovers(path)
        self._last = time.monotonic()

    def is_due(self) -> bool:
        """Whether it has been long enough since the last time."""
        return time.monotonic() - self._last >= self._seconds

    def save(self, run: Run) -> bool:
        """Write the run as it is after its last step; whether that went well: if not, outcome() says why."""
        began = time.monotonic()
        self.failure, self.is_taken = "", False
        try:
            self._mark = checkpoint.save(run, self.path, self._require_own)
            self.step = run.step
        except Taken as error:
            self.failure, self.is_taken = str(error), True
        except CheckpointError as error:
            self.failure = str(error)
        except OSError as error:
            self.failure = error.strerror or str(error)
        except MemoryError:
            self.failure = "not enough memory"
        self._last = time.monotonic()
        self._seconds = min(MOST, max(LEAST, RATIO * (self._last - began)))
        return not self.failure

    def keep(self, run: Run) -> None:
        """Write the run, unless the file holds its last step already."""
        if self.step != run.step or not self._is_own():
            self.save(run)

    def _is_own(self) -> bool:
        return self._mark is not None and self._mark.is_at(self.path)

    def _require_own(self) -> None:
        if not self._is_own() and (what := occupant(self.path)):
            raise Taken(what)

    def outcome(self) -> str:
        """A phrase that says whether the newest step is in the file; if it is not, why, and which one is."""
        if not self.failure:
            return f"saved to {self.path}"
        if self.is_taken:
            return f"not saved to {self.path}: it is now {self.failure}"
        held = f"; it holds step {self.step}" if self.step is not None and self._is_own() else ""
        return f"not saved to {self.path} ({self.failure}{held})"


def ended(saving: Saving | None, run: Run, first: int) -> str:
    """Save what the ending of a run that began after step `first` leaves; a phrase that says what became of it."""
    if run.step == first and (saving is None or (saving.step is None and not saving.failure)):
        return f"stopped {f'after step {first}, where' if first else 'before'} it began: there is nothing to save"
    if saving is None:
        return f"stopped after step {run.step}, not saved (--save FILE keeps it)"
    saving.keep(run)
    return f"stopped after step {run.step}, {saving.outcome()}"
