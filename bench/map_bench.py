"""How long the model map takes to draw each frame of the recorded trace: python -m bench.map_bench, after build.py.

Each number is the time that one update() takes in the page, at every frame in order, the second time round.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from view_page import launch, serving  # noqa: E402


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("map", Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for width in (390, 820, 1440):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(address)
            page.locator("#root[data-ready]").wait_for()
            page.evaluate("map.times()")
            times = page.evaluate("map.times()")
            print(f"{width} px: {len(times)} frames, median {median(times):.1f} ms, worst {max(times):.1f} ms")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
