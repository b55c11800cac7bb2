"""What Python has done when its memory is kept, run in Pyodide by snapshot.js: the session is imported, and has been
used once, so that what is worked out only once is there.
"""

from __future__ import annotations

import gc
import linecache
import os
import random
import sys
import zipimport


def use() -> None:
    """Have a session do the first things that a page asks for, and what imports something only then."""
    from session import Session

    from microgpt.model import gpt
    from microgpt.observe.lines import statements_of

    session = Session()
    session.start("warm")
    session.train("warm", 2)
    while session.slice("warm", 1000)["more"]:
        pass
    statements_of(gpt)


def forget() -> None:
    """Forget what is of this machine, or of the files that were here."""
    linecache.clearcache()
    sys.path_importer_cache.clear()
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined]
    os.environ.pop("PYTHONHASHSEED", None)
    random.seed(0)
    gc.collect()


def overwrite() -> None:
    """Overwrite what of its memory Python has kept for small objects and not used, so that it takes no room."""
    for size in range(16, 513, 16):
        filled = [bytes(size - 33) for _ in range(400_000 // size)] if size > 33 else []
        filled.clear()


if __name__ == "__main__":
    use()
    forget()
    overwrite()
