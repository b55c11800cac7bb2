"""The service worker: the site without a network, and when another build takes its place while a page is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOT_MS
from figure import Figure
from hosts import Host, hosted
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tools.parts import NAMES, part, part_address
from tools.snapshot import SPARE

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname.slice(1));
  }
  return found.sort();
}"""
STATES = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/project/");
  return ["installing", "waiting", "active"].map((each) => registration?.[each]?.state ?? null);
}"""
BREAK = """async (ending) => {
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const { url } of await store.keys()) if (url.endsWith(ending)) await store.put(url, new Response("half"));
  }
}"""


@pytest.fixture(scope="module")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host below whose root the site lies, as on the pages of a project."""
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(site, folder / "project")
    (folder / "beside.html").write_text("<title>Beside the site</title><link rel=icon href=data:,>")
    with hosted(folder) as host:
        host.address += "project/"
        yield host


@pytest.fixture(scope="module")
def visited(browser: Browser, host: Host) -> Iterator[BrowserContext]:
    """A reader who has been to the article, until Python was up and all was kept."""
    context = browser.new_context(service_workers="allow", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(host.address)
    expect(Figure(page).state).to_contain_text("Python is up", timeout=BOOT_MS)
    wanted = files_of(host.folder / "project")
    until(page, KEPT, lambda kept: wanted <= set(kept))
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(visited: BrowserContext) -> Iterator[Page]:
    """A page of that reader, which no error stops."""
    page = visited.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    visited.set_offline(False)
    assert errors == []


def files_of(site: Path) -> set[str]:
    """What is fetched of the parts of a site, as it is asked for."""
    found = [path for name in NAMES for path in part(site, name).iterdir() if path.suffix != ".map"]
    found = [path for path in found if path.name not in SPARE]
    return {f"project/{path.relative_to(site).as_posix()}" for path in found}


def beside(host: Host) -> str:
    """A page of the same origin, but not of the site."""
    return host.address.replace("project/", "beside.html")


def until(page: Page, question: str, is_so: Callable[[Any], bool]) -> None:
    """Wait until what a page says to a question is so."""
    answer = None
    for _ in range(300):
        answer = page.evaluate(question)
        if is_so(answer):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"still {str(answer)[:500]}")


def test_without_a_network_the_article_trains(page: Page, visited: BrowserContext, host: Host) -> None:
    visited.set_offline(True)
    page.goto(host.address)
    figure = Figure(page)
    expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    figure.num_steps.fill("3")
    figure.train.click()
    expect(figure.stat("step")).to_have_text("3 / 3", timeout=BOOT_MS)
    heads = page.locator("[data-figure=heads]").first
    heads.scroll_into_view_if_needed()
    expect(heads.locator("canvas, svg, table").first).to_be_visible()


def test_without_a_network_there_are_the_lab_and_an_embedded_figure(
    page: Page, visited: BrowserContext, host: Host
) -> None:
    visited.set_offline(True)
    page.goto(f"{host.address}lab.html")
    expect(page.locator("[data-part=stage]")).to_have_attribute("aria-busy", "false")
    expect(page.locator("[data-part=stage] [data-figure=map] canvas").first).to_be_visible()
    page.goto(f"{host.address}embed.html#figure=attention")
    expect(page.get_by_text("head 3").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_was_kept_and_is_damaged_does_not_keep_the_page_from_coming_up(page: Page, host: Host) -> None:
    page.goto(f"{host.address}favicon.svg")
    page.evaluate(BREAK, "/src/lab.js")
    page.evaluate(BREAK, "/recorded/trace-stages.bin")
    page.goto(f"{host.address}lab.html")
    expect(page.locator("[data-part=stage] [data-figure=map] canvas").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def another_build(site: Path, folder: Path) -> Path:
    """A site whose scripts are others, and in which a chunk that a page of the first may want is no longer."""
    shutil.copytree(site, folder)
    before = part_address(site, "src").split("/")[1]
    after = "b" * len(before)
    (folder / "parts" / before).rename(folder / "parts" / after)
    for path in [*folder.glob("*.html"), folder / "sw.js"]:
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    return folder


def test_an_open_page_works_on_when_another_build_comes_and_the_next_page_is_of_that(
    page: Page, visited: BrowserContext, host: Host
) -> None:
    first = host.folder / "project"
    page.goto(host.address)
    second = another_build(first, host.folder / "other")
    first.rename(host.folder / "before")
    second.rename(first)

    # what the page fetches later was kept
    answers: list[int] = []
    page.on("response", lambda response: answers.append(response.status))
    page.locator("[data-figure=graph]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-figure=graph] canvas").first).to_be_visible()
    assert answers
    assert set(answers) == {200}

    # the next page is the new one, and all that it asks for is of its build
    other = visited.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(f"{host.address}lab.html")
    expect(other.locator("[data-part=stage]")).to_have_attribute("aria-busy", "false")
    scripts = {url.split("/parts/")[1].split("/")[0] for url in asked if "/src/" in url}
    assert scripts == {part_address(first, "src").split("/")[1]}

    # and when none of the first is open, what that had is thrown away, and this has all that it had
    until(other, STATES, lambda states: states == [None, "installed", "activated"])
    for each in (page, other):
        each.goto(beside(host))
    until(other, STATES, lambda states: states == [None, None, "activated"])
    pages = {f"project/{path.name}" for path in first.glob("*.html")}
    wanted = files_of(first) | pages
    until(other, KEPT, lambda kept: set(kept) - {"project/parts/"} == wanted)
    other.close()


def test_what_ends_it_leaves_nothing(page: Page, host: Host) -> None:
    off = (host.folder / "project" / "sw-off.js").read_bytes()
    host.instead["project/sw.js"] = lambda content: (200, off)
    page.goto(beside(host))
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration('/project/')).update()")
    until(page, STATES, lambda states: states == [None, None, None])
    assert page.evaluate(KEPT) == []
