"""The chapters of Value and of the parameters: what their figures and tables show is what Python computes."""

from __future__ import annotations

import math
import re
import statistics
from dataclasses import replace
from typing import Any

import pytest
from article import Article, frames
from conftest import BOOT_MS, NAME, STEPS
from playwright.sync_api import Browser, Locator, expect
from session import Session

from microgpt.data import census
from microgpt.model import param_shapes
from microgpt.observe.graph import count_nodes
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.train import train

TYPED = "exp(a*b) / (c + a) - 2*a"
LEAVES = {"a": 0.5, "b": -1.5, "c": 2.0}


def worked_out(text: str, **leaves: float) -> dict[str, Any]:
    """What CPython's session says of an expression."""
    found: dict[str, Any] = Session().expression(text, leaves)
    return found


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def step(figure: Locator) -> Locator:
    return figure.get_by_role("slider", name="Step of the walk")


def check_of(figure: Locator) -> list[list[str]]:
    """What is said of each nudged leaf, at the end of the walk."""
    step(figure).press("End")
    expect(figure.locator(".sandbox-title")).to_have_text("Check: each leaf is nudged by 0.001, alone")
    rows = figure.locator(".sandbox-numbers tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in rows]


def check(shown: list[list[str]], walk: dict[str, Any]) -> None:
    """That what is shown of the nudges is what Python says."""
    assert [name for name, *_ in shown] == [each["name"] for each in walk["nudges"]]
    for (_, *texts), nudge, node in zip(shown, walk["nudges"], walk["nodes"]):
        expected = (nudge["change"], nudge["slope"], node["grad"])
        assert [number(text) for text in texts] == [pytest.approx(each, rel=1e-3) for each in expected]


def test_without_python_the_sandbox_walks_to_the_numbers_that_the_prose_names(article: Article) -> None:
    figure = article.figure("figure-value")
    check(check_of(figure), worked_out("(a*b + c).relu()"))
    expect(figure.locator(".line.lit")).to_have_count(0)
    step(figure).press("ArrowLeft")
    expect(figure.locator(".line.lit")).to_have_text(
        [re.compile(r"left\.grad \+= left_grad \* grad"), re.compile(r"right\.grad \+= right_grad \* grad")]
    )
    assert check_of(figure)[0] == ["a", "\u22120.003", "\u22123", "\u22123"]
    prose = article.page.locator("#value").inner_text()
    assert "The change, \u22120.003, divided by 0.001 is \u22123, which is the gradient of a." in prose
    assert "With 0.001 more for a it is 3.997" in prose
    assert worked_out("(a*b + c).relu()")["nudges"][0]["data"] == pytest.approx(3.997)


def test_what_is_typed_is_worked_out_in_the_page_as_under_cpython(trained_article: Article) -> None:
    figure = trained_article.figure("figure-value")
    field = figure.get_by_role("textbox", name="Expression")
    expect(field).to_be_enabled(timeout=BOOT_MS)
    field.fill(TYPED)
    field.press("Enter")
    expect(figure.get_by_role("group", name=f"Graph of {TYPED}")).to_be_visible()
    for at, (name, value) in enumerate(LEAVES.items()):
        figure.get_by_role("slider", name=name, exact=True).fill(f"{value:g}")
        shown = f"{value:g}".replace("-", "\u2212")
        expect(figure.locator(".sandbox-leaves output").nth(at)).to_have_text(shown)  # nobody slides two in one frame
    walk = worked_out(TYPED, **LEAVES)
    heard = """text => heard.map(({ result }) => result).filter((each) => each?.nodes && each.text === text).at(-1)"""
    trained_article.page.wait_for_function(
        f"([text, value]) => ({heard})(text)?.nodes.at(-1).data.toFixed(9) === value",
        arg=[TYPED, f"{walk['nodes'][-1]['data']:.9f}"],
    )
    in_page = trained_article.page.evaluate(heard, TYPED)
    for found, expected in zip(in_page["nodes"], walk["nodes"], strict=True):
        assert found["data"] == pytest.approx(expected["data"], rel=1e-12)
        assert found["grad"] == pytest.approx(expected["grad"], rel=1e-12)
        assert found["lines"] == expected["lines"]
    check(check_of(figure), walk)


def test_what_cannot_be_is_refused_by_the_pages_python_in_its_sentence(trained_article: Article) -> None:
    figure = trained_article.figure("figure-value")
    field = figure.get_by_role("textbox", name="Expression")
    field.fill("a.__class__")
    field.press("Enter")
    expect(figure.get_by_role("alert")).to_have_text(worked_out("a.__class__")["refused"])


def test_the_loss_of_an_own_name_is_said_to_be_of_as_many_nodes_as_it_is(trained_article: Article) -> None:
    nodes = count_nodes(preset("microgpt"), 27, len(NAME) + 1)
    expect(trained_article.page.locator('[data-fact="value-nodes"]').first).to_have_text(f"{nodes:,}")


def test_the_table_of_the_matrices_is_that_of_the_model(article: Article) -> None:
    rows = article.page.locator(".matrices tbody tr").all()
    shown = [[cell.inner_text() for cell in row.locator("th, td").all()[:3]] for row in rows]
    shapes = param_shapes(preset("microgpt"), 27)
    assert shown == [
        [name.split(".")[-1], f"{rows} \N{MULTIPLICATION SIGN} {columns}", f"{rows * columns:,}"]
        for name, (rows, columns) in shapes.items()
    ]


def test_the_parameters_are_shown_as_they_began_and_as_training_left_them(article: Article) -> None:
    figure = article.figure("figure-parameters")
    expect(figure.locator(".weights-title")).to_have_text("All 4,192 parameters before the first step")
    spread = number(article.fact("spread"))
    typical = [number(each) for each in figure.locator(".weights-matrix .figure").all_inner_texts()]
    assert typical == [pytest.approx(spread, abs=0.012)] * len(typical)
    figure.get_by_role("slider", name="training steps").press("End")
    expect(figure.locator(".weights-title")).to_have_text("All 4,192 parameters after 1,000 steps")
    farthest = re.search(r"those of (\w+) the farthest: ([\d.]+)", article.fact("typical-now"))
    assert farthest
    matrix = figure.locator(".weights-matrix").filter(has_text=farthest[1])
    expect(matrix.locator(".figure")).to_have_text(farthest[2])
    figure.get_by_role("slider", name="training steps").press("Home")


def test_after_training_the_sentences_are_of_the_readers_own_run(trained_article: Article) -> None:
    run = start(replace(preset("microgpt"), num_steps=STEPS), census(), vector)
    losses = [done.loss for done in train(run)]
    typical = {
        name.split(".")[-1]: math.sqrt(statistics.fmean(x * x for row in rows for x in row))
        for name, rows in run.params().items()
    }
    farthest = max(typical, key=lambda name: typical[name])
    said = trained_article.page.locator('[data-fact="typical-now"]')
    expect(said).to_contain_text(re.compile(f"^After {STEPS} steps .* those of {farthest} .* {typical[farthest]:.2f}$"))
    assert trained_article.fact("first-loss") == f"{losses[0]:.2f}"
    assert trained_article.fact("first-doc") == f"“{run.docs[0]}”"


def test_the_walk_plays_when_it_is_seen_and_stands_still_when_it_is_not(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.route("**/worker.js*", lambda route: None)
    page.goto(address)
    value = page.locator("#figure-value")
    value.evaluate("each => each.scrollIntoView({ block: 'start', behavior: 'instant' })")
    expect(value.get_by_role("button", name="Pause")).to_be_visible()
    expect(value.locator(".sandbox-count")).to_have_text("2 / 8")
    page.locator("#figure-parameters").evaluate("each => each.scrollIntoView({ block: 'start', behavior: 'instant' })")
    expect(value.get_by_role("button", name="Play")).to_be_attached()
    pause = page.locator("#figure-parameters").get_by_role("button", name="Pause")
    expect(pause).to_be_visible()
    pause.click()
    frames(page, 10)  # the next of which would have gone on
    expect(page.locator("#figure-parameters").get_by_role("button", name="Play training")).to_be_visible()
    page.close()
