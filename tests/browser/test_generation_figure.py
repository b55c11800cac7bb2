"""How a name is invented: what the figure shows of each letter, what it asks, and what it says when it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tools.harness import Harness, actions, picture, put
from tools.harness.python import RUN, Python

MANY: dict[str, Any] = {"run": RUN, "temperature": 1, "seed": 1, "top_k": 4, "count": 5}
Open = Callable[..., Page]
Json = dict[str, Any]
MINUS = "\N{MINUS SIGN}"
LIVE = {"live": {"description": {"step": 0}, "steps": [{"step": 5}]}, "isLive": True}


@pytest.fixture(scope="module")
def recorded(harness: Harness) -> list[Json]:
    """The names that were recorded, at either temperature."""
    answers = json.loads((harness.folder / "recorded" / "answers-invent.json").read_text())
    return [each["result"] for each in answers]


@pytest.fixture(scope="module")
def python(harness: Harness) -> Python:
    """A run of two layers after five steps."""
    python = Python(harness, n_layer=2, n_embd=8, n_head=2)
    python.train(5)
    return python


@pytest.fixture
def page(open_figure: Open, recorded: list[Json]) -> Page:
    """The recorded name before Python is up."""
    return open_figure("generation", trace=None, width=672, canAsk=False, answers={"invent": recorded[0]})


@pytest.fixture
def live(open_figure: Open, python: Python) -> Page:
    """The run of the page's own Python."""
    page = open_figure("generation", trace=None, width=672, run=LIVE)
    python.answer(page)
    return page


def letters(page: Page) -> Locator:
    return page.get_by_role("radiogroup", name="Letter that is looked at").get_by_role("radio")


def fixed(x: float, digits: int = 2) -> str:
    return f"{x:.{digits}f}".replace("-", MINUS)


def token_text(token: str) -> str:
    return token.strip("<>")


def test_every_letter_has_its_log_probability_and_the_name_their_sum(page: Page, recorded: list[Json]) -> None:
    name = recorded[0]
    expect(letters(page)).to_have_count(len(name["letters"]))
    for shown, letter in zip(letters(page).all(), name["letters"], strict=True):
        log_prob = fixed(letter["log_prob"])
        expect(shown).to_contain_text(token_text(name["tokens"][letter["token"]]))
        expect(shown).to_contain_text(log_prob)
    total = fixed(name["log_prob"])
    expect(page.locator(".generation-sum")).to_contain_text(f"{total}, 1 in")
    expect(page.locator(".generation-sum")).to_contain_text("new: not in the data")
    expect(page.get_by_text("Recorded model, after 500 steps; temperature 0.5, seed 6.")).to_be_visible()


def test_the_needle_stands_on_the_letter_that_was_drawn(page: Page, recorded: list[Json]) -> None:
    name = recorded[0]
    for at, letter in enumerate(name["letters"]):
        letters(page).nth(at).click()
        expect(letters(page).nth(at)).to_be_checked()
        drawn = page.locator(".generation-share.is-drawn")
        box, needle = drawn.bounding_box(), page.locator(".generation-needle line").bounding_box()
        assert box
        assert needle
        assert box["x"] - 1 <= needle["x"] <= box["x"] + box["width"] + 1
        expect(page.locator(".generation-needle text")).to_have_text(f"{letter['number']:.4f}")
        said = f"falls on {token_text(name['tokens'][letter['token']])}, whose share is"
        expect(page.get_by_role("img", name=said)).to_be_visible()
    assert [each["settings"]["letter"] for each in actions(page)] == list(range(len(name["letters"])))


def test_the_arrow_keys_go_from_letter_to_letter(page: Page) -> None:
    letters(page).nth(2).press("ArrowRight")
    expect(letters(page).nth(3)).to_be_focused()
    letters(page).nth(3).press("Home")
    expect(letters(page).nth(0)).to_be_checked()
    letters(page).nth(0).press("ArrowLeft")
    expect(letters(page).nth(0)).to_be_checked()


def test_every_token_can_be_asked_for_its_numbers(page: Page, recorded: list[Json]) -> None:
    letter = recorded[0]["letters"][2]
    slider = page.get_by_role("slider", name="Tokens")
    before = picture(page)
    slider.press("Home")
    logit = fixed(letter["logits"][0], 3)
    said = f"a: logit {logit}, probability"
    expect(page.locator(".generation-heading")).to_contain_text(said)
    expect(slider).to_have_attribute("aria-valuetext", page.locator(".generation-heading span").inner_text())
    page.get_by_role("button", name="likeliest first").click()
    slider.press("Home")
    best = recorded[0]["tokens"][letter["order"][0]]
    expect(page.locator(".generation-heading")).to_contain_text(f"{token_text(best)}: logit")
    put(page, settings={"order": "vocabulary", "token": None})
    slider.blur()
    assert picture(page) == before


