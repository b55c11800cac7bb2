"""Experiments with one parameter: another number for it, what the loss made of that, and a check of its gradient."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import param_ref, read

from microgpt.data import load
from microgpt.observe.experiment import Edit, trace_edited
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
Json = dict[str, Any]

WPE = {"matrix": "wpe", "row": 0, "column": 3}
CHECK = {**WPE, "epsilon": 1e-4, "value": 0.1, "loss_up": 3.0, "loss_down": 3.0}
CHECK.update(grad=-0.0123456, slope=-0.0123457, error=-1e-7)


@pytest.fixture
def page(open_figure: Open) -> Page:
    """The page with a parameter selected."""
    return open_figure("experiment", trace="bill", look={"selection": param_ref(1, 0, 3)})


@pytest.fixture(scope="module")
def edited(harness: Harness) -> Json:
    """A trace with two edits: its header."""
    run = start(preset("microgpt"), load("census"), vector)
    edits = [Edit("wpe", 0, 3, 1.5), Edit("wte", 2, 1, -0.25)]
    traced = trace_edited(run, edits, "bill", graph=False)
    harness.write_trace("experiment-edited", traced)
    return traced.header


def field(page: Page) -> Locator:
    return page.get_by_label("What if wpe[0][3] were")


def asked(page: Page) -> list[Json]:
    return [each for each in actions(page) if each["type"] != "set"]


def row(page: Page, term: str) -> Locator:
    return page.locator("dl .row").filter(has_text=term).locator("dd")


def text(x: float, digits: int = 4) -> str:
    return f"{x:.{digits}f}".replace("-", "\u2212")


# --- another number


def test_it_is_empty_until_a_parameter_is_selected(open_figure: Open) -> None:
    page = open_figure("experiment", trace="bill")
    before = picture(page)
    assert page.evaluate("figure.root.textContent.trim()") == ""
    put(page, look={"selection": {"kind": "stage", "stage": 4, "element": 2}})
    assert picture(page) == before
    put(page, look={"selection": param_ref(1, 0, 3)})
    expect(field(page)).to_be_visible()
    put(page, look={"selection": None})
    assert picture(page) == before


def test_the_field_holds_the_number_that_the_parameter_has_before_the_step(page: Page, harness: Harness) -> None:
    bill = read(harness, "bill")
    matrix = bill["matrices"][1]
    expect(field(page)).to_have_value(text(bill["columns"]["adam_before"][matrix["first"] + 3]))
    put(page, look={"selection": param_ref(0, 2, 1)})
    expect(page.get_by_label("What if wte[2][1] were")).to_have_value(
        text(bill["columns"]["adam_before"][2 * bill["matrices"][0]["columns"] + 1])
    )


@pytest.mark.parametrize(("typed", "value"), [("1.5", 1.5), ("-0,25", -0.25), ("\u22122e-1", -0.2), (" 3 ", 3)])
def test_another_number_is_tried(page: Page, typed: str, value: float) -> None:
    field(page).fill(typed)
    field(page).press("Enter")
    assert asked(page) == [{"type": "edits-asked", "edits": [{**WPE, "value": value}]}]


def test_what_is_no_number_gets_a_sentence_that_goes_with_the_next_attempt(page: Page) -> None:
    before = picture(page)
    alert = page.get_by_role("alert")
    for typed in ("much", "", "a=b"):
        field(page).fill(typed)
        page.get_by_role("button", name="Try it").click()
        expect(alert).to_have_text(f"Wanted a number such as -0.25, not “{typed}”.")
        expect(field(page)).to_have_value(typed)
    assert asked(page) == []
    put(page, look={"selection": param_ref(1, 0, 4)})
    expect(alert).to_have_text("")
    put(page, look={"selection": param_ref(1, 0, 3)})
    expect(alert).to_have_text("Wanted a number such as -0.25, not “a=b”.")
    field(page).fill("2")
    page.get_by_role("button", name="Try it").click()
    expect(alert).to_have_text("")
    assert len(asked(page)) == 1
    assert picture(page) == before


def test_what_is_typed_stays_while_other_things_change(page: Page) -> None:
    field(page).fill("1.25")
    page.get_by_role("button", name="Try it").focus()
    put(page, look={"cursor": 90, "t": 0.5, "hovered": {"kind": "stage", "stage": 4, "element": 2}})
    expect(field(page)).to_have_value("1.25")


def test_it_waits_for_a_step_that_was_computed_here(page: Page) -> None:
    controls = [field(page), *[page.get_by_role("button", name=name) for name in ("Try it", "Check its gradient")]]
    before = picture(page)
    put(page, canAsk=False)
    for each in controls:
        expect(each).to_be_disabled()
    expect(page.get_by_text("To try other numbers, have a step computed here")).to_be_visible()
    put(page, canAsk=True, look={"isTracing": True})
    for each in controls:
        expect(each).to_be_disabled()
    put(page, look={"isTracing": False})
    assert picture(page) == before


# --- what it did


def test_what_the_edits_did_to_the_loss_stands_beside_what_the_gradients_foretold(
    open_figure: Open, edited: Json
) -> None:
    page = open_figure("experiment", trace="experiment-edited")
    made = edited["experiment"]
    expect(page.get_by_role("listitem")).to_have_text(
        [
            f"{each['matrix']}[{each['row']}][{each['column']}] {text(each['before'])} → {text(each['after'])}"
            for each in made["edits"]
        ]
    )
    expect(row(page, "the loss")).to_have_text(f"{text(made['loss_before'])} → {text(made['loss_after'])}")
    for term, number in (("it changed by", made["change"]), ("distance said", made["predicted"])):
        said = row(page, term).inner_text().replace("\u2212", "-")
        assert float(said) == pytest.approx(number, rel=1e-5)
        assert said[0] in "+-"
    before = picture(page)
    put(page, trace="bill")
    expect(page.get_by_text("Changed", exact=True)).to_have_count(0)
    put(page, trace="experiment-edited")
    assert picture(page) == before


def test_an_edit_is_added_to_those_that_are_there_or_takes_the_place_of_its_own(
    open_figure: Open, edited: Json
) -> None:
    page = open_figure("experiment", trace="experiment-edited", look={"selection": param_ref(1, 0, 3)})
    expect(field(page)).to_have_value("1.5000")
    field(page).fill("2")
    field(page).press("Enter")
    put(page, look={"selection": param_ref(1, 1, 1)})
    page.get_by_label("What if wpe[1][1] were").fill("0.5")
    page.get_by_role("button", name="Try it").click()
    other = {"matrix": "wte", "row": 2, "column": 1, "value": -0.25}
    assert [each["edits"] for each in asked(page)] == [
        [other, {**WPE, "value": 2}],
        [{**WPE, "value": 1.5}, other, {"matrix": "wpe", "row": 1, "column": 1, "value": 0.5}],
    ]


def test_all_edits_are_undone_at_once_and_the_map_shows_what_they_changed(open_figure: Open, edited: Json) -> None:
    page = open_figure("experiment", trace="experiment-edited")
    box = page.get_by_label("the map shows what changed, not the values")
    expect(box).not_to_be_checked()
    box.check()
    expect(box).to_be_checked()
    put(page, look={"changes": False})
    expect(box).not_to_be_checked()
    page.get_by_role("button", name="Undo").click()
    assert asked(page) == [{"type": "changes-set", "changes": True}, {"type": "edits-asked", "edits": []}]


# --- a check of the gradient


def test_the_gradient_of_a_parameter_is_checked_and_what_was_found_is_shown_for_it_alone(page: Page) -> None:
    before = picture(page)
    page.get_by_role("button", name="Check its gradient").click()
    assert asked(page) == [{"type": "check-asked", **WPE}]
    put(page, look={"check": CHECK})
    expect(row(page, "its .grad")).to_have_text("\u22120.0123456")
    expect(row(page, "nudged by ±0.0001")).to_have_text("\u22120.0123457")
    expect(row(page, "apart by")).to_have_text(re.compile("e\u22127$"))
    expect(row(page, "why")).to_have_count(0)
    put(page, look={"selection": param_ref(1, 0, 4)})
    expect(row(page, "its .grad")).to_have_count(0)
    put(page, look={"selection": param_ref(1, 0, 3), "check": None})
    assert picture(page) == before


def test_a_program_that_goes_backward_at_each_position_says_why_the_two_differ(open_figure: Open) -> None:
    page = open_figure("experiment", trace="first", look={"selection": param_ref(1, 0, 3), "check": CHECK})
    expect(row(page, "why")).to_have_text(re.compile("^this program goes backward at each position"))
