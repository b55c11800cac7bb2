"""The article as a page: what is there at once, what comes as it is read, whose name it is about."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from article import Article, frames
from axe_playwright_python.sync_playwright import Axe
from conftest import NAME, STEPS
from playwright.sync_api import Browser, expect

from microgpt.data import census
from microgpt.observe.trace import trace
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import start
from microgpt.train import train


def test_every_heading_of_a_chapter_is_in_the_contents(article: Article) -> None:
    headings = article.page.locator("section > h2").all_text_contents()
    links = article.page.locator(".toc li").all_text_contents()
    assert [" ".join(each.split()) for each in headings] == [" ".join(each.split()) for each in links]
    assert len(links) >= 2


def test_the_contents_say_where_the_reader_is_and_close_when_a_chapter_is_chosen(article: Article) -> None:
    page = article.page
    contents = article.bar.locator("details")
    contents.locator("summary").click()
    last = contents.get_by_role("link").last
    chosen = last.inner_text()
    last.click()
    expect(contents).not_to_have_attribute("open", "")
    expect(contents.locator("summary")).to_contain_text(chosen)
    contents.locator("summary").click()
    page.keyboard.press("Escape")
    expect(contents).not_to_have_attribute("open", "")


def test_figures_come_when_they_are_near(article: Article, browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.route("**/worker.js*", lambda route: None)
    page.goto(address)
    expect(Article(page).note).to_contain_text("costs")
    frames(page, 10)  # what is near has had the time to come
    far = page.locator("[data-figure=generation]")
    expect(far).to_be_empty()
    far.evaluate("each => each.scrollIntoView()")
    expect(far).not_to_be_empty()
    page.close()


def test_the_loss_of_the_name_is_that_of_the_model_that_was_trained(trained_article: Article) -> None:
    """After the last step that was done: its trace is of that step, before the parameters moved."""
    run = start(replace(preset("microgpt"), num_steps=STEPS), census(), vector)
    steps = train(run)
    for _ in range(STEPS - 1):
        next(steps)
    made = trace(run, NAME, graph=False)
    expect(trained_article.note).to_contain_text(f"costs {made.header['loss']:.2f}")
    assert trained_article.fact("name") == NAME


def test_a_name_with_letters_that_no_document_has_is_refused_in_a_sentence(trained_article: Article) -> None:
    trained_article.name.fill("zoë")
    expect(trained_article.note).to_contain_text(re.compile("ë"))
    trained_article.name.fill(NAME)
    trained_article.name.press("Enter")
    expect(trained_article.note).to_contain_text(f"“{NAME}” costs")


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_the_page_is_as_wide_as_the_window(article: Article, width: int) -> None:
    page = article.page
    page.set_viewport_size({"width": width, "height": 900})
    frames(page, 3)  # until it is drawn at this width
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert overflow <= 0


def test_axe_finds_nothing_in_the_whole_article(article: Article) -> None:
    page = article.page
    for id in page.locator("figure").evaluate_all("all => all.map(({ id }) => id)"):
        article.figure(id)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
