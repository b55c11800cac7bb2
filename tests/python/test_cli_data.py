"""`microgpt data`: what is printed of documents, and what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import assert_sentence

import microgpt.__main__ as cli
from microgpt.cli.columns import cells
from microgpt.cli.reading import reading_lines, word_lines
from microgpt.config import Config
from microgpt.data import DataError, decode, documents
from microgpt.lists import BUILT_IN
from microgpt.observe.reading import reading, tokenized
from microgpt.tokenizer import Tokenizer

Capture = pytest.CaptureFixture[str]


def printed(capsys: Capture, *args: str) -> str:
    """What the command prints when all is well."""
    assert cli.main(["data", *args]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_list_is_shown_in_lines_that_fit_a_terminal(name: str, capsys: Capture) -> None:
    lines = printed(capsys, "--data", name, "--word", "a").splitlines()
    assert lines[0] == f"data: {name}"
    assert max(cells(line) for line in lines if " is longer" not in line and " are longer" not in line) <= 90


def test_what_is_cut_is_counted(capsys: Capture) -> None:
    out = printed(capsys, "--data", "dinosaurs")
    assert "block_size 16 holds documents of up to 15 characters and their end. 11 are longer (5.5 %)" in out
    assert "all of these" in printed(capsys, "--data", "dinosaurs", "--block_size", "24")


def test_a_word_is_shown_with_its_ids_and_what_is_unknown(capsys: Capture) -> None:
    out = printed(capsys, "--data", "elements", "--word", "Tin")
    assert "<BOS> T     i     n     <BOS>\n24    ?     8     12    24\n" in out
    assert "not in the vocabulary, so the model cannot be given it: 'T'. Written in lower case, tin" in out


def test_json_holds_all_of_it(capsys: Capture) -> None:
    found = json.loads(printed(capsys, "--json", "--data", "gods", "--word", "\u03bd\u03af"))
    assert found["documents"] == 160
    assert [token["text"] for token in found["word"]["tokens"]] == ["<BOS>", "\u03bd", "\u03af", "<BOS>"]


@settings(deadline=None, max_examples=1000)
@given(content=st.binary() | st.text().map(str.encode), word=st.text(max_size=5))
def test_any_bytes_are_shown_or_refused_in_a_sentence(content: bytes, word: str) -> None:
    try:
        data = documents(decode(content, "bytes"), "bytes")
    except DataError as error:
        assert_sentence(str(error), "bytes")
        return
    shown = [*reading_lines(reading(data, Config()))]
    shown += word_lines(tokenized(Tokenizer(data.characters), Config(), word))
    assert shown[0] == "data: bytes"
    assert all(line.isprintable() for line in shown)
