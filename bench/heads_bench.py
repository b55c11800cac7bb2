"""How long the heads view takes to draw each frame: python -m bench.heads_bench, after build.py.

Each number is the time that one update() takes in the page, at every frame in order, the second time round: of a name
at the defaults, and of one of 15 letters with 4 layers of 8 heads.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from heads_examples import LETTERS, example, write  # noqa: E402
from view_page import launch, serving  # noqa: E402

EXAMPLES = {
    "defaults": example("emma"),
    "4 layers of 8 heads": example(LETTERS[:15], n_layer=4, n_head=8, n_embd=32, steps=2),
}


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("heads", Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for name, made in EXAMPLES.items():
            write(Path(folder) / "recorded", "bench", *made)
            for width in (390, 790, 1440):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.goto(f"{address}?trace=bench")
                page.locator("#root[data-ready]").wait_for()
                page.evaluate("heads.times()")
                times = page.evaluate("heads.times()")
                print(
                    f"{name}, {width} px: {len(times)} frames, median {median(times):.1f} ms, worst {max(times):.1f} ms"
                )
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
