"""Firefox, from Python's coming up to a link: one page, in which each test goes on from where the last has left it.

What figures do in somebody's page, and the whole site as one file, is tested in both browsers where that is tested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import BOOT_MS
from figure import Figure
from playwright.sync_api import Browser, Page, expect
from runs import STEP, losses, losses_of_step
from walking import PICTURES, walk
from windows import Watch, Windows

COMPUTED = "This step was computed by the Python in this page."


@pytest.fixture(scope="module")
def windows_of_firefox(firefox: Browser, address: str) -> Windows:
    return Windows(firefox, address)


@pytest.fixture(scope="module")
def opened(windows_of_firefox: Windows, address: str) -> Iterator[tuple[Figure, Watch]]:
    with windows_of_firefox.opened(width=1440, height=900) as (page, watch):
        page.goto(address)
        yield Figure(page), watch


@pytest.fixture
def figure(opened: tuple[Figure, Watch]) -> Iterator[Figure]:
    """The figure of the training, on a page that may complain of nothing."""
    figure, watch = opened
    yield figure
    watch.check()


@pytest.fixture
def page(figure: Figure) -> Page:
    return figure.page


class Reader:
    """Somebody at this browser."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)

    def choose(self, view: str) -> None:
        self._page.locator(f"[data-part=view-switch] input[value={view}]").check()
        self._page.evaluate("document.activeElement.blur()")  # away from the switch, whose keys are its own

    def ask(self, script: str, *args: Any) -> Any:
        return self._page.evaluate(script, *args)


def trained(figure: Figure) -> list[float]:
    """The losses that the page has come to, in full precision, none of them twice."""
    steps = figure.steps()
    assert [step["step"] for step in steps] == list(range(1, len(steps) + 1))
    return [step["loss"] for step in steps]


def traced(page: Page) -> dict[str, Any]:
    """The header of the last step that Python has traced."""
    heard = page.evaluate("heard.filter(({ result }) => result?.header?.format).at(-1).result.header")
    return dict(heard)


def test_python_comes_up_and_trains_to_the_losses_of_the_command_line(figure: Figure) -> None:
    expect(figure.state).to_contain_text("Python is up, after", timeout=BOOT_MS)
    figure.train.click()
    expect(figure.stat("mean of up to 50 losses")).to_have_text(re.compile(r"\d"))
    figure.pause.click()
    expect(figure.go_on).to_be_visible()
    expect(figure.state).to_contain_text("Every number of this run was computed by the Python in this page.")
    done = trained(figure)
    assert len(done) == figure.steps_done() > 0
    assert done == pytest.approx(losses(len(done)), rel=1e-9)


def test_a_worker_that_ends_is_told_of_and_nothing_is_lost_over_a_restart(figure: Figure) -> None:
    before = figure.steps_done()
    figure.go_on.click()
    expect(figure.progress).not_to_have_attribute("aria-valuenow", str(before))
    figure.page.evaluate("workers.at(-1).terminate()")
    told = re.compile(
        r"stopped: it ended without a word\. Restarting goes on from step (\d+), the last that was saved\."
    )
    expect(figure.problem).to_contain_text(told)
    found = told.search(figure.problem.inner_text())
    assert found
    kept = int(found[1])
    assert kept >= before
    expect(figure.state).to_contain_text("Python is not running.")
    expect(figure.chart).to_have_attribute("aria-valuemin", "1")  # what was shown is there still

    figure.restart.click()
    expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    expect(figure.problem).to_be_hidden()
    figure.do_step()
    assert trained(figure) == pytest.approx(losses(kept + 1), rel=1e-9)


def test_every_picture_of_the_lab_is_drawn_in_every_phase_of_a_step(page: Page, address: str) -> None:
    page.goto(f"{address}{STEP}")
    expect(page.locator(".chooser-toggle")).to_contain_text("step 4", timeout=BOOT_MS)
    assert traced(page)["losses"] == pytest.approx(losses_of_step(), rel=1e-9)
    seen = list(walk(Reader(page)))
    assert [(each.view, each.phase) for each in seen if not each.is_drawn] == []
    assert all(COMPUTED in each.status and each.now for each in seen)
    assert len({each.where for each in seen}) == 4
    assert len({(each.view, each.picture) for each in seen}) == 4 * len(PICTURES)
    assert page.evaluate("document.documentElement.scrollWidth") == 1440


def test_a_link_opens_at_the_same_moment_with_the_same_losses(page: Page, windows_of_firefox: Windows) -> None:
    Reader(page).press("Home", "PageDown", "ArrowRight")
    page.locator("[data-part=view-switch] input[value=heads]").check()
    where = page.locator(".where").inner_text()
    cursor = int(where.split(" / ")[0]) - 1
    expect(page).to_have_url(re.compile(rf"cursor={cursor}&view=heads$"))
    first = traced(page)
    with windows_of_firefox.opened(width=1440, height=900) as (other, _):
        other.goto(page.url)
        expect(other.locator(".chooser-toggle")).to_contain_text("step 4", timeout=BOOT_MS)
        expect(other.get_by_text(COMPUTED)).to_be_visible()
        expect(other.locator(".where")).to_have_text(where)
        expect(other.get_by_role("radio", name="Attention")).to_be_checked()
        again = traced(other)
    assert (again["doc"], again["loss"], again["losses"]) == (first["doc"], first["loss"], first["losses"])
