"""What a guess costs: every number on it is Python's, for the slider's probabilities and for typed ones."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools import recording
from tools.harness import Harness, actions, picture, put
from tools.harness.python import Python

Open = Callable[..., Page]
MINUS = "\u2212"


@pytest.fixture(scope="module")
def python(harness: Harness) -> Python:
    return Python(harness)


@pytest.fixture(scope="module")
def past(harness: Harness) -> Any:
    """What the recorded run has shown."""
    run = json.loads((harness.folder / "recorded" / "run.json").read_text())
    steps = [event for event in run["events"] if "loss" in event]
    return {"description": run["description"], "steps": steps, "samples": [], "generated": []}


@pytest.fixture
def open_surprise(open_figure: Open, past: Any, python: Python) -> Open:
    def opened(**props: Any) -> Page:
        page = open_figure("surprise", trace=None, run={"recorded": past}, **props)
        python.answer(page)
        return page

    return opened


def test_the_slider_goes_through_every_probability_that_is_recorded(open_surprise: Open) -> None:
    page = open_surprise()
    slider = page.get_by_role("slider", name="probability of what came")
    slider.press("Home")
    said = []
    for _ in recording.PROBS:
        said.append(page.locator(".surprise-sum").inner_text())
        slider.press("ArrowRight")
    assert said == [f"{MINUS}log({p:g}) = {abs(-math.log(p)):.4f}" for p in recording.PROBS]


def test_what_the_figure_asks_is_what_was_recorded(open_surprise: Open, harness: Harness) -> None:
    page = open_surprise()
    answers = json.loads((harness.folder / "recorded" / "answers-surprise.json").read_text())
    recorded = [answer["args"] for answer in answers]
    assert [each["args"] for each in page.evaluate("figure.questions()")] == recorded


def test_any_other_probability_is_typed_and_worked_out_by_python(open_surprise: Open, python: Python) -> None:
    page = open_surprise()
    field = page.get_by_role("spinbutton", name="probability, typed")
    field.fill("0.0371")
    field.press("Enter")
    expect(page.locator(".surprise-words")).to_have_text("Python works it out.")
    python.answer(page)
    expect(page.locator(".surprise-sum")).to_have_text(f"{MINUS}log(0.0371) = {-math.log(0.0371):.4f}")
    expect(page.locator(".surprise-words")).to_have_text("The model gave 0.0371 to what came, 1 in 27.")


def test_without_python_it_is_said_what_is_missing(open_surprise: Open) -> None:
    page = open_surprise(canAsk=False)
    expect(page.locator(".surprise-sum")).to_have_text(f"{MINUS}log(0.5) = 0.6931")
    put(page, settings={"p": 0.123})
    expect(page.locator(".surprise-words")).to_contain_text("Python, which is not up")
    expect(page.locator(".surprise-sum")).to_have_text("")


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", ""])
def test_what_is_no_probability_is_refused_in_a_sentence(open_surprise: Open, typed: str) -> None:
    page = open_surprise()
    before = picture(page)
    field = page.get_by_role("spinbutton", name="probability, typed")
    field.fill(typed)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Wanted a probability from 0.001 to 1.")
    assert actions(page)[-1]["settings"].keys() == {"complaint"}
    put(page, settings={"complaint": ""})
    assert picture(page) == before


def test_the_losses_of_the_run_stand_on_the_curve(open_surprise: Open, past: Any) -> None:
    page = open_surprise()
    said = page.locator(".surprise-mark text").all_text_contents()
    losses = [past["steps"][0]["loss"], math.log(27), past["steps"][-1]["average"]]
    assert [text.split()[0] for text in said] == [f"{loss:.2f}" for loss in sorted(losses, reverse=True)]
    for text in said:
        loss = min(losses, key=lambda each: abs(each - float(text.split()[0])))
        found = re.search(r"like 1 in ([\d.]+)$", text)
        assert found
        assert float(found[1]) == pytest.approx(math.exp(loss), rel=0.02)
    assert "like 1 in 27" in " ".join(said)
    expect(page.get_by_role("img", name="like 1 in 27")).to_be_visible()


@pytest.mark.parametrize("width", [360, 672, 1040])
def test_the_figure_is_seen_whole(open_surprise: Open, width: int) -> None:
    page = open_surprise(width=width)
    box = page.locator(".surprise").bounding_box()
    assert box
    assert box["height"] <= 480
    for mark in page.locator(".surprise-mark text").all():
        at = mark.bounding_box()
        assert at
        assert at["x"] + at["width"] <= width
