"""How long Adam takes to draw each frame: python -m bench.adam_bench, after build.py.

Each number is the time that one update() takes in the page, at every frame in order, the second time round: at the
defaults, and with 4 layers, 8 heads and the longest name. The charts over training are there too.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from adam_past import norms_of, replay_of, traced, trained  # noqa: E402
from view_page import launch, serving  # noqa: E402

STEPS = 80
MODELS = {"1 layer, 4 heads": ({}, "emma"), "4 layers, 8 heads": ({"n_layer": 4, "n_head": 8}, "abcdefghijklmno")}


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving("adam", Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        recorded = Path(folder) / "recorded"
        shutil.copytree(ROOT / "web" / "styles", Path(folder) / "styles", dirs_exist_ok=True)
        browser = launch(playwright)
        for model, (settings, doc) in MODELS.items():
            run, grads = trained(STEPS, "microgpt", **settings)
            header, columns = traced(run, doc)
            (recorded / "adam.json").write_text(json.dumps(header))
            (recorded / "adam.bin").write_bytes(columns)
            past = {"norms": norms_of(header, grads), "replay": replay_of(header, grads, (3, 2, 5))}
            (recorded / "past.json").write_text(json.dumps(past))
            for width in (390, 790, 1140):
                page = browser.new_page(viewport={"width": width, "height": 900})
                page.goto(address)
                page.locator("#root[data-ready]").wait_for()
                page.evaluate("adam.set({norms: adam.past.norms, replay: adam.past.replay})")
                page.evaluate("adam.times()")
                times = page.evaluate("adam.times()")
                print(
                    f"{model}, {width} px: {len(times)} frames, "
                    f"median {median(times):.1f} ms, worst {max(times):.1f} ms"
                )
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
