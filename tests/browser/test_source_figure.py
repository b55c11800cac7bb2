"""The source: the file that runs, its line lit and in sight, what each line made, and a way to the frames of a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import frame_of, read, stage_at

from tools.environment import ROOT
from tools.harness import Harness, actions, picture, put
from tools.source_listing import coloured_lines

Open = Callable[..., Page]
Json = dict[str, Any]

FILES = [f"microgpt/{name}.py" for name in ("model", "value", "train", "adam", "tokenizer")]
SOURCES = {file: coloured_lines(ROOT / file) for file in FILES}


@pytest.fixture(scope="module")
def bill(harness: Harness) -> Json:
    return read(harness, "bill")


@pytest.fixture
def page(open_figure: Open) -> Page:
    return open_figure("source", trace="bill", width=1100, host={"sources": SOURCES})


def line(page: Page, number: int) -> Locator:
    return page.locator(f"li[data-line='{number}']")


def can_run(header: Json, cursor: int) -> list[tuple[str, list[int]]]:
    """The file, and what can be lit of it, at a frame; backwards it is a matter of what is in focus."""
    frame = header["frames"][cursor]
    phase = frame["phase"]
    if phase in ("forward", "loss"):
        stage = header["stages"][frame["stage"]]
        return [(stage["file"], [stage["line"]])]
    wanted = {
        "tokens": [["return"]],
        "adam": [["data[i]"]],
        "backward": [["self.grad"], ["for node"], ["left.grad", "right.grad"], ["child.grad"]],
    }
    statements = header["functions"][phase]["statements"]
    return [
        (header["functions"][phase]["file"], [statements[name]["line"] for name in names]) for names in wanted[phase]
    ]


def test_the_lines_that_do_each_frame_are_lit_and_in_sight(page: Page, bill: Json) -> None:
    found = page.evaluate(
        """async () => {
             const found = [];
             for (let cursor = 0; cursor < figure.trace.frames.length; cursor++) {
               await figure.set({ look: { cursor } });
               const lit = [...figure.root.querySelectorAll("[aria-current]")];
               const seen = figure.root.querySelector(".source").getBoundingClientRect();
               const { top } = lit[0].getBoundingClientRect();
               const { bottom } = lit.at(-1).getBoundingClientRect();
               const isInSight = top >= seen.top && bottom <= seen.bottom;
               const file = figure.root.querySelector("select").value;
               found.push([file, lit.map(({ dataset }) => Number(dataset.line)), isInSight]);
             }
             return found;
           }"""
    )
    for cursor, (file, lines, is_in_sight) in enumerate(found):
        assert (file, lines) in can_run(bill, cursor)
        assert is_in_sight
    backward = {tuple(lines) for file, lines, _ in found if file == "microgpt/value.py"}
    assert len(backward) == 4  # the loss's own gradient, the chain rule for one operand and for two, and nothing to do


def test_the_file_that_runs_is_shown_whole_whichever_was_shown_before(page: Page, bill: Json) -> None:
    last = len(bill["frames"]) - 1
    loss = frame_of(bill, "loss", stage_at(bill, "mean_loss", None))
    names = ["adam", "tokenizer", "model", "train", "value", "adam", "model"]
    for cursor, name in zip((last, 0, 1, loss, loss + 1, last, 1), names):
        put(page, look={"cursor": cursor})
        file = f"microgpt/{name}.py"
        expect(page.get_by_label("File")).to_have_value(file)
        lines = (ROOT / file).read_text().splitlines()
        expect(page.locator("li code")).to_have_text([line or " " for line in lines])
        expect(page.locator("li .linenos")).to_have_text([str(number + 1) for number in range(len(lines))])


def test_a_line_is_brought_to_the_middle_once_and_the_reader_may_scroll_on(page: Page, bill: Json) -> None:
    scrolled = "figure.root.querySelector('.source').scrollTop"
    query = stage_at(bill, "layer0.attn_q", 1)
    put(page, look={"cursor": frame_of(bill, "forward", query)})
    middle = page.evaluate(scrolled)
    assert middle > 0
    page.evaluate(f"{scrolled} = 10")
    put(page, look={"t": 0.5})
    key = stage_at(bill, "layer0.attn_q", 3)
    put(page, look={"cursor": frame_of(bill, "forward", key)})  # another frame of the same line
    assert page.evaluate(scrolled) == 10
    put(page, look={"cursor": frame_of(bill, "forward", query) + 1})
    put(page, look={"cursor": frame_of(bill, "forward", query)})
    assert page.evaluate(scrolled) == middle


def test_sources_that_come_late_are_scrolled_as_well(open_figure: Open, bill: Json) -> None:
    cursor = frame_of(bill, "forward", stage_at(bill, "logits", 0))
    page = open_figure("source", trace="bill", look={"cursor": cursor})
    expect(page.locator("li")).to_have_count(0)
    put(page, host={"sources": SOURCES})
    expect(page.locator(".lit")).to_be_in_viewport()
    assert page.evaluate("figure.root.querySelector('.source').scrollTop") > 0


def test_lines_are_lit_in_another_colour_on_the_way_back(page: Page, bill: Json) -> None:
    query = stage_at(bill, "layer0.attn_q", 1)
    put(page, look={"cursor": frame_of(bill, "forward", query)})
    forth = page.locator(".lit").evaluate("lit => getComputedStyle(lit).backgroundColor")
    put(page, look={"cursor": frame_of(bill, "backward", query)})
    expect(page.locator(".lit")).to_have_text([re.compile("left.grad \\+="), re.compile("right.grad \\+=")])
    assert page.locator(".lit").first.evaluate("lit => getComputedStyle(lit).backgroundColor") != forth


def test_a_reader_chooses_another_file_and_sees_the_forward_line_whose_gradient_it_is(page: Page, bill: Json) -> None:
    query = stage_at(bill, "layer0.attn_q", 1)
    put(page, look={"cursor": frame_of(bill, "backward", query)})
    file = page.get_by_label("File")
    assert file.locator("option").all_text_contents() == FILES
    file.select_option("microgpt/model.py")
    assert actions(page)[-1] == {"type": "set", "settings": {"file": "microgpt/model.py"}}
    expect(page.locator(".lit")).to_have_attribute("data-line", str(bill["stages"][query]["line"]))
    expect(page.locator(".lit")).to_be_in_viewport()
    put(page, look={"cursor": 0})
    expect(file).to_have_value("microgpt/model.py")
    expect(page.locator(".lit")).to_have_count(0)
    file.select_option("microgpt/tokenizer.py")  # the one that runs: followed from now on
    assert actions(page)[-1] == {"type": "set", "settings": {"file": ""}}
    put(page, look={"cursor": 1})
    expect(file).to_have_value("microgpt/model.py")


def test_the_margin_stands_beside_the_code_and_covers_none_of_it(open_figure: Open, bill: Json) -> None:
    cursor = frame_of(bill, "forward", stage_at(bill, "layer0.attn_heads", 1))
    page = open_figure("source", trace="bill", width=1100, host={"sources": SOURCES}, look={"cursor": cursor})
    beside = page.evaluate(
        """[...figure.root.querySelectorAll("li")].map((li) => {
             const range = new Range();
             range.selectNodeContents(li.querySelector("code"));
             return li.querySelector(".margin").getBoundingClientRect().left - range.getBoundingClientRect().right;
           })"""
    )
    assert min(beside) >= 0
    assert page.locator(".source").evaluate("source => source.scrollWidth <= source.clientWidth")
    put(page, width=700)
    expect(page.locator(".margin")).to_have_count(0)


def test_beside_each_line_stands_what_it_made(page: Page, bill: Json) -> None:
    """Forwards its first values, on the way back its first gradients, those of the head that the cursor is at."""
    logits = [stage_at(bill, f"layer0.head{head}.attn_logits", 3) for head in range(4)]
    number = bill["stages"][logits[0]]["line"]

    def some(column: str, stage: int, digits: int) -> str:
        first = bill["stages"][stage]["first"]
        numbers = bill["columns"][column][first : first + 2]
        return " ".join(f"{x:.{digits}f}" for x in numbers).replace("-", "\u2212") + " …"

    put(page, settings={"file": "microgpt/model.py"})
    for stage in logits:
        put(page, look={"cursor": frame_of(bill, "forward", stage)})
        expect(line(page, number).locator(".margin")).to_have_text(some("stage_values", stage, 2))
        put(page, look={"cursor": frame_of(bill, "backward", stage)})
        expect(line(page, number).locator(".margin")).to_have_text(some("stage_grads", stage, 3))


def test_a_click_on_a_line_goes_to_the_next_frame_it_makes(page: Page, bill: Json) -> None:
    number = bill["stages"][stage_at(bill, "logits", 0)]["line"]
    put(page, look={"cursor": 1}, settings={"file": "microgpt/model.py"})
    frames = []
    for _ in range(11):
        line(page, number).click()
        frames.append(actions(page)[-1]["cursor"])
    stages = [stage_at(bill, "logits", position) for position in range(5)]
    forth = [frame_of(bill, "forward", stage) for stage in stages]
    back = [frame_of(bill, "backward", stage) for stage in stages[::-1]]
    assert frames == [*forth, *back, forth[0]]


def test_a_click_on_a_line_that_makes_no_frame_goes_nowhere(page: Page) -> None:
    put(page, look={"cursor": 1})
    line(page, 1).click()
    assert actions(page) == []
    expect(page.locator("li.clickable").first).to_have_css("cursor", "pointer")


def test_going_through_the_files_and_back_restores_the_picture(page: Page, bill: Json) -> None:
    seen: dict[int, str] = {}
    backward = [frame_of(bill, "backward", stage_at(bill, f"layer0.{name}", 1)) for name in ("attn_k", "mlp_relu")]
    loss = frame_of(bill, "loss", stage_at(bill, "mean_loss", None))
    cursors = [0, 1, 70, loss, *backward, len(bill["frames"]) - 1]
    for cursor in [*cursors, *cursors[::-1]]:
        put(page, look={"cursor": cursor})
        assert seen.setdefault(cursor, picture(page)) == picture(page)
    assert len(set(seen.values())) == len(cursors)
