"""How fast the computation graph of the recorded trace is drawn: python -m bench.graph_bench.

The time of one update(), and of a frame, in which the browser also has to put the picture on the screen, while the
cursor or the camera moves in every frame.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.harness import launch, serving

# what the bench calls in the page
CALLED = """
export { fitCamera } from "./web/figures/graph/camera.js";
export { refBox } from "./web/figures/graph/cells.js";
export { graphLayout } from "./web/figures/graph/layout.js";
export { stageNamed } from "./web/trace/read.js";
"""

CARET = """async ({follow, width}) => {
  figure.set({settings: {follow, camera: null}, look: {cursor: 0}, width, height: Math.round(width * 0.6)});
  const [times, work] = [[], []];
  let before = await new Promise((done) => requestAnimationFrame(done));
  for (let cursor = 0; cursor < figure.trace.frames.length; cursor++) {
    const began = performance.now();
    figure.set({look: {cursor}});
    work.push(performance.now() - began);
    const now = await new Promise((done) => requestAnimationFrame(done));
    times.push(now - before);
    before = now;
  }
  return {times, work};
}"""

MOTION = """async ({name, k, zoom, width}) => {
  const {trace} = figure;
  const cursor = trace.backwardFrame[0][called.stageNamed(trace, "layer0.attn_q", 0)];
  const height = Math.round(width * 0.6);
  figure.set({settings: {follow: false, camera: null}, look: {cursor}, width, height});
  const placed = called.graphLayout(trace);
  const ref = {kind: "stage", stage: called.stageNamed(trace, name, 1), element: null};
  const box = name ? called.refBox(placed, trace, ref) : null;
  const fit = called.fitCamera(placed, {width, height});
  const start = box ? {x: box.x + box.width / 2, y: box.y + box.height / 2, k} : fit;
  const times = [];
  const work = [];
  let before = null;
  for (let i = 0; i < 150; i++) {
    const now = await new Promise((done) => requestAnimationFrame(done));
    if (before !== null) times.push(now - before);
    before = now;
    const began = performance.now();
    const moved = zoom ? {k: start.k * zoom ** (i / 150)} : {x: start.x + (200 * Math.sin(i / 12)) / start.k};
    figure.set({settings: {camera: {...start, ...moved}}});
    work.push(performance.now() - began);
  }
  return {times, work};
}"""


def report(name: str, measured: dict[str, list[float]]) -> None:
    """Print one line of the table."""
    work, times = measured["work"], measured["times"]
    fps = 1000 / statistics.mean(times)
    print(
        f"{name:36} {statistics.median(work):7.1f} {max(work):7.1f}"
        f" {statistics.median(times):9.1f} {max(times):7.1f} {fps:7.0f}"
    )


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as harness,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        harness.write_module("called", CALLED)
        harness.open(page, "graph")
        page.evaluate("import('./called.js').then((made) => { globalThis.called = made; })")
        graph = page.evaluate("figure.trace.header.graph")
        print(f"{graph['nodes']:,} nodes, {graph['edges']:,} edges")
        print(f"{'':36} {'update()':>15} {'frame':>17} {'fps':>7}")
        print(f"{'ms':36} {'median':>7} {'worst':>7} {'median':>9} {'worst':>7} {'mean':>7}")
        for width in (1200, 360):
            for follow in (False, True):
                measured = page.evaluate(CARET, {"follow": follow, "width": width})
                report(f"caret, {'following' if follow else 'whole graph'}, {width} px wide", measured)
        for label, name, k, zoom in (
            ("pan, whole graph", None, 0, 0),
            ("pan, numbers in cells", "layer0.attn_k", 44, 0),
            ("pan, small trees", "layer0.mlp_hidden", 125, 0),
            ("pan, trees", "layer0.mlp_hidden", 320, 0),
            ("pan, nodes", "layer0.mlp_hidden", 1400, 0),
            ("zoom, block to node", "layer0.mlp_hidden", 10, 200),
        ):
            measured = page.evaluate(MOTION, {"name": name, "k": k, "zoom": zoom, "width": 1200})
            report(label, measured)
        browser.close()


if __name__ == "__main__":
    main()
