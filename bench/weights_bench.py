"""What it costs training to show all parameters while it goes on: python -m bench.weights_bench, after build.py.

In Chromium, wire and worker included: seconds a training takes alone, and when all its parameters are asked for four
times a second; the two in turns, so that a busy machine is busy for both.
"""

from __future__ import annotations

import statistics
import threading

from playwright.sync_api import sync_playwright

from tools.harness import launch
from tools.parts import part_address
from tools.server import server_for
from tools.site import SITE

STEPS = 300
ROUNDS = 3
EVERY = 250  # ms

TRAIN = """async ({ workerUrl, steps, rounds, every }) => {
  const worker = new Worker(workerUrl, { type: "module", name: "bench" });
  const waiting = new Map();
  worker.onmessage = ({ data }) => { waiting.get(data.id)?.(data); waiting.delete(data.id); };
  let id = 0;
  const ask = (command, args) => new Promise((resolve, reject) => {
    id += 1;
    waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
    worker.postMessage({ id, command, args });
  });
  const trained = async (isAsked) => {
    await ask("start", { run: "r", sample_every: 0 });
    let asked = 0;
    const clock = isAsked && setInterval(() => { asked += 1; ask("parameters", { run: "r" }); }, every);
    const began = performance.now();
    await ask("train", { run: "r", steps });
    const took = performance.now() - began;
    clearInterval(clock);
    return { took, asked };
  };
  await trained(false);
  const found = [];
  for (let round = 0; round < rounds; round++) found.push([await trained(false), await trained(true)]);
  const began = performance.now();
  for (let i = 0; i < 200; i++) await ask("parameters", { run: "r" });
  const each = (performance.now() - began) / 200;
  worker.terminate();
  return { found, each };
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
        asked = {
            "workerUrl": worker,
            "steps": STEPS,
            "rounds": ROUNDS,
            "every": EVERY,
        }
        result = page.evaluate(TRAIN, asked)
        for alone, shown in result["found"]:
            ratio = shown["took"] / alone["took"]
            print(
                f"alone {alone['took']:.0f} ms, asked {shown['asked']} times {shown['took']:.0f} ms: {ratio:.3f} times"
            )
        median = statistics.median(shown["took"] / alone["took"] for alone, shown in result["found"])
        each, share = result["each"], result["each"] / EVERY
        print(f"median {median:.3f} times; one answer, the wire included, {each:.2f} ms: {share:.1%} of the time")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
