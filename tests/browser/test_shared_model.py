"""A trained model in a link: made in one browser, opened in another that was never here, in the lab and in a figure."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import BOOT_MS
from embedding import Posts
from playwright.sync_api import Page, expect
from session.sharing import opened, shared
from windows import Windows

from microgpt.config import Config
from microgpt.data import census
from microgpt.observe.experiment import loss_on
from microgpt.observe.heads import tokens_of
from microgpt.ops import vector
from microgpt.run import Run, start
from microgpt.train import train

STEPS = 20


@pytest.fixture(scope="module")
def run() -> Run:
    """What the sender trains, by this Python."""
    made = start(Config(num_steps=STEPS), census(), vector)
    for _ in islice(train(made), STEPS):
        pass
    return made


def next_loss(run: Run) -> float:
    """Of the document of the next step, which is what a link without any other opens with."""
    return loss_on(run, tokens_of(run, run.docs[STEPS]))


def linked(page: Page, address: str) -> str:
    """The link that the lab makes of a run, once it has trained."""
    page.goto(f"{address}lab.html#num_steps={STEPS}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Training", exact=True).click()
    progress = page.get_by_role("progressbar", name="training").first
    expect(progress).to_have_attribute("aria-valuenow", str(STEPS), timeout=BOOT_MS)
    page.get_by_role("button", name="Copy a link with this model").click()
    field = page.get_by_label("The link with the model")
    expect(field).to_be_visible()
    link = field.input_value()
    note = page.locator(".file-link")
    expect(note).to_contain_text(f"of {len(link):,} characters")
    expect(note).to_contain_text("nothing is uploaded")
    return link


def test_a_model_is_opened_from_a_link_elsewhere_within_the_precision_that_is_said(
    windows: Windows, address: str, run: Run
) -> None:
    with windows.opened(width=1440, height=900, motion="reduce", new=True) as (page, _):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        link = linked(page, address)
        assert page.evaluate("navigator.clipboard.readText()") == link
    model, precision = opened(parse_qs(urlsplit(link).fragment)["model"][0])
    assert (model.step, len(link) < 12_000) == (STEPS, True)
    assert 0 < precision.loss < 1e-3

    with windows.opened(width=1440, height=900, motion="reduce", new=True) as (page, _):
        page.goto(link)
        notice = page.locator(".problem.is-notice")
        expect(notice).to_contain_text("The model came in the link, as it was after 20 steps", timeout=BOOT_MS)
        expect(notice).to_contain_text("differs by at most 0.0000")
        headers = page.evaluate(
            "heard.filter(({ result }) => result?.header?.format).map(({ result }) => result.header)"
        )
        assert [header["doc"] for header in headers] == [run.docs[STEPS]]
        assert headers[0]["loss"] == pytest.approx(next_loss(run), abs=precision.loss + 1e-9)
        expect(page.locator(".python-state").first).to_contain_text("with the model of the link")
        page.wait_for_url(re.compile("model=m1.*&done=20&doc="))  # its address is a link to it, still


def test_a_figure_in_somebodys_page_shows_the_model_of_its_link_once_python_runs(posts: Posts, run: Run) -> None:
    text, precision = shared(run)
    figure = posts.figure(f'figure="kv-cache" model="{text}"')
    expect(figure.frame.get_by_text("its parameters are in the link")).to_be_visible()
    figure.frame.get_by_role("button", name="Start Python and show it").click()
    state = figure.frame.locator(".python-state")
    expect(state).to_have_attribute("title", re.compile("with the model of the link"), timeout=BOOT_MS)
    expect(state).to_have_attribute("title", re.compile("rounded to 16 bits"))
    expect(figure.frame.locator(".problem.is-notice")).to_contain_text(f"as it was after {STEPS} steps")
    before = len(figure.told("cursorchange"))
    figure.call("seek", 30)
    shown = figure.wait("cursorchange", before + 1)
    assert (shown["doc"], shown["step"]) == (run.docs[STEPS], STEPS + 1)
    assert shown["loss"] == pytest.approx(next_loss(run), abs=precision.loss + 1e-9)
    assert figure.told("error") == []
