"""The pane "now": what it says of each frame and of a thing that is pointed at, with the numbers put in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
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


def brief(x: float) -> str:
    """A number in a table as the pane writes it, found by another way."""
    if x == 0:
        return "0"
    if abs(x) >= 1e-3:
        return minus(f"{x:#.3g}")
    mantissa, exponent = f"{x:.1e}".split("e")
    return minus(f"{mantissa}e{int(exponent):+d}")


def number(page: Page, term: str) -> Locator:
    """What stands beside a term, the value or the gradient."""
    return page.locator(".now-numbers div").filter(has_text=term).locator("dd")


def code(page: Page) -> Locator:
    """What the number whose arithmetic is shown is called in Python."""
    return page.locator(".now-focus code")


def minus(text: str) -> str:
    """As the page writes it."""
    return text.replace("-", "\u2212")


# --- which thing


def test_it_says_what_happens_now_and_of_which_number_the_arithmetic_is(open_figure: Open, bill: Json) -> None:
    logits = stage_at(bill, "layer0.head1.attn_logits", 2)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", logits)})
    headline = page.get_by_role("heading", level=2)
    expect(headline).to_have_text("Position 2 “i” asks itself and the two before it: how well do we match? (head 1)")
    first = bill["stages"][logits]["first"]
    values = bill["columns"]["stage_values"][first : first + 3]
    largest = max(range(3), key=lambda s: abs(values[s]))  # in focus until another is pointed at
    expect(code(page)).to_have_text(f"attn_logits[{largest}]")
    other = (largest + 1) % 3
    put(page, look={"hovered": stage_ref(logits, other)})
    expect(headline).to_contain_text("how well do we match?")
    expect(code(page)).to_have_text(f"attn_logits[{other}]")
    expect(number(page, "value")).to_have_text(shown(values[other]))


def test_a_thing_that_is_pointed_at_or_selected_elsewhere_takes_the_place_of_the_frame(
    open_figure: Open, bill: Json
) -> None:
    key, query = stage_at(bill, "layer0.attn_k", 1), stage_at(bill, "layer0.attn_q", 2)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", query)})
    expect(page.get_by_role("heading", level=2)).to_contain_text("makes its query")
    before = picture(page)
    put(page, look={"selection": stage_ref(key, 3)})
    expect(page.get_by_role("heading", level=2)).to_have_text("Number 3 of the key, position 1 “b”")
    expect(code(page)).to_have_text("keys[0][1][3]")
    selected = picture(page)
    put(page, look={"hovered": param_ref(1, 2, 3)})
    expect(page.get_by_role("heading", level=2)).to_have_text("Number [2][3] of the position embeddings")
    expect(page.get_by_text("Pointed at")).to_be_visible()
    put(page, look={"hovered": None})
    assert picture(page) == selected
    page.get_by_role("button", name="Back to now").click()
    assert actions(page)[-1] == {"type": "selected", "ref": None}
    assert picture(page) == before


def test_a_frame_of_adam_goes_through_the_number_that_moves_furthest(open_figure: Open, bill: Json) -> None:
    page = open_figure("now", trace="bill")
    expect(page.get_by_role("heading", level=2)).to_have_text("“bill” becomes tokens: BOS b i l l BOS.")
    before = picture(page)
    put(page, look={"cursor": len(bill["frames"]) - 1})
    matrix = bill["matrices"][-1]
    moved = bill["columns"]["adam_update"][matrix["first"] :]
    furthest = max(range(len(moved)), key=lambda i: abs(moved[i]))
    row, column = divmod(furthest, matrix["columns"])
    expect(code(page)).to_have_text(f"mlp_fc2[{row}][{column}]")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Adam moves the 1024 numbers of the second MLP matrix")
    put(page, look={"cursor": 0})
    assert picture(page) == before


def test_inside_a_frame_it_is_about_the_operation(open_figure: Open, bill: Json) -> None:
    query = stage_at(bill, "layer0.attn_q", 2)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", query), "operation": 0})
    expect(page.locator(".now-focus")).to_contain_text("A multiplication within the query, position 2 “i”")
    first = code(page).inner_text()
    put(page, look={"operation": 2})
    expect(code(page)).not_to_have_text(first)
    put(page, look={"selection": stage_ref(query, 1)})
    expect(code(page)).to_have_text("q[1]")


def test_a_number_of_the_source_is_a_constant_and_no_operation(open_figure: Open, bill: Json) -> None:
    params = len(bill["columns"]["adam_before"])
    ops = bill["columns"]["node_op"]
    constant = next(node for node in range(params, len(ops)) if bill["ops"][ops[node]] == "")
    look = {"cursor": len(bill["frames"]) - 1, "selection": {"kind": "node", "node": constant}}
    page = open_figure("now", trace="bill", look=look)
    expect(page.get_by_role("heading", level=2)).to_have_text("A constant")
    expect(page.locator(".now-sum, .now-result")).to_have_count(0)


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
    page.get_by_text(re.compile(r"^All its \d+ numbers")).click()
    page.get_by_role("button", name=f"[{element}]", exact=True).click()
    expect(code(page)).to_have_text(f"{bill['stages'][stage]['expression']}[{element}]")
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


def test_all_numbers_of_a_vector_can_be_unfolded(open_figure: Open, bill: Json) -> None:
    key = stage_at(bill, "layer0.attn_k", 1)
    look = {"selection": stage_ref(key, 2), "cursor": frame_of(bill, "backward", key)}
    page = open_figure("now", trace="bill", look=look)
    page.get_by_text("All its 16 numbers").click()
    rows = page.locator(".vector tbody tr")
    expect(rows).to_have_count(16)
    grad = bill["columns"]["stage_grads"][bill["stages"][key]["first"] + 4]
    expect(rows.nth(4).locator("td").nth(1)).to_have_text(minus(f"{grad:.4f}"))


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
    expect(page.locator(".vector tbody tr").nth(0)).to_contain_text(f"changed {change:.4f}".replace("-", "\u2212"))
    put(page, look={"selection": stage_ref(stage, 0)})
    expect(page.get_by_text("Without your change")).to_contain_text(f"{change:.6f}".replace("-", "\u2212"))


# --- how it came about


def test_a_sum_is_told_term_by_term_with_pythons_own_numbers(open_figure: Open, bill: Json) -> None:
    """The element in focus of a key: 16 products, what the sum is after each, and the result."""
    stage = stage_at(bill, "layer0.attn_k", 1)
    look = {"cursor": frame_of(bill, "forward", stage), "hovered": stage_ref(stage, 3)}
    page = open_figure("now", trace="bill", look=look)
    matrix = next(each for each in bill["matrices"] if each["name"] == "layer0.attn_wk")
    first = matrix["first"] + 3 * matrix["columns"]
    weights = bill["columns"]["adam_before"][first : first + 16]
    norm = bill["stages"][stage_at(bill, "layer0.attn_norm", 1)]["first"]
    x = bill["columns"]["stage_values"][norm : norm + 16]
    rows = page.locator(".now-sum tbody tr")
    expect(rows).to_have_count(16)
    expect(page.get_by_role("button", name="attn_wk[3][15] · x[15]")).to_have_text("x[15]")
    total = 0.0
    for i in range(16):
        total += weights[i] * x[i]
        cells = rows.nth(i).locator("td").all_inner_texts()
        assert cells == [f"{brief(weights[i])} \u00d7 {brief(x[i])}", brief(total)]
    expect(page.locator(".now-result")).to_have_text(f"= {brief(total)}")
    expect(page.get_by_text("Σ attn_wk[j][i] * x[i]")).to_be_visible()


def test_what_follows_on_a_sum_stands_below_it(open_figure: Open, bill: Json) -> None:
    """A logit of attention: four products, then divided by the root of 4."""
    stage = stage_at(bill, "layer0.head1.attn_logits", 2)
    look = {"cursor": frame_of(bill, "forward", stage), "hovered": stage_ref(stage, 0)}
    page = open_figure("now", trace="bill", look=look)
    expect(page.locator(".now-sum tbody tr")).to_have_count(4)
    logit = bill["columns"]["stage_values"][bill["stages"][stage]["first"]]
    lines = page.locator(".now-result span").all_inner_texts()
    assert lines == [f"= {brief(2 * logit)}", f"{brief(2 * logit)} \u00d7 0.500 = {brief(logit)}"]


def test_the_sum_adds_up_while_the_frame_is_entered(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", stage)})
    ahead = page.locator(".now-sum .is-ahead")
    seen = {}
    for t in (0, 0.3, 0.5, 0.6, 1, 0.6, 0.5, 0.3, 0):
        put(page, look={"t": t})
        assert seen.setdefault(t, (picture(page), ahead.count())) == (picture(page), ahead.count())
    counts = [count for _, count in seen.values()]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (16, 0)
    assert len(set(counts)) > 3


def test_a_longer_sum_folds_what_is_more_than_sixteen(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.mlp_out", 1)
    look = {"cursor": frame_of(bill, "forward", stage), "selection": stage_ref(stage, 2)}
    page = open_figure("now", trace="bill", look=look)
    expect(page.locator(".now-sum tbody tr:visible")).to_have_count(16)
    page.get_by_text("48 more terms").click()
    expect(page.locator(".now-sum tbody tr:visible")).to_have_count(64)


def test_a_gradient_is_told_place_by_place(open_figure: Open, bill: Json) -> None:
    """A key of position 1, read at positions 1 to 4: q * gradient of each, the last first, and what it is by then."""
    key = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "backward", key)})
    put(page, look={"hovered": stage_ref(key, 3)})
    expect(page.get_by_role("heading", level=2)).to_have_text(
        "How would the loss change with the key of position 1 “b”?"
    )
    expect(page.get_by_text("Its gradient came from 4 places: local gradient")).to_be_visible()
    parts = page.locator(".now-chain li")
    expect(parts).to_have_count(4)
    sent, got = bill["columns"]["cache_key_sent"], bill["columns"]["cache_key_grads"]
    for index, t in enumerate((4, 3, 2, 1)):
        pair = 4 * t * (t + 1) // 2 + 1  # head 0 reads position 1
        share, so_far = sent[4 * pair + 3], got[4 * pair + 3]
        query = bill["columns"]["stage_values"][bill["stages"][stage_at(bill, "layer0.attn_q", t)]["first"] + 3]
        text = parts.nth(index).inner_text()
        assert f"{brief(query)} \u00d7 " in text
        assert f"= {brief(share)}" in text
        assert text.endswith(brief(so_far))
        place = f"position {t}" if t != 1 else "attention logit"
        assert text.startswith(place)
    parts.nth(0).get_by_role("button").click()
    logits = stage_at(bill, "layer0.head0.attn_logits", 4)
    assert actions(page)[-1] == {"type": "selected", "ref": stage_ref(logits, 1)}


def test_many_places_are_told_by_what_they_are_part_of(open_figure: Open, bill: Json) -> None:
    norm = stage_at(bill, "layer0.attn_norm", 2)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "backward", norm)})
    parts = page.locator(".now-chain li")
    expect(parts).to_have_count(3)
    for part, name in zip(parts.all(), ("value vector", "key", "query")):
        expect(part).to_contain_text(name)
        expect(part).to_contain_text("16 products")


def test_where_no_share_comes_from_it_says_why(open_figure: Open, bill: Json) -> None:
    """The loss itself, where the way back begins; the probability of a token that did not come."""
    loss, probs = stage_at(bill, "mean_loss", None), stage_at(bill, "probs", 1)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "backward", loss)})
    expect(page.get_by_text("the way back begins here, with a 1")).to_be_visible()
    target = bill["token_ids"][2]
    put(page, look={"cursor": frame_of(bill, "backward", probs), "hovered": stage_ref(probs, target)})
    expect(page.locator(".now-chain li")).to_have_count(1)
    put(page, look={"hovered": stage_ref(probs, target - 1)})
    expect(page.get_by_text("The loss was not made from it")).to_be_visible()


def test_a_position_that_reads_later_has_no_part_in_it_yet(open_figure: Open, bill: Json) -> None:
    key = stage_at(bill, "layer0.attn_k", 1)
    cursor = frame_of(bill, "backward", stage_at(bill, "layer0.head0.attn_logits", 3))
    page = open_figure("now", trace="bill", look={"cursor": cursor, "selection": stage_ref(key, 3)})
    expect(page.locator(".now-chain li")).to_have_count(2)
    expect(number(page, "gradient")).to_contain_text("so far")


def test_after_several_passes_no_single_places_are_invented(open_figure: Open, harness: Harness) -> None:
    first = read(harness, "first")
    key = stage_at(first, "layer0.attn_k", 0)
    page = open_figure("now", trace="first", look={"cursor": frame_of(first, "backward", key, of_pass=1)})
    expect(page.get_by_role("heading", level=2)).to_have_text(
        "Backward pass 2 of 4 comes to the key of position 0 “BOS”."
    )
    expect(page.get_by_text("With 4 backward passes, what each place added is not told apart")).to_be_visible()
    expect(page.locator(".now-chain")).to_have_count(0)


def test_uses_are_told_apart_by_where_they_are(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_k", 1)
    look = {"cursor": len(bill["frames"]) - 2, "selection": stage_ref(stage, 3)}
    page = open_figure("now", trace="bill", look=look)
    page.get_by_text("Used 4 times").click()
    uses = page.locator(".users li")
    names = uses.all_inner_texts()
    assert len(set(names)) == 4
    assert names[0] == "attention logit"  # of its own position
    assert names[1] == "position 2 “i”: attention logit"
    before = picture(page)
    uses.first.get_by_role("button").click()
    expect(code(page)).to_have_text("attn_logits[1]")
    put(page, look={"selection": stage_ref(stage, 3)})
    assert picture(page) == before
    put(page, look={"selection": stage_ref(stage_at(bill, "layer0.mlp_norm", 2), 0)})
    expect(page.get_by_text("Used 64 times")).to_be_visible()
    expect(uses).to_have_text(["hidden numbers, 64 times"])


# --- words


def test_more_opens_in_the_pane_and_is_part_of_the_link(open_figure: Open, bill: Json) -> None:
    stage = stage_at(bill, "layer0.attn_q", 0)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "forward", stage)})
    before = picture(page)
    more = page.get_by_role("button", name="More")
    more.press("Enter")
    assert actions(page)[-1] == {"type": "set", "settings": {"more": "attention"}}
    expect(page.get_by_role("heading", name="Attention")).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Attention")).to_be_hidden()
    expect(more).to_be_focused()
    more.blur()
    assert picture(page) == before


@pytest.mark.parametrize("way", ["hover", "focus", "click"])
def test_a_term_explains_itself_where_it_stands(open_figure: Open, bill: Json, way: str) -> None:
    stage = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", width=330, look={"cursor": frame_of(bill, "forward", stage)})
    before = picture(page)
    term = page.get_by_role("button", name="KV cache", exact=True)
    card = page.locator(".term-card:popover-open")
    if way == "focus":
        page.get_by_role("button", name="More").focus()
        for _ in range(30):
            page.keyboard.press("Tab")
            if term.evaluate("node => node === document.activeElement"):
                break
    else:
        getattr(term, way)()
    expect(card).to_contain_text("kept so that later positions can read them")
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 330
    if way == "hover":
        card.hover()  # the pointer may go to what it reads
        expect(card).to_be_visible()
        page.mouse.move(0, 0)
    else:
        page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(".term-card[style]")).to_have_count(0)  # it forgets where it stood a moment after it has closed
    assert picture(page) == before


def test_a_trace_without_a_graph_shows_the_numbers_alone(open_figure: Open, harness: Harness, untrained: Run) -> None:
    flat = trace(untrained, "ann", graph=False)
    name = harness.write_trace("now-flat", flat)
    stage = stage_at(flat.header, "layer0.attn_k", 1)
    look = {"cursor": frame_of(flat.header, "forward", stage), "selection": stage_ref(stage, 3)}
    page = open_figure("now", trace=name, look=look)
    value = flat.columns["stage_values"][flat.header["stages"][stage]["first"] + 3]
    expect(number(page, "value")).to_have_text(shown(value))
    expect(page.locator(".now-sum, .now-chain")).to_have_count(0)
    put(page, look={"cursor": frame_of(flat.header, "backward", stage)})
    expect(page.locator(".now-chain li")).to_have_count(3)  # the cache tells who read it without a graph too


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way_back_nor_in_more(open_figure: Open, bill: Json, theme: str) -> None:
    key = stage_at(bill, "layer0.attn_k", 1)
    look = {"cursor": frame_of(bill, "backward", key)}
    page = open_figure("now", trace="bill", theme=theme, width=390, look=look)
    for summary in page.locator("summary").all():
        summary.click()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="More").click()
    assert Axe().run(page).response["violations"] == []


def test_a_link_that_goes_with_its_thing_leaves_the_focus_in_the_pane(open_figure: Open, bill: Json) -> None:
    key = stage_at(bill, "layer0.attn_k", 1)
    page = open_figure("now", trace="bill", look={"cursor": frame_of(bill, "backward", key)})
    page.locator(".now-chain button").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Selected", exact=True)).to_be_visible()
    page.get_by_role("button", name="Back to now").press("Enter")
    assert page.evaluate("figure.root.contains(document.activeElement)")


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
