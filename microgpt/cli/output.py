"""Output: what a command prints, and what it says beside it."""

from __future__ import annotations

import io
import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from microgpt.held_out import HeldOutLoss
from microgpt.run import Run
from microgpt.sample import samples
from microgpt.train import Step

PATIENCE = 2.0  # seconds

# what a document is to a model, by what newness() of observe/newness.py calls it
NEWNESS_TEXT: dict[str | None, str] = {
    "read": "in the data, and the model has read it",
    "unread": "in the data, but the model has not read it",
    "held-out": "in the data, but held out: never trained on",
    "new": "new: not in the data",
}


Tell = Callable[[str], str | None]  # of a document what it is to a model


class OutputFailed(Exception):
    """What was to be printed cannot be: the message says why."""


def is_open() -> bool:
    """Whether there is anything to print to: a shell's `>&-` leaves nothing."""
    return sys.stdout is not None


def write(text: str, now: bool = False) -> None:
    """Print to stdout; `now`: so that it can be seen at once. Raises OutputFailed."""
    if not is_open():
        raise OutputFailed("the output cannot be written (stdout is closed)")
    try:
        sys.stdout.write(text)
        if now:
            sys.stdout.flush()
    except BrokenPipeError:
        raise OutputFailed("nobody reads the output any more") from None
    except OSError as error:
        raise OutputFailed(f"the output cannot be written ({error.strerror})") from None


def finish() -> None:
    """Print what is still held back. Raises OutputFailed."""
    if is_open():
        write("", now=True)


def discard() -> None:
    """Let what cannot be printed go nowhere, so that Python does not try once more when it ends."""
    with suppress(OutputFailed):
        finish()
        return
    with suppress(OSError, ValueError):  # no file at all
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def encode_anything() -> None:
    """Print the number of a character that the terminal has not, an emoji perhaps, in its place."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(sentence: str) -> None:
    """A sentence on stderr, or nowhere if that is closed: never on stdout."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"microgpt: {' '.join(sentence.split())}\n")  # a file's name may have lines
        sys.stderr.flush()


@contextmanager
def waiting(name: str) -> Iterator[None]:
    """Say once what is waited for, if it takes long."""
    timer = threading.Timer(PATIENCE, say, [f"waiting for {name} to be written to its end"])
    timer.daemon = True  # whoever is tired of waiting need not wait for this
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Lines:
    """What a training prints: a line per step, as the published program does."""

    def begin(self, run: Run, remark: str = "") -> None:
        """Show what is to be trained, and what is remarkable in it."""
        held_out = f", and {len(run.held_out)} held out" if run.held_out else ""
        write(f"num docs: {len(run.docs)}{held_out}\n")
        write(f"vocab size: {run.tokenizer.vocab_size}\n")
        write(f"num params: {run.num_params}\n")
        write(f"{remark}\n" if remark else "", now=True)

    def step(self, step: Step) -> None:
        """Show one step."""
        write(f"step {step.step:4d} / {step.num_steps:4d} | loss {step.loss:.4f}\n", now=True)

    def held_out(self, measured: HeldOutLoss) -> None:
        """Show the loss on the documents that are held out, as it is after the last step that was shown."""
        write(f"held-out loss {measured.loss:.4f} after step {measured.step}, {_on(measured)}\n", now=True)

    def end(self) -> None:
        """Nothing is left to say."""

    def samples(self, run: Run, prefix: Sequence[int] = (), newness: Tell | None = None) -> None:
        """Show invented documents, each when it is there; all begin with the token ids of a prefix.

        newness: what tells of each whether it is in the data, if that is to be said.
        """
        write("--- inference (new, hallucinated names) ---\n")
        for number in range(1, run.config.num_samples + 1):
            (name,) = samples(run, 1, prefix=prefix)
            said = "" if newness is None else f"  ({NEWNESS_TEXT[newness(name)]})"
            write(f"sample {number:2d}: {name}{said}\n", now=True)


class JsonLines(Lines):
    """A JSON object per step, with the loss in full precision."""

    def __init__(self) -> None:
        self.autograd = ""

    def begin(self, run: Run, remark: str = "") -> None:
        self.autograd = run.autograd

    def step(self, step: Step) -> None:
        write(json.dumps({"step": step.step, "loss": step.loss, "autograd": self.autograd}) + "\n", now=True)

    def held_out(self, measured: HeldOutLoss) -> None:
        loss = measured.loss if math.isfinite(measured.loss) else None  # JSON has no infinity
        found = {"step": measured.step, "loss": loss, "documents": measured.documents, "of": measured.of}
        write(json.dumps({"held_out": found}) + "\n", now=True)

    def samples(self, run: Run, prefix: Sequence[int] = (), newness: Tell | None = None) -> None:
        names = samples(run, run.config.num_samples, prefix=prefix)
        told = {} if newness is None else {"newness": [newness(name) for name in names]}
        write(json.dumps({"samples": names, **told}) + "\n")


class ProgressLine(Lines):
    """One line that keeps up with the training, for a terminal."""

    def __init__(self) -> None:
        self.began: float | None = None
        self.first = 0
        self.is_open = False
        self.measured: HeldOutLoss | None = None

    def step(self, step: Step) -> None:
        now = time.perf_counter()
        if self.began is None:  # the first step only starts the clock
            self.began, self.first = now, step.step
        steps = step.step - self.first
        pace = ""
        if steps:
            seconds = (now - self.began) / steps
            left = round(seconds * (step.num_steps - step.step))
            pace = f" | {1000 * seconds:.1f} ms/step | {left // 60}:{left % 60:02d} left"
        held_out = "" if self.measured is None else f" | held out {self.measured.loss:.4f}"
        line = f"step {step.step:4d} / {step.num_steps:4d} | loss {step.loss:.4f}{held_out}{pace}"
        self.is_open = True
        write(f"\r{line}\x1b[K", now=True)

    def held_out(self, measured: HeldOutLoss) -> None:
        self.measured = measured
        if measured.is_last:
            self.end()
            super().held_out(measured)

    def end(self) -> None:
        """Leave the line, so that what is said next has one of its own."""
        if self.is_open:
            self.is_open = False
            write("\n", now=True)


class Silent(Lines):
    """Nothing, where there is nowhere to print."""

    def begin(self, run: Run, remark: str = "") -> None:
        """Nothing."""

    def step(self, step: Step) -> None:
        """Nothing."""

    def held_out(self, measured: HeldOutLoss) -> None:
        """Nothing."""

    def samples(self, run: Run, prefix: Sequence[int] = (), newness: Tell | None = None) -> None:
        raise OutputFailed("the samples cannot be printed (stdout is closed)")


def _on(measured: HeldOutLoss) -> str:
    """On which documents a loss was measured."""
    count = f"{measured.documents} of {measured.of}" if measured.documents < measured.of else f"{measured.of}"
    return f"on {count} document{'s' if measured.of > 1 else ''}"


def lines(as_json: bool) -> Lines:
    """What a training prints to the stdout that there is."""
    if not is_open():
        return Silent()
    if as_json:
        return JsonLines()
    return ProgressLine() if sys.stdout.isatty() else Lines()
