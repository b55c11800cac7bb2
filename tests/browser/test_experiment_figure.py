"""Change it: a parameter is dragged to another number, what that does is said beside what was foretold, and kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from reading import param_ref, read

from microgpt.data import load
from microgpt.observe.experiment import Edit, trace_edited
from microgpt.observe.grab import Grip
from microgpt.observe.heads import tokens_of
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, start
from tools.harness import Harness, actions, float64, picture, put

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
def run() -> Run:
    return start(preset("microgpt"), load("census"), vector)


@pytest.fixture(scope="module")
def edited(harness: Harness, run: Run) -> Json:
    """A trace with two edits: its header."""
    edits = [Edit("wpe", 0, 3, 1.5), Edit("wte", 2, 1, -0.25)]
    traced = trace_edited(run, edits, "bill", graph=False)
    harness.write_trace("experiment-edited", traced)
    return traced.header


@pytest.fixture(scope="module")
def grip(harness: Harness, run: Run) -> Grip:
    """Python, ready to be asked about the trace `experiment-plain`."""
    traced = trace(run, "bill", graph=False)
    harness.write_trace("experiment-plain", traced)
    return Grip(run, tokens_of(run, "bill"), traced.columns["adam_grad"])


def number(page: Page, name: str = "wpe[0][3]") -> Locator:
    return page.get_by_role("slider", name=name)


def field(page: Page, name: str = "wpe[0][3]") -> Locator:
    return page.get_by_label(f"What if {name} were")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def asked(page: Page) -> list[Json]:
    return [each for each in actions(page) if each["type"] != "set"]


def questions(page: Page) -> dict[str, Json]:
    """What the figure asks now, by the name of the answer."""
    found = page.evaluate("figure.questions()")
    return {each["name"]: each["args"] for each in found}


def answer(page: Page, grip: Grip) -> Json:
    """Let Python answer all that the figure asks; what it said of the number that is held."""
    answers: Json = {}
    for name, args in questions(page).items():
        header, columns = grip.asked(**{each: args[each] for each in ("matrix", "row", "column", "values")})
        answers[name] = {**header, **{each: column.tolist() for each, column in columns.items()}}
    put(page, answers={name: typed(each) for name, each in answers.items()})
    held: Json = answers["grab"]
    return held


def typed(found: Json) -> Json:
    columns = ("loss", "change", "foretold", "predicted", "apart", "losses", "probs")
    return {name: float64(each) if name in columns else each for name, each in found.items()}


def row(page: Page, term: str) -> Locator:
    return page.locator("dl .row").filter(has_text=term).locator("dd")


def outcome(page: Page) -> list[str]:
    return [each.replace("\u2212", "-") for each in page.locator(".experiment-outcome dd").all_inner_texts()]


def text(x: float, digits: int = 4) -> str:
    return f"{x:.{digits}f}".replace("-", "\u2212")


# --- what can be changed


def test_without_a_parameter_it_says_how_to_select_one_and_offers_one(open_figure: Open, harness: Harness) -> None:
    page = open_figure("experiment", trace="bill")
    before = picture(page)
    expect(page.get_by_text("Select a parameter, in any picture")).to_be_visible()
    put(page, look={"selection": {"kind": "stage", "stage": 4, "element": 2}})
    assert picture(page) == before
    put(page, look={"selection": param_ref(1, 0, 3)})
    expect(number(page)).to_be_visible()
    put(page, look={"selection": None})
    assert picture(page) == before
    button(page, "Pick one worth trying").click()
    expect(page.get_by_role("slider")).to_be_focused()


@pytest.mark.parametrize("stage", ["layer0.attn_q", "logits", "tok_emb", None])
def test_the_one_it_offers_has_the_largest_gradient_of_those_that_the_frame_works_with(
    open_figure: Open, harness: Harness, stage: str | None
) -> None:
    bill = read(harness, "bill")
    names = [each["name"] for each in bill["stages"]]
    frames = [frame["stage"] for frame in bill["frames"]]
    cursor = 0 if stage is None else frames.index(names.index(stage))
    reads = [] if stage is None else bill["stages"][names.index(stage)]["reads_rows"]
    grads = bill["columns"]["adam_grad"]
    places = range(len(grads))
    if reads:
        (matrix, first, rows) = reads[0]
        of = bill["matrices"][matrix]
        begin = of["first"] + first * of["columns"]
        places = range(begin, begin + rows * of["columns"])
    page = open_figure("experiment", trace="bill", look={"cursor": cursor})
    button(page, "Pick one worth trying").click()
    best = max(places, key=lambda each: abs(grads[each]))
    of = max((each for each in bill["matrices"] if each["first"] <= best), key=lambda each: each["first"])
    place = divmod(best - of["first"], of["columns"])
    assert asked(page) == [{"type": "selected", "ref": param_ref(bill["matrices"].index(of), *place)}]


def test_an_element_of_an_embedding_is_its_parameter_and_in_adams_frames_there_is_always_one(
    open_figure: Open, harness: Harness
) -> None:
    bill = read(harness, "bill")
    page = open_figure("experiment", trace="bill", look={"selection": {"kind": "stage", "stage": 0, "element": 4}})
    token = bill["token_ids"][0]
    expect(number(page, f"wte[{token}][4]")).to_be_visible()
    adam = next(i for i, frame in enumerate(bill["frames"]) if frame["phase"] == "adam")
    put(page, look={"selection": None, "cursor": adam})
    expect(page.get_by_role("slider", name=re.compile(r"^wte\["))).to_be_visible()


def test_the_number_is_what_the_parameter_has_before_the_step(page: Page, harness: Harness) -> None:
    bill = read(harness, "bill")
    expect(number(page)).to_contain_text(text(bill["columns"]["adam_before"][bill["matrices"][1]["first"] + 3]))


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ({"kind": "loading", "stage": "", "loaded": 0, "total": 0}, "As soon as Python is up"),
        ({"kind": "stopped"}, "once it is restarted"),
        ({"kind": "ready", "seconds": 1}, "look into it again"),
    ],
)
def test_what_cannot_be_asked_cannot_be_moved_and_says_why(page: Page, python: Json, sentence: str) -> None:
    before = picture(page)
    put(page, canAsk=False, host={"python": python})
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(number(page)).to_have_attribute("aria-disabled", "true")
    number(page).press("ArrowRight")
    expect(field(page)).to_be_disabled()
    expect(button(page, "Check its gradient")).to_be_disabled()
    assert actions(page) == []
    put(page, canAsk=True, host={"python": {"kind": "ready", "seconds": 1}})
    assert picture(page) == before


def test_a_recording_of_another_moment_says_where_numbers_can_be_changed(page: Page) -> None:
    put(page, canAsk=False, look={"trace": "recorded-50"})
    expect(page.get_by_text("This moment is a recording.")).to_be_visible()


# --- moving it


def test_keys_move_it_and_python_is_asked_about_each_number_and_once_about_a_sweep(page: Page) -> None:
    assert questions(page) == {}
    number(page).press("ArrowRight")
    first = questions(page)
    number(page).press("Shift+ArrowRight")
    second = questions(page)
    own = float(number(page).get_attribute("aria-valuemin") or 0) + 1
    assert {name: first["grab"][name] for name in WPE} == WPE
    assert first["grab"]["values"] == [pytest.approx(own + 0.02, abs=1e-4)]
    assert second["grab"]["values"] == [pytest.approx(own + 0.022, abs=1e-4)]
    assert first["sweep"] == second["sweep"]
    values = first["sweep"]["values"]
    assert (len(values), values[0], values[-1]) == (33, pytest.approx(own - 1), pytest.approx(own + 1))
    for key, expected in (("End", own + 1), ("PageUp", own + 1), ("Home", own - 1)):
        number(page).press(key)
        assert questions(page)["grab"]["values"] == [pytest.approx(expected, abs=1e-4)]


def test_a_drag_moves_it_and_with_shift_in_small_steps(page: Page) -> None:
    own = float(number(page).get_attribute("aria-valuenow") or 0)
    box = number(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    assert questions(page)["grab"]["values"] == [own]
    page.mouse.move(box["x"] + 70, box["y"] + 40, steps=4)
    far = float(number(page).get_attribute("aria-valuenow") or 0)
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 10, box["y"] + 40, steps=4)
    near = float(number(page).get_attribute("aria-valuenow") or 0)
    page.keyboard.up("Shift")
    page.mouse.up()
    page.mouse.move(box["x"] + 200, box["y"] + 40)
    assert far > own
    assert far - near == pytest.approx((far - own) / 10, abs=2e-4)
    assert float(number(page).get_attribute("aria-valuenow") or 0) == near


def test_the_chart_can_be_dragged_too(page: Page) -> None:
    number(page).press("ArrowRight")
    box = page.locator(".experiment-curve").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 8, box["y"] + 40)
    own = float(number(page).get_attribute("aria-valuemin") or 0) + 1
    assert float(number(page).get_attribute("aria-valuenow") or 0) == pytest.approx(own + 1, abs=0.02)


@pytest.mark.parametrize(("what", "value"), [("1.5", 1.5), ("-0,25", -0.25), ("\u22122e-1", -0.2), (" 3 ", 3)])
def test_another_number_can_be_typed(page: Page, what: str, value: float) -> None:
    field(page).fill(what)
    field(page).press("Enter")
    assert questions(page)["grab"]["values"] == [value]
    expect(number(page)).to_contain_text(text(value))
    expect(field(page)).to_have_value("")


def test_what_is_no_number_gets_a_sentence_that_goes_with_the_next_attempt(page: Page) -> None:
    alert = page.get_by_role("alert")
    for what in ("much", "", "a=b"):
        field(page).fill(what)
        field(page).press("Enter")
        expect(alert).to_have_text(f"Wanted a number such as -0.25, not “{what}”.")
        expect(field(page)).to_have_value(what)
    assert questions(page) == {}
    put(page, look={"selection": param_ref(1, 0, 4)})
    expect(alert).to_have_text("")
    put(page, look={"selection": param_ref(1, 0, 3)})
    expect(alert).to_have_text("Wanted a number such as -0.25, not “a=b”.")
    field(page).fill("2")
    field(page).press("Enter")
    expect(alert).to_have_text("")


# --- what it does


def test_what_python_says_stands_beside_what_the_gradient_foretold(open_figure: Open, grip: Grip) -> None:
    page = open_figure("experiment", trace="experiment-plain", look={"selection": param_ref(1, 0, 3)})
    number(page).press("PageUp")
    assert outcome(page) == ["… → …", "…", "…", "…"]
    found = answer(page, grip)
    told = outcome(page)
    assert told[0] == f"{found['loss_before']:.4f} → {found['loss'][0]:.4f}"
    for said, name in zip(told[1:], ("change", "foretold", "apart")):
        assert float(said) == pytest.approx(found[name][0], rel=1e-3)
    expect(number(page)).to_have_attribute("aria-valuetext", re.compile(f"loss {text(found['loss'][0])}$"))
    most = found["most"]
    expect(page.get_by_text(f"Guess that changes most: position {most['position']}")).to_be_visible()
    expect(page.locator(".experiment-guesses li")).to_contain_text(
        [f"{100 * each['before']:.1f} % → {100 * each['after']:.1f} %" for each in most["tokens"]]
    )


def test_moved_and_moved_back_it_is_the_same_picture_and_put_back_it_is_as_if_untouched(
    open_figure: Open, grip: Grip
) -> None:
    page = open_figure("experiment", trace="experiment-plain", look={"selection": param_ref(1, 0, 3)})
    untouched = picture(page)
    number(page).press("PageUp")
    answer(page, grip)
    once = picture(page)
    number(page).press("PageUp")
    answer(page, grip)
    assert picture(page) != once
    number(page).press("PageDown")
    answer(page, grip)
    assert picture(page) == once
    put(page, look={"cursor": 90, "t": 0.5})
    put(page, look={"cursor": 0, "t": 1})
    assert picture(page) == once
    button(page, "Put it back").click()
    expect(number(page)).to_be_focused()
    number(page).evaluate("each => each.blur()")
    assert picture(page) == untouched
    number(page).press("End")
    number(page).press("Escape")
    number(page).evaluate("each => each.blur()")
    assert picture(page) == untouched


def test_an_answer_about_another_parameter_is_not_shown(open_figure: Open, grip: Grip) -> None:
    page = open_figure("experiment", trace="experiment-plain", look={"selection": param_ref(1, 0, 3)})
    number(page).press("PageUp")
    answer(page, grip)
    put(page, look={"selection": param_ref(1, 0, 4)})
    number(page, "wpe[0][4]").press("PageUp")
    assert outcome(page) == ["… → …", "…", "…", "…"]
    expect(page.locator(".experiment-curve .now")).to_have_count(0)


def test_before_it_has_moved_no_guess_changes_and_of_one_positions_loss_its_own_guess_is_told(
    open_figure: Open, harness: Harness, grip: Grip, run: Run
) -> None:
    page = open_figure("experiment", trace="experiment-plain", look={"selection": param_ref(1, 0, 3)})
    number(page).press("ArrowRight")
    number(page).press("ArrowLeft")
    answer(page, grip)
    expect(page.get_by_text("No guess changes")).to_be_visible()
    assert outcome(page)[1:] == ["0", "0", "0"]
    traced = trace(run, "bill", 2, graph=False)
    put(page, trace=harness.write_trace("experiment-target", traced))
    number(page).press("PageUp")
    answer(page, Grip(run, tokens_of(run, "bill"), traced.columns["adam_grad"], 2))
    expect(page.get_by_text("loss at position 2")).to_be_visible()
    expect(page.locator(".experiment-most")).to_have_text("Guess at position 2 “i”")


def test_a_loss_that_is_no_longer_finite_is_told(open_figure: Open, grip: Grip) -> None:
    page = open_figure("experiment", trace="experiment-plain", look={"selection": param_ref(2, 0, 3)})
    field(page, "lm_head[0][3]").fill("1e6")
    field(page, "lm_head[0][3]").press("Enter")
    answer(page, grip)
    expect(page.get_by_text("the loss is no longer a finite number")).to_be_visible()
    assert outcome(page)[1:] == ["…", "…", "…"]


def test_where_grad_is_no_slope_the_measured_one_is_used_and_that_is_said(open_figure: Open, harness: Harness) -> None:
    run = start(preset("first"), load("census"))
    traced = trace(run, "ann", graph=False)
    harness.write_trace("experiment-first", traced)
    grip = Grip(run, tokens_of(run, "ann"), traced.columns["adam_grad"])
    page = open_figure("experiment", trace="experiment-first", look={"selection": param_ref(1, 0, 3)})
    number(page).press("PageUp")
    answer(page, grip)
    expect(page.get_by_text("measured slope")).to_be_visible()
    expect(page.get_by_text(".grad, the sum of what those passes leave, need not be one")).to_be_visible()


def test_what_an_experiment_foretells_there_is_measured_too(open_figure: Open, harness: Harness) -> None:
    run = start(preset("first"), load("census"))
    traced = trace_edited(run, [Edit("wpe", 0, 3, 1.5)], "ann", graph=False)
    page = open_figure("experiment", trace=harness.write_trace("experiment-first-edited", traced))
    said = row(page, "measured slope").inner_text().replace("\u2212", "-")
    assert float(said) == pytest.approx(traced.header["experiment"]["predicted"], rel=1e-5)
    expect(page.get_by_text("need not be one")).to_be_visible()


# --- kept


def test_kept_it_is_added_to_the_edits_that_are_there_or_takes_the_place_of_its_own(
    open_figure: Open, edited: Json
) -> None:
    page = open_figure("experiment", trace="experiment-edited", look={"selection": param_ref(1, 0, 3)})
    expect(number(page)).to_contain_text("1.5000")
    field(page).fill("2")
    field(page).press("Enter")
    button(page, "Keep").click()
    put(page, look={"selection": param_ref(1, 1, 1)})
    field(page, "wpe[1][1]").fill("0.5")
    field(page, "wpe[1][1]").press("Enter")
    number(page, "wpe[1][1]").press("Enter")
    other = {"matrix": "wte", "row": 2, "column": 1, "value": -0.25}
    assert [each["edits"] for each in asked(page)] == [
        [other, {**WPE, "value": 2}],
        [{**WPE, "value": 1.5}, other, {"matrix": "wpe", "row": 1, "column": 1, "value": 0.5}],
    ]


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
    for term, expected in (("it changed by", made["change"]), ("distance said", made["predicted"])):
        said = row(page, term).inner_text().replace("\u2212", "-")
        assert float(said) == pytest.approx(expected, rel=1e-5)
        assert said[0] in "+-"
    before = picture(page)
    put(page, trace="bill")
    expect(page.get_by_text("Changed", exact=True)).to_have_count(0)
    put(page, trace="experiment-edited")
    assert picture(page) == before


def test_all_edits_are_undone_at_once_and_the_map_shows_what_they_changed(open_figure: Open, edited: Json) -> None:
    page = open_figure("experiment", trace="experiment-edited")
    box = page.get_by_label("the map shows what changed, not the values")
    expect(box).not_to_be_checked()
    box.check()
    expect(box).to_be_checked()
    put(page, look={"changes": False})
    expect(box).not_to_be_checked()
    button(page, "Undo").click()
    assert asked(page) == [{"type": "changes-set", "changes": True}, {"type": "edits-asked", "edits": []}]


# --- a check of the gradient


def test_the_gradient_of_a_parameter_is_checked_and_what_was_found_is_shown_for_it_alone(page: Page) -> None:
    before = picture(page)
    button(page, "Check its gradient").click()
    assert asked(page) == [{"type": "check-asked", **WPE}]
    put(page, look={"check": CHECK})
    expect(row(page, "its .grad")).to_have_text("\u22120.0123456")
    expect(row(page, "nudged by ±0.0001")).to_have_text("\u22120.0123457")
    expect(row(page, "they differ by")).to_have_text(re.compile("e\u22127$"))
    expect(row(page, "if by much")).to_have_count(0)
    put(page, look={"selection": param_ref(1, 0, 4)})
    expect(row(page, "its .grad")).to_have_count(0)
    put(page, look={"selection": param_ref(1, 0, 3), "check": None})
    assert picture(page) == before


def test_a_program_that_goes_backward_at_each_position_says_why_the_two_differ(open_figure: Open) -> None:
    page = open_figure("experiment", trace="first", look={"selection": param_ref(1, 0, 3), "check": CHECK})
    expect(row(page, "if by much")).to_have_text(re.compile("^this program goes backward at each position"))
