"""The loss chart: what it tells of a step, and how a reader asks for one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tools.harness import Harness, actions, picture, put

Json = Any
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def past(harness: Harness) -> Json:
    """What the recorded run has shown."""
    run = json.loads((harness.folder / "recorded" / "run.json").read_text())
    steps = [event for event in run["events"] if "loss" in event]
    return {"description": run["description"], "steps": steps, "samples": [], "generated": []}


@pytest.fixture
def open_loss(open_figure: Open, past: Json) -> Open:
    """What opens a page of the figure, after the recorded run."""

    def opened(**props: Any) -> Page:
        return open_figure("loss", run={"recorded": past}, **props)

    return opened


def chart_of(page: Page) -> Locator:
    return page.get_by_role("slider", name="Loss at each training step")


def test_the_keys_walk_from_step_to_step(open_loss: Open, past: Json) -> None:
    page = open_loss()
    chart = chart_of(page)
    before = picture(page)
    chart.focus()
    for key, step in (
        ("ArrowLeft", 999),
        ("ArrowDown", 998),
        ("ArrowRight", 999),
        ("ArrowUp", 1000),
        ("ArrowRight", 1000),
        ("PageDown", 950),
        ("Home", 1),
        ("ArrowLeft", 1),
        ("PageUp", 51),
        ("End", 1000),
    ):
        page.keyboard.press(key)
        expect(chart).to_have_attribute("aria-valuenow", str(step))
        said = f"step {step:,} | loss {past['steps'][step - 1]['loss']:.4f}"
        said += f" | mean of the last 50: {past['steps'][step - 1]['average']:.4f}" if step > 1 else ""
        expect(chart).to_have_attribute("aria-valuetext", re.compile("^" + re.escape(said)))
        expect(page.locator(".loss-readout")).to_contain_text(said)
    page.keyboard.press("Escape")
    assert picture(page) == before


def test_a_step_is_pointed_at_and_left(open_loss: Open) -> None:
    page = open_loss()
    before = picture(page)
    box = chart_of(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    step = int(chart_of(page).get_attribute("aria-valuenow") or 0)
    assert 1 <= step < 100
    assert actions(page)[-1] == {"type": "step-hovered", "step": step}
    page.mouse.move(box["x"] + 60, 0)
    assert actions(page)[-1] == {"type": "step-hovered", "step": None}
    assert picture(page) == before


def test_a_step_is_opened_where_there_is_a_look(open_loss: Open) -> None:
    page = open_loss()
    chart_of(page).focus()
    page.keyboard.press("Enter")
    assert actions(page)[-1] == {"type": "step-chosen", "step": 1000}
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert actions(page)[-1] == {"type": "step-chosen", "step": 1}
    chart_of(page).click(position={"x": 300, "y": 100})
    step = int(chart_of(page).get_attribute("aria-valuenow") or 0)
    assert actions(page)[-1] == {"type": "step-chosen", "step": step}
    put(page, look={"id": ""})
    before = len([each for each in actions(page) if each["type"] == "step-chosen"])
    page.keyboard.press("Enter")
    chart_of(page).click(position={"x": 200, "y": 100})
    assert len([each for each in actions(page) if each["type"] == "step-chosen"]) == before


def test_without_a_step_the_keys_do_nothing(open_figure: Open) -> None:
    page = open_figure("loss", trace=None)
    chart_of(page).press("ArrowLeft")
    assert actions(page) == []
    expect(page.locator(".loss-readout")).to_have_text("no step yet")


def test_the_chart_of_a_long_run_says_what_it_shows_and_is_no_heavier(open_figure: Open, past: Json) -> None:
    """With 1,000 stretches of 100 steps, as of a run of 100,000."""
    page = open_figure("loss", run={"recorded": past}, trace=None)
    short = page.locator("#root *").count()
    expect(page.locator(".loss-thinned")).to_have_count(0)
    steps = [{**step, "step": 100 * step["step"]} for step in past["steps"]]
    put(page, run={"recorded": {**past, "steps": steps, "every": 100}})
    expect(page.locator(".loss-thinned")).to_have_text(
        "A dot for one step in 100; the band reaches from the lowest losses to the highest."
    )
    assert page.locator("#root *").count() <= short + 1
    chart = chart_of(page)
    chart.focus()
    page.keyboard.press("ArrowLeft")
    expect(chart).to_have_attribute("aria-valuenow", "99900")
    page.keyboard.press("Home")
    expect(page.locator(".loss-readout")).to_contain_text("step 100 |")
