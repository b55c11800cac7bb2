"""The transport: it goes through a passage and says what each frame does, with its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import frame_of, read, stage_at

from tools.harness import Harness, actions, put

Open = Callable[..., Page]
Json = dict[str, Any]
PASSAGE = {"from": "forward:attn_q", "to": "forward:attn_residual"}
SMALLEST = 44  # px, for a finger


@pytest.fixture(scope="module")
def bill(harness: Harness) -> Json:
    return read(harness, "bill")


@pytest.fixture
def page(open_figure: Open) -> Page:
    return open_figure("transport", trace="bill", settings=PASSAGE)


def ends(bill: Json) -> tuple[int, int]:
    first, last = (stage_at(bill, f"layer0.{name}", 2) for name in ("attn_q", "attn_residual"))
    return frame_of(bill, "forward", first), frame_of(bill, "forward", last)


def bar(page: Page) -> Locator:
    return page.get_by_role("slider", name="Frame of the passage")


def sentence(page: Page) -> Locator:
    return page.locator(".transport-sentence")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_it_says_what_the_frame_does_with_the_numbers_of_python(page: Page, bill: Json) -> None:
    first, last = ends(bill)
    put(page, look={"cursor": first})
    stage = bill["stages"][stage_at(bill, "layer0.attn_q", 2)]
    values = bill["columns"]["stage_values"][stage["first"] : stage["first"] + stage["size"]]
    at = max(range(len(values)), key=lambda index: abs(values[index]))
    expect(sentence(page)).to_have_text(re.compile(r"^Position 2 “i” makes its query: .* numbers: q\[\d+\] = \S+\.$"))
    said = re.search(r"q\[(\d+)\] = (\S+)\.$", sentence(page).inner_text())
    assert said
    assert int(said[1]) == at
    assert float(said[2].replace("\N{MINUS SIGN}", "-")) == pytest.approx(values[at], rel=1e-3)
    for name, expected in (("valuenow", 1), ("valuemin", 1), ("valuemax", last - first + 1)):
        expect(bar(page)).to_have_attribute(f"aria-{name}", str(expected))
    expect(bar(page)).to_have_attribute("aria-valuetext", "query, position 2 “i”")


def test_it_is_read_out_when_it_is_come_to_and_not_while_it_plays(page: Page, bill: Json) -> None:
    put(page, look={"cursor": ends(bill)[0], "isPlaying": True})
    expect(sentence(page)).to_have_attribute("aria-live", "off")
    put(page, look={"isPlaying": False})
    expect(sentence(page)).to_have_attribute("aria-live", "polite")


def test_its_buttons_and_keys_stay_within_the_passage(page: Page, bill: Json) -> None:
    first, last = ends(bill)
    put(page, look={"cursor": first})
    expect(button(page, "back")).to_be_disabled()
    button(page, "next").click()
    button(page, "play").click()
    bar(page).focus()
    for key in ("End", "ArrowRight", "ArrowLeft", "Home", "ArrowLeft"):
        page.keyboard.press(key)
    assert actions(page) == [
        {"type": "go", "cursor": first + 1},
        {"type": "passage-asked", "from": first + 2, "to": last},
        {"type": "go", "cursor": last},
        {"type": "go", "cursor": last - 1},
        {"type": "go", "cursor": first},
    ]
    put(page, look={"cursor": last})
    expect(button(page, "next")).to_be_disabled()


def test_the_bar_is_dragged_from_end_to_end(page: Page, bill: Json) -> None:
    first, last = ends(bill)
    put(page, look={"cursor": first})
    box = bar(page).bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 40, middle)
    page.mouse.up()
    assert actions(page)[-1] == {"type": "go", "cursor": last}


@pytest.mark.parametrize("width", [320, 672, 1152])
def test_no_sentence_makes_it_higher_than_another(open_figure: Open, bill: Json, width: int) -> None:
    page = open_figure("transport", trace="bill", width=width)
    heights = page.evaluate(
        """async (count) => {
          const found = new Set();
          for (let cursor = 0; cursor < count; cursor++) {
            await figure.set({ look: { cursor, t: 1 } });
            found.add(figure.root.querySelector(".transport").offsetHeight);
          }
          return [...found];
        }""",
        len(bill["frames"]),
    )
    assert len(heights) == 1
    for each in page.get_by_role("button").all():
        box = each.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= SMALLEST
