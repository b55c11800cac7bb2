"""Files: read without waiting for what never comes, written so that nobody ever finds half of one."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CHUNK = 2**20  # bytes read at once
SAME = ("st_dev", "st_ino", "st_size", "st_mtime_ns")  # what changes when somebody else writes a file
PART = ".part-of-microgpt"  # ends the name of what is being written
STALE = 60  # seconds after which what nobody has open any more has been left behind


def read_at_most(path: str | os.PathLike[str], most: int, beginning: bytes = b"", wait: bool = False) -> bytes:
    """What is in a file, or comes out of a pipe, up to so many bytes; a pipe that nobody has open to write is empty.

    beginning: of what does not begin with it, but for white space, only the first bytes are read.
    wait: until somebody opens the pipe to write, as what a shell starts does.
    """

    def at_once(name: str, flags: int) -> int:
        return os.open(name, flags if wait else flags | getattr(os, "O_NONBLOCK", 0))

    with open(path, "rb", buffering=0, opener=at_once) as file:
        first = file.read(min(4096, most))
        if hasattr(os, "set_blocking"):
            os.set_blocking(file.fileno(), True)
        if first is None:  # somebody has it open, but is not ready yet
            first = file.read(min(4096, most))
        if not first.lstrip().startswith(beginning):
            return first
        content = bytearray(first)
        while more := file.read(min(CHUNK, most - len(content))):
            content += more
        return bytes(content)


@dataclass
class Mark:
    """What tells a file that was written or read from every other."""

    stat: os.stat_result
    sha256: str

    def is_at(self, path: str | os.PathLike[str]) -> bool:
        """Whether this file is at a path, touched or copied there perhaps: it is read only if it was."""
        try:
            now = os.stat(path)
            if all(getattr(now, name) == getattr(self.stat, name) for name in SAME):
                return True
            if now.st_size != self.stat.st_size or mark_of(path, now.st_size).sha256 != self.sha256:
                return False
        except OSError:
            return False
        self.stat = now  # so that it need not be read the next time
        return True


def mark_of(path: str | os.PathLike[str], most: int) -> Mark:
    """The mark of a file, of which so many bytes count. Raises OSError if it cannot be read."""
    now = os.stat(path)
    return Mark(now, hashlib.sha256(read_at_most(path, most)).hexdigest())


def write_atomically(path: str | os.PathLike[str], content: bytes, last_look: Callable[[], None] | None = None) -> Mark:
    """Write a file so that whoever looks finds the old one or the new one, never a part; returns the new one's mark.

    A link stays a link: what it leads to is written. A file that is replaced keeps its permissions.
    last_look: is called just before, and raises if there is now what must not be replaced.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=_beginning(target), suffix=PART)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _lock(file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            written = os.fstat(file.fileno())
        os.chmod(temporary, _permissions(target))
        if last_look is not None:
            last_look()
        os.replace(temporary, target)
        return Mark(written, hashlib.sha256(content).hexdigest())
    except BaseException:
        with suppress(OSError):  # whatever took its folder away took it, too
            os.unlink(temporary)
        raise


def remove_leftovers(path: str | os.PathLike[str]) -> None:
    """Remove what write_atomically() left beside this file when the program was killed in the middle of it.

    Only what has such a name, has not changed for a minute, and is not locked, as it is while somebody writes it.
    """
    target = Path(os.path.realpath(path))
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if entry.name.startswith(_beginning(target)) and entry.name.endswith(PART):
                with suppress(OSError):
                    _remove_if_stale(entry)


def _remove_if_stale(entry: os.DirEntry[str]) -> None:
    if not entry.is_file(follow_symlinks=False) or time.time() - entry.stat().st_mtime < STALE:
        return
    with open(entry.path, "rb") as file:
        if _lock(file.fileno()):
            os.unlink(entry.path)


def _lock(descriptor: int) -> bool:
    """Lock an open file for as long as it stays open, or the program lives; False where that cannot be."""
    try:
        import fcntl  # which not every system has

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _beginning(target: Path) -> str:
    """How the names begin under which a file is written first."""
    # with a part of the name only: a name may be as long as the file system allows, and these are longer
    return f".{target.name[:40]}."


def _permissions(path: Path) -> int:
    """Those that a file has, or that a new one would get: mkstemp denies more."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
