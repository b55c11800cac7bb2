"""What takes long to make and can be made again: kept in a folder until what it is made from changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.lock import alone
from tools.replacing import replacing


def made(folder: Path, sources: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """The folder as `make` fills it, made anew when a source has changed; of several processes that ask at once the
    first makes it, and the others wait.
    """
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = folder / "made-from"

    def is_there() -> bool:
        return stamp.exists() and stamp.read_text() == digest

    if not is_there():
        with alone(folder.with_name(f"{folder.name}.lock"), f"making {folder.name}"):
            if not is_there():  # another process may have made it meanwhile
                with replacing(folder) as new:
                    make(new)
                    (new / stamp.name).write_text(digest)
    return folder
