"""A browser and its pages. A page that logs an error, breaks the policy or asks another origin fails its test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from article import Article
from embedding import Blog, Posts, blogging
from figure import Figure
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright
from windows import INIT, TELL_OF_THE_POLICY, Watch, Windows

from tools.browsers import CHROMIUM, FIREFOX, find
from tools.harness import Harness, launch, launch_firefox, serving
from tools.server import server_for

Visit = Callable[[str], AbstractContextManager[Page]]
BOOT_MS = 120_000  # a busy machine may need half a minute to bring Python up

expect.set_options(timeout=15_000)


def whole_step_there(page: Page) -> None:
    """Wait until the lab has all of the recorded step, its graph as well."""
    expect(page.locator("[data-part=stage]")).to_have_attribute("aria-busy", "false")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with server_for(site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser_path() -> str:
    path = find(CHROMIUM)  # before Playwright is started, which it asks too
    assert path, CHROMIUM.wanted
    return path


@pytest.fixture(scope="session")
def playwright(browser_path: str) -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    path = find(FIREFOX)
    if path is None:
        pytest.skip(FIREFOX.wanted)
    browser = launch_firefox(playwright, path)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def windows(browser: Browser, address: str) -> Windows:
    return Windows(browser, address)


# a figure alone on a page: see tools/harness


@pytest.fixture(scope="session")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    """The page for one figure. All files share it: let the names of their traces begin with that of their figure."""
    with serving(tmp_path_factory.mktemp("harness")) as harness:
        yield harness


@pytest.fixture(scope="session")
def idle_pages() -> dict[str, list[tuple[Page, Watch]]]:
    """Pages that tests are through with, by the script that they run first: to mount another figure is far cheaper than
    to open another page.
    """
    return {}


@pytest.fixture
def open_figure(
    harness: Harness, browser: Browser, idle_pages: dict[str, list[tuple[Page, Watch]]]
) -> Iterator[Callable[..., Page]]:
    """Opens a figure: open_figure("map", trace="trace", width=790, height=900, theme="light", look={"cursor": 3}).

    The theme is the system's; data_theme="dark" is that of the page; script runs before any of its own. What else is
    given is put among the props.
    """
    opened: list[tuple[str, Page, Watch]] = []

    def open_page(
        figure: str,
        trace: str | None = "trace",
        width: int = 790,
        height: int = 900,
        theme: Any = "light",
        data_theme: str | None = None,
        motion: Any = "no-preference",
        script: str = "",
        **props: Any,
    ) -> Page:
        idle = idle_pages.setdefault(script, [])
        if idle:
            page, watch = idle.pop()
        else:
            page = browser.new_page()
            page.add_init_script(TELL_OF_THE_POLICY + script)
            watch = Watch(page, harness.address)
        opened.append((script, page, watch))
        if page.viewport_size != {"width": width, "height": height}:
            page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme=theme, reduced_motion=motion, forced_colors="none")
        return harness.open(page, figure, trace, data_theme, **props)

    yield open_page
    problems = []
    for script, page, watch in opened:
        if not page.is_closed():
            page.unroute_all()
            harness.clear(page)
        found = watch.found()
        problems += found
        if found or page.is_closed():
            page.close()
        else:
            idle_pages[script].append((page, watch))
    assert problems == []


@pytest.fixture
def visit(windows: Windows, address: str) -> Visit:
    """Opens a page of the site as a reader who was never here."""

    @contextmanager
    def visited(place: str) -> Iterator[Page]:
        with windows.opened(width=1440, height=900, motion="reduce") as (page, _):
            page.goto(address + place)
            yield page

    return visited


@pytest.fixture
def window(windows: Windows) -> Iterator[tuple[Page, Watch]]:
    with windows.opened() as window:
        yield window


@pytest.fixture
def page(window: tuple[Page, Watch]) -> Page:
    """A page that is nowhere yet."""
    return window[0]


@pytest.fixture
def watch(window: tuple[Page, Watch]) -> Watch:
    """Checks its page when the test is over."""
    return window[1]


@pytest.fixture
def opened(page: Page, watch: Watch, address: str) -> Callable[[], Figure]:
    """Opens the site, once the test has prepared what it wants."""

    def open_site() -> Figure:
        page.goto(address)
        return Figure(page)

    return open_site


@pytest.fixture
def recorded(page: Page, opened: Callable[[], Figure]) -> Figure:
    """The figure as it is before Python is up, which it never will be: its worker's script does not come."""
    held: list[Route] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    figure = opened()
    expect(figure.chart).to_have_attribute("aria-valuemax", "1000")
    return figure


