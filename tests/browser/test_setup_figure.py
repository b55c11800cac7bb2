"""Setting up a new run: what the form holds, what becomes of it, and what is said of the run that is there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from microgpt.presets import preset
from microgpt.settings import GROUPS, SETTINGS, written
from tools.harness import Harness, actions, picture, put

Open = Callable[..., Page]

DIGEST = "0123456789abcdef" * 4
RUN = (
    "1 layer of 4 heads, vectors of 16, 16 positions, 4,192 parameters, seed 42, "
    "5,163 documents (census), a vocabulary of 27 tokens with BOS."
)


def past(**settings: Any) -> dict[str, Any]:
    """What is known of a run before its first step."""
    description = {
        "config": replace(preset("microgpt"), **settings).to_dict(),
        "data_name": "census",
        "num_docs": 5163,
        "num_params": 4192,
        "tokens": [*"abcdefghijklmnopqrstuvwxyz", "<BOS>"],
    }
    return {"description": description, "steps": [], "samples": [], "generated": []}


def holding(
    settings: dict[str, Any] | None = None, preset_name: str = "microgpt", text: str | None = None
) -> dict[str, Any]:
    """What the form is to hold, among the props."""
    return {"setup": {"preset": preset_name, "settings": settings or {}, "text": text}}


@pytest.fixture(scope="module")
def answers(harness: Harness) -> dict[str, Any]:
    """What the form knows before Python is up: recorded with the site."""
    recorded = harness.folder / "recorded"
    [table] = json.loads((recorded / "answers-settings.json").read_text())
    prospect, _ = json.loads((recorded / "answers-prospect.json").read_text())
    return {"table": table["result"], "prospect": prospect["result"]}


LISTS = [
    {"name": "census", "what": "5,163 first names", "source": "From the census.", "address": None, "bytes": 0},
    {"name": "gods", "what": "160 gods", "source": "Compiled for this page.", "address": None, "bytes": 0},
    {
        "name": "makemore",
        "what": "32,033 first names",
        "source": "They are their author's.",
        "address": "https://example.org/names.txt",
        "bytes": 228_145,
    },
]


def trained_on(data: str, text: str | None = None, **more: Any) -> dict[str, Any]:
    """What the form is to be set to, among the props."""
    return {"setup": {"preset": "microgpt", "settings": {}, "data": data, "text": text, **more}}


@pytest.fixture
def form(open_figure: Open, answers: dict[str, Any]) -> Page:
    """The page with the form."""
    return open_figure("setup", trace=None, run={"live": past()}, answers={**answers, "lists": LISTS})


def refusing(answers: dict[str, Any], **problems: str) -> dict[str, Any]:
    """The same, if Python refuses some settings."""
    nothing = {"num_params": None, "memory": None, "autograd": None}
    return {**answers, "prospect": {**answers["prospect"], **nothing, "problems": problems}}


def asked(page: Page) -> list[dict[str, Any]]:
    """What the form has dispatched."""
    return actions(page)


# --- the run that is there


def test_the_run_is_said_in_one_sentence(open_figure: Open) -> None:
    page = open_figure("setup", trace=None)
    expect(page.locator(".setup-run")).to_have_text("Its settings stand here as soon as Python is up.")
    put(page, run={"live": past()})
    expect(page.locator(".setup-run")).to_have_text(RUN)
    put(page, run={"live": past(n_layer=2, n_head=1, seed=7)})
    expect(page.locator(".setup-run")).to_contain_text("2 layers of 1 head, vectors of 16")
    expect(page.locator(".setup-run")).to_contain_text("seed 7")


def test_settings_that_have_no_control_are_said_beside_the_others(open_figure: Open) -> None:
    """A number, a text and a flag, which came with a link."""
    settings = {"learning_rate": 0.02, "activation": "relu2", "tied_head": True}
    origin = {**holding({**settings, "n_layer": 1}), "autograd": "vector"}
    page = open_figure("setup", trace=None, run={"live": past(**settings), "origin": origin})
    expect(page.locator(".setup-run")).to_contain_text(
        "seed 42, learning_rate 0.02, activation relu2, tied_head on, 5,163 documents"
    )


def test_what_starting_another_means_for_the_run_that_is_there_is_said(form: Page) -> None:
    before = picture(form)
    put(form, run={"live": {**past(), "steps": [{"step": 350}]}})
    expect(form.get_by_text("It takes the place of the run that is there, of 350 steps.")).to_be_visible()
    put(form, run={"live": past()})
    assert picture(form) == before


# --- what the form holds


def test_the_form_shows_what_it_is_said_to_hold_and_then_what_it_held_before(form: Page) -> None:
    before = picture(form)
    put(form, run=holding({"n_layer": 2, "n_embd": 8, "seed": 7}, "first", "ada\nbea"))
    expect(form.get_by_label("program")).to_have_value("first")
    expect(form.get_by_label("layers")).to_have_value("2")
    expect(form.get_by_label("heads")).to_have_value("4")
    expect(form.get_by_label("positions")).to_have_value("8")  # of the first revision
    expect(form.get_by_label("vector length")).to_have_value("8")
    expect(form.get_by_label("documents of your own")).to_have_value("ada\nbea")
    put(form, run=holding())
    assert picture(form) == before


def test_every_setting_has_its_sentence_and_its_value_in_one_of_the_groups(form: Page) -> None:
    """One of which is open at a time."""
    found = {}
    for index, group in enumerate(GROUPS):
        heading = form.locator("h3 button").nth(index)
        expect(heading).to_contain_text(group.title)
        if heading.get_attribute("aria-expanded") == "false":
            heading.click()
        assert form.locator("h3 [aria-expanded=true]").count() == 1
        assert form.locator(".setup-field").count() == len(group.names)
        for name in group.names:
            setting = SETTINGS[name]
            field = form.locator(".setup-field").filter(has=form.get_by_text(setting.label, exact=True))
            if setting.label.lower() != name:
                expect(field.locator(".setup-name")).to_have_text(re.compile(f"{setting.label}\\s*{name}"))
            expect(field.locator(".note").last).to_contain_text(setting.about)
            if setting.choices:
                found[name] = field.locator("input:checked").input_value()
                expect(field.get_by_role("radio")).to_have_count(len(setting.choices))
            else:
                found[name] = field.get_by_label(setting.label, exact=True).input_value()
                expect(field.locator(".note").last).to_contain_text(setting.allowed)
    assert found == {name: written(value) for name, value in preset("microgpt").to_dict().items()}


def test_a_group_says_what_it_is_about_or_what_is_changed_in_it(form: Page) -> None:
    before = picture(form)
    parts = form.locator("h3 button").nth(1)
    expect(parts).to_have_text("Parts what can be left out of the model, or be another")
    put(form, run=holding({"mlp": False, "norm": "none", "n_layer": 3}))
    expect(parts).to_have_text("Parts mlp off, norm none")
    put(form, run=holding())
    assert picture(form) == before


def test_what_was_changed_can_be_put_back_one_by_one(form: Page) -> None:
    put(form, run=holding({"n_layer": 3}))
    form.get_by_role("button", name="back to 1").click()
    assert asked(form) == [{"type": "setting-set", "name": "n_layer", "value": None}]


def test_before_python_has_told_of_the_settings_a_run_on_own_documents_can_be_set_up(open_figure: Open) -> None:
    page = open_figure("setup", trace=None, run={"setup": {**holding(preset_name="first")["setup"], "data": "own"}})
    expect(page.get_by_label("program")).to_have_value("first")
    page.get_by_label("documents of your own").fill("ada")
    assert page.locator("h3").count() == 0


def test_what_is_typed_stays_while_the_run_goes_on(form: Page) -> None:
    """Until it is committed the form knows nothing of it, and a run in training draws the figure again and again."""
    put(form, run=trained_on("own"))
    form.get_by_label("layers").press("End")
    form.get_by_label("layers").press_sequentially("2")
    form.get_by_label("documents of your own").press_sequentially(" ")
    put(form, run={"activity": "training"})
    expect(form.get_by_label("documents of your own")).to_have_value(" ")
    expect(form.get_by_label("layers")).to_have_value("12")


# --- what becomes of it


def test_each_control_changes_its_own_setting_and_no_other(form: Page) -> None:
    linked = {"learning_rate": 0.02, "activation": "relu2", "n_head": 2}
    put(form, run=holding(linked))
    form.get_by_label("layers").fill("2")
    form.get_by_label("heads").fill("4")  # as in the preset
    form.get_by_label("program").select_option(label="first, its first revision")
    form.locator("h3 button", has_text="Optimizer").click()
    form.get_by_label("learning rate").fill("0.10")
    form.get_by_role("radio", name="sgd").check()
    form.locator("h3 button", has_text="Parts").click()
    form.get_by_role("radiogroup", name="MLP").get_by_role("radio", name="off").check()
    set_ = [action for action in asked(form) if action["type"] != "set"]
    changed = [action for i, action in enumerate(set_) if action not in set_[:i]]  # as it is typed, and when it is done
    assert changed == [
        {"type": "setting-set", "name": "n_layer", "value": 2},
        {"type": "setting-set", "name": "n_head", "value": None},
        {"type": "setup-set", "setup": {"preset": "first"}},
        {"type": "setting-set", "name": "learning_rate", "value": "0.10"},
        {"type": "setting-set", "name": "optimizer", "value": "sgd"},
        {"type": "setting-set", "name": "mlp", "value": False},
    ]


def test_documents_come_from_typing_or_from_a_file_and_blanks_are_none(form: Page, tmp_path: Path) -> None:
    put(form, run=trained_on("own"))
    own = form.get_by_label("documents of your own")
    own.fill("ada\nbea")
    assert asked(form)[-1] == {"type": "setup-set", "setup": {"data": "own", "text": "ada\nbea"}}
    own.fill(" \n")
    assert asked(form)[-1] == {"type": "setup-set", "setup": {"data": "own", "text": None}}
    before = len(actions(form))
    (tmp_path / "names.txt").write_text("abe\nbob\n")
    form.get_by_label("or from a text file").set_input_files(tmp_path / "names.txt")
    form.evaluate("async (n) => { while (figure.actions.length === n) await new Promise(setTimeout); }", before)
    (given,) = actions(form)[before:]
    assert (given["type"], given["name"]) == ("documents-asked", "names.txt")
    assert form.evaluate("figure.actions.at(-1).source.text()") == "abe\nbob\n"


PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  return !field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_is_edited_when_it_is_short_and_held_when_it_is_long(form: Page) -> None:
    put(form, run=trained_on("own"))
    own = form.get_by_label("documents of your own")
    assert own.evaluate(PASTE, "ada\nbea") is False  # the browser puts it into the field
    assert asked(form) == []
    long = "ada\n" * 3000
    assert own.evaluate(PASTE, long) is True
    assert asked(form) == [{"type": "documents-asked", "name": "what you pasted", "source": long}]


def test_a_file_is_shown_by_its_name_and_its_first_lines_and_can_be_left(form: Page) -> None:
    before = picture(form)
    text = "\n".join(["ada", "b" * 10_000, *["mia"] * 50_000])
    file = {"name": "names.txt", "docs": 50_002, "characters": 5, "longest": 10_000}
    put(form, run={"setup": {"preset": "microgpt", "settings": {}, "text": text, "file": file}})
    held = form.locator(".setup-held")
    expect(held).to_contain_text("names.txt")
    expect(held).to_contain_text("50,002 documents, 210,004 characters")
    expect(held.locator("pre span").first).to_have_text("ada")
    assert form.locator("textarea").count() == 0
    assert len(held.inner_text()) < 1000
    assert form.evaluate("document.documentElement.scrollWidth <= innerWidth")
    held.get_by_role("button", name="Write your own instead").click()
    assert asked(form)[-1] == {"type": "setup-set", "setup": {"data": "own", "text": None, "file": None}}
    put(form, run=holding())
    assert picture(form) == before


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("9007199254740991", 2**53 - 1),
        ("9007199254740993", "9007199254740993"),  # JavaScript has no such number
        ("-3", -3),
        (" 12 ", 12),
        ("1e3", "1e3"),
        ("many", "many"),
        ("", None),
    ],
)
def test_a_seed_is_taken_as_it_was_typed_or_left_to_python_to_refuse(form: Page, typed: str, value: Any) -> None:
    put(form, settings={"group": "Start"})
    seed = form.get_by_label("seed")
    seed.fill("5")
    seed.blur()
    seed.fill(typed)
    seed.blur()
    assert asked(form)[-1] == {"type": "setting-set", "name": "seed", "value": value}


def test_a_run_is_started_by_its_button_or_with_enter_when_python_is_up_and_idle(form: Page) -> None:
    start = form.get_by_role("button", name="Start this run")
    start.click()
    form.get_by_label("layers").press("Enter")
    assert asked(form) == [{"type": "setup-asked"}] * 2
    for changes, why in (
        ({"run": {"activity": "training"}}, "Pause the training first."),
        ({"run": {"activity": "waiting"}}, "Pause the training first."),
        (
            {"host": {"python": {"kind": "loading", "stage": "Starting", "loaded": 0, "total": 0}}},
            "It can be started as soon as Python is up.",
        ),
    ):
        put(form, **{"run": {"activity": "idle"}, **changes})
        expect(start).to_be_disabled()
        expect(form.get_by_text(why)).to_be_visible()
    put(form, host={"python": {"kind": "ready", "seconds": 1}})
    expect(start).to_be_enabled()


# --- what cannot be, and what it would take


def test_what_cannot_be_is_refused_beside_its_field_and_nothing_can_be_started_with_it(
    form: Page, answers: dict[str, Any]
) -> None:
    before = picture(form)
    problem = "n_embd must be a multiple of n_head, not 15 with 4 heads"
    put(form, run=holding({"n_embd": 15}), answers=refusing(answers, n_embd=problem))
    field = form.get_by_label("vector length")
    expect(field).to_have_value("15")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(f"{problem}. {SETTINGS['n_embd'].about}: 1 to 1,024.")
    expect(form.locator(".setup-field").nth(1).locator(".complaint")).to_have_text(f"{problem}.")
    expect(form.get_by_role("button", name="Start this run")).to_be_disabled()
    put(form, settings={"group": "Parts"})
    expect(form.locator("h3 button").first).to_have_text("Size 1 refused n_embd 15")
    expect(form.locator(".setup-start")).to_contain_text(problem)
    put(form, run=holding(), answers=answers, settings={"group": "Size"})
    assert picture(form) == before


def test_what_the_whole_cannot_be_is_said_where_it_would_be_started(form: Page, answers: dict[str, Any]) -> None:
    told = refusing(answers)
    told["prospect"]["problem"] = "training must take at most 2 GB of memory, not about 3 GB"
    put(form, answers=told)
    expect(form.locator(".setup-start")).to_contain_text("at most 2 GB of memory")
    expect(form.get_by_role("button", name="Start this run")).to_be_disabled()


def test_a_setting_without_effect_says_so(form: Page, answers: dict[str, Any]) -> None:
    idle = {"n_head": "no effect without attention"}
    put(form, answers={**answers, "prospect": {**answers["prospect"], "idle": idle}})
    expect(form.locator(".setup-field").nth(2)).to_contain_text("No effect without attention.")
    expect(form.locator(".setup-field", has_text="No effect")).to_have_count(1)


def test_what_it_would_take_is_counted_at_once_and_its_pace_measured(form: Page, answers: dict[str, Any]) -> None:
    cost = form.locator(".setup-cost")
    expect(cost).to_have_text("4,192 parameters, 1.6 MB of memory. Measuring how long a step takes ...")
    probed = {"steps": 12, "seconds": 0.0123, "all": 12.3, "why": "", "warning": "", "more": False}
    put(form, answers={**answers, "probed": probed})
    expect(cost).to_have_text(
        "4,192 parameters, 1.6 MB of memory. About 12 ms a step here, measured on 12 of its 1,000 steps: "
        "all of them in about 12.3 s."
    )
    put(form, answers={**answers, "probed": {**probed, "seconds": 3, "all": 3000, "warning": "That is long."}})
    expect(cost).to_contain_text("About 3.0 s a step here")
    expect(cost).to_contain_text("all of them in about 50:00")
    expect(form.get_by_text("That is long.")).to_be_visible()
    put(form, answers={**answers, "probed": {**probed, "steps": 0, "seconds": None, "all": None, "why": "Too large."}})
    expect(cost).to_have_text("4,192 parameters, 1.6 MB of memory. Too large.")
    put(form, answers={**answers, "probed": None}, canAsk=False)
    expect(cost).to_contain_text("A step is timed when Python is up.")


def test_a_node_for_each_number_is_said_to_be_slower(form: Page, answers: dict[str, Any]) -> None:
    slower = form.get_by_text("a node for each number, which is slower")
    expect(slower).to_have_count(0)
    put(form, answers={**answers, "prospect": {**answers["prospect"], "autograd": "scalar"}})
    expect(slower).to_be_visible()


def test_the_form_can_be_used_by_keyboard_alone(form: Page) -> None:
    form.locator("h3 button", has_text="Parts").focus()
    form.keyboard.press("Enter")
    form.keyboard.press("Tab")
    form.keyboard.press("ArrowRight")
    assert asked(form)[-1] == {"type": "setting-set", "name": "attention", "value": False}


# --- what it is trained on


def test_every_list_can_be_chosen_and_says_what_it_is_and_where_it_is_from(form: Page) -> None:
    before = picture(form)
    data = form.get_by_label("trained on")
    expect(data.locator("option")).to_have_text(
        ["census", "gods", "makemore, the published names", "your own documents"]
    )
    expect(form.get_by_text("5,163 first names. From the census.")).to_be_visible()
    data.select_option("gods")
    assert asked(form)[-1] == {
        "type": "setup-set",
        "setup": {"data": "gods", "text": None, "file": None, "draft": None},
    }
    put(form, run=trained_on("gods"))
    expect(form.get_by_text("160 gods. Compiled for this page.")).to_be_visible()
    put(form, run=holding())
    assert picture(form) == before


def test_before_the_lists_are_known_what_is_chosen_is_said(open_figure: Open) -> None:
    page = open_figure("setup", trace=None, run=trained_on("gods"))
    expect(page.get_by_label("trained on")).to_have_value("gods")


def test_what_was_typed_or_read_stays_while_a_list_is_chosen(form: Page) -> None:
    held = {"name": "mine.txt", "docs": 1, "digest": "f00"}
    put(form, run=trained_on("own", "ada", file=held))
    form.get_by_label("trained on").select_option("gods")
    chosen = asked(form)[-1]["setup"]
    assert chosen == {"data": "gods", "text": None, "file": None, "draft": {"text": "ada", "file": held}}
    put(form, run=trained_on(**chosen))
    form.get_by_label("trained on").select_option("own")
    assert asked(form)[-1]["setup"] == {"data": "own", "text": "ada", "file": held, "draft": None}


def test_the_published_names_are_fetched_when_that_is_asked_for_and_no_run_starts_before(form: Page) -> None:
    put(form, run=trained_on("makemore"))
    expect(form.get_by_text("0.2 MB from example.org")).to_be_visible()
    expect(form.get_by_text("The published names have to be fetched first.")).to_be_visible()
    expect(form.get_by_role("button", name="Start this run")).to_be_disabled()
    form.get_by_role("button", name="Fetch them").click()
    assert asked(form)[-1] == {"type": "names-asked"}
    put(form, host={"reading": {"name": "makemore", "loaded": 114_000, "total": 228_145}})
    expect(form.get_by_text("makemore: 0.1 MB of 0.2 MB")).to_be_visible()
    expect(form.get_by_role("progressbar", name="Documents")).to_have_js_property("value", 114_000)
    expect(form.get_by_role("button", name="Fetch them")).to_be_disabled()
    held = {"name": "makemore", "docs": 32_033, "digest": "f00"}
    put(form, host={"reading": None}, run=trained_on("makemore", "emma", file=held))
    expect(form.get_by_role("button", name="Start this run")).to_be_enabled()
    expect(form.get_by_role("button", name="Fetch them")).to_have_count(0)


DROP = """(element) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["ada"], "dropped.txt"));
  const event = () => ({ dataTransfer, bubbles: true, cancelable: true });
  return ["dragover", "drop"].map((type) => !element.dispatchEvent(new DragEvent(type, event())));
}"""


@pytest.mark.parametrize("chosen", ["gods", "own"])
def test_a_file_may_be_dropped_whatever_is_chosen_and_is_read_once(form: Page, chosen: str) -> None:
    put(form, run=trained_on(chosen))
    taken = form.locator("textarea" if chosen == "own" else ".setup-documents").evaluate(DROP)
    assert taken == [True, True]
    dropped = [each for each in asked(form) if each["type"] == "documents-asked"]
    assert [each["name"] for each in dropped] == ["dropped.txt"]


# --- documents that a link names and does not hold


def test_published_names_that_a_link_wants_are_to_be_fetched(form: Page) -> None:
    put(form, run={"wanted": DIGEST, **trained_on("makemore")})
    expect(form.get_by_text("That run was trained on the published names: fetch them here")).to_be_visible()
    expect(form.get_by_label("or from a text file")).to_have_count(0)


def test_documents_that_are_wanted_are_asked_for_until_they_are_there(open_figure: Open) -> None:
    page = open_figure("setup", trace=None)
    before = picture(page)
    put(page, run={"wanted": DIGEST})
    expect(page.get_by_text("give them here, as a text file")).to_contain_text(DIGEST[:12])
    expect(page.get_by_label("or from a text file")).to_be_visible()
    page.get_by_role("button", name="Start this run").click()
    assert actions(page) == [{"type": "setup-asked"}]
    put(page, run={"wanted": None})
    expect(page.get_by_text("give them here, as a text file")).to_have_count(0)
    assert picture(page) == before


# --- where it stands


def test_two_on_a_page_have_labels_of_their_own(form: Page, answers: dict[str, Any]) -> None:
    form.evaluate("async () => { globalThis.second = await figure.mountAnother('setup'); await second.set(); }")
    form.evaluate("answers => second.set({ answers })", answers)
    ids = form.locator("[id^=setup]").evaluate_all("all => all.map(({ id }) => id)")
    assert len(ids) == len(set(ids)) > 16
    form.get_by_label("layers").nth(1).fill("3")
    assert asked(form) == []
    set_there = "second.actions.filter(({ type }) => type === 'setting-set')"
    assert {"type": "setting-set", "name": "n_layer", "value": 3} in form.evaluate(set_there)
    expect(form.get_by_label("layers").first).to_have_value("1")


def test_it_is_taken_away_whole(form: Page) -> None:
    form.evaluate("figure.destroy()")
    assert form.evaluate("figure.root.innerHTML") == ""
