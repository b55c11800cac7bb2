"""The examples, as readers have them: the post's buttons drive its figure, and no page is cut or hard to use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from windows import Windows

from tools.packing import unpacked
from tools.parts import part

PAGES = ("index", "attention", "embedding", "wordpress", "ghost", "jekyll", "substack", "notion")


def losses_of_bill(site: Path) -> dict[int, float]:
    """By the steps done, what the recorded document cost."""
    recorded = part(site, "recorded")
    found = {after: unpacked((recorded / f"through-{after}.bin").read_bytes())[0]["loss"] for after in (0, 100)}
    return {**found, 500: unpacked((recorded / "trace-frames.bin").read_bytes())[0]["loss"]}


def test_the_buttons_of_the_post_drive_its_figure_which_tells_the_page_what_it_shows(
    windows: Windows, address: str, site: Path
) -> None:
    losses = losses_of_bill(site)
    with windows.opened(width=1100, height=900, motion="reduce") as (page, _):
        page.route("**/worker.js*", lambda route: None)
        page.goto(f"{address}examples/attention.html")
        said, figure = page.locator("#said"), page.locator("#driven")
        figure.scroll_into_view_if_needed()
        expect(said).to_have_text(f"After 500 steps, a guess of “bill” costs {losses[500]:.2f} on average.")
        for button, text, after in (
            ("Before training", "Before training", 0),
            ("After 100 steps", "After 100 steps", 100),
            ("After 500 steps", "After 500 steps", 500),
        ):
            page.get_by_role("button", name=button).press("Enter")
            expect(said).to_have_text(f"{text}, a guess of “bill” costs {losses[after]:.2f} on average.")
            expect(page.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Look at the second l").press("Enter")
        frame = page.frame_locator("#driven iframe")
        expect(frame.locator('[data-figure="transport"]')).to_contain_text("at position 4 “l”")


@pytest.fixture(scope="module")
def phone(windows: Windows) -> Iterator[Page]:
    """A phone that the pages are looked at on, one after the other, in the dark and without the figures in them."""
    with windows.opened(width=390, height=844) as (page, _):
        page.emulate_media(color_scheme="dark")
        page.route("**/embed.html*", lambda route: route.fulfill(body="<title>A figure</title>"))
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_no_example_is_cut_or_hard_to_use(phone: Page, address: str, name: str) -> None:
    phone.goto(f"{address}examples/{name}.html")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(phone, context="main > :not(figure)", options={"iframes": False}).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
