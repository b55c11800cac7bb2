"""The article, by what a reader finds in it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect


def frames(page: Page, count: int) -> None:
    """Let the page draw so many frames."""
    page.evaluate("async (n) => { while (n-- > 0) await new Promise(requestAnimationFrame); }", count)


class Article:
    """Its chapters, their figures, and the numbers in its sentences."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def bar(self) -> Locator:
        return self.page.locator(".bar")

    @property
    def name(self) -> Locator:
        return self.bar.get_by_role("textbox", name="Your name")

    @property
    def note(self) -> Locator:
        """What is said of the name beside its field."""
        return self.bar.get_by_role("status")

    def figure(self, id: str) -> Locator:
        """The figure of this id, in view, with all its parts placed and drawn."""
        figure = self.page.locator(f"#{id}")
        figure.evaluate("each => each.scrollIntoView({ block: 'center', behavior: 'instant' })")
        for spot in figure.locator("[data-figure]").all():
            if spot.get_attribute("data-figure") != "problem":
                expect(spot.locator("> *").first).to_be_attached()
        return figure

    def at_rest(self, id: str) -> Locator:
        """The figure when it has played what it plays on coming into view."""
        figure = self.figure(id)
        for button in figure.get_by_role("button", name="Pause", exact=True).all():
            expect(button).to_be_hidden(timeout=60_000)
        return figure

    def fact(self, name: str) -> str:
        """What the text says where it has this fact."""
        return self.page.locator(f'[data-fact="{name}"]').first.inner_text()

    def last_trace(self) -> dict[str, Any]:
        """The header of the newest trace that Python made."""
        header: dict[str, Any] = self.page.evaluate(
            "heard.filter(({ result }) => result?.header?.frames).at(-1).result.header"
        )
        return header
