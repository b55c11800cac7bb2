"""How long each figure takes to draw a frame: python -m bench.view_bench [figure ...].

Each number is the time that one update() takes in the page, laid out, at every frame in order, the second time round:
of a trace at the defaults, and of a name of 15 letters with 4 layers of 8 heads. What the figure asks is answered.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tools.harness import figure_names, launch, serving
from tools.harness.python import Python

MODELS = {
    "defaults": ("emma", {}),
    "4 layers of 8 heads": ("abcdefghijklmno", {"n_layer": 4, "n_head": 8, "n_embd": 32}),
}
STEPS = 20  # trained before
WIDTHS = (390, 790, 1440)
PICTURES = ("map", "graph", "cache", "heads", "predictions", "adam")


def main(figures: list[str]) -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as harness,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        print(f"{'ms':33}  median   worst")
        for model, (doc, settings) in MODELS.items():
            python = Python(harness, **settings)
            python.train(STEPS)
            trace = python.trace(model.replace(" ", "-"), doc, position=None)
            for figure in figures or [name for name in PICTURES if name in figure_names()]:
                for width in WIDTHS:
                    page = harness.open(browser.new_page(viewport={"width": width, "height": 900}), figure, trace)
                    python.answer(page)
                    page.evaluate("figure.times()")
                    times = page.evaluate("figure.times()")
                    page.close()
                    print(f"{figure:11} {model:19} {width:>5} {median(times):>6.1f}  {max(times):>6.1f}", flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
