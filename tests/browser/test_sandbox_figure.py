"""The sandbox: an expression typed, its graph walked through forward and backward, every number Python's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from session import Session

from microgpt.observe.expression import PRESETS
from tools.harness import actions, picture, put

Open = Callable[..., Page]
NEURON = "(a*b + c).relu()"


def worked_out(text: str, **leaves: float) -> dict[str, Any]:
    """What the page's Python says of an expression."""
    answer = json.loads(Session().handle("expression", json.dumps({"text": text, "leaves": leaves})))
    found: dict[str, Any] = answer["result"]
    return found


def answer(page: Page) -> None:
    """Let Python answer what the figure asks for, until it asks for nothing else."""
    asked: list[Any] = []
    while (questions := page.evaluate("figure.questions()")) != asked:
        asked = questions
        put(page, answers={each["name"]: worked_out(each["args"]["text"], **each["args"]["leaves"]) for each in asked})


def opened(open_figure: Open, **props: Any) -> Page:
    page = open_figure("sandbox", trace=None, **{"width": 672, **props})
    answer(page)
    return page


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{re.escape(name)}: "))


def title(page: Page) -> Locator:
    return page.locator(".sandbox-title")


def test_it_opens_in_the_midst_of_the_walk_back(open_figure: Open) -> None:
    page = opened(open_figure)
    expect(title(page)).to_have_text("Backward: relu(a * b + c) hands its gradient on")
    expect(node(page, "a * b + c")).to_have_accessible_name("a * b + c: 4 = (\u22126) + 10; gradient 1")
    expect(node(page, "a")).to_have_accessible_name("a: 2, a leaf; gradient 0")
    expect(page.get_by_label("The lines that run")).to_contain_text("child.grad += local_grad * node.grad")


@pytest.mark.parametrize("text", PRESETS)
def test_at_the_end_every_node_shows_the_number_and_the_gradient_that_python_found(
    open_figure: Open, text: str
) -> None:
    walk = worked_out(text)
    page = opened(open_figure, settings={"text": text, "at": len(walk["steps"])})
    texts = [each.inner_text().split("\n") for each in page.locator(".sandbox-node").all()]
    for each, shown in zip(walk["nodes"], texts):
        numbers = [float(part.replace("\u2212", "-")) for part in shown[-2:]]
        assert numbers == [pytest.approx(each["data"], rel=5e-3), pytest.approx(each["grad"], rel=5e-3)]
    assert len(texts) == len(walk["nodes"])


def test_forward_a_node_is_made_from_its_operands_and_backward_each_gets_its_share(open_figure: Open) -> None:
    page = opened(open_figure, settings={"at": 0})
    expect(node(page, "a * b")).to_have_accessible_name("a * b: not made yet")
    page.get_by_role("slider", name="Step of the walk").press("ArrowRight")
    expect(title(page)).to_have_text("Forward: a * b = \u22126")
    expect(page.get_by_role("row", name="a 2 other.data = \u22123")).to_be_visible()
    expect(page.get_by_role("row", name="b \u22123 self.data = 2")).to_be_visible()
    expect(page.get_by_label("The lines that run")).to_contain_text("return Value(self.data * other.data")
    page.get_by_role("slider", name="Step of the walk").press("End")
    page.get_by_role("slider", name="Step of the walk").press("ArrowLeft")
    expect(title(page)).to_have_text("Backward, the last: a * b hands its gradient on")
    expect(page.get_by_role("row", name="a (\u22123) \u00d7 1 = \u22123 0 → \u22123")).to_be_visible()
    expect(page.get_by_role("row", name="b 2 \u00d7 1 = 2 0 → 2")).to_be_visible()
    expect(page.get_by_label("The lines that run")).to_contain_text("left.grad += left_grad * grad")


def test_at_the_end_each_gradient_is_checked_by_nudging(open_figure: Open) -> None:
    page = opened(open_figure, settings={"text": "a / b"})
    page.get_by_role("slider", name="Step of the walk").press("End")
    expect(title(page)).to_have_text("Check: each leaf is nudged by 0.001, alone")
    walk = worked_out("a / b")
    for leaf, nudge in zip(walk["nodes"], walk["nudges"]):
        cells = page.get_by_role("row", name=re.compile(f"^{nudge['name']} ")).locator("td").all_inner_texts()
        shown = [float(each.replace("\u2212", "-")) for each in cells]
        assert shown == [pytest.approx(each, rel=5e-4) for each in (nudge["change"], nudge["slope"], leaf["grad"])]
    expect(page.locator(".sandbox-node.is-lit")).to_have_count(3)
    expect(page.locator(".sandbox-wire.is-lit")).to_have_count(0)


