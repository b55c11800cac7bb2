"""How much of the article is fetched before the reader scrolls or trains, and that the rest comes when it is wanted."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import INIT, Watch
from playwright.sync_api import Browser, Page, Route, expect

from tools.parts import part
from tools.run_pieces import whole_run

# the most kB that are sent by a server that compresses
MOST = 150
MOST_WITH_FONTS = 223

Begun = tuple[Page, list[str]]


@pytest.fixture
def begun(browser: Browser, address: str) -> Iterator[Begun]:
    """The article's first screen, without Python, when nothing more is fetched for it; and what was."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(INIT)
    page = context.new_page()
    watch = Watch(page, address)
    held: list[Route] = []
    fetched: list[str] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path.lstrip("/") or "index.html"))
    page.goto(address)
    expect(page.get_by_role("slider", name="Loss at each training step")).to_have_attribute("aria-valuemax", "1000")
    rest(page, fetched)
    yield page, fetched
    watch.check()
    for route in held:
        route.abort()
    context.close()


def rest(page: Page, fetched: list[str]) -> None:
    """Wait until nothing is fetched for a second."""
    many = -1
    while len(fetched) > many:
        many = len(fetched)
        page.wait_for_timeout(1000)


def sent(path: Path) -> float:
    """The kB of a file as it is sent."""
    content = path.read_bytes()
    return len(content if path.suffix in (".bin", ".woff2") else gzip.compress(content, 6)) / 1000


def recorded(fetched: list[str]) -> set[str]:
    return {Path(name).name for name in fetched if Path(name).parent.name == "recorded"}


def test_the_first_screen_is_light(begun: Begun, site: Path) -> None:
    """Its recorded data is the run, the parameters at its end, and what the recorded step is about."""
    _, fetched = begun
    assert recorded(fetched) == {"run.json", "parameters-1000.bin", "trace-frames.bin"}
    sizes = {name: sent(site / name) for name in fetched if not name.endswith("worker.js")}
    fonts = {name: size for name, size in sizes.items() if name.endswith(".woff2")}
    assert len(fonts) == 2, fonts  # the text, upright, and the figures
    assert sum(sizes.values()) - sum(fonts.values()) < MOST, sizes
    assert sum(sizes.values()) < MOST_WITH_FONTS


def test_the_document_of_a_step_is_fetched_when_the_step_is_pointed_at(begun: Begun, site: Path) -> None:
    page, fetched = begun
    files = {path.name: path.read_bytes() for path in part(site, "recorded").glob("run*")}
    steps = {event["step"]: event for event in whole_run(files)["events"] if "loss" in event}
    bars = page.locator("[data-figure=document] li")
    losses = page.locator("[data-figure=document] .document-loss")
    expect(losses).to_have_text([f"{loss:.2f}" for loss in steps[1000]["losses"]])
    chart = page.get_by_role("slider", name="Loss at each training step")
    chart.press("Home")
    expect(chart).to_have_attribute("aria-valuenow", "1")
    expect(bars).to_have_count(len(steps[1]["tokens"]) - 1)
    expect(losses).to_have_text([f"{loss:.2f}" for loss in steps[1]["losses"]])
    assert recorded(fetched) >= {"run-documents.bin"}


GRAPH = {"trace-graph.bin", "source.json"}


@pytest.mark.parametrize(
    ("figure", "files", "not_yet"),
    [
        ("surprise", {"answers-surprise.json"}, GRAPH),
        ("heads", {"trace-stages.bin", "answers-heads.json"}, GRAPH),
        ("predictions", {"trace-stages.bin", "trace-adam.bin"}, set()),  # the graph is near
        ("graph", {"trace-stages.bin", *GRAPH}, set()),
    ],
)
def test_what_a_figure_is_about_is_fetched_when_it_is_near(
    begun: Begun, figure: str, files: set[str], not_yet: set[str]
) -> None:
    page, fetched = begun
    assert not recorded(fetched) & files
    spot = page.locator(f"[data-figure={figure}]").first
    spot.evaluate("each => each.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(spot.locator("> *").first).to_be_attached()
    rest(page, fetched)
    assert recorded(fetched) >= files
    assert not recorded(fetched) & not_yet
