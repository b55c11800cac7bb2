"""A page with nothing on it but one view of a recorded trace, for tests and the bench to drive: see harness/."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Browser, Page, Playwright

from microgpt.observe.trace import Trace
from tools.checks import find_browser
from tools.environment import ROOT
from tools.recording import packed
from tools.server import server_for
from tools.site import SITE, TARGET

Open: TypeAlias = Callable[..., Page]

HARNESS = Path(__file__).parent / "harness"
ESBUILD = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>One view</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="favicon.svg">
<link rel="stylesheet" href="src/{view}_page.css"></head>
<body><main><h1>One view</h1><div id="root" class="wide"></div></main>
<script type="module" src="src/{view}_page.js"></script></body></html>
"""


def bundle(name: str, folder: Path, *options: str) -> Path:
    """A script of the harness with all that it imports, in one file."""
    out = folder / name
    fixed = ["--bundle", "--format=esm", f"--target={TARGET}", "--log-level=warning", f"--outfile={out}"]
    subprocess.run([str(ESBUILD), str(HARNESS / name), *fixed, *options], check=True)
    return out


@contextmanager
def serving(view: str, folder: Path) -> Iterator[str]:
    """Make the page of a view in a folder and serve it; gives its address. Traces are read from folder/recorded."""
    for part in ("recorded", "fonts"):
        shutil.copytree(SITE / part, folder / part, dirs_exist_ok=True)
    shutil.copyfile(SITE / "favicon.svg", folder / "favicon.svg")
    (folder / "index.html").write_text(PAGE.format(view=view))
    bundle(f"{view}_page.js", folder / "src", "--external:*.woff2")
    with server_for(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def write_trace(folder: Path, name: str, traced: Trace) -> None:
    """Put a trace where the page of a view in this folder finds it."""
    places, columns = packed({each: array(column.typecode, column) for each, column in traced.columns.items()})
    (folder / "recorded" / f"{name}.json").write_text(json.dumps({**traced.header, "columns": places}))
    (folder / "recorded" / f"{name}.bin").write_bytes(columns)


@contextmanager
def opening(browser: Browser, address: str, name: str, width: int = 790, height: int = 900) -> Iterator[Open]:
    """Gives what opens a view on a trace, at a width and in a theme; no error may have been logged by the end."""
    errors: list[str] = []
    pages: list[Page] = []

    def opened(name: str = name, width: int = width, theme: Any = "light") -> Page:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}?trace={name}")
        page.locator("#root[data-ready]").wait_for()
        return page

    yield opened
    for page in pages:
        page.close()
    assert errors == []


def launch(playwright: Playwright) -> Browser:
    """The browser to test in."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    path = os.environ.get("MICROGPT_BROWSER") or find_browser()
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if is_root else [])
