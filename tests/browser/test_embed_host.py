"""A figure in somebody's page: one line of HTML, methods and events, attributes that change, a page that moves it."""

from __future__ import annotations

import re
from itertools import islice, pairwise

import pytest
from embedding import Embedded, Posts
from playwright.sync_api import expect

from microgpt.config import Config
from microgpt.data import census
from microgpt.ops import vector
from microgpt.run import start
from microgpt.train import train

BOOT_MS = 120_000


def test_one_line_of_html_is_a_figure_that_tells_what_it_is_at(posts_anywhere: Posts) -> None:
    figure = posts_anywhere.figure('figure="kv-cache" title="What is kept"')
    (ready,) = figure.told("ready")
    assert (ready["doc"], ready["step"]) == ("bill", 501)
    assert 0 < ready["loss"] < 10
    assert ready["cursor"] > 0
    expect(figure.drawn).to_be_visible()
    expect(figure.iframe).to_have_attribute("title", "What is kept")
    expect(figure.frame.get_by_role("heading", name="What is kept")).to_be_visible()
    expect(figure.page.get_by_role("link", name="The figure")).to_be_hidden()


def test_a_figure_is_loaded_when_the_reader_comes_near(posts: Posts) -> None:
    asked: list[str] = []
    page = posts.at(posts.blog.page('<div style="height: 9000px"></div><microgpt-figure id="f"></microgpt-figure>'))
    page.on("request", lambda request: asked.append(request.url))
    figure = Embedded(page)
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    expect(figure.iframe).to_have_count(0)
    assert asked == []
    figure.element.scroll_into_view_if_needed()
    figure.wait("ready")
    assert asked != []


def test_a_figure_keeps_its_place_until_it_is_drawn(posts: Posts) -> None:
    """A browser does not draw what is in a frame out of view."""
    page = posts.at(posts.blog.page('<div style="height: 1000px"></div><microgpt-figure id="f" figure="loss">Loss'))
    figure = Embedded(page)
    assert figure.element.evaluate("(each) => each.offsetHeight") == 512
    figure.wait("ready")
    assert figure.element.evaluate("(each) => each.offsetHeight") == 512
    figure.element.scroll_into_view_if_needed()
    expect(figure.drawn).to_be_visible()
    page.wait_for_function("f.offsetHeight < 500 && f.offsetHeight > 150")


def test_methods_and_events_end_to_end(posts_anywhere: Posts) -> None:
    figure = posts_anywhere.figure('figure="kv-cache"')
    figure.call("seek", 30)
    assert figure.wait("cursorchange")["cursor"] == 30
    figure.call("seek", "forward:attn_q@2")
    named = figure.wait("cursorchange", 2)["cursor"]
    assert named != 30
    expect(figure.frame.get_by_text("Position 2 “i” makes its query").first).to_be_visible()

    figure.call("play")
    played = figure.wait("cursorchange", 4)["cursor"]
    assert played > named
    figure.call("pause")
    figure.call("seek", 31)  # it answers in order: nothing plays once this is done
    figure.page.wait_for_function("told.at(-1).cursor === 31")
    figure.page.wait_for_timeout(600)  # longer than a frame of what plays
    assert figure.told("cursorchange")[-1]["cursor"] == 31

    figure.call("train", 5)
    figure.wait("step", 5, timeout=BOOT_MS)
    steps = figure.told("step")
    expected = list(islice(train(start(Config(), census(), vector)), 5))
    assert [(step["step"], step["doc"]) for step in steps] == [(each.step, each.doc) for each in expected]
    assert [step["loss"] for step in steps] == pytest.approx([each.loss for each in expected], rel=1e-9)

    figure.call("reset")
    gone = figure.wait("step", 6)
    assert (gone["step"], gone["loss"], gone["doc"]) == (0, None, "")
    assert figure.told("error") == []


