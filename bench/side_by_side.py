"""CPython and Chromium in one run: python -m bench.side_by_side, after build.py, writes bench/RESULTS.md anew.

What was measured of the first version, which is no longer here to be measured, stays in it.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from bench.measure import bare_loop, everything, traces
from tools.harness import launch
from tools.server import server_for
from tools.site import SITE

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
FIRST = "## The first version"  # what stands in RESULTS from here on is kept
PATIENCE = 600_000  # ms


@contextmanager
def served() -> Iterator[str]:
    """The address of the site with the bench beside it."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        shutil.copytree(SITE, site)
        shutil.copytree(HERE / "browser", site / "bench")
        for name in ("__init__.py", "measure.py"):
            shutil.copyfile(HERE / name, site / "bench" / name)
        with server_for(site, 0) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_address[1]}/"
            server.shutdown()


def in_worker(browser: Browser, address: str) -> dict[str, Any]:
    """What measure.everything() finds in a worker of the browser, and the bare loop."""
    page = browser.new_page()
    page.goto(f"{address}bench/bench.html")
    result = page.locator("#result")
    expect(result).not_to_have_text("measuring", timeout=PATIENCE)
    found: dict[str, Any] = json.loads(result.inner_text())
    page.close()
    if "error" in found:
        raise RuntimeError(found["error"])
    return found


def in_page(browser: Browser, address: str) -> dict[str, Any]:
    """1000 steps in the page with chart and samples live: seconds, the longest task."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(
        "window.longest = 0; new PerformanceObserver(list => { for (const each of list.getEntries())"
        " window.longest = Math.max(window.longest, each.duration) }).observe({type: 'longtask'})"
    )
    page.goto(address)
    expect(page.locator("[data-figure=status]")).to_contain_text("Python is up", timeout=PATIENCE)
    step = page.locator("[data-figure=controls] dd").first
    page.evaluate("window.longest = 0")
    page.get_by_role("button", name="Train").click()
    began = time.perf_counter()
    expect(step).to_have_text(re.compile("^1,000 /"), timeout=PATIENCE)
    seconds = time.perf_counter() - began
    longest = page.evaluate("window.longest")
    page.close()
    return {"seconds": seconds, "longest task": longest}


def report(python: dict[str, Any], chromium: dict[str, Any], page: dict[str, Any], version: str) -> str:
    """Everything that was measured, as Markdown."""
    sides = [("CPython", python), ("Chromium", chromium)]
    yards = {name: min(found["yardstick"], found["yardstick again"]) for name, found in sides}
    lines = [
        "# Speed and memory",
        "",
        f"Measured on {datetime.date.today()} by `python -m bench.side_by_side`, in one run, on a shared machine with "
        f"{os.cpu_count()} cores ({platform.system()}, {platform.machine()}): trust the ratios.",
        f"CPython {python['python']}; Pyodide with Python {chromium['python']} in Chromium {version}.",
        "Each figure is the least of several turns.",
        "",
        "The yardstick, one `math.sumprod` of 16 numbers: "
        + ", ".join(f"{name} {1e9 * yards[name]:.0f} ns" for name, _ in sides)
        + ".",
        "",
        "## A training step of a six-letter name, by autograd",
        "",
        "| | config | scalar | vector | scalar / vector | vector / 1000 yardsticks |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for side, found in sides:
        for name, row in found["configs"].items():
            slow, fast = row["scalar"], row["vector"]
            ratios = f"{slow / fast:.1f} | {fast / yards[side] / 1e3:.1f}"
            lines.append(f"| {side} | {name} | {ms(slow)} | {ms(fast)} | {ratios} |")
    lines += [
        "",
        "## A token: trained, and sampled without a graph",
        "",
        "| | config | trained | sampled | trained / sampled |",
        "|---|---|--:|--:|--:|",
    ]
    for side, found in sides:
        for name, row in found["configs"].items():
            trained, sampled = row["token trained"], row["token sampled"]
            lines.append(f"| {side} | {name} | {ms(trained)} | {ms(sampled)} | {trained / sampled:.1f} |")
    lines += ["", "## How a step grows with the document", "", "| | letters | scalar | vector | scalar / vector |"]
    lines += ["|---|--:|--:|--:|--:|"]
    for side, found in sides:
        for letters, row in found["lengths"].items():
            scalar, vector = row["scalar"], row["vector"]
            lines.append(f"| {side} | {letters} | {ms(scalar)} | {ms(vector)} | {scalar / vector:.1f} |")
    lines += ["", "## Parts of a vector step", "", "| | " + " | ".join(python["phases"]) + " |"]
    lines += ["|---|" + "--:|" * len(python["phases"])]
    for side, found in sides:
        lines.append(f"| {side} | " + " | ".join(ms(seconds) for seconds in found["phases"].values()) + " |")
    lines += ["", "## Memory of model, optimizer and graph, in MB", "", "| | autograd | between steps | at most |"]
    lines += ["|---|---|--:|--:|"]
    for side, found in sides:
        for name, row in found["memory"].items():
            lines.append(f"| {side} | {name} | {row['rest'] / 1e6:.2f} | {row['peak'] / 1e6:.2f} |")
    lines += [
        "",
        "## Tracing a six-letter name with its graph",
        "",
        "| | nodes | edges | scalar step | trace | ratio |",
    ]
    lines += ["|---|--:|--:|--:|--:|--:|"]
    for side, found in sides:
        row = found["traces"]
        lines.append(
            f"| {side} | {row['nodes']:,} | {row['edges']:,} | {ms(row['scalar step'])} | {ms(row['trace'])} "
            f"| {row['trace'] / row['scalar step']:.2f} |"
        )
    moved = chromium["trace moved"]
    lines += ["", f"Its {moved['bytes'] / 1e6:.1f} MB came from the worker to the page in {moved['moving']:.0f} ms."]
    bare = chromium["bare loop"]
    lines += [
        "",
        "## The page",
        "",
        f"1000 steps with chart and samples live took {page['seconds']:.2f} s, the bare loop in a worker of the same "
        f"browser {bare:.2f} s: {page['seconds'] / bare:.2f} times (under CPython: {python['bare loop']:.2f} s).",
        f"The longest task of the page's thread meanwhile: {page['longest task']:.0f} ms (none is told below 50 ms).",
        "",
    ]
    return "\n".join(lines)


def ms(seconds: float) -> str:
    """Milliseconds with three digits."""
    number = 1e3 * seconds
    return f"{number:.0f} ms" if number >= 100 else f"{number:.1f} ms" if number >= 10 else f"{number:.2f} ms"


def main() -> None:
    """Measure both sides and write the report."""
    with served() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        print("in the page", file=sys.stderr, flush=True)
        page = in_page(browser, address)
        print(page, file=sys.stderr, flush=True)
        print("in a worker", file=sys.stderr, flush=True)
        chromium = in_worker(browser, address)
        print(chromium, file=sys.stderr, flush=True)
        version = browser.version
        browser.close()
    print("in CPython", file=sys.stderr, flush=True)
    python = {**everything(), "bare loop": bare_loop(1000), "traces": traces()}
    kept = RESULTS.read_text(encoding="utf-8")
    kept = kept[kept.index(FIRST) :]
    RESULTS.write_text(f"{report(python, chromium, page, version)}\n{kept}", encoding="utf-8")


if __name__ == "__main__":
    main()
