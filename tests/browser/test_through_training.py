"""A document through training, and one that is typed letter by letter, in the lab as it is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOT_MS, whole_step_there
from playwright.sync_api import Locator, Page, expect
from windows import Windows

from tools.parts import part

Visit = Callable[..., Any]


@pytest.fixture
def visit(windows: Windows, address: str) -> Visit:
    """Open the lab at an address; without Python its worker's script does not come."""

    @contextmanager
    def visiting(where: str = "lab.html#cursor=0", python: bool = False, allowed: str = "(?!)") -> Iterator[Page]:
        with windows.opened(width=1440, height=900, motion="reduce") as (page, watch):
            watch.allow(allowed)
            if not python:
                page.route("**/worker.js*", lambda route: None)
            page.goto(f"{address}{where}")
            whole_step_there(page)
            yield page

    return visiting


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="document", exact=True)


def slider(page: Page) -> Locator:
    """The slider, opened from the step in the bar if it is not open yet."""
    found = page.get_by_role("slider", name="Through training")
    if not found.is_visible():
        page.get_by_role("button", name="slide through training").click()
    return found


def said(page: Page) -> str:
    return page.locator(".through").inner_text()


def stage(page: Page) -> str:
    """All that is seen of the picture."""
    return str(
        page.evaluate(
            """async () => {
              for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
              const root = document.querySelector("[data-part=stage]");
              return [root.innerHTML, ...[...root.querySelectorAll("canvas")].map((each) => each.toDataURL())].join();
            }"""
        )
    )


# --- as it was recorded


def test_the_recorded_document_is_slid_through_training_and_the_look_stays_where_it_is(
    visit: Visit, site: Path
) -> None:
    fetched: list[str] = []
    with visit("lab.html#cursor=120&select=s4.3") as page:
        page.on("request", lambda request: fetched.append(request.url))
        expect(page.get_by_text("Recorded", exact=True).first).to_be_visible()
        slider(page).focus()
        before = stage(page)
        slider(page).press("ArrowLeft")
        expect(page.get_by_text("after 400 steps", exact=True)).to_be_visible()
        after = stage(page)
        assert after != before
        expect(page).to_have_url(re.compile(r"step=401&cursor=120&select=s4\.3$"))
        expect(page.get_by_text("Recorded", exact=True).first).to_be_visible()
        slider(page).press("Home")
        expect(page.get_by_text("after 0 steps", exact=True)).to_be_visible()
        for _ in range(9):
            slider(page).press("ArrowRight")
        expect(page.get_by_text("after 400 steps", exact=True)).to_be_visible()
        assert stage(page) == after
        slider(page).press("ArrowRight")
        expect(page.get_by_text("after 500 steps", exact=True)).to_be_visible()
        assert stage(page) == before
    assert [url for url in fetched if "/recorded/through-" in url]
    assert not [url for url in fetched if "/recorded/through-500" in url], "which is the recorded step itself"
    sizes = {path.name: path.stat().st_size for path in part(site, "recorded").glob("through-*")}
    assert max(sizes.values()) < 200_000


def test_nothing_of_the_moments_is_fetched_before_somebody_slides(visit: Visit) -> None:
    with visit() as page:
        slider(page)
        page.get_by_role("radio", name="Attention").check()
        names = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
        assert [name for name in names if "/recorded/" in name]
        assert not [name for name in names if "/recorded/through-" in name]


def test_a_link_to_a_recorded_moment_needs_no_python(visit: Visit) -> None:
    with visit("lab.html#doc=bill&step=51&cursor=77&select=s4.3") as page:
        expect(slider(page)).to_have_attribute("aria-valuetext", "after 50 steps")
        expect(page.get_by_text("after 50 steps", exact=True)).to_be_visible()
        expect(page).to_have_url(re.compile(r"doc=bill&step=51&cursor=77&select=s4\.3$"))


def test_a_moment_that_cannot_be_fetched_is_told_and_the_picture_stays(visit: Visit) -> None:
    with visit(allowed="404") as page:
        page.route("**/recorded/through-*", lambda route: route.fulfill(status=404, body=""))
        slider(page).focus()
        before = stage(page)
        slider(page).press("ArrowLeft")
        expect(page.get_by_role("alert").filter(has_text="wanted recorded/through-400.bin")).to_be_visible()
        expect(page.get_by_text("after 500 steps", exact=True)).to_be_visible()
        assert stage(page) == before


# --- with Python


def test_letters_fall_in_as_they_are_typed_first_with_the_recorded_model_then_with_the_reader_s(visit: Visit) -> None:
    with visit(python=True) as page:
        field(page).press_sequentially("an")
        expect(page.get_by_text("“an” is looked into as soon as it is up.")).to_be_visible()
        slider(page)
        expect(page.get_by_text("loss of “an” ")).to_be_visible(timeout=BOOT_MS)
        expect(page.locator(".through-guess")).to_contain_text("after “an” it guesses")
        for letter, doc in (("n", "ann"), ("a", "anna")):
            field(page).press("End")
            field(page).press(letter)
            expect(page.get_by_text(f"loss of “{doc}” ")).to_be_visible()
            expect(page.locator(".through-guess")).to_contain_text(f"after “{doc}” it guesses")
        assert ids(page)[0] == "recorded"
        expect(page.get_by_text("computed by the Python in this page, with the recorded model").first).to_be_attached()
        expect(page.get_by_role("button", name="Into")).to_be_enabled()  # at rest, with the graph
        expect(slider(page)).to_be_disabled()

        field(page).press("End")
        field(page).press_sequentially("é")
        expect(page.get_by_text("'é' in 'annaé' is not among the 26 characters of the data.")).to_be_visible()
        expect(page.get_by_text("loss of “anna” ")).to_be_visible()
        expect(field(page)).to_have_value("annaé")
        field(page).press("Backspace")
        expect(page.get_by_text("is not among the 26 characters")).to_have_count(0)

        page.get_by_role("button", name="Train", exact=True).click()
        expect(slider(page)).to_be_enabled(timeout=BOOT_MS)
        field(page).press("Enter")
        expect(page.get_by_text("This step was computed by the Python in this page.").first).to_be_attached()
        assert ids(page)[-1] == "main"


def ids(page: Page) -> list[str]:
    """Of which runs the worker has told traces, one after the other."""
    heard = page.evaluate("heard.map(({ result }) => result?.header?.vocabulary && result.header.run).filter(Boolean)")
    return list(heard)
