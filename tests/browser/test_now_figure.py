"""The pane "now": what it says of each frame and of a thing that is pointed at, with the numbers put in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import frame_of, param_ref, read, stage_at, stage_ref

from microgpt.data import load
from microgpt.observe.experiment import Edit, trace_edited
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, start
from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]
Json = dict[str, Any]


@pytest.fixture(scope="module")
def bill(harness: Harness) -> Json:
    return read(harness, "bill")


@pytest.fixture(scope="module")
def untrained() -> Run:
    return start(preset("microgpt"), load("census"), vector)


def shown(x: float) -> str:
    """A number as the pane writes it, found by another way."""
    size = abs(x)
    if size != 0 and (size < 1e-4 or size >= 1e6):
        mantissa, exponent = f"{x:.5e}".split("e")
        text = f"{mantissa}e{int(exponent):+d}"
    else:
        text = f"{x:#.6g}"
    return text.replace("-", "\u2212")


def number(page: Page, term: str) -> Locator:
    """What stands beside a term, the value or the gradient."""
    return page.locator(".now-numbers div").filter(has_text=term).locator("dd")


# --- which thing


def test_it_shows_what_is_pointed_at_else_selected_else_where_the_cursor_is(open_figure: Open, bill: Json) -> None:
    key, query = stage_at(bill, "layer0.attn_k", 1), stage_at(bill, "layer0.attn_q", 2)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", query)})
    expect(page.get_by_role("heading", level=2)).to_have_text("q")
    before = picture(page)
    put(page, look={"selection": stage_ref(key, 3)})
    expect(page.get_by_role("heading", level=2)).to_have_text("keys[0][1][3]")
    selected = picture(page)
    put(page, look={"hovered": stage_ref(query, 2)})
    expect(page.get_by_role("heading", level=2)).to_have_text("q[2]")
    put(page, look={"hovered": None})
    assert picture(page) == selected
    put(page, look={"selection": None})
    assert picture(page) == before


def test_a_frame_of_adam_shows_its_matrix_and_one_without_a_thing_says_what_to_do(
    open_figure: Open, bill: Json
) -> None:
    page = open_figure("now", trace="bill")
    expect(page.get_by_text("Point at any number, or select it")).to_be_visible()
    before = picture(page)
    put(page, look={"cursor": len(bill["frames"]) - 1})
    expect(page.get_by_role("heading", level=2)).to_have_text(f"{bill['matrices'][-1]['name']}[0][0]")
    put(page, look={"cursor": 0})
    assert picture(page) == before


def test_inside_a_frame_it_shows_the_operation_until_something_is_selected(open_figure: Open, bill: Json) -> None:
    query = stage_at(bill, "layer0.attn_q", 2)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", query), "operation": 0})
    expect(page.get_by_text("one scalar operation")).to_be_visible()
    first = page.get_by_role("heading", level=2).inner_text()
    put(page, look={"operation": 2})
    expect(page.get_by_role("heading", level=2)).not_to_have_text(first)
    put(page, look={"selection": stage_ref(query, 1)})
    expect(page.get_by_role("heading", level=2)).to_have_text("q[1]")


# --- numbers


@pytest.mark.parametrize(
    ("name", "position", "element"),
    [("layer0.attn_k", 2, 5), ("layer0.mlp_out", 1, 15), ("probs", 3, 7), ("layer0.head2.attn_weights", 3, 1)],
)
def test_numbers_and_gradients_are_those_of_python(
    open_figure: Open, bill: Json, name: str, position: int, element: int
) -> None:
    stage = stage_at(bill, name, position)
    index = bill["stages"][stage]["first"] + element
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", stage)})
    page.get_by_role("button", name=f"[{element}]").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(f"{bill['stages'][stage]['expression']}[{element}]")
    expect(number(page, "value")).to_have_text(shown(bill["columns"]["stage_values"][index]))
    put(page, look={"cursor": frame_of(bill, "backward", stage)})
    expect(number(page, "gradient")).to_have_text(shown(bill["columns"]["stage_grads"][index]))


def test_a_thing_says_what_there_is_of_its_gradient(open_figure: Open, bill: Json) -> None:
    """A key: not computed, computed, none in the backward pass yet, part of it, all of it."""
    key = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", look={"selection": stage_ref(key, 3), "cursor": 1})
    expect(number(page, "value")).to_have_text("not computed yet")
    expect(number(page, "gradient")).to_have_text("\u2013")
    put(page, look={"cursor": frame_of(bill, "forward", key)})
    expect(number(page, "gradient")).to_have_text("\u2013")
    put(page, look={"cursor": frame_of(bill, "backward", stage_at(bill, "logits", 4))})
    expect(number(page, "gradient")).to_have_text("no gradient yet")
    put(page, look={"cursor": frame_of(bill, "backward", stage_at(bill, "layer0.attn_q", 2))})
    expect(number(page, "gradient")).to_have_text(re.compile(r"^\S+ so far$"))
    put(page, look={"cursor": frame_of(bill, "backward", key)})
    grad = bill["columns"]["stage_grads"][bill["stages"][key]["first"] + 3]
    expect(number(page, "gradient")).to_have_text(shown(grad))


def test_with_several_backward_passes_it_says_after_how_many(open_figure: Open, harness: Harness) -> None:
    first = read(harness, "first")
    key = stage_at(first, "layer0.attn_k", 0)
    page = open_figure("now", trace="first", look={"selection": stage_ref(key, 3)})
    put(page, look={"cursor": frame_of(first, "backward", key, of_pass=1)})
    expect(number(page, "gradient")).to_have_text(re.compile(r"^\S+ after 2 of 4 backward passes$"))
    put(page, look={"cursor": len(first["frames"]) - 1})
    expect(number(page, "gradient")).to_have_text(re.compile(r"^\S+$"))


def test_a_number_that_this_loss_was_not_made_from_has_no_gradient(open_figure: Open, harness: Harness) -> None:
    """Only position 2 goes backward: what stands after it has no part in its loss."""
    target = read(harness, "target")
    later = stage_at(target, "layer0.attn_q", 3)
    cursor = frame_of(target, "backward", stage_at(target, "embedding", 0))
    page = open_figure("now", trace="target", look={"cursor": cursor, "selection": stage_ref(later, 0)})
    expect(number(page, "gradient")).to_have_text("no gradient: this loss was not made from it")


def test_a_whole_vector_is_a_table_and_says_what_there_is_of_its_gradient(open_figure: Open, bill: Json) -> None:
    key = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", look={"selection": stage_ref(key)})
    put(page, look={"cursor": frame_of(bill, "backward", stage_at(bill, "logits", 4))})
    expect(page.get_by_text("shape (16,), no gradient yet")).to_be_visible()
    expect(page.locator(".vector tr")).to_have_count(16)
    put(page, look={"cursor": frame_of(bill, "backward", stage_at(bill, "layer0.attn_q", 2))})
    expect(page.get_by_text("shape (16,), part of its gradient is there")).to_be_visible()
    put(page, look={"cursor": frame_of(bill, "backward", key)})
    expect(page.get_by_text("shape (16,)", exact=True)).to_be_visible()
    first = bill["stages"][key]["first"] + 4
    grad = bill["columns"]["stage_grads"][first]
    row = page.locator(".vector tr").nth(4).locator("td")
    expect(row.nth(1)).to_have_text(f"{grad:.4f}".replace("-", "\u2212"))


def test_an_embedding_is_a_row_of_its_matrix_and_says_where_else_it_is_used(open_figure: Open, bill: Json) -> None:
    """The two l of bill are one row: the same gradient under both names, and the same number after Adam."""
    two = [stage_at(bill, "tok_emb", position) for position in (3, 4)]
    page = open_figure("now", trace="bill", look={"selection": stage_ref(two[0], 5)})
    put(page, look={"cursor": frame_of(bill, "backward", two[1])})
    row = bill["stages"][two[0]]["reads_rows"][0][1]
    expect(page.get_by_text(f"It is row {row} of wte, the same numbers as at position 4 “l”.")).to_be_visible()
    expect(number(page, "gradient")).to_contain_text("so far")
    put(page, look={"cursor": len(bill["frames"]) - 1})
    after = bill["columns"]["adam_after"][row * bill["matrices"][0]["columns"] + 5]
    expect(number(page, "value")).to_have_text(f"{shown(after)} updated by Adam")
    texts = [page.locator(".now-numbers").inner_text()]
    put(page, look={"selection": stage_ref(two[1], 5)})
    expect(page.get_by_text("the same numbers as at position 3 “l”")).to_be_visible()
    assert page.locator(".now-numbers").inner_text() == texts[0]
    put(page, look={"selection": stage_ref(stage_at(bill, "pos_emb", 2))})
    expect(page.get_by_text("It is row 2 of wpe.", exact=True)).to_be_visible()


def test_a_parameter_in_adams_phase_shows_every_number_of_its_update(open_figure: Open, bill: Json) -> None:
    param = param_ref(1, 2, 3)
    cursor = next(i for i, frame in enumerate(bill["frames"]) if frame["phase"] == "adam")
    page = open_figure("now", trace="bill", look={"selection": param, "cursor": cursor})
    matrix = bill["matrices"][1]
    index = matrix["first"] + 2 * matrix["columns"] + 3
    of = {name: shown(bill["columns"][f"adam_{name}"][index]) for name in ("m_before", "m", "v_hat", "before", "after")}
    rows = page.locator(".now-adam div")
    expect(rows.filter(has_text="first moment m").locator("dd")).to_have_text(f"{of['m_before']} → {of['m']}")
    expect(rows.filter(has_text="v_hat").nth(0).locator("dd")).to_have_text(of["v_hat"])
    expect(rows.filter(has_text="the parameter").locator("dd")).to_have_text(f"{of['before']} → {of['after']}")
    expect(number(page, "value")).to_have_text(of["before"])  # its matrix is the second
    put(page, look={"cursor": cursor + 1})
    expect(number(page, "value")).to_have_text(f"{of['after']} updated by Adam")
    put(page, look={"cursor": cursor - 1})
    expect(rows).to_have_count(0)


def test_what_an_edit_changed_stands_beside_each_number(open_figure: Open, harness: Harness, untrained: Run) -> None:
    edited = trace_edited(untrained, [Edit("wpe", 0, 0, 1.5)], "bill", graph=False)
    name = harness.write_trace("now-edited", edited)
    stage = stage_at(edited.header, "embedding", 0)
    page = open_figure("now", trace=name, look={"cursor": frame_of(edited.header, "forward", stage)})
    change = edited.columns["stage_changes"][edited.header["stages"][stage]["first"]]
    expect(page.locator(".vector tr").nth(0)).to_contain_text(f"changed {change:.4f}".replace("-", "\u2212"))
    put(page, look={"selection": stage_ref(stage, 0)})
    expect(page.get_by_text("without the change")).to_contain_text(f"{change:.6f}".replace("-", "\u2212"))


# --- how it came about


def test_the_formula_of_a_key_names_its_weights_and_puts_in_their_numbers(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", stage)})
    page.get_by_role("button", name="[3]").click()
    matrix = next(each for each in bill["matrices"] if each["name"] == "layer0.attn_wk")
    weight = bill["columns"]["adam_before"][matrix["first"] + 3 * matrix["columns"] + 15]
    row = page.get_by_role("row", name=re.compile(r"layer0\.attn_wk\[3\]\[15\] · x\[15\]"))
    expect(row).to_contain_text(f"{weight:.3f}".replace("-", "\u2212"))
    assert page.get_by_role("row", name=re.compile("attn_wk")).count() == 16
    value = bill["columns"]["stage_values"][bill["stages"][stage]["first"] + 3]
    expect(page.get_by_role("row").last).to_have_text(f"= {value:.3f}".replace("-", "\u2212"))


def test_a_longer_sum_says_how_many_terms_it_leaves_out(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.mlp_out", 1)
    look = {"cursor": frame_of(bill, "forward", stage), "selection": stage_ref(stage, 2)}
    page = open_figure("now", trace="bill", look=look)
    expect(page.locator(".formula tr")).to_have_count(18)
    expect(page.get_by_text("+ 48 more terms")).to_be_visible()


def test_operands_and_users_are_links_to_their_own_page_of_the_inspector(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_k", 1)
    look = {"cursor": len(bill["frames"]) - 2, "selection": stage_ref(stage, 3)}
    page = open_figure("now", trace="bill", look=look)
    before = picture(page)
    uses = page.locator(".users").get_by_role("button")
    expect(page.get_by_text("Used 4 times, by")).to_be_visible()  # by the queries of positions 1 to 4
    expect(uses).to_have_count(4)
    uses.first.click()
    expect(page.get_by_role("heading", level=2)).not_to_have_text("keys[0][1][3]")
    assert actions(page)[-1]["type"] == "selected"
    put(page, look={"selection": stage_ref(stage, 3)})
    assert picture(page) == before


def test_each_kind_of_stage_says_what_it_is_for_and_where_more_is_said(open_figure: Open, bill: Json) -> None:
    page = open_figure("now", trace="bill", look={"selection": stage_ref(stage_at(bill, "layer0.attn_q", 0))})
    expect(page.get_by_text("The query: what this position asks the positions before it.")).to_be_visible()
    expect(page.get_by_role("link", name="More")).to_have_attribute("href", "index.html#the-model")
    put(page, look={"selection": stage_ref(stage_at(bill, "probs", 0))})
    expect(page.get_by_role("link", name="More")).to_have_attribute("href", "index.html#what-the-loss-means")


def test_a_trace_without_a_graph_shows_the_numbers_alone(open_figure: Open, harness: Harness, untrained: Run) -> None:
    flat = trace(untrained, "ann", graph=False)
    name = harness.write_trace("now-flat", flat)
    stage = stage_at(flat.header, "layer0.attn_k", 1)
    look = {"cursor": frame_of(flat.header, "forward", stage), "selection": stage_ref(stage, 3)}
    page = open_figure("now", trace=name, look=look)
    value = flat.columns["stage_values"][flat.header["stages"][stage]["first"] + 3]
    expect(number(page, "value")).to_have_text(shown(value))
    expect(page.locator(".formula, .users")).to_have_count(0)


# --- where it stands


def test_the_cursor_going_to_the_end_and_back_restores_it(open_figure: Open, bill: Json) -> None:
    cursors = [0, 5, 68, 130, 200, 245, 275, 314, len(bill["frames"]) - 1]
    page = open_figure("now", trace="bill")
    seen = {}
    for cursor in [*cursors, *cursors[::-1]]:
        put(page, look={"cursor": cursor})
        assert seen.setdefault(cursor, picture(page)) == picture(page)
    assert len(set(seen.values())) == len(cursors)


def test_it_is_taken_away_whole(open_figure: Open) -> None:
    page = open_figure("now", trace="bill", look={"cursor": 100})
    page.evaluate("figure.destroy()")
    assert page.evaluate("figure.root.innerHTML") == ""
