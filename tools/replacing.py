"""A folder made anew: until the last moment elsewhere, so that whoever looks finds the old one whole or the new one."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.problem import CannotWrite, Problem

NO_ROOM_OR_LEAVE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of this one unless filling it fails.

    One process at a time may do that to a folder (see tools/lock.py), so what lies beside it was left by one that was
    killed. It may have had time to take the old one away, and not to put the new one there: the old one is put back.
    """
    folder = folder.resolve()  # what a link points at is made anew, and the link stays
    if folder.exists() and not folder.is_dir():
        raise Problem(f"wanted to make the folder {folder}, but there is a file of that name")
    new, old = (folder.with_name(f"{folder.name}.{each}") for each in ("new", "old"))
    try:
        if old.exists() and not folder.exists():
            old.rename(folder)
        _remove(new, old)
        new.mkdir(parents=True)
        try:
            yield new
            if folder.exists():
                folder.rename(old)
            new.rename(folder)
        finally:
            if old.exists() and not folder.exists():
                old.rename(folder)
            _remove(new, old)
    except OSError as error:
        kind = CannotWrite if error.errno in NO_ROOM_OR_LEAVE else Problem
        raise kind(_sentence(folder, new, error)) from error


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _sentence(folder: Path, new: Path, error: OSError) -> str:
    """Which file, and why."""
    place = error.filename2 or error.filename or new
    kept = "; what was there before is as it was" if folder.exists() else ""
    return f"wanted to make {folder}, but {place}: {error.strerror or error}{kept}"
