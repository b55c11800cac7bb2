"""What the lab does to the browser: python -m bench.lab_bench, after build.py.

Seconds from asking for a trace to seeing it, and what 50 traces leave behind in the memory of the page's process.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import threading
import time

from playwright.sync_api import Page, expect, sync_playwright

from tools.harness import launch
from tools.server import server_for
from tools.site import SITE

NAMES = ("sophia", "olivia")


def renderers_mb() -> float:
    """The resident memory of all renderers of Chromium, in MB."""
    found = subprocess.run(["ps", "-eo", "rss,args"], capture_output=True, text=True).stdout
    return sum(int(line.split()[0]) for line in found.split("\n") if "--type=renderer" in line) / 1e3


def look(page: Page, name: str) -> float:
    """Trace a name; seconds until it is shown."""
    doc = page.get_by_role("textbox", name="document", exact=True)
    began = time.perf_counter()
    doc.fill(name)
    doc.press("Enter")
    expect(page.locator(".chooser-toggle")).to_contain_text(f"“{name}”", timeout=60_000)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    with server_for(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/lab.html")
        expect(page.locator("[data-figure=status]")).to_contain_text(re.compile("Python is up"), timeout=120_000)
        devtools = page.context.new_cdp_session(page)
        kept = []
        for turn in range(60):
            kept.append(look(page, NAMES[turn % 2]))
            if turn in (9, 59):
                devtools.send("HeapProfiler.collectGarbage")
                heap = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
                print(f"after {turn + 1} traces: heap of the page {heap:.1f} MB, renderers {renderers_mb():.0f} MB")
        print(f"from asking to seeing: median {statistics.median(kept):.2f} s, worst {max(kept):.2f} s")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
