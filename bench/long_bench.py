"""Whether a long training is as light as a short one: python -m bench.long_bench [STEPS], after build.py.

In the article, with its chart, its names and all its parameters live, a small model is trained for 100,000 steps, or
as many as are said. At some moments it is paused, the same page is opened once more and begins the same training, and
then for some seconds the two are measured beside each other, so that a busy machine is busy for both: processor time
of the worker and of the page's thread a step; the longest task of that thread in processor time, which is what it
takes where nobody else needs the processor; what stands on the page; its heap; the memory of its process; and how long
Pause takes to answer. With "default" after the number of steps it is the model of the article, and a moment is at that
number.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from tools.harness import launch
from tools.server import server_for
from tools.site import SITE

STEPS = 100_000
MOMENTS = (37_000, 92_000)  # the last so that there are enough steps to measure
BEGUN = 400  # steps that the second page has done when the two are measured
SECONDS = 4
SETTINGS = "{ n_embd: 2, n_head: 1, block_size: 2 }"
TEXT = r"ab\nba\nca\nbc\nac\ncb"
PATIENCE = 900_000  # ms

# the steps that are done are counted, and the tasks that took longer than 50 ms, however busy the machine
COUNT = """
const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message.command === "start") CHANGE;
  if (!this.isCounted) this.addEventListener("message", ({ data }) => {
    if (data.event !== "progress") return;
    for (const event of data.events) if ("loss" in event) globalThis.stepsDone = event.step;
  });
  this.isCounted = true;
  return postMessage.call(this, message, ...rest);
};
globalThis.stepsDone = 0;
"""
SMALL = f'Object.assign(message.args.settings, {SETTINGS}), message.args.text = "{TEXT}"'


@dataclass(frozen=True)
class Measured:
    """What one of the two pages was seen to take."""

    step: int
    worker: float  # ms of processor time a step
    page: float  # the same of the page's thread
    task: float  # ms of processor time, the longest of it
    elements: int
    heap: float  # MB
    memory: float  # MB, of the process
    pause: float  # ms


class Training:
    """A page that trains."""

    def __init__(self, browser: Browser, address: str, change: str) -> None:
        self.page: Page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        self.page.add_init_script(COUNT.replace("CHANGE", change))
        self.page.goto(address)
        expect(self.page.locator("[data-figure=status]")).to_contain_text("Python is up", timeout=PATIENCE)
        self.devtools: CDPSession = self.page.context.new_cdp_session(self.page)
        number = self.page.get_by_role("spinbutton", name="steps").first
        number.fill(str(STEPS))
        number.press("Enter")
        self.button("Train").click()
        self.pid = 0  # of its process, once a tracing has told
        self.pauses = 0

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True).first

    def wait_for(self, step: int) -> None:
        """Wait until so many steps are done."""
        self.page.wait_for_function("step => globalThis.stepsDone >= step", arg=step, timeout=PATIENCE, polling=200)

    @property
    def done(self) -> int:
        """How many steps are."""
        return int(self.page.evaluate("globalThis.stepsDone"))

    def pause(self) -> float:
        """Pause; ms until the page said that it has. It then has the step traced, and keeps that."""
        self.pauses += 1
        began = time.perf_counter()
        self.button("Pause").click()
        expect(self.button("Go on")).to_be_visible(timeout=PATIENCE)
        return 1000 * (time.perf_counter() - began)

    def go_on(self) -> None:
        """Train again."""
        self.button("Go on").click()

    def heap(self) -> float:
        """What the page's thread holds, in MB."""
        self.devtools.send("HeapProfiler.collectGarbage")
        return float(self.devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def seconds_of(pid: int) -> dict[str, float]:
    """Seconds of processor time that the threads of a process have had: of the page's own, and of its worker's."""
    found: dict[str, float] = {"page": 0, "worker": 0}
    for task in Path(f"/proc/{pid}/task").iterdir():
        name, _, rest = (task / "stat").read_text().partition(" (")[2].rpartition(") ")
        user, system = rest.split()[11:13]
        which = "page" if task.name == str(pid) else "worker" if name.startswith("DedicatedWorker") else ""
        if which:
            found[which] += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return found


def megabytes_of(pid: int) -> float:
    """The resident memory of a process, in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1e3 if found else 0.0


def traced(browser: Browser, page: Page, seconds: float) -> list[dict[str, Any]]:
    """All tasks that there were in the browser in so many seconds, as Chromium traces them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.json"
        browser.start_tracing(page=page, path=path, categories=["-*", "toplevel", "__metadata"])
        page.wait_for_timeout(1000 * seconds)
        browser.stop_tracing()
        events: list[dict[str, Any]] = json.loads(path.read_text())["traceEvents"]
    return events


def find_process(browser: Browser, training: Training) -> None:
    """Find out which process a page is in: it makes a mark there that a tracing tells of."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.json"
        browser.start_tracing(page=training.page, path=path, categories=["-*", "blink.user_timing", "__metadata"])
        training.page.evaluate("performance.mark('here')")
        training.page.wait_for_timeout(200)
        browser.stop_tracing()
        events = json.loads(path.read_text())["traceEvents"]
    training.pid = next(event["pid"] for event in events if event.get("name") == "here")


def measured(browser: Browser, *trainings: Training) -> list[Measured]:
    """What each of them takes meanwhile."""
    begun = [(training.done, seconds_of(training.pid)) for training in trainings]
    time.sleep(SECONDS)
    ended = [(training.done, seconds_of(training.pid)) for training in trainings]
    tasks = traced(browser, trainings[0].page, SECONDS / 2)
    found = []
    for training, (first, before), (last, after) in zip(trainings, begun, ended):
        spent = {name: 1000 * (after[name] - before[name]) / (last - first) for name in after}
        own = [
            each.get("tdur", 0) for each in tasks if each["pid"] == each["tid"] == training.pid and each["ph"] == "X"
        ]
        elements = training.page.evaluate("document.querySelectorAll('*').length")
        memory, heap = megabytes_of(training.pid), training.heap()
        pauses = []
        for _ in range(3):
            pauses.append(training.pause())
            training.go_on()
        found.append(
            Measured(last, spent["worker"], spent["page"], max(own) / 1000, elements, heap, memory, min(pauses)),
        )
    return found


def rows(long: Measured, short: Measured) -> str:
    """The two, and what the long one takes of the short one."""
    lines = []
    for each in (short, long):
        lines.append(
            f"| {each.step:,} | {each.worker:.3f} ms | {each.page:.3f} ms | {each.task:.0f} ms | {each.elements:,} "
            f"| {each.heap:.1f} MB | {each.memory:.0f} MB | {each.pause:.0f} ms |"
        )
    names = ("worker", "page", "task", "elements", "heap", "memory", "pause")
    ratios = [getattr(long, name) / getattr(short, name) for name in names]
    return "\n".join([*lines, "| ratio | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |"])


def main() -> None:
    """Measure and print."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else STEPS
    is_default = "default" in sys.argv
    change = "void 0" if is_default else SMALL
    moments = [*(each for each in MOMENTS if each < steps), *([steps] if is_default else [])]
    with server_for(SITE, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        browser = launch(playwright)
        long = Training(browser, address, change)
        find_process(browser, long)
        print("| step | worker a step | page a step | longest task | elements | heap | memory | Pause answers |")
        print("|" + "--:|" * 8, flush=True)
        for moment in moments:
            long.wait_for(moment)
            long.pause()
            short = Training(browser, address, change)
            find_process(browser, short)
            short.wait_for(BEGUN)
            while short.pauses < long.pauses:
                short.pause()
                short.go_on()
            long.go_on()
            print(rows(*measured(browser, long, short)), flush=True)
            short.page.context.close()
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
