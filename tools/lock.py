"""One process at a time: whoever comes second waits, and says for whom.

Written for Python 3.8, as environment.py is.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tools.problem import CannotWrite

if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # what is locked there cannot be read: so not the byte where it says whose it is

    def _is_taken(file: IO[str], wait: bool) -> bool:
        while True:
            os.lseek(file.fileno(), FAR, os.SEEK_SET)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
            time.sleep(0.1)
else:
    import fcntl

    def _is_taken(file: IO[str], wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(path: Path, work: str) -> Iterator[None]:
    """Do some work while no other process does what has this file as its lock.

    The system gives the lock back however its owner ends. The file stays: one that were taken away could be locked by
    two at once, by one under its name and by one that still waits for what had that name.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(str(path), "a+")  # noqa: SIM115 (closed below; only opening it can be refused)
    except OSError as error:
        raise CannotWrite(f"wanted to write {path} for {work}, but: {error.strerror}") from None
    with file:
        if not _is_taken(file, wait=False):
            file.seek(0)
            owner = file.read().strip() or "another"
            print(f"build.py: waiting for process {owner}, which is {work} too", flush=True)
            _is_taken(file, wait=True)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
