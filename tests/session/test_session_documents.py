"""Documents that the page hands over: read as the command line reads them, and refused in the same sentences."""

from __future__ import annotations

import codecs
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from page_side import Wire

from microgpt.data import DataError, load
from microgpt.limits import MOST_DATA_BYTES

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def given(content: bytes) -> dict[str, Any]:
    return {"name": "names.txt", "content": b64encode(content).decode()}


FINE = {
    "UTF-8": "zo\u00eb\nmia\n".encode(),
    "a BOM and Windows line ends": codecs.BOM_UTF8 + b"emma\r\nava\r\n",
    "old Mac line ends": b"emma\rava",
    "what is written from right to left": "\u05e0\u05d5\u05e2\u05d4\n\u0644\u064a\u0644\u0649\n".encode(),
    "marks, joined emoji, no width": "zoe\u0308\n\U0001f468\u200d\U0001f469\u200d\U0001f467\na\u200bb".encode(),
}
REFUSED = {
    "Latin-1": "emma\nzo\u00eb\n".encode("latin-1"),
    "UTF-16": "emma\nava".encode("utf-16"),
    "a NUL": b"emma\nav\0a\n",
    "half of a surrogate pair": "emma\n\ud83d\n".encode("utf-8", "surrogatepass"),
    "nothing": b"",
    "blanks": b" \n\t\n",
    "too many bytes": b"a" * (MOST_DATA_BYTES + 1),
    "too long a line": b"a\n" + b"b" * 100_001,
}


@pytest.mark.parametrize("kind", FINE)
def test_a_file_is_read_as_the_command_line_reads_it(wire: Wire, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(FINE[kind])
    there = load(str(path))
    found = wire.ask("read", **given(FINE[kind]))
    assert found["docs"] == len(there.docs)
    made = wire.ask("start", run="r", data_name="names.txt", text=found["text"])
    assert made["data_digest"] == there.digest
    assert made["data_name"] == "names.txt"


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_is_refused_as_the_command_line_refuses_it(wire: Wire, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(REFUSED[kind])
    with pytest.raises(DataError) as refused:
        load(str(path))
    assert wire.complaint("read", **given(REFUSED[kind])) == str(refused.value).replace(str(path), "names.txt")


def test_a_text_stays_a_text(wire: Wire) -> None:
    assert wire.ask("read", name="what you pasted", text="ada\nbea\n") == {
        "text": "ada\nbea\n",
        "docs": 2,
        "characters": 4,
        "longest": 3,
    }
    said = wire.complaint("read", name="what you pasted", text="ada\n\ud83d")
    assert said == "what you pasted, line 2: wanted text, but there is half of a surrogate pair"


def test_a_refused_text_leaves_the_run_that_is_there(wire: Wire) -> None:
    wire.ask("start", run="r", data_name="your own", text="ada\nbea")
    before = wire.ask("describe", run="r")
    for refused in ("", "ada\n\ud83d", "a" * 100_001):
        assert wire.complaint("start", run="r", data_name="your own", text=refused).startswith("your own")
    assert wire.complaint("start", run="r", settings={"seed": "9007199254740993"}) == (
        "seed must be at most 9007199254740991, not 9007199254740993"
    )
    assert wire.complaint("start", run="r", settings={"n_embd": 2**31}) == "n_embd must be at most 1024, not 2147483648"
    assert wire.ask("describe", run="r") == before


def test_the_worker_reads_as_much_of_a_file_as_python_takes() -> None:
    worker = (ROOT / "web" / "wire" / "worker.js").read_text(encoding="utf-8")
    assert f"const MOST_DATA_BYTES = {MOST_DATA_BYTES:_};" in worker
