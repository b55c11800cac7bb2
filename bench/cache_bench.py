"""How long the KV cache takes to draw each frame: python -m bench.cache_bench, after build.py.

Each number is the time that one update() takes in the page, with the browser's layout, at every frame in order, the
second time round: at the defaults, and with 4 layers of 8 heads on a name of 15 letters.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from microgpt.data import Data
from microgpt.presets import preset
from microgpt.run import start
from microgpt.trace import trace
from tools.recording import packed

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from view_page import launch, serving  # noqa: E402


def main() -> None:
    """Measure and print."""
    large = replace(preset("microgpt"), n_layer=4, n_head=8, n_embd=32)
    made = trace(start(large, Data("names", ("abcdefghijklmnopqrstuvwxyz",))), "abcdefghijklmno", graph=False)
    places, columns = packed(dict(made.columns))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("cache", Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        (Path(folder) / "recorded" / "large.json").write_text(json.dumps({**made.header, "columns": places}))
        (Path(folder) / "recorded" / "large.bin").write_bytes(columns)
        browser = launch(playwright)
        for name in ("trace", "large"):
            for width in (390, 790, 1440):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.goto(f"{address}?trace={name}")
                page.locator("#root[data-ready]").wait_for()
                page.evaluate("view.times()")
                times = page.evaluate("view.times()")
                print(
                    f"{name}, {width} px: {len(times)} frames, median {median(times):.1f} ms, worst {max(times):.1f} ms"
                )
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
