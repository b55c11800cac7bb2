"""What takes long to make and can be made again: kept in a folder until what it is made from changes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory


def made(folder: Path, sources: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """The folder as `make` fills it, made anew when a source has changed; several processes may ask at once."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = folder / "made-from"

    def is_there() -> bool:
        return stamp.exists() and stamp.read_text() == digest

    if not is_there():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as elsewhere:
            staging = Path(elsewhere) / folder.name
            staging.mkdir()
            make(staging)
            (staging / stamp.name).write_text(digest)
            if not is_there():  # another process may have been as quick
                shutil.rmtree(folder, ignore_errors=True)
                staging.rename(folder)
    return folder
