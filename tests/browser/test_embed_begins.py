"""What a figure does by itself when it comes into view, and not before: it plays, or it trains."""

from __future__ import annotations

from embedding import Embedded, Posts
from playwright.sync_api import Page, expect

PLAYED = '<microgpt-figure id="played" figure="kv-cache" autoplay></microgpt-figure>'
TRAINED = '<microgpt-figure id="trained" figure="loss" n-embd="8" num-steps="3" autotrain></microgpt-figure>'
BELOW = '<p class="far">A post</p>'  # so that a figure is near, and out of view
STYLE = "<style>.far { height: 1000px } microgpt-figure { min-height: 900px }</style>"


def seen(page: Page, figure: Embedded) -> None:
    """Scroll there, and give what is done by itself some frames to begin."""
    figure.element.evaluate("(each) => each.scrollIntoView({ block: 'start' })")
    page.evaluate(
        "async () => { for (let n = 0; n < 20; n++) await new Promise((seen) => requestAnimationFrame(seen)); }"
    )


def test_a_figure_plays_and_trains_once_it_comes_into_view(posts: Posts) -> None:
    page = posts.at(
        posts.blog.page(f"{BELOW}{PLAYED}<p>A figure of some height, and then</p>{TRAINED}{BELOW}", head=STYLE)
    )
    played, trained = Embedded(page, "played"), Embedded(page, "trained")
    at_first = played.wait("ready")["cursor"]
    assert played.told("cursorchange") == []
    seen(page, played)
    cursors = {played.wait("cursorchange", 2)["cursor"] for _ in range(2)}
    assert cursors != {at_first}
    trained.wait("ready")
    expect(trained.frame.get_by_role("button", name="Train it here")).to_be_visible()
    seen(page, trained)
    assert trained.wait("step", 3, timeout=120_000)["step"] == 3
    assert [each["step"] for each in trained.told("step")] == [1, 2, 3]
    assert [*played.told("error"), *trained.told("error")] == []


def test_a_reader_who_wants_no_motion_has_a_figure_where_it_rests(posts: Posts) -> None:
    page = posts.at(posts.blog.page(f"{BELOW}{PLAYED}{BELOW}", head=STYLE), reduced_motion="reduce")
    played = Embedded(page, "played")
    played.wait("ready")
    seen(page, played)
    assert played.told("cursorchange") == []
    played.call("play")  # which the page may still ask for
    played.wait("cursorchange")