def test_before_python_is_up_there_are_the_recorded_temperatures_and_no_more(page: Page, recorded: list[Json]) -> None:
    expect(page.get_by_text("Other temperatures than 0.5 and 1, other seeds, beginnings")).to_be_visible()
    for name in ("begins with", "score a word"):
        expect(page.get_by_role("textbox", name=name)).to_be_disabled()
    expect(page.get_by_role("button", name="Another name")).to_be_disabled()
    page.get_by_role("slider", name="temperature").press("ArrowRight")
    assert actions(page)[-1]["settings"]["temperature"] == 1
    (question,) = page.evaluate("figure.questions()")
    assert question["args"] == {"run": "recorded", "temperature": 1, "seed": 6, "top_k": 0, "prefix": ""}
    put(page, answers={"invent": recorded[1]})
    expect(letters(page)).to_have_count(len(recorded[1]["letters"]))
    expect(page.get_by_text("temperature 1, seed 6.")).to_be_visible()


def test_an_own_beginning_is_asked_for_and_given(live: Page, python: Python) -> None:
    live.get_by_role("textbox", name="begins with").fill("jo")
    python.answer(live)
    asked = live.evaluate("figure.questions()")[0]
    assert asked["args"] == {"run": RUN, "temperature": 0.5, "seed": 6, "top_k": 0, "prefix": "jo"}
    assert [each.get_attribute("aria-label").split(":")[0] for each in letters(live).all()[:2]] == [  # type: ignore[union-attr]
        "j, given after BOS",
        "o, given after “j”",
    ]
    letters(live).nth(1).click()
    expect(live.locator(".generation-lead")).to_contain_text("o is given, not drawn")
    expect(live.locator(".generation-needle")).to_have_count(0)
    expect(live.get_by_text("Model trained here, after 5 steps")).to_be_visible()


def test_a_beginning_or_a_word_that_cannot_be_is_told_beside_it(live: Page, python: Python) -> None:
    live.get_by_role("textbox", name="begins with").fill("Jo")
    live.get_by_role("textbox", name="score a word").fill("a" * 20)
    python.answer(live)
    expect(live.get_by_role("alert").filter(has_text="'J' in 'Jo' is not among the 26 characters")).to_be_visible()
    expect(live.get_by_role("alert").filter(has_text="What you see begins without it.")).to_be_visible()
    without = python.ask("invent", run=RUN, temperature=0.5, seed=6)
    expect(letters(live)).to_have_count(len(without["letters"]))
    expect(letters(live).first).not_to_have_attribute("aria-label", re.compile("given"))
    expect(live.get_by_role("alert").filter(has_text="at most 15 characters")).to_be_visible()
    expect(live.get_by_role("textbox", name="begins with")).to_have_value("Jo")


def test_a_model_that_can_draw_nothing_says_so_and_is_asked_for_no_letter(live: Page) -> None:
    failed = {"failed": "the probabilities are no numbers; wanted a model that has not diverged"}
    put(live, answers={"invent": failed, "many": failed}, settings={"many": True})
    expect(live.get_by_text("No name can be drawn: the probabilities are no numbers; wanted a model")).to_be_visible()
    expect(letters(live)).to_have_count(0)
    expect(live.get_by_role("button", name="Next letter")).to_be_disabled()


def test_a_word_that_is_typed_is_scored_letter_by_letter(live: Page, python: Python) -> None:
    live.get_by_role("textbox", name="score a word").fill("emma")
    python.answer(live)
    found = python.ask("score", run=RUN, text="emma")
    items = live.get_by_role("list", name="The letters of the word, with their probabilities")
    for item, letter in zip(items.get_by_role("listitem").all(), found["letters"], strict=True):
        expect(item).to_contain_text(fixed(letter["log_prob"]))
        share = 100 * letter["prob"]
        expect(item).to_contain_text(f"{share:.0f} %" if share >= 10 else f"{share:.1f} %")
    total = fixed(found["log_prob"])
    expect(live.locator(".generation-score")).to_contain_text(f"{total}, 1 in")
    expect(live.locator(".generation-score")).to_contain_text("in the data already, but the model has not read it")


