"""What a reader may do with a figure: embed it, copy a link to it, save a picture of it."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from article import Article
from axe_playwright_python.sync_playwright import Axe
from embedding import Blog, blogging
from playwright.sync_api import Browser, Locator, expect

COLOURS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


@pytest.fixture(scope="module")
def blog(address: str) -> Iterator[Blog]:
    with blogging(address) as blog:
        yield blog


@pytest.fixture
def dialog(article: Article) -> Iterator[Locator]:
    """The dialog, which is not open before, and closed by Escape after."""
    dialog = article.page.get_by_role("dialog")
    expect(dialog).to_have_count(0)
    yield dialog
    article.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def press(article: Article, id: str, words: str) -> Locator:
    """Press a button below a figure with the keyboard; returns the figure."""
    figure = article.at_rest(id)
    button = figure.get_by_role("button", name=words, exact=True)
    button.focus()
    article.page.keyboard.press("Enter")
    return figure


def taken_apart(heads: Locator) -> list[str]:
    """What stands in the part in which an attention weight comes about just now."""
    part = heads.locator(".heads-part.is-now")
    expect(part).to_be_visible()
    return part.inner_text().split()


def test_what_is_pasted_shows_the_same_figure_elsewhere(
    article: Article, dialog: Locator, browser: Browser, blog: Blog, address: str
) -> None:
    figure = press(article, "figure-attention", "Embed")
    wanted = taken_apart(figure.locator("[data-figure=heads]"))
    assert len(wanted) > 10
    preview = dialog.frame_locator("iframe").locator("[data-figure=heads]")
    assert taken_apart(preview) == wanted
    expect(dialog.get_by_role("link", name="All that can be set")).to_have_attribute(
        "href", f"{address}examples/embedding.html"
    )
    expect(dialog).to_contain_text("this computer and no other")
    for each in dialog.get_by_role("textbox").all():  # all of it is to be seen
        assert each.evaluate("({ scrollHeight, clientHeight }) => scrollHeight - clientHeight") <= 1
    script, frame, alone = (each.input_value() for each in dialog.get_by_role("textbox").all())
    assert f'src="{address}embed.js"' in script
    assert 'doc="bill" step="501" cursor="' in script
    assert alone.startswith(f"{address}embed.html#figure=attention&doc=bill&step=501&cursor=")
    height = dialog.locator("microgpt-figure").evaluate("each => Math.round(each.getBoundingClientRect().height)")
    assert f'height="{height}"' in frame

    page = browser.new_page()
    try:
        page.goto(blog.page(f"<h1>A post</h1>{script}{frame}"))
        for pasted in page.locator("microgpt-figure iframe, body > iframe").all():
            pasted.scroll_into_view_if_needed()
            inside = pasted.content_frame.locator("[data-figure=heads]")
            assert taken_apart(inside) == wanted
    finally:
        page.close()


def test_the_preview_is_as_wide_and_as_light_as_it_is_asked_to_be(article: Article, dialog: Locator) -> None:
    press(article, "figure-loss", "Embed")
    frame = dialog.locator("iframe")
    dialog.get_by_role("radio", name="Phone").check()
    expect(frame).to_have_js_property("offsetWidth", 360)
    dialog.get_by_role("radio", name="dark").check()
    expect(dialog.frame_locator("iframe").locator("html")).to_have_attribute("data-theme", "dark")
    expect(dialog.get_by_role("textbox").first).to_have_value(re.compile(' theme="dark"'))
    serious = [
        each
        for each in Axe().run(article.page, context=".share-dialog").response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_the_focus_goes_back_to_the_button(article: Article) -> None:
    figure = press(article, "figure-loss", "Embed")
    dialog = article.page.get_by_role("dialog", name="Embed this figure")
    expect(dialog).to_be_visible()
    article.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(figure.get_by_role("button", name="Embed", exact=True)).to_be_focused()


def test_escape_closes_the_dialog_from_within_the_figure_that_it_shows(article: Article, dialog: Locator) -> None:
    press(article, "figure-attention", "Embed")
    dialog.frame_locator("iframe").get_by_role("button", name="Play").focus()
    article.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def saved(dialog: Locator, kind: str) -> tuple[str, bytes]:
    """A file that the dialog saves, with its name."""
    with dialog.page.expect_download() as download:
        dialog.get_by_role("link", name=f"Save {kind}").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_picture_is_a_png_of_twice_the_size_that_says_where_it_is_from(article: Article, dialog: Locator) -> None:
    figure = press(article, "figure-attention", "Picture")
    canvas = dialog.get_by_role("img", name="Attention: “bill” in training step 501")
    assert canvas.evaluate(COLOURS) > 1000
    expect(dialog.get_by_role("link", name="Save SVG")).to_have_count(0)  # it is drawn on canvases, too
    name, png = saved(dialog, "PNG")
    assert name == "microgpt-attention-bill-step-501.png"
    box = figure.locator("[data-figure=heads]").bounding_box()
    assert box
    assert struct.unpack(">I", png[16:20])[0] == 2 * (box["width"] + 32)
    assert struct.unpack(">I", png[20:24])[0] > 2 * (box["height"] + 32)
    source = re.search(rb"iTXtSource\0{5}(\S*?).{8}iTXt", png, re.DOTALL)
    assert source
    link = source.group(1).decode()
    assert urlsplit(link).path == "/lab.html"
    asked = parse_qs(urlsplit(link).fragment)
    assert (asked["doc"], asked["view"]) == (["bill"], ["heads"])


def test_a_figure_of_lines_is_an_svg_as_well(article: Article, dialog: Locator) -> None:
    figure = press(article, "figure-loss", "Picture")
    expect(dialog.get_by_role("img", name="What a guess costs")).to_be_visible()
    name, svg = saved(dialog, "SVG")
    assert name == "microgpt-surprise.svg"
    root = ET.fromstring(svg)
    drawn = [" ".join("".join(each.itertext()).split()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    on_page = [" ".join(each.split()) for each in figure.locator("[data-figure=surprise] svg text").all_text_contents()]
    assert len(on_page) > 10
    assert drawn[: len(on_page)] == on_page
    assert drawn[len(on_page) :][:2] == ["What a guess costs", "microgpt, alive in the browser"]
    assert b"var(--" not in svg  # which other programs do not know
    assert b"http" not in re.sub(rb"http://(www\.w3\.org/|127\.0\.0\.1:\d+/embed\.html#figure=surprise)", b"", svg)


def test_a_link_is_copied(article: Article, address: str) -> None:
    page = article.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    figure = press(article, "figure-cache", "Copy link")
    expect(figure.get_by_role("status").last).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}lab.html#doc=bill&step=501&cursor=")
    assert link.endswith("view=cache")
    page.context.clear_permissions()


def test_where_nothing_can_be_copied_the_link_is_there_to_be_taken(
    article: Article, dialog: Locator, address: str
) -> None:
    article.page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('refused'); }; }")
    press(article, "figure-value", "Copy link")
    field = dialog.get_by_role("textbox")
    expect(field).to_be_focused()
    expect(field).to_have_value(f"{address}embed.html#figure=value")
    assert article.page.evaluate("document.getSelection().toString()") == field.input_value()
