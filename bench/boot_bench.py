"""How soon Python is ready to train: python -m bench.boot_bench, after build.py.

In one browser, in turns: the site's worker, beside Pyodide's own loadPyodide() that then imports what we need. Cold is
a browser that has nothing of the site; warm one that has been there before, with what it keeps by itself; by the site's
service worker, too, without a network. From the start of the worker until a run that was asked for could train.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from bench.side_by_side import served
from tools.browsers import CHROMIUM, FIREFOX, find
from tools.parts import part
from tools.site import SITE

TURNS = 7
WARMING = 3  # visits before the first that counts
PATIENCE = 120_000  # ms
WAYS = {"site": "", "stock": "#stock"}
Opened = Callable[[Path], BrowserContext]


def boot(context: BrowserContext, address: str, way: str) -> float:
    """The milliseconds until it could train, in a page of its own."""
    page = context.new_page()
    page.goto(f"{address}bench/boot.html{WAYS[way]}")
    result = page.locator("#result")
    expect(result).not_to_have_text("booting", timeout=PATIENCE)
    found: dict[str, Any] = json.loads(result.inner_text())
    page.close()
    if found.get("error"):
        raise RuntimeError(found["error"])
    return float(found["ms"])


def cold(opened: Opened, address: str) -> dict[str, list[float]]:
    """Each turn in a browser of its own, with a profile of its own."""
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(TURNS):
        for way in WAYS:
            with tempfile.TemporaryDirectory() as profile:
                context = opened(Path(profile))
                took[way].append(boot(context, address, way))
                context.close()
    return took


def warm(opened: Opened, address: str) -> dict[str, list[float]]:
    """In one profile, after some visits."""
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as profile:
        for turn in range(WARMING + TURNS):
            context = opened(Path(profile))  # anew: what is compiled is kept on disk
            for way in WAYS:
                ms = boot(context, address, way)
                if turn >= WARMING:
                    took[way].append(ms)
                context.pages[0].wait_for_timeout(2000)  # for the browser to keep it
            context.close()
    return took


def offline(opened: Opened, address: str) -> list[float]:
    """Seconds by the page's own word, from what its service worker has kept, without a network."""
    took = []
    with tempfile.TemporaryDirectory() as profile:
        for turn in range(2 + TURNS):
            context = opened(Path(profile))
            context.set_offline(turn >= 2)
            page = context.new_page()
            page.goto(address)
            state = page.locator("[data-figure=status]").first
            expect(state).to_contain_text("Python is up, after", timeout=PATIENCE)
            if turn < 2:
                page.wait_for_timeout(6000)  # for the service worker to keep it
            else:
                took.append(float(state.inner_text().split("after ")[1].split(" s")[0]) * 1000)
            context.close()
    return took


def in_chromium(playwright: Playwright) -> Opened:
    """A profile in Chromium."""
    return lambda profile: playwright.chromium.launch_persistent_context(
        str(profile), executable_path=find(CHROMIUM), args=["--no-sandbox"]
    )


def in_firefox(playwright: Playwright) -> Opened:
    """A profile in Firefox as it is shipped."""
    return lambda profile: playwright.firefox.launch_persistent_context(
        str(profile), channel="moz-firefox", executable_path=find(FIREFOX)
    )


def row(name: str, took: dict[str, list[float]]) -> str:
    site, stock = (statistics.median(took[way]) for way in WAYS)
    least = min(took["site"]) / min(took["stock"])
    return f"| {name} | {stock:.0f} | {site:.0f} | {site / stock:.2f} | {least:.2f} |"


def fetched() -> list[str]:
    """The bytes of what is fetched until a run can train, gzipped where that helps."""
    files = [part(SITE, "src") / "worker.js"]
    files += [part(SITE, "pyodide") / name for name in ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm")]
    files += [path for path in sorted(part(SITE, "python").iterdir()) if path.name != "session.zip"]
    rows, total = [], 0
    for path in files:
        content = path.read_bytes()
        sent = min(len(content), len(gzip.compress(content, 9)))
        total += sent
        rows.append(f"| {path.name} | {len(content) / 1e6:.2f} | {sent / 1e6:.2f} |")
    return [*rows, f"| all | | {total / 1e6:.2f} |"]


def main() -> None:
    """Measure, and print the table."""
    lines = ["| | stock, ms | ours, ms | ratio of medians | of the least |", "|---|--:|--:|--:|--:|"]
    with served() as address, sync_playwright() as playwright:
        for browser, opened in {"Chromium": in_chromium(playwright), "Firefox": in_firefox(playwright)}.items():
            for name, measured in {"cold": cold, "warm": warm}.items():
                print(f"{browser}, {name}", file=sys.stderr, flush=True)
                lines.append(row(f"{browser}, {name}", measured(opened, address)))
                print(lines[-1], file=sys.stderr, flush=True)
        ms = statistics.median(offline(in_chromium(playwright), address))
        lines.append(f"| Chromium, without a network | | {ms:.0f} | | |")
    print("\n".join([*lines, "", "| | MB | MB sent |", "|---|--:|--:|", *fetched()]))


if __name__ == "__main__":
    main()
