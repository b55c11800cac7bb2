"""Every line of our own can be read without scrolling sideways."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("microgpt", "web", "tools", "tests", "bench", "examples")
KINDS = (".js", ".css", ".py")
LONGEST = 120
PRAGMA = r"  # (type: ignore|noqa).*"  # has no place but the line that it is about


def test_no_line_is_longer_than_120_columns() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]
    files += [path for path in ROOT.iterdir() if path.suffix in KINDS]
    assert len(files) > 100
    long = [
        f"{path.relative_to(ROOT).as_posix()}:{number} has {len(line)}"
        for path in sorted(files)
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if len(re.sub(PRAGMA, "", line)) > LONGEST
    ]
    assert long == []
