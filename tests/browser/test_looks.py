"""How the page looks and is read: at every width, in both themes, by keyboard, by pointer and by a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from figure import Figure
from playwright.sync_api import expect
from windows import Watch, Windows


@pytest.fixture(scope="module")
def opened(windows: Windows, address: str) -> Iterator[tuple[Figure, Watch]]:
    """The page as it is before Python is up, which it never will be: its worker's script does not come."""
    with windows.opened() as (page, watch):
        page.route("**/worker.js*", lambda route: None)
        page.goto(address)
        yield Figure(page), watch


@pytest.fixture
def recorded(opened: tuple[Figure, Watch]) -> Iterator[Figure]:
    """The figure on it, at which tests before have looked, and no more."""
    figure, watch = opened
    page = figure.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.mouse.move(0, 0)
    page.evaluate("(document.activeElement.blur(), scrollTo({ top: 0, behavior: 'instant' }))")
    expect(figure.chart).to_have_attribute("aria-valuemax", "1000")
    expect(figure.chart).to_have_attribute("aria-valuenow", "1000")
    yield figure
    watch.check()


@pytest.mark.parametrize("width", [1440, 820, 390, 360])
def test_nothing_sticks_out_to_the_side(recorded: Figure, width: int) -> None:
    recorded.page.set_viewport_size({"width": width, "height": 800})
    expect(recorded.chart).to_have_attribute("width", str(round(chart_room(recorded))))
    overflow = recorded.page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    assert overflow == 0
    for control in (recorded.train, recorded.step, recorded.reset, recorded.num_steps, recorded.generate):
        box = control.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["height"] >= 24  # can be hit with a finger


def chart_room(figure: Figure) -> float:
    """How wide the chart may be."""
    box = figure.chart.locator("xpath=../..").bounding_box()
    assert box
    return box["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(recorded: Figure, scheme: str) -> None:
    recorded.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    dark = scheme == "dark"
    expect(recorded.page.locator("body")).to_have_css(
        "background-color", re.compile(r"\(2[15]," if dark else r"\(253,")
    )
    violations = Axe().run(recorded.page).response["violations"]
    assert [(each["id"], each["help"]) for each in violations if each["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_no_style_moves_anything_by_itself(recorded: Figure, motion: str) -> None:
    recorded.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    assert recorded.page.evaluate("document.getAnimations().length") == 0
    expect(recorded.progress.locator("div")).to_have_css("transition-duration", "0s")


def test_the_chart_is_walked_with_the_arrow_keys(recorded: Figure) -> None:
    chart, page = recorded.chart, recorded.page
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
        mean = rf" \| mean of the last {min(step, 50)}: " if step > 1 else "$"  # of one it would be that one
        expect(chart).to_have_attribute("aria-valuetext", re.compile(rf"^step {step:,} \| loss \d\.\d{{4}}{mean}"))
        expect(recorded.root).to_contain_text(f"Step {step:,} read “")


def test_figure_controls_are_reached_with_the_tab_key_in_reading_order(recorded: Figure) -> None:
    recorded.page.get_by_role("link", name="To the article").press("Enter")
    skip = recorded.root.get_by_role("button", name="Skip to trained")
    for control in (recorded.train, recorded.step, skip, recorded.num_steps, recorded.chart):
        recorded.page.keyboard.press("Tab")
        expect(control).to_be_focused()


def test_pointing_at_a_step_shows_its_document(recorded: Figure) -> None:
    box = recorded.chart.bounding_box()
    assert box
    recorded.page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    expect(recorded.root).not_to_contain_text("Step 1,000 read")
    step = recorded.chart.get_attribute("aria-valuenow")
    assert step
    assert 1 <= int(step) < 100
    expect(recorded.root).to_contain_text(f"Step {step} read “")
    recorded.page.mouse.move(box["x"] + 60, 0)
    expect(recorded.root).to_contain_text("Step 1,000 read “")


@pytest.mark.parametrize("way", ["keys", "pointer"])
def test_step_5_then_9_then_5_again_is_the_same_picture(recorded: Figure, way: str) -> None:
    def look_at(step: int) -> str:
        if way == "keys":
            recorded.chart.focus()
            recorded.page.keyboard.press("Home")
            for _ in range(step - 1):
                recorded.page.keyboard.press("ArrowRight")
        else:
            box = recorded.chart.bounding_box()
            assert box
            recorded.page.mouse.move(box["x"] + 40 + 10 * step, box["y"] + 50)
        at = str(step) if way == "keys" else re.compile(r"^\d{2,3}$")
        expect(recorded.chart).to_have_attribute("aria-valuenow", at)
        return str(recorded.root.evaluate("(figure) => figure.outerHTML"))

    fifth, ninth = look_at(5), look_at(9)
    assert fifth != ninth
    assert look_at(5) == fifth


def test_going_away_from_the_chart_leaves_no_trace(recorded: Figure) -> None:
    before = recorded.root.evaluate("(figure) => figure.outerHTML")
    recorded.chart.focus()
    recorded.page.keyboard.press("ArrowLeft")
    expect(recorded.chart).to_have_attribute("aria-valuenow", "999")
    recorded.page.keyboard.press("Tab")
    expect(recorded.chart).to_have_attribute("aria-valuenow", "1000")
    assert recorded.root.evaluate("(figure) => figure.outerHTML") == before
