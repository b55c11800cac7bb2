"""The chapters on a token's way through the model: from its embedding to its stream, through the MLP, to its loss."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from article import Article
from conftest import NAME, STEPS
from playwright.sync_api import Locator, expect
from reading import digits, stage_at

from microgpt.checkpoint import from_json
from microgpt.data import census
from microgpt.model import Tap, empty_cache, gpt
from microgpt.observe.trace import trace
from microgpt.ops import plain, vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import train
from tools.parts import part

Json = dict[str, Any]
T = TypeVar("T")
DOC = "bill"
MINUS = "\N{MINUS SIGN}"


class Passed:
    """What the model computes for a document, worked out here: every stage by name and position."""

    def __init__(self, run: Run, doc: str) -> None:
        self.stages: dict[tuple[str, int], list[float]] = {}
        self.tokens = run.tokenizer.encode(doc)
        keys, values = empty_cache(run.config), empty_cache(run.config)
        for position, token in enumerate(self.tokens[:-1]):
            gpt(plain, run.config, run.params(), token, position, keys, values, self._tap(position))

    def _tap(self, position: int) -> Tap:
        def tap(name: str, x: T) -> T:
            self.stages[name, position] = list(cast(list[float], x))
            return x

        return tap

    def probs(self, position: int) -> list[float]:
        return plain.softmax(self.stages["logits", position])


@pytest.fixture(scope="module")
def before(site: Path) -> Run:
    """The recorded run before its traced step."""
    return from_json(json.loads((part(site, "recorded") / "checkpoint.json").read_text())["text"])


@pytest.fixture(scope="module")
def recorded(before: Run) -> Json:
    """The header of that step's trace."""
    return trace(before, DOC, graph=False).header


@pytest.fixture(scope="module")
def bill(before: Run) -> Passed:
    return Passed(before, DOC)


def run_after(steps: int) -> Run:
    """The run of the article, trained without a page."""
    run = start(replace(preset("microgpt"), num_steps=STEPS), census(), vector)
    for _ in zip(range(steps), train(run)):
        pass
    return run


def number_at(figure: Locator, header: Json, stage: str, position: int, element: int) -> str:
    """What the map says of a number of 16 when the pointer is on it."""
    strip = figure.locator(f'[data-stage="{stage_at(header, stage, position)}"]')
    strip.evaluate("each => each.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = strip.bounding_box()
    assert box
    strip.hover(position={"x": (element + 0.5) * box["width"] / 16, "y": box["height"] / 2}, force=True)
    readout = figure.locator(".readout")
    expect(readout).to_contain_text(f"[{element}]")
    return readout.inner_text()


def check_prediction(article: Article, passed: Passed, position: int) -> None:
    """Every logit and probability of the figure; the loss in the text."""
    figure = article.at_rest("figure-prediction")
    logits, probs = passed.stages["logits", position], passed.probs(position)
    shown = figure.locator(".predictions-logit .figure")
    expect(shown).to_have_count(len(logits))
    assert shown.all_text_contents() == [f"{each:.2f}".replace("-", MINUS) for each in logits]
    for text, prob in zip(figure.locator(".predictions-prob .figure:nth-child(2)").all_text_contents(), probs):
        assert text == ("<0.001" if prob < 0.0005 else f"{prob:.3f}")
    assert article.fact("prediction-loss") == f"{-log(probs[passed.tokens[position + 1]]):.2f}"
    expect(figure.locator(".predictions-loss-line")).to_contain_text(article.fact("prediction-loss"))


def test_the_rows_that_the_text_adds_are_the_cells_of_the_map(article: Article, recorded: Json, bill: Passed) -> None:
    figure = article.at_rest("figure-embedding")
    element = int(article.fact("embedding-index").strip("x[]"))
    for stage in ("tok_emb", "pos_emb", "embedding", "embedding_norm", "layer0.attn_norm"):
        said = number_at(figure, recorded, stage, 2, element)
        assert digits(bill.stages[stage, 2][element]) in said
    assert article.fact("embedding-after") == f"{bill.stages['embedding_norm', 2][element]:.2f}".replace("-", MINUS)


def test_the_transport_goes_back_over_the_two_norms_and_the_line_that_runs_is_lit(article: Article) -> None:
    figure = article.at_rest("figure-embedding")
    back = figure.get_by_role("button", name="back", exact=True)
    for lit in ("attn_norm", "embedding_norm", '"embedding"', "pos_emb"):
        expect(figure.locator(".line.lit")).to_contain_text([lit])
        back.click()
    expect(figure.locator(".line.lit")).to_contain_text(["tok_emb"])
    expect(back).to_be_disabled()


def test_the_map_ends_with_the_stream_and_the_text_counts_what_relu_left(
    article: Article, recorded: Json, bill: Passed
) -> None:
    figure = article.at_rest("figure-mlp")
    left = sum(each > 0 for each in bill.stages["layer0.mlp_relu", 1])
    assert article.fact("mlp-left") == str(left)
    for element in (0, 11):
        said = number_at(figure, recorded, "layer0.mlp_residual", 1, element)
        assert digits(bill.stages["layer0.mlp_residual", 1][element]) in said


def test_the_prediction_is_that_of_the_recorded_step(article: Article, bill: Passed) -> None:
    check_prediction(article, bill, 2)


def test_it_is_one_prediction_alone(article: Article) -> None:
    figure = article.at_rest("figure-prediction")
    expect(figure.get_by_role("slider", name="temperature")).to_have_count(0)
    expect(figure.get_by_role("radiogroup")).to_have_count(0)
    room = figure.locator(".predictions-room")
    assert room.evaluate("each => each.scrollHeight <= each.clientHeight + 1")


def test_the_map_shows_all_of_itself(article: Article) -> None:
    for id in ("figure-embedding", "figure-mlp"):
        room = article.figure(id).locator(".map-room")
        assert room.evaluate("each => each.scrollHeight <= each.clientHeight + 1")


def test_another_name_in_a_model_trained_here_has_its_own_numbers(trained_article: Article) -> None:
    header = trained_article.last_trace()
    passed = Passed(run_after(header["step"] - 1), NAME)
    assert header["doc"] == NAME
    figure = trained_article.at_rest("figure-embedding")
    expect(trained_article.page.locator('[data-fact="embedding-token"]').first).to_have_text(f"“{NAME[1]}”")
    element = int(trained_article.fact("embedding-index").strip("x[]"))
    said = number_at(figure, header, "embedding", 2, element)
    assert digits(passed.stages["embedding", 2][element]) in said
    left = [sum(each > 0 for each in passed.stages["layer0.mlp_relu", at]) for at in range(len(NAME) + 1)]
    assert trained_article.fact("mlp-left") == str(left[1])
    assert re.search(rf"between {min(left)} and {max(left)}", trained_article.fact("mlp-range"))
    check_prediction(trained_article, passed, 2)
