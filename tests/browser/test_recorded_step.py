"""The recorded step in Python's hands: it is asked about, edited and linked to without a run of the reader's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOT_MS
from playwright.sync_api import Locator, Page, expect
from windows import Watch, Windows

from tools.parts import part
from tools.pieces import whole

Json = dict[str, Any]
Visit = Callable[[str], AbstractContextManager[tuple[Page, Watch]]]


@pytest.fixture
def visit(windows: Windows, address: str) -> Visit:
    """Opens the lab at a place, as a reader who was never here."""

    @contextmanager
    def visited(place: str) -> Iterator[tuple[Page, Watch]]:
        with windows.opened(width=1440, height=900, motion="reduce") as (page, watch):
            if place == "broken":
                page.route("**/recorded/checkpoint.json*", lambda route: route.fulfill(status=404))
            page.goto(f"{address}lab.html#select=p0.11.5")
            if place.startswith("#"):
                page.goto("about:blank")
                page.goto(f"{address}lab.html{place}")
            yield page, watch

    return visited


def number(page: Page) -> Locator:
    return page.locator("[data-figure=experiment]").get_by_role("slider", name="wte[11][5]")


def grab(page: Page) -> float:
    """Move the number by three keys before the next drawing, as soon as Python is up; where it is then."""
    expect(number(page)).to_have_attribute("aria-disabled", "false", timeout=BOOT_MS)
    own = float(number(page).get_attribute("aria-valuenow") or 0)
    keys = "each => [0, 1, 2].map(() => each.dispatchEvent(new KeyboardEvent('keydown', {key: 'PageUp'})))"
    number(page).evaluate(keys)
    held = round(own + 0.6, 4)
    expect(number(page)).to_have_attribute("aria-valuenow", str(held))
    return held


def recorded(site: Path) -> tuple[Json, dict[str, Any]]:
    """The recorded trace: its header and its columns."""
    return whole({path.name: path.read_bytes() for path in part(site, "recorded").iterdir()})


def results(page: Page) -> list[Json]:
    """The headers of all that Python said with columns, in full precision."""
    return list(page.evaluate("heard.filter(({ result }) => result?.header).map(({ result }) => result.header)"))


def test_python_holds_the_recorded_step_with_the_very_numbers_that_were_recorded(visit: Visit, site: Path) -> None:
    header, columns = recorded(site)
    with visit("") as (page, _):
        grab(page)
        expect(number(page)).to_have_attribute("aria-valuetext", re.compile("loss"), timeout=BOOT_MS)
        held = next(each for each in results(page) if each.get("format"))
        assert (held["id"], held["step"], held["doc"]) == ("recorded", header["step"], header["doc"])
        assert held["loss"] == pytest.approx(header["loss"], rel=1e-9)
        values = page.evaluate(
            """() => {
                 const made = heard.find(({ result }) => result?.header?.id === "recorded");
                 return [...made.result.columns.stage_values];
               }"""
        )
        assert values == pytest.approx(columns["stage_values"].tolist(), rel=1e-9, abs=1e-12)


def test_a_weight_of_the_recorded_step_is_grabbed_kept_and_undone(visit: Visit) -> None:
    """What is said of it while it moves is what the experiment with it finds."""
    with visit("") as (page, _):
        figure = page.locator("[data-figure=experiment]")
        held = grab(page)
        page.wait_for_function(
            "held => heard.some(({ result }) => result?.header?.values?.[0] === held)", arg=held, timeout=BOOT_MS
        )
        loss = page.evaluate(
            "held => heard.find(({ result }) => result?.header?.values?.[0] === held).result.columns.loss[0]", held
        )
        figure.get_by_role("button", name="Keep", exact=True).click()
        expect(figure.get_by_text("Changed", exact=True)).to_be_visible(timeout=BOOT_MS)
        made = results(page)[-1]
        assert (made["of"], made["run"]) == ("recorded", "recorded")
        assert made["loss"] == pytest.approx(loss, rel=1e-9)
        assert made["experiment"]["edits"][0]["after"] == held
        expect(number(page)).to_have_attribute("aria-valuenow", str(held))
        figure.get_by_role("button", name="Undo", exact=True).click()
        expect(figure.get_by_text("Changed", exact=True)).to_have_count(0, timeout=BOOT_MS)
        assert results(page)[-1]["loss"] == made["experiment"]["loss_before"]


def test_a_link_with_an_edit_of_the_recorded_step_is_followed_without_training(visit: Visit, site: Path) -> None:
    header, _ = recorded(site)
    step = f"doc={header['doc']}&step={header['step']}"
    with visit(f"#{step}&edits=wte%3A11%3A5%3A0.75&cursor=60&select=p0.11.5") as (page, _):
        figure = page.locator("[data-figure=experiment]")
        expect(figure.get_by_text("Changed", exact=True)).to_be_visible(timeout=BOOT_MS)
        expect(number(page)).to_have_attribute("aria-valuenow", "0.75")
        assert page.evaluate("heard.filter(({ event }) => event === 'began').length") == 0
        expect(page).to_have_url(re.compile(rf"{step}&edits=wte%3A11%3A5%3A0.75&cursor=60"))


def test_when_the_checkpoint_cannot_be_had_a_sentence_says_so(visit: Visit) -> None:
    with visit("broken") as (page, watch):
        watch.allow("404")
        grab(page)
        told = page.get_by_role("alert").filter(has_text="The recorded step could not be handed to Python")
        expect(told).to_contain_text("wanted recorded/checkpoint.json, but the server answered 404", timeout=BOOT_MS)
        expect(number(page)).to_have_attribute("aria-disabled", "true")


def test_what_a_grabbed_number_does_comes_into_view_and_its_keys_are_no_moves(visit: Visit) -> None:
    with visit("#cursor=60&select=p0.11.5") as (page, _):
        page.set_viewport_size({"width": 1024, "height": 640})
        expect(number(page)).to_have_attribute("aria-disabled", "false", timeout=BOOT_MS)
        for key in ("ArrowRight", "ArrowDown", "PageUp", "Home"):
            number(page).press(key)
        expect(page.locator(".experiment-guesses")).to_be_in_viewport(ratio=0.9)
        expect(number(page)).to_be_in_viewport(ratio=1)
        expect(number(page)).to_be_focused()
        expect(page.locator(".experiment-curve .now")).to_be_attached(timeout=BOOT_MS)
        expect(page).to_have_url(re.compile(r"cursor=60\b"))
