"""All parameters: each cell is Python's number, the recorded training is played, and the live one followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tools.harness import Harness, actions, picture, put
from tools.harness.python import LONG, Python

Open = Callable[..., Page]
MOMENTS = [0, 3, 6]  # steps after which there are files, in these tests
HINT = "Point at a cell"
MINUS = "\u2212"


@pytest.fixture(scope="module")
def python(harness: Harness) -> Python:
    """A session in which the recorded run has done six steps, and the page's own three."""
    python = Python(harness)
    python.ask("start", run="recorded", sample_every=0)
    for run, steps in (("recorded", 6), ("run", 3)):
        python.ask("train", run=run, steps=steps)
        while python.ask("slice", run=run, milliseconds=LONG)["more"]:
            pass
    return python


@pytest.fixture
def open_weights(open_figure: Open, python: Python) -> Open:
    """Opens the figure on the recorded run, and answers what it asks first."""
    through = {"doc": "bill", "after": MOMENTS, "traced": 3}
    description = python.ask("describe", run="recorded")
    recorded = {"description": description, "steps": [], "samples": [], "generated": [], "through": through}

    def opened(**props: Any) -> Page:
        page = open_figure("weights", trace=None, run={"recorded": recorded, **props.pop("run", {})}, **props)
        python.answer(page)
        return page

    return opened


def values_of(python: Python, after: int | None = None, run: str = "recorded") -> tuple[list[Any], list[float]]:
    """Python's matrices and parameters."""
    found = python.ask("parameters", run=run, after=after)
    return found["header"]["matrices"], python._taken(found)["values"].tolist()


def test_the_recorded_parameters_are_there_without_a_click(open_weights: Open) -> None:
    page = open_weights(canAsk=False)
    expect(page.locator(".weights-title")).to_have_text("All 4,192 parameters after 6 steps")
    expect(page.locator(".weights-head")).to_contain_text("Of the recorded training")
    expect(page.get_by_role("grid")).to_have_count(9)
    expect(page.get_by_role("slider", name="training steps")).to_have_attribute("aria-valuetext", "after 6 steps")


def test_every_cell_can_be_asked_for_pythons_number(open_weights: Open, python: Python) -> None:
    page = open_weights()
    matrices, values = values_of(python)
    readout = page.locator(".readout")
    expect(readout).to_contain_text(HINT)
    for each in matrices:
        cell = page.get_by_role("grid", name=f"{each['name']}, ").get_by_role("gridcell")
        cell.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        said = readout.locator(".name").inner_text()
        name, value = said.split(" = ")
        assert name == f"{each['name']}[1][1]"
        expected = values[each["first"] + each["columns"] + 1]
        assert float(value.replace(MINUS, "-")) == pytest.approx(expected, rel=1e-3)
        expect(cell).to_have_attribute("aria-label", said)


def test_a_cell_is_the_bluer_the_further_below_zero(open_weights: Open, python: Python) -> None:
    page = open_weights()
    matrices, values = values_of(python)
    wte = matrices[0]
    pixels = page.evaluate(
        """() => { const canvas = document.querySelector("[aria-label^='wte,'] canvas");
        return [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]; }"""
    )
    reds = [(values[at], pixels[4 * at] - pixels[4 * at + 2]) for at in range(wte["rows"] * wte["columns"])]
    lowest, highest = min(reds), max(reds)
    assert lowest[0] < 0 < highest[0]
    assert lowest[1] < 0 < highest[1]


def test_the_slider_goes_to_earlier_moments_and_back(open_weights: Open, python: Python) -> None:
    page = open_weights()
    before = picture(page)
    slider = page.get_by_role("slider", name="training steps")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "after 3 steps")
    python.answer(page)
    expect(page.locator(".weights-title")).to_contain_text("after 3 steps")
    slider.press("Home")
    python.answer(page)
    expect(page.locator(".weights-title")).to_have_text("All 4,192 parameters before the first step")
    expect(page.locator(".weights-head")).to_contain_text("drawn at random")
    slider.press("End")
    assert actions(page)[-1]["settings"]["after"] is None
    python.answer(page)
    page.evaluate("document.activeElement.blur()")
    assert picture(page) == before