def test_a_nudge_that_leads_where_there_is_no_number_says_so(open_figure: Open) -> None:
    page = opened(open_figure, settings={"text": "log(-a)", "leaves": "a=-0.001", "at": 9})
    expect(page.get_by_role("row", name="a no number \u22121000", exact=True)).to_be_visible()


def test_gradients_of_a_sum_that_is_used_twice_add_up(open_figure: Open) -> None:
    page = opened(open_figure, settings={"text": "s = a + b; s * s"})
    expect(page.get_by_text("s is both operands, and so receives two parts: they add up.")).to_be_visible()
    expect(page.get_by_role("row", name="s 3 \u00d7 1 = 3 3 → 6")).to_be_visible()


def test_the_local_gradients_stand_on_the_wires_that_shares_come_along(open_figure: Open) -> None:
    page = opened(open_figure, settings={"at": 7})
    expect(page.locator(".sandbox-local")).to_have_text(["\u00d7\u22123", "\u00d72"])
    put(page, settings={"at": 1})
    expect(page.locator(".sandbox-local")).to_have_count(0)


def test_minus_is_shown_as_value_does_it(open_figure: Open) -> None:
    page = opened(open_figure, settings={"text": "a - b", "at": 1})
    expect(page.locator(".sandbox-node.is-helper")).to_have_count(2)
    lines = page.get_by_label("The lines that run").get_by_role("listitem")
    expect(lines).to_have_text([re.compile(r"self \+ \(-other\)"), re.compile(r"self \* -1"), re.compile("Value")])
    expect(page.get_by_text("It does not stand in the expression: Value writes a - b with it.")).to_be_visible()


def test_what_is_refused_is_said_and_what_was_there_stays(open_figure: Open) -> None:
    page = opened(open_figure)
    before = page.locator(".sandbox-graph").inner_text()
    field = page.get_by_role("textbox", name="Expression")
    field.fill("a.__class__")
    field.press("Enter")
    answer(page)
    said = "Wanted names, numbers, + - * / **, relu, exp and log, not “a.__class__”."
    expect(page.get_by_role("alert")).to_have_text(said)
    expect(field).to_have_value("a.__class__")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert page.locator(".sandbox-graph").inner_text() == before
    field.fill("a * a")
    field.press("Enter")
    answer(page)
    expect(page.get_by_role("alert")).to_have_text("")
    expect(node(page, "a * a")).to_be_visible()


def test_what_is_half_typed_stays_while_something_else_is_looked_at(open_figure: Open) -> None:
    page = opened(open_figure)
    field = page.get_by_role("textbox", name="Expression")
    field.fill("(a +")
    node(page, "a * b").hover()
    expect(page.locator(".readout")).to_contain_text("a * b")
    expect(field).to_have_value("(a +")
    expect(page.get_by_role("alert")).to_have_text("")


def test_a_leaf_is_slid_and_python_works_it_out_again(open_figure: Open) -> None:
    page = opened(open_figure)
    leaf = page.get_by_role("slider", name="a", exact=True)
    leaf.press("ArrowRight")
    assert actions(page)[-1]["settings"]["leaves"] == "a=2.1,b=-3,c=10"
    answer(page)
    expect(node(page, "a * b")).to_have_accessible_name("a * b: \u22126.3 = 2.1 * (\u22123); gradient 0")


def test_a_leaf_that_log_cannot_take_can_be_slid_back(open_figure: Open) -> None:
    page = opened(open_figure, settings={"text": "log(a)"})
    page.get_by_role("slider", name="a", exact=True).press("Home")
    answer(page)
    expect(page.get_by_role("alert")).to_have_text(re.compile("Wanted a number greater than 0 for log"))
    page.get_by_role("slider", name="a", exact=True).press("End")
    answer(page)
    expect(page.get_by_role("alert")).to_have_text("")
    expect(node(page, "a")).to_have_accessible_name(re.compile("^a: 4, a leaf"))


def test_before_python_is_up_presets_are_walked_and_nothing_can_be_typed(open_figure: Open) -> None:
    page = opened(open_figure, canAsk=False, host={"python": {"kind": "loading", "stage": "", "loaded": 0, "total": 0}})
    expect(page.get_by_role("textbox", name="Expression")).to_be_disabled()
    expect(page.get_by_role("slider", name="a", exact=True)).to_be_disabled()
    expect(page.get_by_text("Once Python is up, type an expression")).to_be_visible()
    page.get_by_text("divided by").click()
    answer(page)
    expect(node(page, "b**-1")).to_be_visible()


