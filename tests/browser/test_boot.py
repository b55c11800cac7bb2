"""Until Python is up: what can be read already, how the loading is told of, and what is said when it fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BOOT_MS, Watch
from figure import Figure
from playwright.sync_api import Browser, Page, Route, expect

from microgpt.config import Config
from microgpt.data import load
from microgpt.ops import vector
from microgpt.run import start
from microgpt.train import train
from tools.parts import part, part_address


def test_before_python_is_up_the_text_is_complete_and_a_recorded_run_is_drawn(recorded: Figure) -> None:
    page = recorded.page
    expect(page.get_by_role("heading", name="Watch a GPT learn to invent names")).to_be_visible()
    expect(page.get_by_role("group", name="microgpt/model.py, gpt").first).to_contain_text("tok_emb = tap(")
    expect(recorded.state).to_contain_text("Recorded")
    expect(recorded.state).to_contain_text("This run of 1000 steps was recorded when the page was built.")
    expect(recorded.state).to_contain_text("Fetching Python")
    expect(recorded.chart).to_have_attribute("aria-valuenow", "1000")
    expect(recorded.samples).to_have_count(21)
    expect(recorded.positions.first).to_be_visible()
    expect(recorded.generated).to_have_count(20)
    expect(recorded.generate).to_be_disabled()
    expect(recorded.stat("step")).to_have_text("0 / 1,000")  # of the reader's own run


def test_without_javascript_the_text_is_complete(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=2)).to_have_count(16)
    expect(page.get_by_role("group", name="microgpt/model.py, gpt").first).to_contain_text("tok_emb = tap(")
    expect(page.get_by_text("python3 -m microgpt train").first).to_be_visible()
    context.close()


def test_without_the_recording_the_page_works_still(page: Page, opened: Callable[[], Figure], watch: Watch) -> None:
    watch.allow("404")
    page.route("**/run.json*", lambda route: route.fulfill(status=404))
    held: list[Route] = []
    page.route("**/worker.js*", lambda route: held.append(route))
    figure = opened()
    expect(figure.train).to_be_enabled()
    expect(figure.chart).to_have_attribute("aria-valuetext", "no step yet")
    expect(figure.state).not_to_contain_text("was recorded")


def test_the_stages_and_the_bytes_of_loading_are_those_that_happen(
    page: Page, opened: Callable[[], Figure], site: Path
) -> None:
    held: list[Route] = []
    fetched: list[str] = []
    page.route("**/memory.bin", lambda route: held.append(route))
    page.on("requestfinished", lambda request: fetched.append(request.url))
    figure = opened()
    expect(figure.state).to_contain_text(re.compile(r"Fetching Python, \d+\.\d MB of \d+\.\d MB\."))
    expect(figure.root.get_by_role("progressbar", name="Python loading")).to_be_visible()

    # pressing Train now is not lost, nor is taking it back
    figure.page.get_by_role("link", name="To the article").press("Enter")
    page.keyboard.press("Tab")
    expect(figure.train).to_be_focused()
    page.keyboard.press("Enter")
    expect(figure.state).to_contain_text("training begins when it is up")
    expect(figure.pause).to_be_focused()
    page.keyboard.press("Enter")
    expect(figure.state).not_to_contain_text("training begins")
    page.keyboard.press("Enter")
    expect(figure.state).to_contain_text("training begins when it is up")

    held[0].continue_()
    expect(figure.state).to_contain_text("Python is up, after", timeout=BOOT_MS)
    expect(figure.root.get_by_role("progressbar", name="Python loading")).to_be_hidden()
    boots = figure.heard("boot")
    assert list(dict.fromkeys(boot["stage"] for boot in boots)) == ["Fetching Python"]
    loaded = [boot["loaded"] for boot in boots]
    assert loaded == sorted(loaded)
    parts = tuple(part_address(site, each) for each in ("pyodide", "python"))
    files = [url.split("/", 3)[3] for url in fetched]
    files = [name for name in files if name.startswith(parts)]
    assert loaded[-1] == boots[-1]["total"] == sum((site / name).stat().st_size for name in set(files))

    # and now it trains, by that one wish
    expect(figure.state).to_contain_text("Live", timeout=BOOT_MS)
    expect(figure.stat("step")).not_to_have_text("1 / 1,000")
    expect(figure.pause).to_be_enabled()
    figure.pause.click()
    expect(figure.go_on).to_be_visible()
    done = [event["step"] for event in figure.steps()]
    assert done == list(range(1, len(done) + 1))
    assert len(figure.heard("began")) == 1


def served(status: int = 200) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body="not what was asked for", content_type="application/wasm")


def page_instead(route: Route) -> None:
    """What hosts of single-page sites send for any file that they have not."""
    route.fulfill(body="<!doctype html>", content_type="text/html; charset=utf-8")


# in part only after the page has given up on it, so now and then
LOGGED_BY_PYODIDE = (
    r"status of \d+|MIME type|bytes came|in its place|wasm instantiation failed|magic word"
    "|Failed to (fetch|load|execute 'compile')"
    "|loading microgpt|could not be fetched|python_stdlib|standard library|encodings|Python runtime state"
    r"|asm\.wasm, but|Current thread|no Python frame|^error: $"
)


@pytest.mark.parametrize(
    ("broken", "answer", "sentence"),
    [
        ("**/worker.js*", served(404), "in this page has stopped: wanted /src/worker.js, but the server answered 404."),
        ("**/pyodide.js", served(404), "not be started: wanted /pyodide/pyodide.js, but the server answered 404."),
        ("**/pyodide.asm.js", served(), "wanted /pyodide/pyodide.asm.js, but the server sent it as application/wasm,"),
        ("**/*.wasm", served(404), "not be started: wanted /pyodide/pyodide.asm.wasm, but the server answered 404."),
        ("**/*.wasm", served(), "wanted /pyodide/pyodide.asm.wasm, but 22 bytes came, not 9,598,218."),
        ("**/*.wasm", lambda route: route.abort(), "wanted /pyodide/pyodide.asm.wasm, but it could not be fetched"),
        ("**/*.whl", served(), "Python could not be started: wanted /python/microgpt"),
    ],
    ids=["no worker", "no Pyodide", "not as a script", "no wasm", "broken wasm", "wasm cut off", "other wheel"],
)
def test_what_keeps_python_from_booting_is_said_in_a_sentence(
    page: Page,
    opened: Callable[[], Figure],
    watch: Watch,
    broken: str,
    answer: Callable[[Route], None],
    sentence: str,
) -> None:
    check_that_it_is_said(page, opened, watch, broken, answer, sentence)


@pytest.mark.parametrize(
    ("broken", "answer", "sentence"),
    [
        ("**/python_stdlib.zip", served(404), "wanted /pyodide/python_stdlib.zip, but the server answered 404."),
        (
            "**/session.zip*",
            page_instead,
            "wanted /python/session.zip, but the server sent a page in its place (text",
        ),
    ],
    ids=["no standard library", "page instead"],
)
def test_so_is_what_keeps_it_from_booting_without_its_snapshot(
    page: Page,
    opened: Callable[[], Figure],
    watch: Watch,
    broken: str,
    answer: Callable[[Route], None],
    sentence: str,
) -> None:
    page.route("**/memory.bin", served(404))
    check_that_it_is_said(page, opened, watch, broken, answer, sentence)


def check_that_it_is_said(
    page: Page,
    opened: Callable[[], Figure],
    watch: Watch,
    broken: str,
    answer: Callable[[Route], None],
    sentence: str,
) -> None:
    watch.allow(LOGGED_BY_PYODIDE)
    page.route(broken, answer)
    figure = opened()
    somewhere = re.escape(sentence).replace("wanted\\ /", r"wanted /parts/\w+/")
    expect(figure.problem).to_contain_text(re.compile(somewhere), timeout=BOOT_MS)
    expect(figure.problem).to_contain_text("Restarting goes on from the beginning.")
    expect(figure.problem).not_to_contain_text("Traceback")
    expect(figure.state).to_contain_text("Python is not running.")
    expect(figure.restart).to_be_enabled()
    expect(figure.train).to_be_disabled()
    expect(figure.step).to_be_disabled()
    expect(figure.chart).to_have_attribute("aria-valuemax", "1000")  # what was recorded is there still
    if "worker.js" not in broken:
        expect(figure.details).to_be_hidden()
        figure.root.get_by_text("Details", exact=True).click()
        expect(figure.details).to_contain_text("Error")


def damaged(site: Path) -> bytes:
    """A snapshot as large as it should be, of which one byte came as another."""
    content = bytearray((part(site, "python") / "memory.bin").read_bytes())
    content[len(content) // 2] ^= 1
    return bytes(content)


@pytest.mark.parametrize("how", ["missing", "of another size", "damaged", "not to be read by this browser"])
def test_without_its_snapshot_python_comes_up_from_its_files_and_trains_as_ever(
    page: Page, opened: Callable[[], Figure], watch: Watch, site: Path, how: str
) -> None:
    watch.allow(LOGGED_BY_PYODIDE)
    if how == "not to be read by this browser":
        page.route("**/worker.js*", without_decompression)
    else:
        answers = {
            "missing": served(404),
            "of another size": served(),
            "damaged": lambda route: route.fulfill(body=damaged(site)),
        }
        page.route("**/memory.bin", answers[how])
    figure = opened()
    expect(figure.state).to_contain_text("Python is up, after", timeout=BOOT_MS)
    stages = [boot["stage"] for boot in figure.heard("boot")]
    assert list(dict.fromkeys(stages)) == ["Fetching Python", "Importing microgpt"]
    loaded = [boot["loaded"] for boot in figure.heard("boot")]
    assert loaded == sorted(loaded)
    figure.step.click()
    expect(figure.stat("step")).to_have_text("1 / 1,000", timeout=BOOT_MS)
    [first] = train(start(Config(num_steps=1), load("census"), vector))
    assert figure.steps()[0]["loss"] == pytest.approx(first.loss, rel=1e-9)


def without_decompression(route: Route) -> None:
    script = route.fetch().text()
    route.fulfill(body=f"delete self.DecompressionStream;{script}", content_type="text/javascript")


def test_what_was_mended_boots_after_a_restart(page: Page, opened: Callable[[], Figure], watch: Watch) -> None:
    watch.allow(LOGGED_BY_PYODIDE)
    page.route("**/*.wasm", served(503))
    figure = opened()
    expect(figure.problem).to_contain_text("but the server answered 503", timeout=BOOT_MS)
    page.unroute("**/*.wasm")
    figure.restart.click()
    expect(figure.problem).to_be_hidden()
    expect(figure.state).to_contain_text("Python is up", timeout=BOOT_MS)
    expect(figure.train).to_be_enabled()
