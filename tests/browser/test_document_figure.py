"""The document of a step: a bar for each token that had to be predicted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.harness import picture, put

Open = Callable[..., Page]


def past(*steps: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": {"random_guess": 3.3, "config": {"block_size": 8}},
        "steps": list(steps),
        "samples": [],
        "generated": [],
    }


def step(number: int, doc: str, losses: list[float]) -> dict[str, Any]:
    return {"step": number, "doc": doc, "tokens": ["<BOS>", *doc, "<BOS>"], "losses": losses}


EMMA, AB = step(1, "emma", [1.25, 2.5, 7.5, 0.01, 3.0]), step(2, "ab", [1.0, 2.0, 3.0])


@pytest.fixture
def read(open_figure: Open) -> Page:
    """The page after two steps."""
    return open_figure("document", trace=None, run={"live": past(EMMA, AB)})


def test_it_shows_the_newest_step_or_the_one_that_is_pointed_at(read: Page) -> None:
    expect(read.get_by_text("Step 2 read “ab”")).to_be_visible()
    expect(read.get_by_role("listitem")).to_have_count(3)
    before = picture(read)
    put(read, run={"hoveredStep": 1})
    expect(read.get_by_text("Step 1 read “emma”")).to_be_visible()
    expect(read.get_by_role("listitem", name="position 2: after m comes m, loss 7.5000")).to_be_visible()
    put(read, run={"hoveredStep": None})
    assert picture(read) == before


def test_before_the_first_step_it_says_that_nothing_was_read(open_figure: Open) -> None:
    page = open_figure("document", trace=None)
    expect(page.get_by_text("No document read yet")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(0)


def test_a_greater_loss_has_a_higher_bar_and_the_guess_a_line(read: Page) -> None:
    put(read, run={"hoveredStep": 1})
    heights = [bar.bounding_box()["height"] for bar in read.locator(".document-bar").all()]  # type: ignore[index]
    assert heights[0] == pytest.approx(heights[1] / 2, abs=1)
    assert heights[2] == max(heights)  # cut at 5
    assert heights[3] < 1


def test_it_is_taken_away_whole(read: Page) -> None:
    read.evaluate("figure.destroy()")
    assert read.evaluate("figure.root.innerHTML") == ""
