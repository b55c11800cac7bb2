"""The same step with both autograds side by side: its nodes, and its time when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def counted(harness: Harness) -> Json:
    """The recorded step, counted and not timed."""
    answers = json.loads((harness.folder / "recorded" / "answers-paces.json").read_text())
    (found,) = (each["result"] for each in answers)
    return dict(found)


@pytest.fixture
def timed(counted: Json) -> Json:
    ways = [{**way, "seconds": seconds} for way, seconds in zip(counted["ways"], (0.0894, 0.00702), strict=True)]
    return {**counted, "times": 10, "ways": ways, "faster": 12.73}


@pytest.fixture
def page(open_figure: Open, counted: Json) -> Page:
    return open_figure("pace", width=672, answers={"counted": counted})


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has_text=name)


def bar(row: Locator, column: int) -> float:
    box = row.get_by_role("cell").nth(column).locator(".pace-bar").bounding_box()
    assert box
    return float(box["width"])


def test_it_counts_the_nodes_of_both_ways(page: Page, counted: Json) -> None:
    for name, way in zip(("number", "vector"), counted["ways"], strict=True):
        expect(row(page, f"one node per {name}")).to_contain_text(f"{way['nodes']:,}")
        expect(row(page, f"one node per {name}")).to_contain_text("not timed")
    expect(page.get_by_text("281 times fewer nodes. The loss is 2.33428 both ways")).to_be_visible()
    expect(page.get_by_text("One training step on “bill”: 5 predictions.")).to_be_visible()
    assert bar(row(page, "per number"), 0) > 40 * bar(row(page, "per vector"), 0)


def test_it_is_timed_when_asked_and_a_second_time_anew(page: Page, timed: Json) -> None:
    assert page.evaluate("figure.questions().map(({ args }) => args.times)") == [0]
    page.get_by_role("button", name="Time 10 steps each way").click()
    assert actions(page)[-1] == {"type": "set", "settings": {"times": 10}}
    assert page.evaluate("figure.questions().map(({ args }) => args.times)") == [0, 10]
    expect(page.get_by_role("status")).to_have_text("Python is timing both.")
    expect(page.get_by_role("button")).to_be_disabled()
    put(page, answers={"timed": timed})
    expect(row(page, "per number")).to_contain_text("89 ms")
    expect(row(page, "per vector")).to_contain_text("7.0 ms")
    expect(page.get_by_role("status")).to_have_text("The median of 10 steps each way: 13 times as fast.")
    shares = [bar(row(page, f"per {name}"), 1) for name in ("number", "vector")]
    assert shares[1] / shares[0] == pytest.approx(0.00702 / 0.0894, abs=0.01)
    page.get_by_role("button", name="Time 20 steps each way, again").click()
    assert page.evaluate("figure.questions().map(({ args }) => args.times)") == [0, 20]
    expect(row(page, "per number")).to_contain_text("89 ms")


def test_before_python_is_up_nothing_can_be_timed(page: Page) -> None:
    put(page, canAsk=False)
    expect(page.get_by_role("button")).to_be_disabled()
    expect(page.get_by_role("status")).to_have_text("The times come with Python, which is not up yet.")


def test_the_times_of_another_document_are_not_shown(page: Page, timed: Json) -> None:
    put(page, settings={"times": 10}, answers={"timed": {**timed, "doc": "anna"}})
    expect(row(page, "per number")).to_contain_text("not timed")


def test_a_model_that_one_autograd_can_train_has_one_row(page: Page, counted: Json) -> None:
    before = picture(page)
    put(page, answers={"counted": {**counted, "ways": counted["ways"][:1], "fewer": 1, "apart": 0}})
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_text("This model trains with one node per number only.")).to_be_visible()
    put(page, answers={"counted": counted})
    assert picture(page) == before


@pytest.mark.parametrize(("width", "theme"), [(320, "light"), (672, "dark")])
def test_everybody_can_read_it(open_figure: Open, timed: Json, width: int, theme: str) -> None:
    answers = {"counted": timed, "timed": timed}
    page = open_figure("pace", width=width, theme=theme, settings={"times": 10}, answers=answers)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, context="#root")
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []
