"""The line that runs: the statement of the frame, whole, with the numbers of what is in focus under their names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import frame_of, read, stage_at

from tools.environment import ROOT
from tools.harness import Harness, actions, picture, put
from tools.site import SHOWN_SOURCES
from tools.source_listing import coloured_lines

Open = Callable[..., Page]
Json = dict[str, Any]

SOURCES = {file: coloured_lines(ROOT / file) for file in SHOWN_SOURCES}
WIDE = {"width": 1110, "height": 60, "host": {"sources": SOURCES}}


@pytest.fixture(scope="module")
def bill(harness: Harness) -> Json:
    return read(harness, "bill")


@pytest.fixture
def page(open_figure: Open) -> Page:
    return open_figure("line", trace="bill", **WIDE)


def code(page: Page) -> Locator:
    return page.get_by_role("region", name="The line that runs").locator("code")


def notes(page: Page) -> list[tuple[str, str]]:
    """What stands under the line, with the names that it stands under."""
    pairs = page.locator(".line-noted").evaluate_all(
        "all => all.map((it) => [...it.children].map(({ textContent }) => textContent))"
    )
    return [(name, note) for name, note in pairs]


def test_it_shows_the_whole_line_of_python_in_its_colours(page: Page, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_q", 1)
    put(page, look={"cursor": frame_of(bill, "forward", stage)})
    line = (ROOT / "microgpt/model.py").read_text().split("\n")[bill["stages"][stage]["line"] - 1]
    text = code(page).evaluate(
        "code => [...code.children].map((it) => (it.matches('.line-noted') ? it.children[0] : it).textContent).join('')"
    )
    assert text == line.strip()
    expect(page.get_by_text(f"microgpt/model.py:{bill['stages'][stage]['line']}")).to_be_visible()
    colours = code(page).locator(".sa, .s2, .n").evaluate_all("all => all.map((it) => getComputedStyle(it).color)")
    assert len(set(colours)) > 1


def test_numbers_stand_under_their_names(page: Page, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_residual", 1)
    numbers = bill["columns"]["stage_values"][bill["stages"][stage]["first"] :][:16]
    put(
        page,
        look={"cursor": frame_of(bill, "forward", stage), "selection": {"kind": "stage", "stage": stage, "element": 5}},
    )
    assert [name for name, _ in notes(page)] == ["x", "x", "x_residual"]
    assert notes(page)[0][1].startswith(f"[5] {numbers[5]:.3f}"[:8].replace("-", "\u2212"))
    beneath = page.locator(".line-noted").evaluate_all(
        """all => all.every((it) => {
             const [name, note] = [...it.children].map((each) => each.getBoundingClientRect());
             return Math.abs(name.left - note.left) < 1 && note.top >= name.bottom - 4;
           })"""
    )
    assert beneath


def test_backward_shows_its_two_lines_and_names_the_forward_one(page: Page, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_k", 2)
    put(page, look={"cursor": frame_of(bill, "backward", stage)})
    expect(code(page)).to_have_text([re.compile("^left.grad"), re.compile("^right.grad")])
    assert [name for name, _ in notes(page)] == ["left.grad", "left_grad", "grad", "right.grad", "right_grad", "grad"]
    expect(page.get_by_text("backward through k = linear(x, attn_wk)")).to_be_visible()


def test_the_whole_file_is_one_button_away(page: Page) -> None:
    page.get_by_role("button", name="the whole file").click()
    assert actions(page) == [{"type": "source-asked"}]


# the widths that the strip is given under the picture, and the most that it takes of the height
@pytest.mark.parametrize(("width", "height"), [(1110, 55), (1520, 55), (690, 55), (390, 108)])
def test_nothing_is_cut_off_in_any_frame(open_figure: Open, bill: Json, width: int, height: int) -> None:
    page = open_figure("line", trace="bill", width=width, height=900, host={"sources": SOURCES})
    put(page, width=width)
    found = page.evaluate(
        """async ([width, height]) => {
             Object.assign(figure.root.style, { position: "fixed", inset: "0 auto auto 0", width: `${width}px` });
             const found = [];
             for (let cursor = 0; cursor < figure.trace.frames.length; cursor++) {
               await figure.set({ look: { cursor }, width });
               const strip = figure.root.querySelector(".line-strip");
               const notes = [...figure.root.querySelectorAll(".line-note")].map((note) => {
                 const range = new Range();
                 range.selectNodeContents(note);
                 return range.getBoundingClientRect();
               });
               const isOver = notes.some((a, at) => notes.slice(at + 1).some((b) =>
                 a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4));
               const right = Math.max(...notes.map((note) => note.right), 0);
               if (strip.scrollHeight > height || right > width || isOver) {
                 found.push([cursor, strip.scrollHeight, right, isOver]);
               }
             }
             return found;
           }""",
        [width, height],
    )
    assert found == []


def test_while_the_number_adds_up_nothing_else_of_the_line_moves(page: Page, bill: Json) -> None:
    cursor = frame_of(bill, "forward", stage_at(bill, "layer0.attn_q", 1))
    boxes = """[...figure.root.querySelectorAll("code *")].filter((it) => it.matches(".line-noted > :first-child, .n"))
      .map((it) => it.getBoundingClientRect().left)"""
    seen: dict[Any, Any] = {}
    for t in (0, 0.2, 0.5, 0.85, 1, 0.5, 0):
        put(page, look={"cursor": cursor, "t": t})
        assert seen.setdefault(t, picture(page)) == picture(page)
        assert page.evaluate(boxes) == seen.setdefault("boxes", page.evaluate(boxes))
    assert seen[0] != seen[0.5] != seen[1]
    backward = frame_of(bill, "backward", stage_at(bill, "layer0.attn_q", 1))
    put(page, look={"cursor": backward, "t": 0})
    before = picture(page)
    put(page, look={"t": 0.5})
    assert picture(page) == before


def test_going_through_the_frames_and_operations_and_back_restores_the_picture(page: Page, bill: Json) -> None:
    seen: dict[tuple[int, int | None], str] = {}
    backward = frame_of(bill, "backward", stage_at(bill, "layer0.attn_k", 1))
    moments = [(0, None), (0, 2), (6, None), (6, 3), (backward, None), (backward, 4), (len(bill["frames"]) - 1, 1)]
    for cursor, operation in [*moments, *moments[::-1]]:
        put(page, look={"cursor": cursor, "operation": operation})
        assert seen.setdefault((cursor, operation), picture(page)) == picture(page)
    assert len(set(seen.values())) == len(moments)
