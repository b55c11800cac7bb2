"""Files: read without waiting for what never comes, written so that nobody ever finds half of one."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

CHUNK = 2**20  # bytes read at once


def read_at_most(path: str | os.PathLike[str], most: int, beginning: bytes = b"") -> bytes:
    """What is in a file, or comes out of a pipe, up to so many bytes; a pipe that nobody has open to write is empty.

    beginning: of what does not begin with it, but for white space, only the first bytes are read.
    """

    def at_once(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))

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


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that whoever looks finds the old one or the new one, never a part.

    A link stays a link: what it leads to is written. A file that is replaced keeps its permissions.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    # with a part of the name only: a name may be as long as the file system allows, and this one is longer
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _permissions(target))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):  # whatever took its folder away took it, too
            os.unlink(temporary)
        raise


def _permissions(path: Path) -> int:
    """Those that a file has, or that a new one would get: mkstemp denies more."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
