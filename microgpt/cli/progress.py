"""Progress: how far a comparison is. A bar where tqdm is installed and somebody watches, else a line for each run."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from microgpt.cli.output import write


class Progress:
    """A line for each run that has ended."""

    def __init__(self, done: int, count: int) -> None:
        self.done, self.count = done, count

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing is left to say."""

    def ended(self, line: str) -> None:
        """Say what came of the next run."""
        self.done += 1
        write(f"{self.done:{len(str(self.count))}d}/{self.count} {line}\n", now=True)


class Quiet(Progress):
    """Nothing, where every line is JSON."""

    def ended(self, line: str) -> None:
        """Nothing."""


class Bar(Progress):
    """A bar on stderr, and beside it what came of the last run."""

    def __init__(self, done: int, count: int, tqdm: Any) -> None:
        super().__init__(done, count)
        self.bar = tqdm(total=count, initial=done, unit="run", dynamic_ncols=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.bar.close()

    def ended(self, line: str) -> None:
        self.bar.set_postfix_str(line, refresh=False)
        self.bar.update()


def progress(done: int, count: int, as_json: bool) -> Progress:
    """How the progress of so many runs is shown, some of which are done already."""
    if as_json:
        return Quiet(done, count)
    if sys.stderr is not None and sys.stderr.isatty():
        try:
            from tqdm import tqdm  # the extra `progress`
        except ImportError:
            return Progress(done, count)
        return Bar(done, count, tqdm)
    return Progress(done, count)
