"""The lab while the recorded step comes in pieces: its stages are seen first, and nothing moves when the rest comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import whole_step_there
from playwright.sync_api import Page, Route, expect
from windows import Windows

Visit = Callable[..., Any]


@pytest.fixture
def visit(windows: Windows, address: str) -> Visit:
    """Open the lab at a place, without Python, and with the recorded graph only when it is let through."""

    @contextmanager
    def visiting(place: str) -> Iterator[tuple[Page, Callable[[], None]]]:
        with windows.opened(width=1440, height=900, motion="reduce") as (page, _):
            page.route("**/worker.js*", lambda route: None)
            graph: list[Route] = []
            page.route("**/trace-graph.bin*", lambda route: graph.append(route))
            page.goto(f"{address}lab.html{place}")
            expect(page.locator("[data-part=stage]")).to_have_attribute("aria-busy", "true")

            def let_through() -> None:
                graph[0].continue_()
                whole_step_there(page)

            yield page, let_through

    return visiting


def where(page: Page) -> str:
    return page.locator(".where").inner_text()


def test_a_reader_steps_through_the_stages_before_the_graph_is_there_and_stays(visit: Visit) -> None:
    with visit("#cursor=100") as (page, let_through):
        expect(page.locator(".where")).to_contain_text("101 / ")
        page.locator("body").press("ArrowRight")
        expect(page.locator(".where")).to_contain_text("102 / ")
        before = where(page)
        now = page.get_by_role("region", name="Now").first
        value = now.inner_text().split("\n")[0]
        let_through()
        assert where(page) == before
        assert now.inner_text().split("\n")[0] == value
        page.locator("body").press("ArrowDown")
        expect(page.locator(".where")).not_to_have_text(before)


def test_a_node_that_a_link_selects_is_selected_once_the_graph_is_there(visit: Visit) -> None:
    with visit("#view=graph&cursor=100&select=n6000") as (page, let_through):
        expect(page.locator(".where")).to_contain_text("101 / ")
        now = page.get_by_role("region", name="Now").first
        before = now.inner_text()
        let_through()
        expect(now).not_to_have_text(before)
        expect(page).to_have_url(re.compile(r"cursor=100.*select=n6000"))


def test_a_look_at_another_moment_is_left_alone_when_the_graph_comes(visit: Visit) -> None:
    with visit("#cursor=100") as (page, let_through):
        page.get_by_role("button", name="slide through training").click()
        slider = page.get_by_role("slider", name="Through training")
        slider.press("Home")
        expect(slider).to_have_attribute("aria-valuetext", "after 0 steps")
        before = where(page)
        let_through()
        assert where(page) == before
        expect(slider).to_have_attribute("aria-valuetext", "after 0 steps")
