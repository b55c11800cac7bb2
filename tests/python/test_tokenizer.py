"""The tokenizer: characters to token ids and back, in any script."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import assert_sentence

from microgpt.tokenizer import Tokenizer

FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
COMBINING = "e\N{COMBINING ACUTE ACCENT}"


def test_bos_comes_last_and_ends_a_document_too() -> None:
    tokenizer = Tokenizer("banana")
    assert tokenizer.tokens == ["a", "b", "n", "<BOS>"]
    assert tokenizer.vocab_size == 4
    assert tokenizer.bos == tokenizer.eos == 3
    assert tokenizer.encode("nab") == [3, 2, 0, 1, 3]


def test_the_first_revision_puts_bos_and_eos_before_the_characters() -> None:
    tokenizer = Tokenizer("banana", "bos_eos")
    assert tokenizer.tokens == ["<BOS>", "<EOS>", "a", "b", "n"]
    assert tokenizer.vocab_size == 5
    assert (tokenizer.bos, tokenizer.eos) == (0, 1)
    assert tokenizer.encode("nab") == [0, 4, 2, 3, 1]


def test_special_tokens_print_as_their_names() -> None:
    assert Tokenizer("ab", "bos_eos").decode([2, 0, 3, 1]) == "a<BOS>b<EOS>"
    assert Tokenizer("ab").decode([0, 2]) == "a<BOS>"


def test_the_names_of_special_tokens_in_a_document_are_plain_characters() -> None:
    tokenizer = Tokenizer("<BOS>")
    assert tokenizer.vocab_size == 6
    assert tokenizer.encode("<BOS>")[1:-1] == [tokenizer.tokens.index(ch) for ch in "<BOS>"]


def test_an_empty_document_is_its_special_tokens() -> None:
    assert Tokenizer("ab").encode("") == [2, 2]
    assert Tokenizer("ab", "bos_eos").encode("") == [0, 1]


@pytest.mark.parametrize("doc", ["\N{PARTY POPPER}", FAMILY, COMBINING, "\u6f22\u5b57\u30ab\u30ca", "\U0010ffff", "\0"])
def test_a_token_is_one_code_point_whatever_its_script(doc: str) -> None:
    """A family emoji is three tokens, a letter with a combining accent two."""
    tokenizer = Tokenizer(doc)
    token_ids = tokenizer.encode(doc)[1:-1]
    assert len(token_ids) == len(doc)
    assert tokenizer.decode(token_ids) == doc


def test_a_character_not_in_the_vocabulary_is_named() -> None:
    with pytest.raises(ValueError, match="characters") as mistake:
        Tokenizer("abc").encode("abba!")
    assert_sentence(str(mistake.value), "'!'", "'abba!'", "3 characters")


def test_a_long_document_with_a_foreign_character_makes_a_short_message() -> None:
    with pytest.raises(ValueError, match="characters") as mistake:
        Tokenizer("abc").encode("a" * 100_000 + "!")
    assert_sentence(str(mistake.value), "'!'", "'aaa", "3 characters")


@given(st.text(), st.sampled_from(["bos", "bos_eos"]))
def test_decoding_undoes_encoding(doc: str, special_tokens: Any) -> None:
    tokenizer = Tokenizer(doc, special_tokens)
    token_ids = tokenizer.encode(doc)
    assert (token_ids[0], token_ids[-1]) == (tokenizer.bos, tokenizer.eos)
    assert tokenizer.decode(token_ids[1:-1]) == doc
    assert not {tokenizer.bos, tokenizer.eos} & set(token_ids[1:-1])


@given(st.lists(st.characters()))
def test_the_vocabulary_is_sorted_and_does_not_depend_on_the_order_of_the_data(characters: list[str]) -> None:
    tokenizer = Tokenizer(characters)
    assert tokenizer.tokens == Tokenizer(reversed(characters)).tokens
    assert tokenizer.characters == sorted(set(characters))
