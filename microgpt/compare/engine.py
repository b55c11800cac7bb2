"""Engine: the runs of a comparison on an executor, whichever: processes of this machine, or of a hundred others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed

from microgpt.compare.plan import Task
from microgpt.compare.trial import Outcome, trained


class WorkersLost(RuntimeError):
    """The executor cannot go on, because a worker was killed: the message says so."""


def outcomes(tasks: Iterable[Task], executor: Executor) -> Iterator[tuple[Task, Outcome | Exception]]:
    """Train every run on this executor, and give what came of each when it is there: its outcome, or what it raised.

    Any concurrent.futures.Executor will do. What has not begun is called off when nobody asks for the next any more.
    Raises WorkersLost if the executor breaks; what came before is not lost.
    """
    waiting: dict[Future[Outcome], Task] = {}
    try:
        try:
            waiting = {executor.submit(trained, task): task for task in tasks}
        except RuntimeError as broken:  # BrokenExecutor is one
            raise WorkersLost(str(broken)) from broken
        for future in as_completed(list(waiting)):
            task = waiting.pop(future)
            error = future.exception()
            if error is None:
                yield task, future.result()
            elif isinstance(error, BrokenExecutor):
                raise WorkersLost(str(error)) from error
            elif isinstance(error, Exception):
                yield task, error
            else:
                raise error
    finally:
        for future in waiting:
            future.cancel()