# one page in which Python is up, for all the tests that leave it usable


@pytest.fixture(scope="session")
def shared(browser: Browser, address: str) -> Iterator[tuple[Figure, Watch]]:
    context = browser.new_context()
    context.add_init_script(INIT)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address)
    figure = Figure(page)
    expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    yield figure, watch
    context.close()


@pytest.fixture
def live(shared: tuple[Figure, Watch]) -> Iterator[Figure]:
    """The figure with Python up, before the first step."""
    figure, watch = shared
    watch.problems.clear()
    set_back(figure)
    yield figure
    watch.check()


@pytest.fixture(scope="module")
def trained(shared: tuple[Figure, Watch]) -> Figure:
    """The figure after 30 steps: for modules that only look at it."""
    figure, watch = shared
    set_back(figure)
    figure.num_steps.fill("30")
    figure.train.click()
    expect(figure.progress).to_have_attribute("aria-valuenow", "30", timeout=BOOT_MS)
    expect(figure.train).to_be_visible()
    watch.check()
    return figure


def set_back(figure: Figure) -> None:
    """Back to step 0 of 1000, by loading the page anew if the test before left it in a state to learn from."""
    if not figure.is_ready():
        figure.page.reload()
        expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    if figure.reset.is_enabled():
        figure.reset.click()
    expect(figure.reset).to_be_disabled()
    figure.page.mouse.move(0, 0)
    figure.vectors.check()
    figure.num_steps.fill("1000")
    figure.num_steps.blur()
    expect(figure.stat("step")).to_have_text("0 / 1,000")


# the article


@pytest.fixture(scope="module")
def article(browser: Browser, address: str) -> Iterator[Article]:
    """The article as it is before Python is up, which it never will be, for readers who want no motion."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_init_script(INIT)
    page = context.new_page()
    watch = Watch(page, address)
    held: list[Route] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    page.goto(address)
    article = Article(page)
    expect(article.note).to_contain_text("costs")
    yield article
    watch.check()
    context.close()


NAME = "mia"
STEPS = 30


@pytest.fixture(scope="session")
def trained_article(browser: Browser, address: str) -> Iterator[Article]:
    """The article after 30 steps of training and with a name of the reader's own: for tests that only look at it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.add_init_script(INIT)
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address)
    article, figure = Article(page), Figure(page)
    expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    figure.num_steps.fill(str(STEPS))
    figure.train.click()
    expect(figure.progress).to_have_attribute("aria-valuenow", str(STEPS), timeout=BOOT_MS)
    article.name.fill(NAME)
    article.name.press("Enter")
    expect(article.note).to_contain_text(f"“{NAME}” costs", timeout=BOOT_MS)
    expect(page.locator('[data-fact="name"]').first).to_have_text(NAME, timeout=BOOT_MS)
    yield article
    watch.check()
    context.close()


# figures in other people's pages


@pytest.fixture(scope="session")
def blog(address: str) -> Iterator[Blog]:
    """Another origin than that of the site."""
    with blogging(address) as blog:
        yield blog


@pytest.fixture
def posts(browser: Browser, blog: Blog) -> Iterator[Posts]:
    """Pages of the blog, opened one after the other."""
    with Posts(browser, blog).watched() as posts:
        yield posts


@pytest.fixture(params=["browser", "firefox"], ids=["chromium", "firefox"])
def posts_anywhere(request: pytest.FixtureRequest, blog: Blog) -> Iterator[Posts]:
    """The same, in Chromium and in Firefox."""
    with Posts(request.getfixturevalue(request.param), blog).watched() as posts:
        yield posts
