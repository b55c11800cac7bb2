"""Whether a long training is as light as a short one: python -m bench.long_bench [STEPS], after build.py.

In the article, with its chart, its names and all its parameters live, a small model is trained for 100,000 steps, or as
many as are said. At some moments, the first after 1,000 steps: processor time of the worker a step, and of the page's
thread; the page's longest task since the moment before; what stands on the page; the heap of the page and the memory of
its process. Each moment is measured over the steps that lead up to it, and told as a ratio to the first.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from tools.harness import launch
from tools.server import server_for
from tools.site import SITE

MOMENTS = (1_000, 2_000, 10_000, 37_000, 100_000)
WINDOW = 600  # steps that a moment is measured over
SETTINGS = '{"n_embd": 4, "n_head": 2, "block_size": 4}'
TEXT = r"ab\nba\nca\nbc\nac\ncb"
PATIENCE = 600_000  # ms

# the page's own run with a smaller model, and what comes of it counted; tasks longer than 50 ms, which are told
SMALL = f"""
const {{ postMessage }} = Worker.prototype;
Worker.prototype.postMessage = function (message, ...rest) {{
  if (message.command === "start") Object.assign(message.args.settings, {SETTINGS}), message.args.text = "{TEXT}";
  if (!this.isCounted) this.addEventListener("message", ({{ data }}) => {{
    if (data.event !== "progress") return;
    for (const event of data.events) if ("loss" in event) globalThis.stepsDone = event.step;
  }});
  this.isCounted = true;
  return postMessage.call(this, message, ...rest);
}};
globalThis.stepsDone = 0;
globalThis.tasks = [];
new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({{ duration }}) => duration)))
  .observe({{ type: "longtask" }});
"""
HEAD = (
    "| step | worker a step | ratio | page a step | longest task | over 50 ms | elements | heap | ratio "
    "| memory | ratio |",
    "|" + "--:|" * 11,
)


@dataclass(frozen=True)
class Moment:
    """What was measured over the steps that lead up to one."""

    step: int
    worker: float  # ms of processor time a step
    page: float  # the same of the page's thread
    tasks: list[float]  # ms: those of the page's thread that took longer than 50, since the moment before
    elements: int
    heap: float  # MB
    memory: float  # MB, of the process


def renderer_of(page: Page) -> int:
    """The id of the process that runs a page: of all there are the one that has trained."""
    before = {pid: sum(seconds_of(pid).values()) for pid in renderers()}
    page.wait_for_timeout(500)
    return max(before, key=lambda pid: sum(seconds_of(pid).values()) - before[pid])


def renderers() -> list[int]:
    """The ids of all of Chromium's renderers."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (each / "cmdline").read_bytes():
                found.append(int(each.name))
        except OSError:  # it has ended
            continue
    return found


def seconds_of(pid: int) -> dict[str, float]:
    """Seconds of processor time that the threads of a process have had, by what they do."""
    found: dict[str, float] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        name, _, rest = (task / "stat").read_text().partition(" (")[2].rpartition(") ")
        user, system = rest.split()[11:13]
        found[name] = found.get(name, 0) + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return found


def megabytes_of(pid: int) -> float:
    """The resident memory of a process, in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1e3 if found else 0.0


def wait_for(page: Page, step: int) -> int:
    """Wait until so many steps are done; how many then are."""
    page.wait_for_function("step => globalThis.stepsDone >= step", arg=step, timeout=PATIENCE, polling=50)
    return int(page.evaluate("globalThis.stepsDone"))


def measure(page: Page, devtools: CDPSession, pid: int, step: int) -> Moment:
    """One moment, when it comes."""
    first = wait_for(page, step - WINDOW)
    before = seconds_of(pid)
    last = wait_for(page, step)
    after = seconds_of(pid)
    tasks = page.evaluate("globalThis.tasks")
    devtools.send("HeapProfiler.collectGarbage")
    heap = devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    elements = page.evaluate("document.querySelectorAll('*').length")
    page.evaluate("globalThis.tasks = []")  # what it took to collect the garbage is none of the page's
    spent = {name: 1000 * (after[name] - before.get(name, 0)) / (last - first) for name in after}
    worker = sum(each for name, each in spent.items() if name.startswith("DedicatedWorker"))
    main = next(name for name in spent if name.startswith(("chrom", "CrRendererMain")))
    return Moment(last, worker, spent[main], tasks, elements, heap, megabytes_of(pid))


def told(moment: Moment, first: Moment) -> str:
    """A row of the table."""
    ratios = [
        f"{moment.worker:.3f} ms | {moment.worker / first.worker:.2f}",
        f"{moment.page:.3f} ms | {max(moment.tasks, default=0):.0f} ms | {len(moment.tasks)} | {moment.elements:,}",
        f"{moment.heap:.1f} MB | {moment.heap / first.heap:.2f}",
        f"{moment.memory:.0f} MB | {moment.memory / first.memory:.2f}",
    ]
    return f"| {moment.step:,} | " + " | ".join(ratios) + " |"


def main() -> None:
    """Measure and print."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else MOMENTS[-1]
    moments = [each for each in MOMENTS if each < steps] + [steps]
    with server_for(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(SMALL)
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        expect(page.locator("[data-figure=status]")).to_contain_text("Python is up", timeout=PATIENCE)
        devtools = page.context.new_cdp_session(page)
        number = page.get_by_role("spinbutton", name="steps").first
        number.fill(str(steps))
        number.press("Enter")
        page.evaluate("globalThis.tasks = []")
        page.get_by_role("button", name="Train", exact=True).first.click()
        pid = renderer_of(page)
        print("\n".join(HEAD), flush=True)
        first = None
        for step in moments:
            moment = measure(page, devtools, pid, step)
            first = first or moment
            print(told(moment, first), flush=True)
        asked = time.perf_counter()
        page.get_by_role("button", name="Generate 20 names").click()
        expect(page.get_by_role("list", name="Generated names").get_by_role("listitem").first).to_be_visible()
        print(f"20 names then: {time.perf_counter() - asked:.2f} s")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
