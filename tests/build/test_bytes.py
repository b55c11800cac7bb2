"""How many bytes files come to as they are fetched: what is seen first is small, and so is what others take in."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tools.recording import recordings

# the most that a file may be, in kB, as a server sends it: those that are gzipped already as they are
MOST = {
    r"run\.json": 35,
    r"run-documents\.bin": 42,
    r"answers-(?!replay)\w+\.json": 30,
    r"answers-replay\.json": 40,  # with the whole life of one parameter, which only the figure of Adam asks for
    r"trained\.bin": 600,  # for who asks for it
    r"trace-frames\.bin": 11,
    r"trace-stages\.bin": 32,
    r"trace-adam\.bin": 330,
    r"trace-graph\.bin": 950,
    r"parameters-\d+\.bin": 16,
    r"through-\d+\.bin": 200,
}


@pytest.fixture(scope="module")
def sizes() -> dict[str, float]:
    """The kB of every recorded file."""
    return {name: _sent(content) / 1000 for name, content in recordings().items()}


def _sent(content: bytes) -> int:
    is_gzipped = content.startswith(b"\x1f\x8b")
    return len(content if is_gzipped else gzip.compress(content, 6))


@pytest.mark.parametrize("pattern", MOST)
def test_a_recorded_file_is_no_larger_than_its_budget(sizes: dict[str, float], pattern: str) -> None:
    found = {name: size for name, size in sizes.items() if re.fullmatch(pattern, name)}
    assert found
    assert {name: size for name, size in found.items() if size > MOST[pattern]} == {}


def test_what_others_put_in_their_pages_is_small_and_fetches_nothing_else(site: Path) -> None:
    script = (site / "embed.js").read_bytes()
    assert _sent(script) < 3000
    assert re.findall(rb"\bimport\b(?!\.meta)|\bfetch\b", script) == []
