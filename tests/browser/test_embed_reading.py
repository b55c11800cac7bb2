"""Embeds for every reader: what axe finds, narrow frames, large text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

EMBEDS = ("map", "attention", "kv-cache", "predictions", "adam", "training", "value", "generation")
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
LARGER = "(percent) => { document.documentElement.style.fontSize = percent; }"


@pytest.fixture(scope="module")
def frame(browser: Browser) -> Iterator[Page]:
    """A page as wide as a phone, in which a tool may run that is not ours."""
    context = browser.new_context(viewport={"width": 360, "height": 700}, bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", EMBEDS)
def test_an_embed_can_be_read_by_everybody(frame: Page, address: str, name: str) -> None:
    frame.goto("about:blank")  # so that what comes next is no change of the hash
    frame.goto(f"{address}embed.html#figure={name}")
    expect(frame.locator("[data-part=figures] > [data-figure]:not([hidden]) > *").first).to_be_attached()
    expect(frame.get_by_role("heading", level=1)).to_have_text(frame.title())
    found = Axe().run(frame).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert not frame.evaluate(WIDE)
    frame.set_viewport_size({"width": 700, "height": 700})
    frame.evaluate(LARGER, "200%")
    expect(frame.locator("html")).to_have_css("font-size", "32px")
    frame.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert not frame.evaluate(WIDE)
    frame.evaluate(LARGER, "")
    frame.set_viewport_size({"width": 360, "height": 700})