def test_what_is_asked_before_there_is_a_figure_waits_for_it(posts: Posts) -> None:
    page = posts.at(
        posts.blog.page(
            """<script type="module">
            const made = document.createElement("microgpt-figure");
            made.id = "f";
            made.setAttribute("figure", "kv-cache");
            made.seek(12); // it is nowhere yet
            document.body.append(made);
            made.seek(13);
            made.addEventListener("ready", () => made.seek(14), { once: true });
            </script>"""
        )
    )
    figure = Embedded(page)
    figure.wait("cursorchange", 3)
    assert [each["type"] for each in page.evaluate("told")] == ["ready"] + ["cursorchange"] * 3
    assert sorted(each["cursor"] for each in figure.told("cursorchange")) == [12, 13, 14]


def test_attributes_are_taken_over_where_the_figure_stands(posts_anywhere: Posts) -> None:
    figure = posts_anywhere.figure('figure="predictions"')
    root = figure.frame.locator("html")
    root.evaluate("() => { window.isStillThere = true; }")
    figure.set(title="Guesses", caption="Each row is a position.", theme="dark", position="1", cursor="20")
    expect(figure.frame.get_by_role("heading", name="Guesses")).to_be_visible()
    expect(figure.iframe).to_have_attribute("title", "Guesses")
    expect(figure.frame.get_by_text("Each row is a position.")).to_be_visible()
    expect(root).to_have_attribute("data-theme", "dark")
    assert figure.wait("cursorchange")["cursor"] == 20
    expect(figure.frame.locator("[data-part=lab]")).to_have_attribute("href", re.compile(r"cursor=20\b"))
    figure.set(title=None, theme=None, id_="f", data_mark="none of the figure's")
    expect(figure.frame.get_by_role("heading", name="Guesses")).to_be_hidden()
    expect(root).to_have_attribute("data-theme", "light")
    assert root.evaluate("() => window.isStillThere")
    assert len(figure.told("ready")) == 1


def test_another_document_or_step_is_shown_in_place_if_it_was_recorded_and_offered_if_not(posts: Posts) -> None:
    figure = posts.figure('figure="kv-cache" step="501"')  # so that it knows which steps were recorded
    root = figure.frame.locator("html")
    root.evaluate("() => { window.isStillThere = true; }")
    figure.set(doc="emma")
    figure.page.wait_for_function("told.at(-1).doc === 'emma' && told.at(-1).step === 501")
    expect(figure.frame.get_by_text("position 4 “a”").first).to_be_visible()
    figure.set(doc=None, step="1")
    figure.page.wait_for_function("told.at(-1).doc === 'bill' && told.at(-1).step === 1")
    figure.set(step=None)
    figure.page.wait_for_function("told.at(-1).step === 501")
    assert root.evaluate("() => window.isStillThere")
    figure.set(doc="xaxa")
    figure.wait("ready", 2)
    expect(figure.frame.get_by_text("It was not recorded with this site")).to_be_visible()
    figure.set(doc="emma")
    figure.page.wait_for_function("told.at(-1).doc === 'emma'")
    expect(figure.frame.get_by_text("It was not recorded with this site")).to_be_hidden()
    assert figure.told("error") == []


def test_another_figure_takes_another_frame_as_high_as_the_one_before(posts: Posts) -> None:
    figure = posts.figure('figure="kv-cache"')
    figure.page.evaluate(
        """() => {
          window.heights = [];
          new ResizeObserver(() => heights.push(f.offsetHeight)).observe(f);
        }"""
    )
    figure.page.evaluate("() => { f.setAttribute('figure', 'predictions'); f.seek(40); }")  # which waits for the other
    assert figure.wait("cursorchange")["cursor"] == 40
    assert len(figure.told("ready")) == 2
    expect(figure.iframe).to_have_count(1)
    expect(figure.iframe).to_have_attribute("src", re.compile("figure=predictions"))
    heights = figure.page.evaluate("heights")
    assert min(heights) > 300
    assert all(abs(after - before) < 400 for before, after in pairwise(heights))


