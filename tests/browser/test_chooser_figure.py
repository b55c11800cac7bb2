"""Choosing what to look into: the document, whose loss goes backward, and at which training step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import read

from microgpt.data import load
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.train import train
from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]

WHOLE = "the whole document"
BEGIN = {"doc": "", "target": None, "after": None, "isRecorded": True}


@pytest.fixture
def page(open_figure: Open) -> Page:
    return open_figure("chooser", trace="bill", width=1440)


def texts(select: Locator) -> list[str]:
    return list(select.locator("option").all_inner_texts())


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="document", exact=True)


def choose(page: Page, **choice: Any) -> None:
    put(page, look={"choice": {**BEGIN, **choice}})


def past(**of: Any) -> dict[str, Any]:
    return {"description": None, "steps": [], "samples": [], "generated": [], "through": None, **of}


def trained(*docs: str) -> dict[str, Any]:
    """A run after a step on each of these documents, among the props."""
    steps = [{"step": number, "doc": doc} for number, doc in enumerate(docs, 1)]
    return {"live": past(steps=steps), "isLive": True, "snapshots": [0]}


# --- what is shown


def test_it_says_which_document_and_step_are_looked_into(page: Page, harness: Harness) -> None:
    step = read(harness, "bill")["step"]
    expect(field(page)).to_have_attribute("placeholder", "bill")
    expect(page.get_by_role("button", name=f"step {step}: slide through training")).to_be_visible()
    before = picture(page)
    put(page, trace="layers")
    expect(field(page)).to_have_attribute("placeholder", "abba")
    put(page, trace="bill")
    assert picture(page) == before


def test_the_document_of_an_empty_field_is_the_one_that_enter_opens(page: Page) -> None:
    """The recorded one until the reader trains, whatever is shown; then that of the step, if it is known yet."""
    through = {"doc": "bill", "after": [0, 500], "traced": 500}
    put(page, trace="layers", run={"recorded": past(through=through), "isLive": False})
    expect(field(page)).to_have_attribute("placeholder", "bill")
    put(page, trace="bill", run=trained("mignon", "ann"))
    choose(page, after=0)
    expect(field(page)).to_have_attribute("placeholder", "mignon")
    choose(page)
    expect(field(page)).to_have_attribute("placeholder", "of step 3")


def test_a_step_after_the_last_one_says_that_nothing_moves(open_figure: Open, harness: Harness) -> None:
    run = start(replace(preset("microgpt"), num_steps=2), load("census"), vector)
    for _ in train(run):
        pass
    name = harness.write_trace("chooser-over", trace(run, "ann", graph=False))
    page = open_figure("chooser", trace=name, width=1440)
    over = page.get_by_text("The 2 steps are over and the learning rate is 0, so nothing moves.")
    expect(over).to_be_hidden()
    field(page).focus()
    expect(over).to_be_visible()


# --- whose loss goes backward


def test_one_prediction_of_the_document_that_is_shown_or_typed_can_be_chosen(page: Page) -> None:
    target = page.get_by_label("loss of")
    assert texts(target) == [WHOLE, "BOS → b", "b → i", "i → l", "l → l", "l → BOS"]
    before = picture(page)
    choose(page, doc="an", target=1)
    assert texts(target) == [WHOLE, "BOS → a", "a → n", "n → BOS"]
    expect(target).to_have_value("1")
    choose(page)
    assert picture(page) == before


def test_a_document_of_the_first_revision_ends_with_its_own_token(open_figure: Open) -> None:
    page = open_figure("chooser", trace="first", width=1440)
    target = page.get_by_label("loss of")
    assert texts(target)[1:] == ["BOS → a", "a → n", "n → n", "n → EOS"]
    choose(page, doc="bo")
    assert texts(target)[1:] == ["BOS → b", "b → o", "o → EOS"]


def test_of_a_document_that_is_too_long_only_what_fits_is_offered(open_figure: Open) -> None:
    """The published program makes block_size predictions, its first revision reads block_size tokens."""
    page = open_figure("chooser", trace="bill", width=1440)
    choose(page, doc="abcdefghijklmnopqrstu")
    assert texts(page.get_by_label("loss of"))[0] == f"{WHOLE}, 16 of 22"
    assert texts(page.get_by_label("loss of"))[1:] == [f"{a} → {b}" for a, b in pairwise(["BOS", *"abcdefghijklmnop"])]
    field(page).focus()
    rest = "the rest does not fit block_size 16."
    expect(page.get_by_text(f"“abcdefghijklmnopqrstu” has 22 predictions, 16 are made: {rest}")).to_be_visible()
    page = open_figure("chooser", trace="first", width=1440)
    choose(page, doc="abcdefghij")
    assert texts(page.get_by_label("loss of"))[0] == f"{WHOLE}, 7 of 11"
    assert len(texts(page.get_by_label("loss of"))) == 8


def test_a_prediction_is_looked_into_when_it_is_chosen(page: Page) -> None:
    page.get_by_label("loss of").select_option(label="i → l")
    page.get_by_label("loss of").select_option(label=WHOLE)
    asked = {"type": "trace-asked"}
    chosen = [{"type": "choice-set", "choice": {"target": target}} for target in (2, None)]
    assert actions(page) == [chosen[0], asked, chosen[1], asked]


# --- what becomes of what is typed


def test_each_letter_is_told_as_it_is_typed_and_enter_says_that_it_is_all(page: Page) -> None:
    field(page).press_sequentially("an")
    field(page).press("Enter")
    assert actions(page) == [
        {"type": "doc-typed", "doc": "a", "isDone": False},
        {"type": "doc-typed", "doc": "an", "isDone": False},
        {"type": "doc-typed", "doc": "an", "isDone": True},
    ]


def test_a_blank_within_a_document_can_be_typed(page: Page) -> None:
    """The blanks at its ends are no part of the document, but what follows one may still be typed."""
    field(page).press_sequentially("an ")
    choose(page, doc="an")
    expect(field(page)).to_have_value("an ")
    choose(page)
    expect(field(page)).to_have_value("")


def test_what_is_wrong_with_a_document_is_said_and_the_document_stays(page: Page) -> None:
    field(page).fill("anné")
    choose(page, doc="anné")
    before = picture(page)
    put(page, look={"complaint": "'é' in 'anné' is not among the 26 characters of the data"})
    expect(page.get_by_text("'é' in 'anné' is not among the 26 characters of the data.")).to_be_visible()
    expect(field(page)).to_have_value("anné")
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    expect(field(page)).to_have_accessible_description(re.compile("not among the 26 characters"))
    put(page, look={"complaint": ""})
    assert picture(page) == before


def test_what_is_typed_before_python_is_up_is_promised(page: Page) -> None:
    loading = {"kind": "loading", "stage": "Starting", "loaded": 0, "total": 0}
    put(page, host={"python": loading})
    expect(page.get_by_role("status")).to_have_count(0)
    choose(page, doc="ann")
    expect(page.get_by_role("status")).to_have_text("Python is on its way: “ann” is looked into as soon as it is up.")
    put(page, host={"python": {"kind": "stopped"}})
    expect(page.get_by_role("status")).to_have_text("Python has stopped, so “ann” cannot be looked into.")


def test_three_dots_say_that_a_document_is_on_its_way(page: Page) -> None:
    busy = page.locator(".chooser-busy")
    expect(busy).to_be_empty()
    choose(page, doc="ann")
    expect(busy).to_have_text("…")
    put(page, look={"complaint": "no"})
    expect(busy).to_be_empty()
    put(page, look={"complaint": ""}, trace="first")  # which is of ann
    expect(busy).to_be_empty()


# --- in the bar


def test_it_is_one_row_of_44_px_whatever_is_said(page: Page) -> None:
    row = page.locator(".chooser-row")
    box = row.bounding_box()
    assert box
    assert box["height"] == 44
    put(page, look={"complaint": "no", "isTracing": True})
    assert row.bounding_box() == box


def test_the_step_asks_for_the_slider_through_training(page: Page) -> None:
    step = page.get_by_role("button", name="slide through training")
    expect(step).to_have_attribute("aria-expanded", "false")
    step.click()
    assert actions(page) == [{"type": "set", "settings": {"through": True, "isOpen": False}}]
    expect(step).to_have_attribute("aria-expanded", "true")


def test_on_a_phone_the_row_opens_under_a_button(open_figure: Open) -> None:
    page = open_figure("chooser", trace="bill", width=390)
    expect(field(page)).to_be_hidden()
    before = picture(page)
    toggle = page.get_by_role("button", name="What is looked into: “bill”, step")
    toggle.click()
    expect(field(page)).to_be_visible()
    expect(page.get_by_label("loss of")).to_be_visible()
    toggle.click()
    expect(field(page)).to_be_hidden()
    assert picture(page) == before
