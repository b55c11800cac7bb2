"""What the tokenizer makes of documents: what is shown of a reading, and what becomes of a word that is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from session import Session

from tools.harness import actions, picture, put

Open = Callable[..., Page]


def read(**asked: Any) -> dict[str, Any]:
    """What Python says of these."""
    result: dict[str, Any] = json.loads(Session().handle("reading", json.dumps(asked)))["result"]
    return result


@pytest.fixture(scope="module")
def dinosaurs() -> dict[str, Any]:
    return read(data_name="dinosaurs", word="Rex!")


def setup(**of: Any) -> dict[str, Any]:
    return {"setup": {"preset": "microgpt", "settings": {}, "text": None, **of}}


def test_documents_lengths_vocabulary_and_a_word_are_shown(open_figure: Open, dinosaurs: dict[str, Any]) -> None:
    page = open_figure("reading", trace=None, run=setup(data="dinosaurs"), answers={"reading": dinosaurs})
    before = picture(page)
    expect(page.get_by_text("200 documents, of 2,352 characters in all; a vocabulary of 26 tokens.")).to_be_visible()
    expect(page.get_by_text("11 of 200 are longer")).to_be_visible()
    lengths = page.get_by_role("slider", name="Lengths of the documents")
    bars = lengths.locator("rect")
    assert bars.count() == len(dinosaurs["lengths"]["histogram"]) == 21
    assert lengths.locator(".is-cut").count() == 23 - dinosaurs["room"]
    expect(page.get_by_role("list", name="Vocabulary").get_by_role("listitem")).to_have_count(26)
    tokens = page.get_by_role("list", name="Tokens of the word").get_by_role("listitem")
    expect(tokens).to_have_text(["BOS25", "R?", "e4", "x22", "!?", "BOS25"])
    assert tokens.locator("visible=true").evaluate_all("all => all.map((each) => each.className)") == [
        *("", "is-unknown", "", "", "is-unknown", ""),
    ]
    expect(page.get_by_text("“R”, “!” are not in the vocabulary")).to_be_visible()
    put(page, answers={"reading": read(text="ada")})
    expect(page.get_by_text("There is only one document to learn")).to_be_visible()
    put(page, answers={"reading": dinosaurs})
    assert picture(page) == before


def test_a_bar_is_told_by_keyboard_and_by_pointer(open_figure: Open, dinosaurs: dict[str, Any]) -> None:
    page = open_figure("reading", trace=None, run=setup(data="dinosaurs"), answers={"reading": dinosaurs})
    lengths = page.get_by_role("slider", name="Lengths of the documents")
    lengths.focus()
    lengths.press("Home")
    expect(page.locator(".reading-told")).to_have_text("3 characters: 1 document")
    expect(lengths).to_have_attribute("aria-valuetext", "3 characters: 1 document")
    lengths.press("End")
    expect(page.locator(".reading-told")).to_have_text("23 characters: 1 document")
    lengths.locator("rect").nth(8).hover()
    expect(page.locator(".reading-told")).to_contain_text("11 characters:")


def test_what_is_typed_is_the_word_that_python_is_asked_about(open_figure: Open, dinosaurs: dict[str, Any]) -> None:
    page = open_figure("reading", trace=None, run=setup(data="dinosaurs"), answers={"reading": dinosaurs})
    page.get_by_label("a word").fill("rex")
    assert actions(page)[-1] == {"type": "set", "settings": {"word": "rex"}}
    put(page, answers={"reading": read(data_name="dinosaurs", word="rex")})
    expect(page.get_by_label("a word")).to_have_value("rex")
    expect(page.get_by_text("5 tokens, all of which block_size 16 holds.")).to_be_visible()


def test_of_a_large_vocabulary_it_is_said_how_many_more_there_are(open_figure: Open) -> None:
    many = read(text="\n".join(map(chr, range(0x4E00, 0x4E00 + 10_000))))
    page = open_figure("reading", trace=None, run=setup(data="own", text="?"), answers={"reading": many})
    expect(page.get_by_text("and 9,401 more: type any of them")).to_be_visible()
    expect(page.get_by_text("Each of the 10,000 characters has a row")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("props", "said"),
    [
        ({"run": setup(data="makemore")}, "is shown here when they have been fetched"),
        ({"run": setup(data="own")}, "Type documents, paste them, or choose a file"),
        ({"run": setup()}, "Python reads the documents."),
        ({"run": setup(), "canAsk": False}, "Python, which is not up, reads the documents"),
        (
            {"run": setup(data="own", text="a"), "answers": {"reading": {"refused": "your own, line 1: wanted text"}}},
            "your own, line 1: wanted text.",
        ),
    ],
)
def test_why_nothing_is_shown_is_said(open_figure: Open, props: dict[str, Any], said: str) -> None:
    page = open_figure("reading", trace=None, **props)
    expect(page.get_by_role("status")).to_contain_text(said)
