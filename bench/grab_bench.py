"""How quickly Python answers while a parameter is dragged: python -m bench.grab_bench, after build.py.

Answers a second in Chromium, wire and worker included, one question at a time: about one number, and about a sweep.
"""

from __future__ import annotations

import threading

from playwright.sync_api import sync_playwright

from tools.harness import launch
from tools.parts import part_address
from tools.server import server_for
from tools.site import SITE

NAMES = ("al", "sophia", "christopher")
SWEPT = 8  # numbers asked about at once
SECONDS = 2

ASK = """async ({ workerUrl, doc, swept, seconds }) => {
  const worker = new Worker(workerUrl, { type: "module", name: "bench" });
  const waiting = new Map();
  worker.onmessage = ({ data }) => { waiting.get(data.id)?.(data); waiting.delete(data.id); };
  let id = 0;
  const ask = (command, args) => new Promise((resolve, reject) => {
    id += 1;
    waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
    worker.postMessage({ id, command, args });
  });
  await ask("start", { run: "r" });
  await ask("train", { run: "r", steps: 100 });
  await ask("trace", { run: "r", trace: "t", doc, graph: false });
  const place = { trace: "t", matrix: "layer0.attn_wq", row: 3, column: 5 };
  const rate = async (count) => {
    const began = performance.now();
    let answers = 0;
    for (; performance.now() - began < 1000 * seconds; answers++) {
      await ask("grab", { ...place, values: Array.from({ length: count }, (_, i) => (answers + i) / 1000) });
    }
    return (1000 * answers) / (performance.now() - began);
  };
  const found = [await rate(1), await rate(swept)];
  worker.terminate();
  return found;
}"""


def main() -> None:
    """Measure and print."""
    with server_for(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        browser = launch(playwright)
        page = browser.new_page()
        worker = f"{address}{part_address(SITE, 'src')}/worker.js"
        page.goto(f"{address}favicon.svg")  # of the site, and with no worker of its own
        for doc in NAMES:
            asked = {
                "workerUrl": worker,
                "doc": doc,
                "swept": SWEPT,
                "seconds": SECONDS,
            }
            one, sweep = page.evaluate(ASK, asked)
            print(f"{doc}: {one:.0f} answers a second about one number, {sweep:.1f} about {SWEPT} at once")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