def test_another_name_comes_from_the_next_seed(live: Page) -> None:
    live.get_by_role("button", name="Another name").click()
    assert actions(live)[0]["settings"] == {"seed": 7, "nth": 0, "t": 0, "playing": True, "once": False, "letter": 0}


def test_a_seed_that_is_typed_is_asked_for_and_what_is_none_is_refused_where_it_stands(
    live: Page, python: Python
) -> None:
    seed = live.get_by_role("spinbutton", name="seed")
    seed.fill("123")
    python.answer(live)
    expect(live.get_by_text("temperature 0.5, seed 123.")).to_be_visible()
    for senseless in ("-4", "2.5", ""):
        seed.fill(senseless)
        expect(seed).to_have_value(senseless)
        assert not seed.evaluate("input => input.validity.valid")
        assert live.evaluate("figure.props().settings.seed") == 123


def test_top_k_leaves_all_but_the_likeliest_tokens_out(live: Page, python: Python) -> None:
    live.get_by_role("combobox", name="top-k").select_option("3")
    python.answer(live)
    found = python.ask("invent", run=RUN, temperature=0.5, seed=6, top_k=3)
    letter = found["letters"][2]
    expect(live.get_by_text("temperature 0.5, top-k 3, seed 6.")).to_be_visible()
    expect(live.locator(".generation-column.is-cut")).to_have_count(len(found["tokens"]) - 3)
    live.get_by_role("button", name="likeliest first").click()
    slider = live.get_by_role("slider", name="Tokens")
    slider.press("End")
    last = token_text(found["tokens"][letter["order"][-1]])
    left_out = f"{last}: logit {fixed(letter['logits'][letter['order'][-1]], 3)}, left out: not among the top 3"
    expect(live.locator(".generation-heading")).to_contain_text(left_out)
    expect(live.locator(".generation-end")).to_have_count(1)


def test_the_next_letter_is_drawn_and_it_waits_there(live: Page) -> None:
    live.get_by_role("button", name="Next letter").click()
    expect(letters(live).nth(3)).to_be_checked()
    expect(live.get_by_role("button", name="Play")).to_be_visible()
    assert actions(live)[-1]["settings"] == {"letter": 3, "t": 1, "playing": False}


def test_while_it_trains_it_is_said_that_a_model_in_training_answers(live: Page, python: Python) -> None:
    live.get_by_role("button", name="Twenty at once").click()
    live.get_by_role("textbox", name="score a word").fill("emma")
    python.answer(live)
    word = python.ask("score", run=RUN, text="emma")
    put(live, run=LIVE | {"activity": "training"}, answers={"score": word | {"step": 9}})
    expect(
        live.get_by_text("after 5 steps; temperature 0.5, seed 6. It is training: what you change now")
    ).to_be_visible()
    expect(live.locator(".generation-score")).to_contain_text("after 9 steps, log-probability")
    expect(live.locator(".generation-mark")).to_have_count(20)  # the word is of another model than the names


def test_twenty_names_stand_at_once_with_the_word_among_them(live: Page, python: Python) -> None:
    live.get_by_role("button", name="Twenty at once").click()
    live.get_by_role("textbox", name="score a word").fill("emma")
    python.answer(live)
    found = python.ask("invent_many", run=RUN, temperature=0.5, seed=6)
    word = python.ask("score", run=RUN, text="emma")
    ranked = sorted([*found["names"], {**word, "name": "emma"}], key=lambda each: -each["log_prob"])
    items = live.get_by_role("list", name="Invented names, the likeliest first").get_by_role("listitem")
    expect(items).to_have_count(21)
    for item, each in zip(items.all(), ranked, strict=True):
        expect(item).to_contain_text(each["name"] or "(no letter)")
        expect(item).to_contain_text(fixed(each["log_prob"]))
    expect(live.locator(".generation-mark")).to_have_count(21)
    chosen = found["names"][found["likeliest"][0]]
    items.first.get_by_role("button").click()
    python.answer(live)
    expect(live.get_by_text(f"temperature 0.5, seed {chosen['seed']}.")).to_be_visible()
    expect(items.first.get_by_role("button", pressed=True)).to_be_visible()
    expect(items).to_have_count(21)
    live.get_by_role("button", name="Twenty at once").click()
    python.answer(live)
    expect(live.get_by_text(f"temperature 0.5, seed {chosen['seed']}.")).to_be_visible()


