"""The chapters on attention and on the heads: what their figures and sentences show is what Python computes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from article import Article
from conftest import NAME, STEPS
from playwright.sync_api import Locator, expect

from microgpt.data import census
from microgpt.observe.attention import pair_index
from microgpt.observe.heads import head_summaries, weights_over_training
from microgpt.observe.trace import Trace, trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import train

POSITION = 2


@pytest.fixture(scope="module")
def run() -> Run:
    """The run of the trained article before its last step: as its trace has it."""
    run = start(replace(preset("microgpt"), num_steps=STEPS), census(), vector)
    steps = train(run)
    for _ in range(STEPS - 1):
        next(steps)
    return run


@pytest.fixture(scope="module")
def made(run: Run) -> Trace:
    return trace(run, NAME, graph=False)


def values(made: Trace, name: str, position: int) -> list[float]:
    stage = next(s for s in made.header["stages"] if s["name"] == name and s["position"] == position)
    return list(made.columns["stage_values"][stage["first"] : stage["first"] + stage["size"]])


def written(x: float, digits: int = 3) -> str:
    text = f"{x:.{digits}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", "\N{MINUS SIGN}")


def column(figure: Locator, part: str, at: int) -> list[str]:
    """A column of a table of the arithmetic, without its heading; the rows that have so many cells."""
    rows = figure.locator(f".heads-{part} .heads-tr").evaluate_all(
        "rows => rows.slice(1).map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    return [row[at] for row in rows if len(row) > at and row[at]]


def test_the_figure_of_a_weight_rests_where_head_0_has_read(trained_article: Article, made: Trace) -> None:
    figure = trained_article.at_rest("figure-attention")
    weights = values(made, "layer0.head0.attn_weights", POSITION)
    logits = values(made, "layer0.head0.attn_logits", POSITION)
    assert column(figure, "softmax", 1)[:3] == [written(x) for x in logits]
    assert column(figure, "softmax", 3)[:3] == [written(x) for x in weights]
    out = values(made, "layer0.head0.out", POSITION)
    expect(figure.locator(".heads-sum .heads-tr").last).to_contain_text(written(out[0]))


def test_the_sentences_do_the_arithmetic_of_the_figure(trained_article: Article, made: Trace) -> None:
    figure = trained_article.at_rest("figure-attention")
    weights = values(made, "layer0.head0.attn_weights", POSITION)
    s = weights.index(max(weights))
    first = 4 * pair_index(preset("microgpt"), POSITION, 0, 0, s)
    products = made.columns["attn_products"][first : first + 4]
    assert column(figure, "dot", 2)[:4] == [written(x) for x in products]
    told = trained_article.fact("attention-products")
    assert [each.lstrip("\N{MINUS SIGN}") for each in told.replace(" \N{MINUS SIGN} ", " + ").split(" + ")] == [
        written(abs(x)) for x in products
    ]
    logit = written(values(made, "layer0.head0.attn_logits", POSITION)[s])
    assert trained_article.fact("attention-logit") == logit
    expect(figure.locator(".heads-dot .heads-tr").last).to_contain_text(logit)
    assert trained_article.fact("attention-token") == "“i”"


def test_the_line_that_ran_is_lit_and_only_that(trained_article: Article) -> None:
    figure = trained_article.at_rest("figure-attention")
    lit = figure.locator(".line.lit")
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("ops.weighted_sum(attn_weights, values[i], head)")


def test_the_cache_is_gone_through_row_by_row(article: Article) -> None:
    """A frame for each key, one for each value vector, one for what is read: of a document of five positions."""
    figure = article.at_rest("figure-cache")
    slider = figure.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuemax", "15")
    expect(slider).to_have_attribute("aria-valuenow", "15")
    held = figure.locator(".cache-held")
    expect(held).to_contain_text(f"all its {article.fact('cache-numbers')} numbers")
    slider.press("Home")
    expect(held).to_contain_text("16 of 160 numbers")
    figure.get_by_role("button", name="next", exact=True).click()
    expect(held).to_contain_text("32 of 160 numbers")
    for _ in range(2):
        figure.get_by_role("button", name="next", exact=True).click()
    expect(held).to_contain_text("48 of 160 numbers")
    slider.press("End")


def test_what_the_cache_saves_is_told_with_the_counts_of_the_figure(article: Article) -> None:
    figure = article.at_rest("figure-cache")
    counts = figure.locator(".cache-cost dd.figure").all_inner_texts()
    assert counts == [article.fact(f"cache-{which}") for which in ("products", "again", "rerun")]


def test_what_the_heads_read_on_average_is_that_of_the_model_that_was_trained(
    trained_article: Article, run: Run
) -> None:
    figure = trained_article.figure("figure-heads")
    found = head_summaries(run, run.docs[:200])
    panels = figure.locator(".heads-panel")
    expect(panels).to_have_count(4)
    for head, panel in zip(found["heads"], panels.all()):
        shares = [f"{head[kind]:.2f}" for kind in ("previous", "first", "itself")]
        expect(panel.locator(".heads-words dd.figure")).to_have_text(shares, timeout=60_000)
    told = trained_article.fact("heads-average")
    assert f"would give each of the three {found['even']:.2f}" in told
    for head in found["heads"]:
        assert (f"Head {head['head']} stands out" in told) == (head["reads"] is not None)


def test_the_slider_shows_what_the_heads_read_at_another_moment(article: Article) -> None:
    figure = article.figure("figure-heads")
    moment = figure.get_by_role("slider", name="Moment of training")
    expect(moment).to_be_enabled()
    moment.press("Home")
    expect(figure.locator(".heads-moment")).to_have_text("before the first step")
    first = start(replace(preset("microgpt"), num_steps=1000), census(), vector)
    _, weights = next(weights_over_training([first], "bill"))
    at = pair_index(first.config, 4, 0, 3, 1)
    cell = figure.locator(".heads-panel").nth(3).locator(".heads-map [role=gridcell]")
    cell.focus()
    for row in range(1, 5):
        cell.press("ArrowDown")
        expect(cell).to_have_attribute("aria-label", re.compile(f"^position {row} "))
    cell.press("Home")
    expect(cell).to_have_attribute("aria-label", re.compile("reads position 0"))
    cell.press("ArrowRight")
    read = "position 4 “l” reads position 1 “b”"
    expect(cell).to_have_attribute("aria-label", f"{read}: {weights[at]:.4f} before the first step")
    figure.get_by_role("button", name="Back to this step").click()