def test_training_is_played_once_and_waits_for_what_is_not_there_yet(open_weights: Open, python: Python) -> None:
    page = open_weights()
    page.get_by_role("button", name="Play training").click()
    expect(page.get_by_role("slider", name="training steps")).to_have_attribute("aria-valuetext", "after 0 steps")
    page.evaluate("new Promise((done) => setTimeout(done, 300))")
    assert page.evaluate("figure.props().settings.at") == 0, "the parameters before the first step are not there yet"
    for after in MOMENTS:
        steps = f"after {after} steps"
        expect(page.get_by_role("slider", name="training steps")).to_have_attribute("aria-valuetext", steps)
        python.answer(page)
    expect(page.get_by_role("button", name="Play training")).to_be_visible()
    settings = page.evaluate("figure.props().settings")
    assert (settings["at"], settings["after"]) == (None, None)
    played = [each["settings"]["at"] for each in actions(page) if each["type"] == "set" and each["settings"].get("at")]
    assert played == sorted(played)
    assert len(played) > 20


def test_what_plays_is_paused_where_it_is(open_weights: Open, python: Python) -> None:
    page = open_weights()
    put(page, settings={"at": 0.5})
    python.answer(page)
    page.get_by_role("button", name="Pause").click()
    assert page.evaluate("figure.props().settings").items() >= {"at": None, "after": 3}.items()
    count = len(actions(page))
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert len(actions(page)) == count


def test_what_plays_ends_when_a_training_begins(open_weights: Open, python: Python) -> None:
    page = open_weights()
    put(page, settings={"at": 0.5})
    steps = [{"step": 1, "loss": 3, "average": 3, "seconds_per_step": 0.5}]
    live = {"description": python.ask("describe", run="run"), "samples": [], "generated": [], "steps": steps}
    put(page, run={"live": live, "activity": "training"})
    expect(page.get_by_role("button", name="Play training")).to_be_disabled()
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert page.evaluate("figure.props().settings.at") is None


def test_a_figure_that_is_taken_away_plays_no_more(open_weights: Open, python: Python) -> None:
    page = open_weights()
    put(page, settings={"at": 0.1})
    python.answer(page)
    page.evaluate("figure.destroy()")
    count = len(actions(page))
    page.evaluate("new Promise((done) => setTimeout(done, 200))")
    assert len(actions(page)) == count


def test_who_wants_no_motion_has_the_slider_alone(open_weights: Open) -> None:
    page = open_weights(motion="reduce")
    expect(page.get_by_role("button", name="Play training")).to_have_count(0)
    expect(page.get_by_role("slider", name="training steps")).to_be_enabled()


def test_while_the_run_trains_its_newest_parameters_are_shown(open_weights: Open, python: Python) -> None:
    live = {"description": python.ask("describe", run="run"), "samples": [], "generated": []}
    live["steps"] = [{"step": step, "loss": 3, "average": 3, "seconds_per_step": 0.5} for step in (1, 2, 3)]
    page = open_weights(run={"live": live, "activity": "training"})
    (question,) = page.evaluate("figure.questions()")
    assert (question["args"], question["after"]) == ({"run": "run", "after": None}, 3)
    expect(page.locator(".weights-title")).to_have_text("All 4,192 parameters after 3 steps")
    expect(page.locator(".weights-head")).to_contain_text("Of the training in this page")
    expect(page.get_by_role("slider", name="training steps")).to_be_disabled()
    matrices, values = values_of(python, run="run")
    cell = page.get_by_role("grid", name=f"{matrices[0]['name']}, ").get_by_role("gridcell")
    said = (cell.get_attribute("aria-label") or "").split(" = ")[1]
    assert float(said.replace(MINUS, "-")) == pytest.approx(values[0], rel=1e-3)


def test_the_same_props_are_the_same_picture_after_any_others(open_weights: Open, python: Python) -> None:
    page = open_weights(settings={"cell": {"matrix": 4, "row": 3, "column": 2}})
    before = picture(page)
    put(page)
    assert picture(page) == before
    put(page, settings={"after": 0, "cell": None}, width=380)
    python.answer(page)
    assert picture(page) != before
    put(
        page,
        settings={"after": None, "cell": {"matrix": 4, "row": 3, "column": 2}},
        width=page.evaluate("figure.root.clientWidth"),
    )
    python.answer(page)
    assert picture(page) == before


@pytest.mark.parametrize(("width", "height"), [(672, 500), (1040, 600), (360, 900)])
def test_the_figure_is_seen_whole(open_weights: Open, width: int, height: int) -> None:
    page = open_weights(width=width)
    box = page.locator(".weights").bounding_box()
    plot = page.locator(".weights-plot").bounding_box()
    assert box
    assert plot
    assert box["height"] <= height
    assert plot["x"] + plot["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
