"""Whether the lab moves at 60 frames a second: python -m bench.motion_bench [picture ...], after build.py.

Plays the recorded step in each picture, a second each of a forward, a backward and an Adam passage, and takes the time
between the browser's frames and the time that the page's own script had of each.
"""

from __future__ import annotations

import statistics
import sys
import threading

from playwright.sync_api import Page, expect, sync_playwright

from tools.harness import launch
from tools.server import server_for
from tools.site import SITE

PICTURES = ("map", "graph", "cache", "heads", "predictions", "adam")
PASSAGES = {"forward": 68, "attention": 71, "backward": 240, "Adam": 314}
SECONDS = 2

# coming up, it would have the other core
NO_PYTHON = "window.Worker = class extends EventTarget { postMessage() {} terminate() {} }"

# each frame's time, and the script of the page in it: from the frame's start to the end of all its callbacks
FRAMES = """async (seconds) => {
  const [times, work] = [[], []];
  document.querySelector("[aria-label=play]").click();
  const end = performance.now() + 1000 * seconds;
  for (let before = null; ; ) {
    const now = await new Promise(requestAnimationFrame);
    if (before !== null) times.push(now - before);
    before = now;
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(0);
    });
    work.push(performance.now() - now);
    if (now > end) return { times, work };
  }
}"""


def measured(page: Page, address: str, picture: str, cursor: int) -> dict[str, list[float]]:
    """The frames of one passage."""
    page.goto("about:blank")
    page.goto(f"{address}lab.html#view={picture}&cursor={cursor}")
    expect(page.locator(f"[data-figure={picture}]")).to_be_visible()
    expect(page.locator(".where")).to_contain_text(f"{cursor + 1} / ")
    page.wait_for_timeout(1500)  # until all that is fetched at the start is there
    found: dict[str, list[float]] = page.evaluate(FRAMES, SECONDS)
    return found


def main(pictures: list[str]) -> None:
    """Measure and print."""
    with server_for(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(NO_PYTHON)
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        print(f"{'ms':24} {'frame':>16} {'its script':>20} {'fps':>6}")
        print(f"{'':24} {'median':>8} {'worst':>7} {'median':>11} {'worst':>8}")
        for picture in pictures or PICTURES:
            for passage, cursor in PASSAGES.items():
                frames = measured(page, address, picture, cursor)
                times, work = frames["times"], frames["work"]
                print(
                    f"{picture:12} {passage:11} {statistics.median(times):8.1f} {max(times):7.1f}"
                    f" {statistics.median(work):11.1f} {max(work):8.1f} {1000 / statistics.mean(times):6.0f}",
                    flush=True,
                )
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
