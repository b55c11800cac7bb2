"""The chapters on inventing a name and on what the big ones add."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from article import Article
from conftest import NAME, STEPS
from playwright.sync_api import Locator, expect

from microgpt.data import census
from microgpt.observe.pace import paces
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.sample import samples
from microgpt.train import train
from tools.parts import part

MINUS = "\N{MINUS SIGN}"


@pytest.fixture(scope="module")
def invented(site: Path) -> list[dict[str, Any]]:
    """The recorded names, at either temperature."""
    answers = json.loads((part(site, "recorded") / "answers-invent.json").read_text())
    return [each["result"] for each in answers]


def run_after(steps: int) -> Run:
    """The run of the article, trained without a page."""
    run = start(replace(preset("microgpt"), num_steps=STEPS), census(), vector)
    for _ in zip(range(steps), train(run)):
        pass
    return run


def letters(figure: Locator) -> list[str]:
    tokens = figure.locator(".generation-letters[role=radiogroup] .generation-token").all_inner_texts()
    return [each for each in tokens if each != "BOS"]


def test_the_recorded_name_is_told_in_the_text_as_in_the_figure(
    article: Article, invented: list[dict[str, Any]]
) -> None:
    figure = article.figure("figure-generation")
    name = invented[0]
    expect(figure.get_by_text("temperature 0.5, seed 6.")).to_be_visible()
    assert article.fact("invented-name") == f"“{name['name']}”"
    assert "".join(letters(figure)) == name["name"]
    said = article.fact("invented-draw").replace("after", "After")
    expect(figure.locator(".generation-lead")).to_have_text(re.sub("falls on “(.)”", r"falls on \1", said) + ".")
    expect(figure.locator(".generation-sum")).to_contain_text(article.fact("invented-one-in"))


def test_another_recorded_temperature_moves_the_shares_under_the_same_numbers(
    article: Article, invented: list[dict[str, Any]]
) -> None:
    figure = article.figure("figure-generation")
    slider = figure.get_by_role("slider", name="temperature")
    slider.press("End")
    expect(figure.get_by_text("temperature 1, seed 6.")).to_be_visible()
    assert "".join(letters(figure)) == invented[1]["name"]
    number = f"{invented[1]['letters'][2]['number']:.4f}"
    assert number == f"{invented[0]['letters'][2]['number']:.4f}"
    expect(figure.locator(".generation-needle text")).to_have_text(number)
    slider.press("Home")
    expect(figure.get_by_text("temperature 0.5, seed 6.")).to_be_visible()


def test_the_recorded_step_is_counted_in_the_text_as_in_the_figure(article: Article) -> None:
    figure = article.figure("figure-pace")
    for fact, way in (("value-nodes", "per number"), ("vector-nodes", "per vector")):
        expect(figure.get_by_role("row").filter(has_text=way)).to_contain_text(article.fact(fact))
    expect(figure.get_by_role("button", name="Time 10 steps")).to_be_disabled()


def test_every_row_of_the_table_has_a_source(article: Article) -> None:
    rows = article.page.locator(".compared tbody tr")
    assert rows.count() >= 12
    for row in rows.all():
        links = row.get_by_role("link").all()
        assert links, row.inner_text()
        assert all((each.get_attribute("href") or "").startswith("https://arxiv.org/abs/") for each in links)


def test_the_trained_model_invents_in_the_figure_and_in_the_text(trained_article: Article) -> None:
    figure = trained_article.figure("figure-generation")
    run = run_after(STEPS)
    (name,) = samples(run, 1, random.Random(6), 0.5)
    expect(figure.get_by_text(f"Model trained here, after {STEPS} steps")).to_be_visible()
    assert "".join(letters(figure)) == name
    expect(trained_article.page.locator('[data-fact="invented-name"]').first).to_have_text(f"“{name}”")
    assert trained_article.fact("invented-read").startswith(f"after {STEPS} steps it has read {STEPS} of ")


def test_python_goes_on_from_a_beginning_and_scores_a_word(trained_article: Article) -> None:
    figure = trained_article.figure("figure-generation")
    score = trained_article.page.evaluate  # what Python said last
    figure.get_by_role("textbox", name="begins with").fill("jo")
    expect(figure.get_by_role("radio", name="o, given after “j”")).to_be_visible()
    assert "".join(letters(figure)).startswith("jo")
    figure.get_by_role("textbox", name="score a word").fill("emma")
    expect(figure.locator(".generation-score")).to_contain_text("in the data already")
    found = score("heard.filter(({ result }) => result?.doc === 'emma' && result.log_prob).at(-1).result")
    expect(figure.locator(".generation-score")).to_contain_text(f"{found['log_prob']:.2f}".replace("-", MINUS))
    figure.get_by_role("textbox", name="begins with").fill("Jo")
    expect(figure.get_by_role("alert").filter(has_text="'J' in 'Jo' is not among")).to_be_visible()
    figure.get_by_role("textbox", name="begins with").fill("")
    figure.get_by_role("textbox", name="score a word").fill("")


def test_python_times_the_step_of_the_readers_name_both_ways(trained_article: Article) -> None:
    figure = trained_article.figure("figure-pace")
    figure.get_by_role("button", name="Time 10 steps each way").click()
    expect(figure.locator("[data-figure]").get_by_role("status")).to_contain_text(
        "The median of 10 steps each way", timeout=60_000
    )
    timed = trained_article.page.evaluate("heard.filter(({ result }) => result?.times === 10).at(-1).result")
    counted = paces(run_after(STEPS - 1), NAME)
    assert [way["nodes"] for way in timed["ways"]] == [way["nodes"] for way in counted["ways"]]
    assert [way["loss"] for way in timed["ways"]] == pytest.approx([way["loss"] for way in counted["ways"]])
    assert timed["faster"] > 2
    expect(figure.get_by_text(f"One training step on “{NAME}”")).to_be_visible()
    assert trained_article.fact("value-nodes") == f"{counted['ways'][0]['nodes']:,}"
