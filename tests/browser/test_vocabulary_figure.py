"""The vocabulary: every token with its id, and any word as the session's tokenizer reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tools.harness import Harness, picture, put
from tools.harness.python import Python

Open = Callable[..., Page]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def python(harness: Harness) -> Python:
    return Python(harness)


@pytest.fixture
def open_vocabulary(open_figure: Open, python: Python) -> Open:
    """Opens the figure on a run that Python has, before its first step."""

    def opened(**props: Any) -> Page:
        live = {"description": python.ask("describe", run="run"), "steps": [], "samples": [], "generated": []}
        page = open_figure("vocabulary", trace=None, run={"live": live}, **props)
        python.answer(page)
        return page

    return opened


def names(items: Locator) -> list[str]:
    return [item.get_attribute("aria-label") or "" for item in items.all()]


def tokens_of(page: Page) -> list[str]:
    """The tokens of the word, as they are called."""
    return names(page.get_by_role("list", name="Tokens of the word").get_by_role("listitem"))


def write(page: Page, python: Python, word: str) -> None:
    page.get_by_role("textbox", name="a word").fill(word)
    python.answer(page)


def test_every_token_stands_with_its_id(open_vocabulary: Open) -> None:
    page = open_vocabulary()
    table = page.get_by_role("list", name="Vocabulary").get_by_role("listitem")
    assert names(table) == [*(f"{letter}: token id {i}" for i, letter in enumerate(LETTERS)), "BOS: token id 26"]
    expect(page.locator(".heading")).to_have_text("27 tokens: 26 characters and BOS")


def test_a_word_is_told_as_token_ids_between_two_bos(open_vocabulary: Open, python: Python) -> None:
    page = open_vocabulary()
    bos, letters = "BOS: token id 26", [f"{letter}: token id {LETTERS.index(letter)}" for letter in "bill"]
    assert tokens_of(page) == [bos, *letters, bos]
    expect(page.get_by_role("status")).to_contain_text("6 tokens make 5 predictions")
    write(page, python, "zoe")
    assert tokens_of(page) == [bos, "z: token id 25", "o: token id 14", "e: token id 4", bos]
    lit = page.get_by_role("list", name="Vocabulary").locator(".is-used")
    assert names(lit) == ["e: token id 4", "o: token id 14", "z: token id 25", bos]


def test_the_empty_word_is_one_prediction(open_vocabulary: Open, python: Python) -> None:
    page = open_vocabulary()
    write(page, python, "")
    expect(page.get_by_role("status")).to_contain_text("2 tokens make 1 prediction:")


def test_letters_that_are_not_in_the_data_are_marked_and_refused(open_vocabulary: Open, python: Python) -> None:
    page = open_vocabulary()
    write(page, python, "Zoë")
    assert tokens_of(page)[1:4] == ["Z: not in the vocabulary", "o: token id 14", "ë: not in the vocabulary"]
    said = "'Z' in 'Zoë' is not among the 26 characters of the data. The model has no number for it"
    expect(page.get_by_role("status")).to_contain_text(said)
    expect(page.get_by_role("textbox", name="a word")).to_have_attribute("aria-invalid", "true")


def test_of_a_word_longer_than_the_block_it_is_said_what_is_cut(open_vocabulary: Open, python: Python) -> None:
    page = open_vocabulary()
    write(page, python, "bartholomewchristian")
    said = tokens_of(page)
    assert [each.endswith(", cut") for each in said] == [False] * 17 + [True] * 5
    expect(page.get_by_role("status")).to_have_text(
        "22 tokens make 21 predictions, but block_size is 16: only the first 16 are trained on, the other 5 are cut."
    )


def test_the_recorded_word_needs_no_python_and_another_says_so(open_figure: Open, python: Python) -> None:
    described = {"description": python.ask("describe", run="run"), "steps": [], "samples": [], "generated": []}
    page = open_figure("vocabulary", trace=None, run={"recorded": described}, canAsk=False)
    (question,) = page.evaluate("figure.questions()")
    assert question["args"] == {"run": "recorded", "text": "bill"}
    put(page, answers={"encoded": python.ask("encode", run="run", text="bill")})
    assert len(tokens_of(page)) == 6
    put(page, settings={"text": "zoe"})
    expect(page.get_by_role("status")).to_contain_text("Python, which is not up")


def test_the_same_word_is_the_same_picture_after_another(open_vocabulary: Open, python: Python) -> None:
    page = open_vocabulary()
    before = picture(page)
    for word in ("Zoë", "bartholomewchristian", ""):
        write(page, python, word)
        assert picture(page) != before
    write(page, python, "bill")
    assert picture(page) == before


@pytest.mark.parametrize("width", [360, 672, 1040])
def test_the_figure_is_seen_whole(open_vocabulary: Open, python: Python, width: int) -> None:
    page = open_vocabulary(width=width)
    write(page, python, "bartholomewchristian")
    box = page.locator(".vocabulary").bounding_box()
    assert box
    assert box["height"] <= (480 if width > 600 else 560)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
