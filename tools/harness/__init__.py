"""A page with nothing on it but one figure, for tests and the bench to drive: what page.js beside this offers.

It is made once a session: the figures of web/figures, bundled with what drives them; the recording, which is called
"trace"; and the traces that tools/traces.py makes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from microgpt.observe.trace import Trace
from tools.browsers import CHROMIUM, find
from tools.bundles import NODE_MODULES, WEB
from tools.environment import ROOT
from tools.pieces import whole
from tools.recording import recordings
from tools.server import server_for
from tools.site import FONTS
from tools.traces import make_traces, write, write_trace

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>One figure</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="src/page.css"></head>
<body><main class="lab"><h1>One figure</h1><div id="root" class="wide"></div></main>
<script type="module" src="src/page.js"></script></body></html>
"""

SCRIPT = """
import "./web/styles/all.css"; // first, for it says which layer comes after which
import { FIGURES } from "./web/figures/list.js";
import { drive } from "./tools/harness/page.js";
drive(FIGURES);
"""

# Playwright's own way to block them logs a warning on each page
NO_SERVICE_WORKER = "delete Navigator.prototype.serviceWorker"


class Harness:
    """Where the page is, and what it can be told to read."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self._written: dict[str, object] = {}
        self._rewritten = 0  # how often something was written anew, which a page that has read it does not see
        self._loaded: WeakKeyDictionary[Page, int] = WeakKeyDictionary()  # and how often it had been for each page

    def write_trace(self, name: str, traced: Trace) -> str:
        """Put a trace where the page finds it by this name; returns the name."""
        if self.is_new(name, traced):
            write_trace(self.folder / "recorded", name, traced)
        return name

    def is_new(self, name: str, content: object) -> bool:
        """Whether this is not yet what has this name, which it has from now on."""
        is_new = self._written.get(name) != content
        if is_new and name in self._written:
            self._rewritten += 1
        self._written[name] = content
        return is_new

    def write_module(self, name: str, source: str) -> str:
        """Put a script that can import from the project where the page finds it as `name.js`: a figure made for a test,
        as its default export, or what a test wants to call in the page.
        """
        if self.is_new(f"{name}.js", source):
            _bundle(source, self.folder / f"{name}.js")
        return f"{name}.js"

    def open(
        self, page: Page, figure: str, trace: str | None = "trace", theme: str | None = None, **props: Any
    ) -> Page:
        """Go to a figure on a trace, with these props beside the usual; the theme is the page's own or the system's."""
        asked = {"figure": figure, **({"trace": trace} if trace else {}), **({"theme": theme} if theme else {})}
        if not self._mount(page, asked):
            page.goto(f"{self.address}?{urlencode(asked)}")
            page.locator("#root[data-ready]").wait_for(state="attached")
            self._loaded[page] = self._rewritten
        if props:
            put(page, **props)
        return page

    def clear(self, page: Page) -> None:
        """Take all figures from a page. If it is then as it was before, the next is mounted without loading it anew."""
        page.mouse.move(0, 0)
        page.evaluate("globalThis.harness?.clear()")

    def _mount(self, page: Page, asked: dict[str, str]) -> bool:
        """Mount a figure on a page as it is, if that was cleared and has read nothing old."""
        if self._loaded.get(page) != self._rewritten:
            return False
        return bool(page.evaluate("asked => globalThis.harness?.mount(asked) ?? false", asked))


def put(page: Page, **props: Any) -> None:
    """Merge changes into the props of the figure and have it drawn: trace="name", look={...}, settings={...}, ..."""
    page.evaluate("changes => figure.set(changes)", props)


def picture(page: Page) -> str:
    """All that a reader can see or hear of the figure: two that are equal look the same to the last pixel."""
    return str(page.evaluate("figure.picture()"))


def actions(page: Page) -> list[Any]:
    """What the figure has dispatched since it was mounted."""
    return list(page.evaluate("figure.actions"))


def float64(numbers: Any) -> dict[str, list[float]]:
    """Numbers among the props that the figure is to get as a Float64Array."""
    return {"float64": list(numbers)}


def figure_names() -> list[str]:
    """The figures there are, in the order of the alphabet: a folder is one."""
    return sorted(path.parent.name for path in (WEB / "figures").glob("*/figure.js"))


@contextmanager
def serving(folder: Path) -> Iterator[Harness]:
    """Make the page in an empty folder and serve it."""
    for part in ("recorded", "fonts", "src"):
        (folder / part).mkdir()
    files = recordings()
    for name, content in files.items():
        (folder / "recorded" / name).write_bytes(content)
    write(folder / "recorded", "trace", *whole(files))
    shutil.copytree(make_traces(), folder / "recorded", dirs_exist_ok=True)
    for name in FONTS:
        source = NODE_MODULES / "@fontsource-variable" / name
        shutil.copyfile(source, folder / "fonts" / source.name)
    shutil.copyfile(WEB / "favicon.svg", folder / "favicon.svg")
    (folder / "index.html").write_text(PAGE)
    _bundle(SCRIPT, folder / "src" / "page.js")
    with server_for(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield Harness(folder, f"http://127.0.0.1:{server.server_address[1]}/")
        finally:
            server.shutdown()
            thread.join()


def _bundle(source: str, out: Path) -> None:
    """A script with all that it imports in one file and, beside it, its styles."""
    command = [str(NODE_MODULES / "esbuild" / "bin" / "esbuild"), "--bundle", "--format=esm", "--target=es2022"]
    command += ['--define:PARTS={"recorded":"../recorded/"}', "--define:RECORDED_SIZES={}"]
    command += ["--external:*.woff2", "--log-level=warning", f"--outfile={out}"]
    subprocess.run(command, input=source, text=True, cwd=ROOT, check=True)


def launch(playwright: Playwright) -> Browser:
    """Chromium, to test and to measure in, with no service worker in its pages unless their context allows it."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    options = ["--no-sandbox"] if is_root else []
    return _without_service_workers(playwright.chromium.launch(executable_path=find(CHROMIUM), args=options))


def launch_firefox(playwright: Playwright, path: str) -> Browser:
    """Firefox as it is shipped, and as careful with files as it is with a reader, which Playwright has it not be."""
    preferences: dict[str, str | float | bool] = {"security.fileuri.strict_origin_policy": True}
    launched = playwright.firefox.launch(channel="moz-firefox", executable_path=path, firefox_user_prefs=preferences)
    return _without_service_workers(launched)


def _without_service_workers(browser: Browser) -> Browser:
    """With one, what a test breaks on the way to the page would not be asked for."""
    new_context, new_page = browser.new_context, browser.new_page

    def context(**options: Any) -> BrowserContext:
        made = new_context(**options)
        if options.get("service_workers") != "allow":
            made.add_init_script(NO_SERVICE_WORKER)
        return made

    def page(**options: Any) -> Page:
        made = new_page(**options)
        made.add_init_script(NO_SERVICE_WORKER)
        return made

    setattr(browser, "new_context", context)  # noqa: B010 (a method, as far as types go)
    setattr(browser, "new_page", page)  # noqa: B010
    return browser
