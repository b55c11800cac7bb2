"""The article's first chapters and its last: tokens, the loss, the commands; and all its facts, on recorded numbers and
on those of a training and a name of the reader's own.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from article import Article
from conftest import NAME, STEPS
from playwright.sync_api import Locator, expect
from session.commands import Session

MINUS = "\u2212"


def labels(items: Locator) -> list[str]:
    return [item.get_attribute("aria-label") or "" for item in items.all()]


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What Python says here of the training and the name that the page has."""
    session = Session()

    def ask(command: str, **args: Any) -> Any:
        return json.loads(session.handle(command, json.dumps(args)))["result"]

    ask("start", run="main", settings={"num_steps": STEPS})
    ask("train", run="main")
    while ask("slice", run="main", milliseconds=1000)["more"]:
        pass
    ask("trace", run="main", trace="t", doc=NAME, after=STEPS - 1, graph=False)
    return {**ask("run_facts", run="main"), **ask("facts", trace="t")}


def test_every_fact_in_the_text_is_that_of_the_model_that_was_trained(
    trained_article: Article, told: dict[str, str]
) -> None:
    said = trained_article.page.evaluate(
        "[...document.querySelectorAll('[data-fact]')].map(each => [each.dataset.fact, each.textContent])"
    )
    assert len(said) > 30
    assert [each for each in said if told[each[0]] != each[1]] == []


@pytest.mark.parametrize("word", ["bill", NAME])
def test_the_tokens_of_the_name_stand_in_the_vocabulary(article: Article, trained_article: Article, word: str) -> None:
    figure = (article if word == "bill" else trained_article).figure("figure-tokens")
    expect(figure.get_by_role("textbox", name="a word")).to_have_value(word)
    ids = {letter: at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
    letters = [f"{letter}: token id {ids[letter]}" for letter in word]
    tokens = figure.get_by_role("list", name="Tokens of the word").get_by_role("listitem")
    expect(tokens).to_have_count(len(word) + 2)
    assert labels(tokens) == ["BOS: token id 26", *letters, "BOS: token id 26"]
    expect(figure.locator("figcaption")).to_contain_text(f"BOS {' '.join(word)} BOS, in ids 26")


def test_a_word_that_is_typed_is_turned_into_tokens_by_the_python_of_the_page(trained_article: Article) -> None:
    figure = trained_article.figure("figure-tokens")
    figure.get_by_role("textbox", name="a word").fill("zoë")
    expect(figure.locator("[data-figure]").get_by_role("status")).to_contain_text(
        "'ë' in 'zoë' is not among the 26 characters"
    )
    figure.get_by_role("textbox", name="a word").fill(NAME)
    expect(figure.locator("[data-figure]").get_by_role("status")).to_contain_text(
        f"{len(NAME) + 2} tokens make {len(NAME) + 1} predictions"
    )


def test_a_probability_costs_its_negative_logarithm_without_python(article: Article) -> None:
    figure = article.figure("figure-loss")
    slider = figure.get_by_role("slider", name="probability of what came")
    for key, p in (("Home", 0.001), ("ArrowRight", 0.01), ("End", 1.0)):
        slider.press(key)
        expect(figure.locator(".surprise-sum")).to_have_text(f"{MINUS}log({p:g}) = {abs(-math.log(p)):.4f}")
    expect(figure.locator('.surprise-mark[data-kind="guess"]')).to_contain_text(f"{math.log(27):.2f}")


def test_the_curve_has_the_losses_of_the_training_in_the_page(trained_article: Article, told: dict[str, str]) -> None:
    figure = trained_article.figure("figure-loss")
    first = figure.locator('.surprise-mark[data-kind="first"]')
    expect(first).to_contain_text(told["first-loss"])
    assert f"loss of the last {STEPS} is " in told["mean-loss"]
    now = figure.locator('.surprise-mark[data-kind="now"]')
    expect(now).to_contain_text(told["mean-loss"].rsplit(" ", 1)[1])


def test_the_text_says_which_command_repeats_the_run(article: Article, trained_article: Article) -> None:
    for each, command in ((article, "train"), (trained_article, f"train --num_steps {STEPS}")):
        chapter = each.page.locator("#run-it")
        expect(chapter.locator('[data-fact="command"]')).to_have_text(f"python3 -m microgpt {command}")
        expect(chapter.locator('[data-if="command"]')).to_be_visible()
        expect(chapter.locator('[data-if="!command"]')).to_be_hidden()


def test_the_page_never_scrolls_sideways_on_a_phone(article: Article) -> None:
    page = article.page
    page.set_viewport_size({"width": 360, "height": 740})
    for id in ("figure-tokens", "figure-loss", "figure-run-it"):
        article.figure(id)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1440, "height": 900})