def test_a_model_without_attention_invents_a_name_and_says_that_it_reads_nothing(
    open_figure: Open, harness: Harness
) -> None:
    python = Python(harness, n_embd=8, n_head=2, attention=False)
    page = open_figure("generation", trace=None, width=672, run=LIVE)
    python.answer(page)
    expect(page.get_by_text("This model has no attention: of all that came before, it sees the last")).to_be_visible()
    expect(page.get_by_role("img", name="What each head")).to_have_count(0)
    expect(page.get_by_role("img", name="falls on")).to_be_visible()


def test_each_layer_shows_its_own_attention_and_cache(live: Page) -> None:
    expect(live.get_by_role("img", name="What each head of layer 0 reads")).to_be_visible()
    live.get_by_role("radio", name="1", exact=True).check()
    expect(live.get_by_role("img", name="What each head of layer 1 reads")).to_be_visible()


def test_the_needle_travels_with_the_time_of_its_letter_and_back(page: Page) -> None:
    settled = picture(page)

    def x_at(t: float) -> float:
        put(page, settings={"t": t})
        return float(page.locator(".generation-needle line").get_attribute("x1") or "nan")

    xs = [x_at(t) for t in (0, 0.5, 0.6, 1)]
    assert xs == sorted(xs)
    assert xs[0] == 0 < xs[1] < xs[2] < xs[3]
    expect(page.locator(".generation-share.is-drawn")).to_have_count(1)
    x_at(0.5)
    expect(page.locator(".generation-share.is-drawn")).to_have_count(0)
    put(page, settings={"t": 1})
    assert picture(page) == settled


def test_the_same_name_is_the_same_picture_whatever_was_shown_before(
    open_figure: Open, recorded: list[Json], python: Python
) -> None:
    page = open_figure("generation", trace=None, width=672, answers={"invent": recorded[0], "score": None})
    begin = {"letter": 2, "order": "vocabulary", "word": "", "layer": 0, "token": None, "t": 1, "prefix": ""}
    begin |= {"many": False, "nth": 0}
    word = python.ask("score", run=RUN, text="emma")
    moments: list[Json] = [
        {"settings": {"letter": 5}},
        {"settings": {"order": "likely", "token": 3, "t": 0.6}},
        {"answers": {"invent": python.ask("invent", run=RUN, temperature=1, seed=1, prefix="jo")}},
        {"settings": {"word": "emma", "layer": 1}, "answers": {"score": word}, "width": 400},
        {"settings": {"many": True, "nth": 2}, "answers": {"many": python.ask("invent_many", **MANY)}},
        {"answers": {"invent": recorded[1] | {"refused": "wanted something else"}}, "settings": {"prefix": "?"}},
        {"answers": {"invent": None}, "canAsk": False},
    ]

    def show(moment: Json) -> str:
        put(page, settings=begin, answers={"invent": recorded[0], "score": None}, width=672, canAsk=True)
        put(page, **moment)
        return picture(page)

    pictures = [show(moment) for moment in moments]
    assert len(set(pictures)) == len(moments)
    for moment, before in reversed(list(zip(moments, pictures, strict=True))):
        assert show(moment) == before


def test_it_plays_to_the_end_of_the_name_and_stops(page: Page) -> None:
    put(page, settings={"letter": 4})
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(letters(page).nth(5)).to_be_checked()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert actions(page)[-1]["settings"] == {"letter": 5, "t": 1, "playing": False}


def test_who_wants_no_motion_sees_each_letter_settled(open_figure: Open, recorded: list[Json]) -> None:
    page = open_figure("generation", trace=None, width=672, motion="reduce", answers={"invent": recorded[0]})
    settled = page.locator(".generation-shares").inner_html()
    put(page, settings={"t": 0.3})
    assert page.locator(".generation-shares").inner_html() == settled


@pytest.mark.parametrize("width", [360, 672, 1040])
def test_it_has_room_and_everybody_can_use_it(open_figure: Open, python: Python, width: int) -> None:
    theme = "dark" if width == 672 else "light"
    settings = {"word": "emma", "temperature": 2, "topK": 6, "prefix": "bart", "letter": 5, "many": True}
    page = open_figure("generation", trace=None, width=width, theme=theme, run=LIVE, settings=settings)
    python.answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, context="#root")
    assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]] == []
