"""How much of an embed is fetched until it can be used, and that its Python is not."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import Watch
from playwright.sync_api import Page, Route, expect

# by embed: the most kB that are sent by a server that compresses until it stands and can be stepped. Those that show
# what Adam leaves, or the graph, wait for more: they are not here
MOST = {
    "map": 145,
    "kv-cache": 145,
    "heads": 148,
    "prediction": 148,
    "predictions": 148,
    "line": 146,
    "training": 115,
    "value": 90,
}
# what is said beside the figure, and comes later
LATER = re.compile(r"/answers-(heads|over_training|temper)\.json$")


def sent(path: Path) -> float:
    """The kB of a file as it is sent."""
    content = path.read_bytes()
    return len(content if path.suffix in (".bin", ".woff2") else gzip.compress(content, 6)) / 1000


@pytest.mark.parametrize("embed", MOST)
def test_an_embed_is_light_and_fetches_no_python(
    embed: str, page: Page, watch: Watch, address: str, site: Path
) -> None:
    fetched: set[str] = set()
    held: list[Route] = []
    page.on("request", lambda request: fetched.add(urlsplit(request.url).path.lstrip("/")))
    page.route(LATER, lambda route: held.append(route))
    page.goto(f"{address}embed.html#figure={embed}")
    expect(page.locator(".embed-figures > * > *").first).to_be_visible()
    expect(page.get_by_role("button", name="Start Python")).to_be_visible()
    at = page.get_by_role("slider", name="Frame of the passage")
    if page.locator("[data-figure=transport] > *").count():
        before = at.get_attribute("aria-valuenow") or ""
        at.press("ArrowLeft")
        expect(at).not_to_have_attribute("aria-valuenow", before)
    many = -1
    while len(fetched) > many:
        many = len(fetched)
        page.wait_for_timeout(500)
    sizes = {name: sent(site / name) for name in fetched if (site / name).is_file() and not LATER.search(name)}
    assert len(sizes) > 5
    assert not [name for name in sizes if name.endswith(".woff2")]
    assert not [name for name in sizes if "pyodide" in name or "worker" in name or "trace-graph" in name]
    assert sum(sizes.values()) < MOST[embed], sizes
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    watch.check()


@pytest.mark.parametrize(
    ("link", "note"),
    [
        ("figure=zebra", "There is no figure “zebra”; there are map, "),
        ("figure=tokens&theme=red", "Wanted for theme one of auto, light, dark, not “red”, so it is auto."),
        ("figure=tokens&colour=red", "“colour” is no parameter of tokens: it was passed over."),
    ],
)
def test_what_makes_no_sense_is_told_under_the_figure(page: Page, address: str, link: str, note: str) -> None:
    page.goto(f"{address}embed.html#{link}")
    expect(page.get_by_role("status").filter(has_text=note)).to_be_visible()
    expect(page.locator(".embed-figures > * > *").first).to_be_visible()


def test_a_run_that_was_not_recorded_is_offered_and_no_other_is_shown(page: Page, address: str) -> None:
    page.goto(f"{address}embed.html#figure=kv-cache&n-layer=2&seed=7")
    expect(page.get_by_text("This figure is about a run of its own: n_layer = 2, seed = 7.")).to_be_visible()
    expect(page.get_by_role("button", name="Start Python and show it")).to_be_visible()
    expect(page.locator(".embed-figures")).to_be_hidden()
    expect(page.get_by_text("Recorded", exact=True)).to_be_hidden()  # nothing of it was


def test_what_is_to_begin_by_itself_begins_when_it_is_seen(page: Page, address: str) -> None:
    page.goto(f"{address}examples/index.html")
    source = f"{address}embed.html#figure=kv-cache&doc=zelda&autotrain=true"
    page.evaluate(
        """(src) => {
          const frame = Object.assign(document.createElement("iframe"), { src, width: 600, height: 500 });
          document.querySelector("main").before(frame);
          frame.style.marginBlockStart = "3000px";
        }""",
        source,
    )
    frame = page.frame_locator("iframe")
    start = frame.get_by_role("button", name="Start Python and show it")
    expect(start).to_be_visible()
    page.wait_for_timeout(300)
    expect(start).to_be_visible()
    page.locator("iframe").scroll_into_view_if_needed()
    expect(start).to_be_hidden()
    expect(frame.locator("[data-part=offer]")).to_contain_text("Python")