def test_what_cannot_be_done_is_told_in_a_sentence(posts: Posts) -> None:
    figure = posts.figure('figure="kv-cache"')
    for method, value, wanted in (
        ("seek", 10_000, "Wanted a frame, from 0 to 321 or by name such as forward:attn_q@2, but got 10000."),
        ("seek", "constructor", "Wanted a frame, from 0 to 321 or by name such as forward:attn_q@2, but got"),
        ("train", -3, "Wanted a number of training steps, from 1 to 100000, but got -3."),
    ):
        before = len(figure.told("error"))
        figure.call(method, value)
        error = figure.wait("error", before + 1)
        assert error["message"].startswith(wanted)
        assert error["doc"] == "bill"
    figure.set(figure="tokens")
    figure.call("play")
    assert figure.wait("error", 4)["message"] == (
        "Nothing in this figure can be played: it is not gone through in frames."
    )


def test_a_figure_can_be_moved_and_taken_away(posts: Posts) -> None:
    figure = posts.figure('figure="kv-cache"')
    page = figure.page
    client = page.context.new_cdp_session(page)

    def listeners() -> int:
        window = client.send("Runtime.evaluate", {"expression": "window"})["result"]["objectId"]
        found = client.send("DOMDebugger.getEventListeners", {"objectId": window})["listeners"]
        return sum(each["type"] == "message" for each in found)

    assert listeners() == 1
    page.evaluate("() => { window.figure = f; f.remove(); }")
    assert listeners() == 0
    page.evaluate("() => { figure.seek(5); document.body.prepend(figure); }")
    figure.wait("ready", 2)
    assert figure.wait("cursorchange")["cursor"] == 5
    assert listeners() == 1
    expect(figure.iframe).to_have_count(1)
    page.evaluate("() => document.body.moveBefore(f, null)")  # in one piece
    figure.call("seek", 6)
    assert figure.wait("cursorchange", 2)["cursor"] == 6
    assert len(figure.told("ready")) == 2


def test_several_figures_each_speak_for_themselves(posts: Posts) -> None:
    page = posts.at(
        posts.blog.page(
            '<microgpt-figure id="a" figure="kv-cache"></microgpt-figure>'
            '<microgpt-figure id="b" figure="tokens"></microgpt-figure>',
            head=f'<script type="module" src="{posts.blog.site}embed.js?again"></script>',  # as from another snippet
        )
    )
    a, b = Embedded(page, "a"), Embedded(page, "b")
    a.wait("ready")
    b.wait("ready")
    a.call("seek", 9)
    assert a.wait("cursorchange")["cursor"] == 9
    assert b.told("cursorchange") == []
    expect(b.iframe).to_have_attribute("title", "microgpt: tokens")


def test_without_script_or_without_the_site_a_link_stands_there(posts: Posts) -> None:
    blog = posts.blog
    body = '<microgpt-figure id="f"><a href="https://example.org/">The figure</a></microgpt-figure>'
    page = posts.at(blog.page(body), java_script_enabled=False)
    expect(page.get_by_role("link", name="The figure")).to_be_visible()

    posts.allow("404")
    script = posts.at(f"{blog.site}embed.js").locator("pre").inner_text()
    blog.put("gone/embed.js", script, "text/javascript")  # where there is no embed.html
    head = '<script type="module" src="gone/embed.js"></script>'
    figure = Embedded(posts.at(blog.put("gone.html", f'<script src="listen.js"></script>{head}{body}<p>More.')))
    error = figure.wait("error")
    assert error["message"] == (
        f"Wanted the figure from {blog.address}gone/embed.html#, but what came in its frame is not that page."
    )
    expect(figure.page.get_by_role("link", name="The figure")).to_be_visible()
    expect(figure.iframe).to_have_count(0)
