"""How long each picture takes to draw a frame: python -m bench.view_bench [picture ...], after build.py.

Each number is the time that one update() takes in the page, at every frame in order, the second time round: of the
recorded trace at the defaults, and of a name of 15 letters with 4 layers of 8 heads.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from microgpt.observe.trace import trace

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import adam_past  # noqa: E402
import heads_examples  # noqa: E402
from view_page import launch, serving, write_trace  # noqa: E402

DEFAULTS, LARGE = "defaults", "4 layers of 8 heads"
MODELS = {DEFAULTS: ("emma", {}), LARGE: ("abcdefghijklmno", {"n_layer": 4, "n_head": 8, "n_embd": 32})}
WIDTHS = (390, 790, 1440)


def write_example(folder: Path, model: str) -> None:
    """A trace with what the heads are averaged over: enough for every picture but Adam."""
    doc, settings = MODELS[model]
    heads_examples.write(folder, model, *heads_examples.example(doc, "microgpt", 2, None, **settings))


def write_past(folder: Path, model: str) -> None:
    """A trace with the past of training."""
    doc, settings = MODELS[model]
    run, grads = adam_past.trained(20, "microgpt", **settings)
    made = trace(run, doc, graph=False)
    write_trace(folder, model, made)
    past = {
        "norms": adam_past.norms_of(made.header, grads),
        "replay": adam_past.replay_of(made.header, grads, (3, 2, 5)),
    }
    (folder / "recorded" / "past.json").write_text(json.dumps(past))


# picture -> what its page calls itself, and what writes the files that it reads
PICTURES: dict[str, tuple[str, Callable[[Path, str], None]]] = {
    "map": ("map", write_example),
    "cache": ("view", write_example),
    "heads": ("heads", write_example),
    "predictions": ("view", write_example),
    "adam": ("adam", write_past),
}


def main(pictures: list[str]) -> None:
    """Measure and print."""
    print(f"{'ms':33}  median   worst")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for picture in pictures or PICTURES:
            driver, write = PICTURES[picture]
            with tempfile.TemporaryDirectory() as folder, serving(picture, Path(folder)) as address:
                for model in MODELS:
                    write(Path(folder), model)
                    for width in WIDTHS:
                        page = browser.new_page(viewport={"width": width, "height": 900})
                        page.goto(f"{address}?trace={model}")
                        page.locator("#root[data-ready]").wait_for()
                        page.evaluate(f"{driver}.times()")
                        times = page.evaluate(f"{driver}.times()")
                        page.close()
                        print(
                            f"{picture:11} {model:19} {width:>5} {median(times):>6.1f}  {max(times):>6.1f}", flush=True
                        )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
