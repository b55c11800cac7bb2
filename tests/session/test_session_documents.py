"""Documents that the page hands over: read as the command line reads them, and refused in the same sentences."""

from __future__ import annotations

import codecs
import json
import os
import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from page_side import SMALL, Wire

from microgpt.data import DataError, documents, load
from microgpt.limits import MOST_DATA_BYTES
from microgpt.lists import BUILT_IN, MAKEMORE_SHA256, MAKEMORE_URL
from microgpt.observe.reading import reading, tokenized
from microgpt.presets import preset
from microgpt.tokenizer import Tokenizer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wire() -> Wire:
    return Wire()


PIECE = 3  # bytes: few, so that what is small comes in several, too


def given(wire: Wire, content: bytes, name: str = "names.txt", piece: int = PIECE) -> Any:
    """What the session says at last of a file that the worker hands it in pieces: {"result"}, or {"error"}."""
    cuts = list(range(0, len(content), piece)) or [0]
    for at in cuts:
        args = {"name": name, "content": b64encode(content[at : at + piece]).decode()}
        answer = wire.answer("gather", {**args, "is_first": at == 0, "is_last": at == cuts[-1]})
        if "error" in answer or at == cuts[-1]:
            return answer
        assert answer == {"result": None}
    raise AssertionError


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
    found = given(wire, FINE[kind])["result"]
    assert found == {"digest": there.digest, "docs": len(there.docs)}
    made = wire.ask("start", run="r", documents=found["digest"])
    assert made["data_digest"] == there.digest
    assert made["data_name"] == "names.txt"


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_is_refused_as_the_command_line_refuses_it(wire: Wire, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(REFUSED[kind])
    with pytest.raises(DataError) as refused:
        load(str(path))
    piece = PIECE if len(REFUSED[kind]) < 1000 else 10**6
    told = given(wire, REFUSED[kind], piece=piece)["error"]["message"]
    assert told == str(refused.value).replace(str(path), "names.txt")


def test_a_text_is_held_by_the_digest_of_its_documents(wire: Wire) -> None:
    digest = documents("ada\nbea", "what you pasted").digest
    assert wire.ask("read", name="what you pasted", text="ada\nbea\n") == {"digest": digest, "docs": 2}
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


def test_a_file_that_was_refused_leaves_nothing_to_the_next(wire: Wire) -> None:
    assert "error" in given(wire, b"emma\nav\0a\n")
    assert given(wire, b"ada\n")["result"]["docs"] == 1


def test_what_was_read_is_held_until_there_is_no_room(wire: Wire) -> None:
    digests = [given(wire, name.encode())["result"]["digest"] for name in ("ada", "bea", "cleo", "dora")]
    made = wire.ask("start", run="r", data_name="whatever it is called", documents=digests[3])
    assert (made["data_name"], made["num_docs"]) == ("names.txt", 1)
    gone = wire.error("start", run="r", documents=digests[0])
    assert gone["type"] == "NotKept"
    assert wire.ask("describe", run="r") == made


# lists


def test_every_list_says_what_it_is_and_where_it_is_from(wire: Wire) -> None:
    told = wire.ask("lists")
    assert [each["name"] for each in told] == [*BUILT_IN, "makemore"]
    for each in told:
        assert re.fullmatch(r"[A-Z].{30,200}\.", each["source"])
    assert [each["address"] for each in told if each["address"]] == [MAKEMORE_URL]


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_run_can_be_had_on_every_list_and_with_the_same_losses_by_its_command(wire: Wire, name: str) -> None:
    made = wire.ask("start", run="r", settings=SMALL, data_name=name)
    assert (made["data_name"], made["data_digest"]) == (name, load(name).digest)
    assert (f"--data {name}" in made["command"]) == (name != "census")
    outlook = wire.ask("outlook", checkpoint=wire.ask("checkpoint", run="r")["text"])
    assert outlook["list"] == name


def test_a_text_that_has_the_name_of_a_list_is_none(wire: Wire) -> None:
    for name in ("elements", "makemore"):
        assert wire.ask("start", run="r", settings=SMALL, data_name=name, text="ada\nbea")["command"] is None


def test_another_file_than_the_published_names_is_refused(wire: Wire) -> None:
    said = wire.complaint("published", content=b64encode(b"emma\nolivia\n").decode())
    assert said.startswith(f"makemore: wanted a file with SHA-256 {MAKEMORE_SHA256}, but got one with ")


@pytest.mark.skipif("MICROGPT_NAMES" not in os.environ, reason="MICROGPT_NAMES names the file of 32,033 names")
def test_the_published_names_are_held_and_have_a_command(wire: Wire) -> None:
    content = Path(os.environ["MICROGPT_NAMES"]).read_bytes()
    found = wire.ask("published", content=b64encode(content).decode())
    assert found["docs"] == 32_033
    made = wire.ask("start", run="r", settings=SMALL, documents=found["digest"])
    assert "--data makemore" in made["command"]


# what the tokenizer makes of them


@pytest.mark.parametrize("preset_name", ["microgpt", "first"])
def test_reading_is_what_the_command_line_says(wire: Wire, preset_name: str) -> None:
    told = wire.ask("reading", data_name="dinosaurs", preset_name=preset_name, settings={"block_size": 10}, word="Rex!")
    data, config = load("dinosaurs"), replace(preset(preset_name), block_size=10)
    there = json.loads(json.dumps(reading(data, config)))
    assert told.pop("refused") is None
    assert told.pop("vocab_size") == len(there["tokens"])
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    assert told.pop("word") == tokenized(tokenizer, config, "Rex!")
    assert told == there


def test_settings_that_cannot_be_are_refused_where_they_are_set_and_not_here(wire: Wire) -> None:
    told = wire.ask("reading", text="ada", settings={"block_size": 0, "n_embd": 7})
    assert (told["refused"], told["block_size"]) == (None, 16)


def test_what_was_asked_last_is_not_told_of_other_documents_or_settings(wire: Wire) -> None:
    rooms = [
        wire.ask("reading", text=text, settings=settings)
        for text, settings in (("ada", {}), ("bea", {}), ("bea", {"block_size": 2}), ("bea", {}))
    ]
    assert [(told["tokens"][1]["text"], told["room"]) for told in rooms] == [("d", 15), ("b", 15), ("b", 1), ("b", 15)]


def test_without_a_word_the_first_document_is_read(wire: Wire) -> None:
    assert wire.ask("reading", text="bea\nada")["word"]["text"] == "bea"
    assert wire.ask("reading", text="bea\nada", word="")["word"]["text"] == ""


def test_of_ten_thousand_characters_some_are_listed_and_all_are_counted(wire: Wire) -> None:
    text = "\n".join(chr(code) for code in range(0x4E00, 0x4E00 + 10_000))
    told = wire.ask("reading", text=text)
    assert (told["vocab_size"], len(told["tokens"])) == (10_001, 600)
    assert wire.ask("reading", text=text + "\nada")["refused"].startswith(
        "census: wanted at most 10,000 different characters"
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"text": " \n"}, "wanted at least one line of text"),
        ({"text": "a\0b"}, "line 1: wanted text, but there is a NUL character"),
        ({"data_name": "atoms"}, "no data is called 'atoms' here: wanted census, elements"),
        ({"data_name": "makemore"}, "makemore: wanted the published names, but they have not been fetched"),
    ],
)
def test_what_cannot_be_read_is_said_and_is_no_error(wire: Wire, asked: dict[str, Any], said: str) -> None:
    told = wire.ask("reading", **asked)
    assert told.keys() == {"refused"}
    assert said in told["refused"]


@pytest.mark.parametrize(("text", "said"), [("ada", "only one document"), ("a\naa\naaa", "only one character")])
def test_the_least_that_can_be_learned_from_is_remarked_upon(wire: Wire, text: str, said: str) -> None:
    assert any(said in remark for remark in wire.ask("reading", text=text)["remarks"])
