"""How the lab is laid out: one window around the picture, at every size, and nothing in it that shifts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import whole_step_there
from playwright.sync_api import Page, expect
from windows import INIT, Watch, Windows

PICTURES = ("map", "graph", "cache", "heads", "predictions", "adam")
SIZES = ((1920, 1080), (1440, 900), (1024, 640), (820, 1180), (390, 844))

# Python stays away, so that nothing that depends on how quick a machine is happens on the page
NO_PYTHON = "window.Worker = class extends EventTarget { postMessage() {} terminate() {} };"
# what is said of a thing that is pointed at may be longer than what was said before, but it pushes nothing else away
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    const elsewhere = sources.filter(({ node, previousRect: { x, y }, currentRect }) =>
      !node?.parentElement?.closest(".now") && Math.hypot(x - currentRect.x, y - currentRect.y) >= 1);
    if (sources.length === 0 || elsewhere.length > 0) window.shifted += value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@contextmanager
def visited(windows: Windows, address: str, new: bool = False) -> Iterator[tuple[Page, Watch]]:
    """The lab without Python and without motion, at the frame that it opens with."""
    script = INIT + NO_PYTHON + SHIFTS
    with windows.opened(script, width=1440, height=900, motion="reduce", new=new) as (page, watch):
        page.goto(f"{address}lab.html")
        expect(page.locator(".where")).to_contain_text(" / ")
        whole_step_there(page)
        yield page, watch


@pytest.fixture
def lab(windows: Windows, address: str) -> Iterator[Page]:
    """The lab, just opened."""
    with visited(windows, address) as (page, _):
        yield page


@pytest.fixture(scope="module")
def opened(windows: Windows, address: str) -> Iterator[tuple[Page, Watch, int]]:
    with visited(windows, address) as (page, watch):
        yield page, watch, frame(page)


@pytest.fixture
def walked(opened: tuple[Page, Watch, int]) -> Iterator[Page]:
    """The lab at the frame that it opens with, in which tests before have stepped, looked at other pictures and sized
    the window, and no more.
    """
    page, watch, first = opened
    resized(page, 1440, 900)
    page.mouse.move(0, 0)
    seen(page, "map")
    page.evaluate("document.activeElement.blur()")
    page.locator("body").press("Home")
    settled(page)
    while frame(page) < first:
        page.locator("body").press("PageDown")
        settled(page)
    while frame(page) > first:
        page.locator("body").press("ArrowLeft")
        settled(page)
    yield page
    watch.check()


def frame(page: Page) -> int:
    """The frame that is shown, from 1."""
    return int(page.get_by_role("slider", name="Frame of the step").get_attribute("aria-valuenow") or 0)


def settled(page: Page) -> None:
    """Wait until the page is laid out and drawn anew."""
    page.evaluate("async () => { for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame); }")


def resized(page: Page, width: int, height: int) -> None:
    """Give the window another size."""
    page.set_viewport_size({"width": width, "height": height})
    settled(page)


def seen(page: Page, picture: str) -> dict[str, Any]:
    """Have a picture seen; its box, and how much of it is out of sight."""
    page.locator(f"[data-part=view-switch] input[value={picture}]").check()
    root = page.locator(f".pane[data-figure={picture}]")
    expect(root).to_be_visible()
    settled(page)
    found: dict[str, Any] = root.evaluate(
        """root => {
             const { width, height, top, bottom } = root.getBoundingClientRect();
             const inner = [root, ...root.querySelectorAll("*")].filter(
               (each) => /auto|scroll/.test(getComputedStyle(each).overflowY) && each.clientHeight > 0);
             return { width, height, top, bottom, below: Math.max(
               ...inner.map((each) => each.scrollHeight - each.clientHeight)) };
           }"""
    )
    return found


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_itself_never_scrolls(walked: Page, width: int, height: int) -> None:
    resized(walked, width, height)
    for picture in PICTURES:
        seen(walked, picture)
        overflow = walked.evaluate(
            """() => {
                 const { scrollWidth, scrollHeight } = document.scrollingElement;
                 return [scrollWidth - innerWidth, scrollHeight - innerHeight];
               }"""
        )
        assert overflow == [0, 0], picture


@pytest.mark.parametrize(("width", "height", "share"), [(1440, 900, 0.6), (1920, 1080, 0.65), (390, 844, 0.5)])
def test_the_picture_has_most_of_the_window(walked: Page, width: int, height: int, share: float) -> None:
    resized(walked, width, height)
    for picture in PICTURES:
        box = seen(walked, picture)
        assert box["width"] * box["height"] >= share * width * height, picture


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080)])
@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_whole_without_a_scroll_bar_of_its_own(
    walked: Page, picture: str, width: int, height: int
) -> None:
    resized(walked, width, height)
    assert seen(walked, picture)["below"] <= 0
    for key in ("p", "p", "PageDown", "End"):  # the loss, the way back, Adam
        walked.locator("body").press(key)
        assert seen(walked, picture)["below"] <= 0


def test_the_picture_is_there_when_all_is_twice_as_large(walked: Page) -> None:
    resized(walked, 720, 450)
    for picture in PICTURES:
        box = seen(walked, picture)
        assert box["height"] >= 200, picture
        assert box["bottom"] <= 450


def test_nothing_shifts_while_the_lab_loads(windows: Windows, address: str) -> None:
    with visited(windows, address, new=True) as (lab, _):
        lab.wait_for_load_state("networkidle")
        settled(lab)
        assert lab.evaluate("shifted") < 0.05


@pytest.mark.parametrize("picture", PICTURES)
def test_nothing_shifts_when_a_number_is_pointed_at(walked: Page, picture: str) -> None:
    box = seen(walked, picture)
    before = walked.evaluate("shifted")
    for x in (0.2, 0.35, 0.5, 0.65):
        for y in (0.15, 0.3, 0.45, 0.6):
            walked.mouse.move(12 + x * box["width"], box["top"] + y * box["height"])
            settled(walked)
    assert walked.evaluate("shifted") - before < 0.05


def test_two_pictures_side_by_side_leave_what_happens_now_in_its_place(lab: Page) -> None:
    now = lab.get_by_role("region", name="Now")
    before = now.bounding_box()
    lab.get_by_label("compare with").select_option(label="KV cache")
    settled(lab)
    assert now.bounding_box() == before
    left, right = (lab.locator(f".pane[data-figure={name}]").bounding_box() for name in ("map", "cache"))
    assert left
    assert right
    assert abs(left["width"] - right["width"]) <= 1


def test_on_a_phone_what_happens_now_is_a_sheet_that_is_drawn_up(lab: Page) -> None:
    resized(lab, 390, 844)
    handle = lab.get_by_role("button", name="What happens now")
    now = lab.get_by_role("region", name="Now")
    closed = now.bounding_box()
    assert closed
    assert closed["height"] <= 80
    handle.click()
    expect(handle).to_have_attribute("aria-expanded", "true")
    opened = now.bounding_box()
    assert opened
    assert opened["height"] >= 400
    handle.click()
    expect(handle).to_have_attribute("aria-expanded", "false")
    assert now.bounding_box() == closed


# --- how it opens


def test_it_opens_in_mid_forward_with_the_third_token(lab: Page) -> None:
    caret = lab.get_by_role("slider", name="Frame of the step")
    expect(caret).to_have_attribute("aria-valuetext", re.compile("position 2"))
    expect(lab.locator(".where")).to_contain_text("Press Play, or Space")
    lab.locator("body").press("ArrowRight")
    expect(lab.locator(".where")).not_to_contain_text("Press Play")


def test_it_plays_one_token_once_and_then_waits(windows: Windows, address: str) -> None:
    with windows.opened(INIT + NO_PYTHON, width=1440, height=900) as (page, _):
        page.goto(f"{address}lab.html")
        caret = page.get_by_role("slider", name="Frame of the step")
        expect(page.get_by_role("button", name="stop", exact=True)).to_be_visible()
        first = int(caret.get_attribute("aria-valuenow") or 0)
        page.get_by_label("frames a second").select_option("16")
        expect(page.get_by_role("button", name="play", exact=True)).to_be_visible(timeout=20_000)
        assert int(caret.get_attribute("aria-valuenow") or 0) > first
        expect(page.locator(".where")).to_contain_text("Press Play, or Space")


# --- panels


@pytest.mark.parametrize(("button", "region"), [("Training", "Training"), ("The run", "The run"), ("Keys", "Keys")])
def test_a_panel_opens_over_the_pictures_and_escape_gives_the_focus_back(lab: Page, button: str, region: str) -> None:
    opener = lab.get_by_role("navigation").get_by_role("button", name=button)
    panel = lab.get_by_role("region", name=region, exact=True)
    expect(panel).to_be_hidden()
    opener.click()
    expect(panel).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(panel).to_be_focused()
    lab.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    lab.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_training_drawer_is_filled_by_the_recorded_run(lab: Page) -> None:
    lab.locator("body").press("l")
    drawer = lab.get_by_role("region", name="Training", exact=True)
    expect(drawer.get_by_role("slider", name="Loss at each training step")).to_have_attribute("aria-valuemax", "1000")
    expect(drawer.get_by_role("region", name="Invented names").locator("tr").nth(5)).to_be_attached()


# --- the tour


def test_space_leads_through_the_tour_and_it_can_be_left_and_taken_up_again(lab: Page) -> None:
    body, tour = lab.locator("body"), lab.get_by_role("region", name="Tour")
    body.press("t")
    expect(tour).to_contain_text("1 / 17")
    body.press(" ")
    body.press(" ")
    expect(tour).to_contain_text("3 / 17")
    where = lab.locator(".where").inner_text()
    body.press("Escape")
    expect(tour).to_be_hidden()
    expect(lab.locator(".where")).to_have_text(where)  # the lab is as it stands
    body.press("t")
    expect(tour).to_contain_text("3 / 17")


def test_each_stop_of_the_tour_is_a_link(lab: Page) -> None:
    address = lab.url.split("#")[0]
    lab.goto("about:blank")
    lab.goto(f"{address}#tour.stop=6")
    expect(lab.get_by_role("region", name="Tour")).to_contain_text("The query meets every key")
    expect(lab.locator(".pane[data-figure=heads]")).to_be_visible()
    expect(lab.locator(".where")).to_contain_text("position 2")
