"""WebKitGTK: Python comes up and trains in it, and every picture is drawn. Skipped where it is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOT_MS
from hosts import hosted
from runs import STEP, losses, losses_of_step
from walking import PICTURES, walk
from webkit import CannotStart, WebKit, webkit
from windows import INIT

from tools.server import CONTENT_SECURITY_POLICY

# first on each page, as its driver cannot listen to it
LISTEN = """
window.problems = [];
const note = (problem) => problems.push(String(problem));
addEventListener("error", ({ message, target }) => note(message ?? `${target.src ?? target.href} did not come`), true);
addEventListener("unhandledrejection", ({ reason }) => note(reason));
for (const kind of ["error", "warn"]) console[kind] = (...said) => note(`${kind}: ${said.join(" ")}`);
"""
PAGES = ("index.html", "lab.html")
STEPS = "heard.filter(({ event }) => event === 'progress').flatMap(({ events }) => events).filter(({ loss }) => loss)"
STATUS = "document.querySelector('[data-figure=status]').innerText"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site, which on its pages notes what goes wrong."""

    def listening(content: bytes) -> tuple[int, bytes]:
        return 200, content.replace(b"<head>", b'<head><script src="listen.js"></script>', 1)

    with hosted(site) as host:
        host.headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        host.instead = dict.fromkeys(PAGES, listening)
        host.instead["listen.js"] = lambda _: (200, f"{LISTEN}{INIT}".encode())
        yield host.address


@pytest.fixture(scope="module")
def opened() -> Iterator[WebKit]:
    try:
        with webkit(1440, 900) as window:
            yield window
    except CannotStart as problem:
        pytest.skip(str(problem))


@pytest.fixture
def window(opened: WebKit) -> Iterator[WebKit]:
    """A window in which nothing may go wrong."""
    yield opened
    assert opened.ask("() => problems") == []


def test_python_comes_up_and_trains_to_the_losses_of_the_command_line(window: WebKit, address: str) -> None:
    window.go(f"{address}index.html")
    window.wait(f"() => /Python is up|stopped/.test({STATUS})", BOOT_MS / 1000)
    window.click("//figure//button[normalize-space()='Train']")
    window.wait(f"() => {STEPS}.length > 0")
    window.click("//figure//button[normalize-space()='Pause']")
    window.wait("() => [...document.querySelectorAll('figure button')].some((each) => each.innerText === 'Go on')")
    assert "Every number of this run was computed by the Python in this page." in window.ask(f"() => {STATUS}")
    steps: list[dict[str, Any]] = window.ask(f"() => {STEPS}")
    assert [step["step"] for step in steps] == list(range(1, len(steps) + 1))
    assert [step["loss"] for step in steps] == pytest.approx(losses(len(steps)), rel=1e-9)


def test_every_picture_of_the_lab_is_drawn_in_every_phase_of_a_step(window: WebKit, address: str) -> None:
    window.go(f"{address}{STEP}")
    window.wait("() => /step 4/.test(document.querySelector('.chooser-toggle')?.innerText)", BOOT_MS / 1000)
    header = "heard.filter(({ result }) => result?.header?.format).at(-1).result.header"
    assert window.ask(f"() => {header}.losses") == pytest.approx(losses_of_step(), rel=1e-9)
    seen = list(walk(window))
    assert [(each.view, each.phase) for each in seen if not each.is_drawn] == []
    assert all("This step was computed by the Python in this page." in each.status and each.now for each in seen)
    assert len({each.where for each in seen}) == 4
    assert len({(each.view, each.picture) for each in seen}) == 4 * len(PICTURES)
    assert window.ask("() => document.documentElement.scrollWidth") == 1440
