"""Choosing what to look into: the document, whose loss goes backward, and at which training step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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


@pytest.fixture
def page(open_figure: Open) -> Page:
    return open_figure("chooser", trace="bill")


def texts(select: Locator) -> list[str]:
    return list(select.locator("option").all_inner_texts())


def trained(steps: int) -> dict[str, Any]:
    """A run after so many steps, among the props; every fiftieth can be looked into."""
    past = {"description": None, "steps": [{"step": steps}], "samples": [], "generated": []}
    return {"live": past, "snapshots": list(range(0, steps + 1, 50))}


# --- what is shown


def test_the_note_says_what_is_shown(page: Page, harness: Harness) -> None:
    shown = read(harness, "bill")
    expect(page.get_by_text(f"Shown: step {shown['step']} on “bill”, loss {shown['loss']:.4f}.")).to_be_visible()
    before = picture(page)
    put(page, trace="layers")
    expect(page.get_by_text(" on “abba”, loss ")).to_be_visible()
    put(page, trace="bill")
    assert picture(page) == before


def test_a_step_after_the_last_one_says_that_adam_moves_nothing(open_figure: Open, harness: Harness) -> None:
    run = start(replace(preset("microgpt"), num_steps=2), load("census"), vector)
    for _ in train(run):
        pass
    name = harness.write_trace("chooser-over", trace(run, "ann", graph=False))
    page = open_figure("chooser", trace=name)
    over = "The 2 steps are over and the learning rate is 0, so Adam moves nothing."
    expect(page.get_by_text("Shown: step 3 on “ann”")).to_contain_text(over)


# --- what can be chosen


def test_one_prediction_of_the_document_that_is_shown_or_typed_can_be_chosen(page: Page) -> None:
    target = page.get_by_label("loss of")
    assert texts(target) == [WHOLE, "BOS → b", "b → i", "i → l", "l → l", "l → BOS"]
    before = picture(page)
    put(page, look={"choice": {"doc": "an", "target": 1, "after": None}})
    assert texts(target) == [WHOLE, "BOS → a", "a → n", "n → BOS"]
    expect(target).to_have_value("1")
    put(page, look={"choice": {"doc": "", "target": None, "after": None}})
    assert picture(page) == before


def test_a_document_of_the_first_revision_ends_with_its_own_token(open_figure: Open) -> None:
    page = open_figure("chooser", trace="first")
    target = page.get_by_label("loss of")
    assert texts(target)[1:] == ["BOS → a", "a → n", "n → n", "n → EOS"]
    put(page, look={"choice": {"doc": "bo", "target": None, "after": None}})
    assert texts(target)[1:] == ["BOS → b", "b → o", "o → EOS"]


def test_the_next_step_and_those_after_kept_states_can_be_chosen(page: Page) -> None:
    after = page.get_by_label("at step")
    assert texts(after) == ["1 (now)"]
    put(page, run=trained(150))
    assert texts(after) == ["151 (now)", "1", "51", "101"]
    before = picture(page)
    put(page, look={"choice": {"doc": "", "target": None, "after": 12}})  # from the chart of the losses
    assert texts(after) == ["151 (now)", "1", "13", "51", "101"]
    expect(after).to_have_value("12")
    put(page, look={"choice": {"doc": "", "target": None, "after": 150}})  # which is now
    expect(after).to_have_value("")
    put(page, look={"choice": {"doc": "", "target": None, "after": None}})
    assert picture(page) == before


def test_more_steps_done_leave_the_choice_as_it_was(page: Page) -> None:
    put(page, run=trained(100), look={"choice": {"doc": "", "target": None, "after": 50}})
    put(page, run=trained(160))
    expect(page.get_by_label("at step")).to_have_value("50")
    assert texts(page.get_by_label("at step"))[0] == "161 (now)"


# --- what becomes of it


def test_a_choice_is_asked_for_as_it_is_made(page: Page) -> None:
    put(page, run=trained(100))
    page.get_by_label("Document").press_sequentially("an")
    page.get_by_label("loss of").select_option(label="i → l")
    page.get_by_label("loss of").select_option(label=WHOLE)
    page.get_by_label("at step").select_option(label="51")
    assert [each["choice"] for each in actions(page)] == [
        {"doc": "a", "target": None},
        {"doc": "an", "target": None},
        {"target": 2},
        {"target": None},
        {"after": 50},
    ]


def test_a_blank_within_a_document_can_be_typed(page: Page) -> None:
    """The blanks at its ends are no part of the document, but what follows one may still be typed."""
    doc = page.get_by_label("Document")
    doc.press_sequentially("an ")
    put(page, look={"choice": {"doc": "an", "target": None, "after": None}})
    expect(doc).to_have_value("an ")
    put(page, look={"choice": {"doc": "", "target": None, "after": None}})
    expect(doc).to_have_value("")
    expect(doc).to_have_attribute("placeholder", "bill")


def test_it_is_looked_into_by_the_button_or_with_enter_when_python_can(page: Page) -> None:
    button = page.get_by_role("button", name="Look into it")
    button.click()
    page.get_by_label("Document").press("Enter")
    assert actions(page) == [{"type": "trace-asked"}] * 2
    before = picture(page)
    put(page, look={"isTracing": True})
    expect(page.get_by_role("button", name="Tracing…")).to_be_disabled()
    put(page, look={"isTracing": False}, run={"activity": "generating"})
    expect(button).to_be_disabled()
    put(page, run={"activity": "training"})
    expect(button).to_be_enabled()
    put(page, host={"python": {"kind": "stopped"}})
    expect(button).to_be_disabled()
    put(page, host={"python": {"kind": "ready", "seconds": 1}}, run={"activity": "idle"})
    assert picture(page) == before
