"""The article on the way back: where the gradient comes to rest, what Adam does with it, what training comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from article import Article
from conftest import NAME, STEPS
from playwright.sync_api import Locator, expect
from reading import digits
from session import Session

from microgpt.data import census
from microgpt.observe.generation import score
from microgpt.observe.trace import trace
from microgpt.presets import preset
from microgpt.run import start
from tools.pieces import whole
from tools.recording import recordings

Json = Any
TRACED = 500  # steps before the recorded one
OWN = ("graph-", "blame-", "key-", "adam-", "over-")  # what the names of the facts begin with that are told here


@pytest.fixture(scope="module")
def recorded() -> Json:
    """The header of the recorded step, with its numbers."""
    header, columns = whole(recordings())
    return header | columns


@pytest.fixture(scope="module")
def facts() -> dict[str, str]:
    """What Python says after 30 steps of the reader's name in the last of them."""
    session = Session()
    session.start("r", settings={"num_steps": STEPS})
    session.train("r")
    while session.slice("r", 1e9)["more"]:
        pass
    session.trace("r", "t", doc=NAME, after=STEPS - 1, graph=False)
    return {**session.run_facts("r"), **session.facts("t")}


@pytest.fixture
def slider(article: Article) -> Iterator[Locator]:
    """The slider through the recorded training, which is put back."""
    found = article.figure("figure-over-training").get_by_role("slider", name="Through training")
    before = found.input_value()
    yield found
    found.fill(before)


def farthest(header: Json) -> int:
    """The parameter of lm_head that a step moves farthest, in flat order."""
    [matrix] = [each for each in header["matrices"] if each["name"] == "lm_head"]
    span = range(matrix["first"], matrix["first"] + matrix["rows"] * matrix["columns"])
    return max(span, key=lambda i: abs(header["adam_update"][i]))


def lens(figure: Locator) -> list[str]:
    """What the seven lines under the lens come to."""
    return figure.locator(".adam-result").all_inner_texts()


def lines(step: Json) -> list[str]:
    """The same, of a step in Python's numbers."""
    i = farthest(step)
    return [digits(step[f"adam_{name}"][i]) for name in ("grad", "m", "v", "m_hat", "v_hat", "update", "after")]


def test_the_gradient_comes_to_rest_at_the_oldest_key_whose_number_the_text_tells(
    article: Article, recorded: Json
) -> None:
    figure = article.at_rest("figure-backward")
    [key] = [s for s in recorded["stages"] if (s["name"], s["position"]) == ("layer0.attn_k", 0)]
    grads = recorded["stage_grads"][key["first"] : key["first"] + key["size"]]
    j = max(range(len(grads)), key=lambda each: abs(grads[each]))
    expect(figure.locator(".transport-sentence")).to_contain_text(f"keys[0][0][{j}].grad = {digits(grads[j])}")
    assert article.fact("key-name") == f"keys[0][0][{j}]"
    expect(figure.get_by_text(f"{article.fact('graph-nodes')} nodes")).to_be_visible()
    expect(figure.locator(".line.lit").first).to_contain_text("left.grad += left_grad * grad")


def test_under_the_lens_stand_adams_lines_with_the_numbers_of_the_text(article: Article, recorded: Json) -> None:
    figure = article.at_rest("figure-adam")
    expect(figure.locator(".adam-result").last).to_have_text(lines(recorded)[-1])
    assert lens(figure) == lines(recorded)
    expect(figure.locator(".adam-one")).to_contain_text(article.fact("adam-param"))
    assert article.fact("adam-after") == lines(recorded)[-1]
    life = figure.get_by_role("slider", name="The past of")
    expect(life).to_have_attribute("aria-valuemin", "1")
    expect(life).to_have_attribute("aria-valuemax", "1000")
    at_last = re.compile(f"step {TRACED + 1}: value {lines(recorded)[-1]}, gradient {lines(recorded)[0]}, ")
    expect(life).to_have_attribute("aria-valuetext", at_last)


def test_all_parameters_are_seen_by_what_adam_has_for_them(article: Article, recorded: Json) -> None:
    figure = article.at_rest("figure-adam-maps")
    figure.get_by_role("radio", name="gradient").check()
    i = farthest(recorded)
    expect(figure.locator(".readout")).to_contain_text(f"gradient +{digits(recorded['adam_grad'][i])}")
    figure.get_by_role("radio", name="in turn").check()


def test_the_name_is_slid_through_the_recorded_training_and_no_other_figure_with_it(
    article: Article, slider: Locator
) -> None:
    figure = article.figure("figure-over-training")
    before = score(start(preset("microgpt"), census()), "bill")
    slider.fill("0")
    expect(figure.locator(".through")).to_contain_text("after 0 steps")
    expect(figure.locator(".through")).to_contain_text(f"loss of “bill” {before['loss']:.2f}")
    expect(figure.locator("[data-position]").first).to_contain_text(f"{before['letters'][0]['prob']:.3f}")
    assert f"“bill” cost {before['loss']:.2f} before the first step" in article.fact("over-course")
    expect(article.note).to_contain_text(f"After {TRACED} steps")


def test_what_is_said_of_the_backward_pass_adam_and_training_is_what_python_says(
    trained_article: Article, facts: dict[str, str]
) -> None:
    expect(trained_article.page.locator('[data-fact="over-average"]')).to_have_text(facts["over-average"])
    places = trained_article.page.locator("[data-fact]").all()
    told = {each.get_attribute("data-fact") or "": each.inner_text() for each in places}
    own = {name: text for name, text in told.items() if name.startswith(OWN)}
    assert len(own) > 25
    assert own == {name: facts[name] for name in own}


def test_under_the_lens_is_the_last_step_of_what_was_trained(trained_article: Article) -> None:
    session = Session()
    session.start("r", settings={"num_steps": STEPS})
    session.train("r", STEPS - 1)
    while session.slice("r", 1e9)["more"]:
        pass
    made = trace(session._runs.get("r").run, NAME, graph=False)
    step = made.header | made.columns
    figure = trained_article.at_rest("figure-adam")
    expect(figure.locator(".adam-result").last).to_have_text(lines(step)[-1])
    assert lens(figure) == lines(step)
    expect(figure.get_by_role("slider", name="The past of")).to_have_attribute("aria-valuemax", str(STEPS))


def test_an_own_name_is_slid_through_the_readers_own_training(trained_article: Article) -> None:
    figure = trained_article.figure("figure-over-training")
    before = score(start(preset("microgpt"), census()), NAME)
    slider = figure.get_by_role("slider", name="Through training")
    last = slider.input_value()
    slider.fill("0")
    expect(figure.locator(".through")).to_contain_text(f"loss of “{NAME}” {before['loss']:.2f}", timeout=30_000)
    assert trained_article.fact("name") == NAME
    slider.fill(last)
    expect(figure.locator(".through")).to_contain_text(f"after {STEPS} steps", timeout=30_000)
