"""Makes the memory snapshot that Python in the browser comes up from: see web/wire/snapshot.js."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tools import warm
from tools.bundles import NODE_MODULES, WEB, run
from tools.cache import made
from tools.environment import CACHE, ROOT

NAME = "memory.bin"
SPARE = ("python_stdlib.zip", "session.zip")  # what booting Python fetches only if its snapshot cannot be had
PYODIDE = NODE_MODULES / "pyodide"
PACKAGES = (ROOT / "microgpt", WEB / "session")
MAKER = Path(__file__).with_suffix(".js")
FIRST_MEMORY = WEB / "wire" / "snapshot.js"
# of the standard library: what Python imports as it comes up if it is there, and the session has no use for
LEFT_OUT = ("ssl.py", "bz2.py", "lzma.py", "compression/")


def snapshot() -> bytes:
    """The snapshot, gzipped; kept in .cache/ until our Python or Pyodide changes."""
    sources = [PYODIDE / "package.json", Path(__file__), Path(warm.__file__), MAKER, FIRST_MEMORY]
    folder = made(CACHE / "snapshot", [*sources, *_sources()], lambda folder: _write(folder / NAME))
    return (folder / NAME).read_bytes()


def _write(file: Path) -> None:
    print("build.py: starting Python once, to keep its memory", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        library, memory = Path(folder) / "library.zip", Path(folder) / "memory"
        _write_library(library)
        run(["node", *map(str, (MAKER, PYODIDE, library, warm.__file__, memory))])
        file.write_bytes(gzip.compress(memory.read_bytes(), 9, mtime=0))


def _write_library(file: Path) -> None:
    """All that can be imported before the snapshot is taken: nearly all of the standard library, and our packages."""
    with zipfile.ZipFile(file, "w") as library, zipfile.ZipFile(PYODIDE / "python_stdlib.zip") as standard:
        for name in standard.namelist():
            if not name.startswith(LEFT_OUT):
                library.writestr(zipfile.ZipInfo(name), standard.read(name))
        for path in _sources():
            [folder] = (each for each in PACKAGES if path.is_relative_to(each))
            library.writestr(zipfile.ZipInfo(path.relative_to(folder.parent).as_posix()), path.read_bytes())


def _sources() -> Iterable[Path]:
    """Our packages, with what lies in them."""
    paths = (path for folder in PACKAGES for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if "__pycache__" not in path.parts)
