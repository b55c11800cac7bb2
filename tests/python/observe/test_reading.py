"""What the tokenizer makes of documents and of a word, told before anything is trained."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import assert_sentence, small_config

from microgpt.config import Config
from microgpt.data import Data, documents, load
from microgpt.observe.reading import reading, tokenized
from microgpt.presets import PRESETS, preset
from microgpt.tokenizer import Tokenizer
from microgpt.train import crop

TEXTS = st.lists(st.text("abcé \u0301\u3042", min_size=1, max_size=30), min_size=1).map("\n".join)


@given(text=TEXTS, preset_name=st.sampled_from(sorted(PRESETS)), block_size=st.integers(2, 20))
def test_what_is_told_of_documents_is_what_training_does_with_them(
    text: str, preset_name: str, block_size: int
) -> None:
    if not text.strip():
        return
    data, config = documents(text, "text"), replace(preset(preset_name), block_size=block_size)
    found = reading(data, config)
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    tokens = {doc: tokenizer.encode(doc) for doc in data.docs}
    seen = {doc: crop(ids, config) for doc, ids in tokens.items()}
    assert found["cut"] == sum(seen[doc] != tokens[doc] for doc in data.docs)
    letters = {doc: min(len(ids) - 1, len(doc)) for doc, ids in seen.items()}  # without BOS, and the end if it is there
    assert found["unseen"] == sum(len(doc) - letters[doc] for doc in data.docs)
    assert all(letters[doc] == found["seen"] for doc in data.docs if seen[doc] != tokens[doc])
    assert [token["text"] for token in found["tokens"]] == tokenizer.tokens
    assert sum(token["count"] or 0 for token in found["tokens"]) == found["characters"] == len("".join(data.docs))
    assert sum(number for *_, number in found["lengths"]["histogram"]) == found["documents"] == len(data.docs)
    json.dumps(found, allow_nan=False)


@given(text=st.text(max_size=30), preset_name=st.sampled_from(sorted(PRESETS)))
def test_a_word_is_told_as_the_tokenizer_encodes_it_or_with_what_is_unknown(text: str, preset_name: str) -> None:
    config = preset(preset_name)
    tokenizer = Tokenizer("abc", config.special_tokens)
    found = tokenized(tokenizer, config, text)
    ids = [token["id"] for token in found["tokens"]]
    assert set(found["unknown"]) == set(text.strip()) - set("abc")
    assert ids.count(None) == sum(ch not in "abc" for ch in text.strip())
    if not found["unknown"]:
        assert ids == tokenizer.encode(text.strip())
        seen = [token["id"] for token in found["tokens"] if token["is_seen"]]
        assert seen == crop(ids, config)


def test_the_bars_of_a_histogram_hold_every_length_once() -> None:
    data = Data("lengths", tuple("a" * length for length in range(3, 1000)))
    bars = reading(data, Config())["lengths"]["histogram"]
    assert len(bars) <= 24
    assert [first for first, _, _ in bars] == [3, *(last + 1 for _, last, _ in bars[:-1])]
    assert all(number == last - first + 1 for first, last, number in bars)
    assert bars[-1][1] == 999


def test_blind_guessing_costs_the_logarithm_of_the_vocabulary() -> None:
    assert reading(load("elements"), Config())["blind_guess"] == math.log(25)


UNUSUAL = {
    "one document": ("emma", ["only one document", "by heart"]),
    "one document twice": ("emma\nemma", ["only one document"]),
    "the same line twice": ("emma\nava\nemma", ["Of the 3 documents 1 repeats another", "twice as often"]),
    "one character": ("a\naa\naaa", ["only one character, 'a'", "when a document ends"]),
    "10,000 characters": ("\n".join(map(chr, range(0x4E00, 0x4E00 + 10_000))), ["10,000 characters", "takes long"]),
    "accents apart": ("zoe\u0308\nmia", ["In 1 document", "a token of its own"]),
}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_what_is_unusual_in_documents_is_said_in_a_sentence(kind: str) -> None:
    text, parts = UNUSUAL[kind]
    said = reading(documents(text, "text"), small_config())["remarks"]
    assert_sentence(said[0], *parts)


def test_of_usual_documents_nothing_is_remarked() -> None:
    assert reading(load("elements"), Config())["remarks"] == []


@pytest.mark.parametrize(
    ("word", "hint"),
    [("Emma", "in lower case, emma"), ("ame\u0301", "in one form of its accents, am\xe9"), ("\u6f22", "")],
)
def test_an_unknown_character_is_told_with_what_could_be_meant(word: str, hint: str) -> None:
    tokenizer = Tokenizer("aem\xe9")
    found = tokenized(tokenizer, Config(), word)
    assert found["unknown"]
    assert hint in found["hint"]
    assert bool(hint) == bool(found["hint"])
