"""A folder or a file made anew: until the last moment elsewhere, so that whoever looks finds the old one or the new."""

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
        raise _problem(folder, new, error) from error


@contextmanager
def replacing_file(file: Path) -> Iterator[Path]:
    """The path of a file to write, which takes the place of this one unless writing it fails.

    One process at a time may do that to a file, as with a folder.
    """
    file = file.resolve()
    if file.exists() and not file.is_file():
        kind = "a folder" if file.is_dir() else "something else"
        raise Problem(f"wanted to make the file {file}, but there is {kind} of that name")
    new = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield new
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise _problem(file, new, error) from error


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _problem(target: Path, new: Path, error: OSError) -> Problem:
    """Which file, and why."""
    place = error.filename2 or error.filename or new
    kept = "; what was there before is as it was" if target.exists() else ""
    sentence = f"wanted to make {target}, but {place}: {error.strerror or error}{kept}"
    return (CannotWrite if error.errno in NO_ROOM_OR_LEAVE else Problem)(sentence)