def test_the_presets_are_those_that_are_recorded(open_figure: Open) -> None:
    page = opened(open_figure)
    radios = page.get_by_role("radio").all()
    assert [each.get_attribute("value") for each in radios] == list(PRESETS)
    recorded = page.evaluate("fetch('recorded/answers-expression.json').then((response) => response.json())")
    asked = [each["args"] for each in recorded]
    assert asked == [{"text": text, "leaves": {}} for text in PRESETS]
    for each in radios:
        put(page, settings={"text": each.get_attribute("value")})
        assert page.evaluate("figure.questions()[0].args") in asked


def test_it_plays_to_the_end_and_then_stands(open_figure: Open) -> None:
    page = opened(open_figure, settings={"text": "a * b", "at": 2.9})
    page.get_by_role("button", name="Play").click()
    put(page, settings={"at": 3.9})
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_text("4 / 4")).to_be_visible()
    expect(node(page, "a")).to_have_accessible_name("a: 2, a leaf; gradient \u22123")


def test_who_wants_no_motion_is_shown_the_next_step_at_once(open_figure: Open) -> None:
    page = opened(open_figure, motion="reduce", settings={"at": 0})
    page.get_by_role("button", name="Next").click()
    assert actions(page)[-1]["settings"] == {"at": 1, "until": None}
    expect(node(page, "a * b")).to_have_accessible_name(re.compile("^a \\* b: \u22126"))
    put(page, settings={"at": 1.2})
    expect(page.locator(".sandbox-dot")).to_have_count(0)


def test_motion_is_a_function_of_the_place(open_figure: Open) -> None:
    page = opened(open_figure)
    pictures = {}
    for at in (2.0, 2.2, 5.3, 2.2, 2.0, 5.3):
        put(page, settings={"at": at})
        assert pictures.setdefault(at, picture(page)) == picture(page)
    assert len(set(pictures.values())) == 3


def test_any_two_moments_are_drawn_alike_before_and_after_each_other(open_figure: Open) -> None:
    page = opened(open_figure)
    refused = {"walk": worked_out("a.data"), "before": worked_out("a / b")}
    moments: list[dict[str, Any]] = [
        {"answers": {"walk": worked_out(NEURON)}, "settings": {"text": NEURON, "at": 3, "typed": None, "asked": 4}},
        {"answers": {"walk": worked_out("a - b", a=1.5)}, "settings": {"text": "a - b", "leaves": "a=1.5", "at": 1.3}},
        {"answers": refused, "settings": {"text": "a.data", "before": "|a / b", "typed": "a.", "at": None}},
        {"answers": {"walk": None}, "canAsk": False},
    ]
    blank = {"leaves": "", "before": "", "typed": None, "asked": None, "at": 0, "text": NEURON}

    def drawn(moment: dict[str, Any]) -> str:
        put(page, settings=blank, canAsk=True)
        put(page, **moment)
        return picture(page)

    pictures = [drawn(moment) for moment in moments]
    assert len(set(pictures)) == len(moments)
    assert [drawn(moment) for moment in reversed(moments)] == pictures[::-1]


def test_it_is_taken_away_in_the_midst_of_playing(open_figure: Open) -> None:
    page = opened(open_figure, settings={"at": 0, "until": 7})
    page.wait_for_function("() => figure.actions.length > 2")
    counted = """async () => {
      figure.destroy();
      const before = figure.actions.length;
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
      return figure.actions.length - before;
    }"""
    assert page.evaluate(counted) == 0
    assert page.evaluate("figure.root.innerHTML") == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_walk_through_a_graph(open_figure: Open, theme: str) -> None:
    page = opened(open_figure, theme=theme, settings={"text": "a - b", "asked": 2})
    found = Axe().run(page, context="#root")
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []


@pytest.mark.parametrize("width", [360, 672, 1040])
def test_every_preset_is_seen_whole(open_figure: Open, width: int) -> None:
    page = opened(open_figure, width=width)
    for text in PRESETS:
        put(page, settings={"text": text})
        answer(page)
        room = page.locator(".sandbox-graph")
        assert room.evaluate("each => each.scrollWidth <= each.clientWidth"), text
        boxes = page.locator(".sandbox-node")
        assert boxes.count() == len(worked_out(text)["nodes"])
        assert boxes.evaluate_all("all => all.every((each) => each.scrollWidth <= each.clientWidth)"), text
