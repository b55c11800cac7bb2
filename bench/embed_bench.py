"""What figures in somebody's page take: python -m bench.embed_bench, after build.py.

Of each embed: the bytes that are fetched until it has been drawn whole and can be used, as a server sends them that
compresses what text is, and the seconds that takes on this machine with nothing kept from before. Then, in a page of
another origin: the memory of the whole browser with one, three and six figures that all train, which share a Python,
beside the same with nothing running.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, sync_playwright

from tools.environment import ROOT
from tools.harness import launch
from tools.server import server_for
from tools.site import SITE

COUNTS = (0, 1, 3, 6)
TRAINED = 30  # steps of each, when the memory is measured
PACKED = {".woff2", ".png", ".wasm", ".zip", ".whl"}  # which no server compresses again, or few do
PATIENCE = 120  # s

DRAWN = """() => [...document.querySelectorAll("[data-part=figures] > [data-figure]:not([hidden])")]
  .every((root) => root.childElementCount > 0) && document.querySelector("[data-part=figures] > [data-figure]")"""


def names() -> list[str]:
    """Every embed that has a name of its own."""
    script = (
        "import('./web/pages/embed/embeds.js').then(({EMBEDS}) => console.log(JSON.stringify(Object.keys(EMBEDS))))"
    )
    done = subprocess.run(["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def sent(path: Path) -> int:
    """The bytes that a server sends of a file."""
    content = path.read_bytes()
    return len(content) if path.suffix in PACKED else len(gzip.compress(content, mtime=0))


@contextmanager
def host_page(content: str) -> Iterator[str]:
    """The address of a page in another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def first_use(page: Page, address: str, name: str) -> tuple[float, float]:
    """The kB that an embed fetches until it is drawn and nothing more comes, and the seconds until it is drawn."""
    fetched: set[str] = set()
    page.on("request", lambda request: fetched.add(urlsplit(request.url).path))
    began = time.perf_counter()
    page.goto(f"{address}embed.html#figure={name}", wait_until="commit")
    while not page.evaluate(DRAWN):
        time.sleep(0.01)
    seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    paths = [SITE / unquote(path).lstrip("/") for path in fetched]
    return sum(sent(path) for path in paths if path.is_file()) / 1000, seconds


def family(pid: int) -> set[int]:
    """A process and all that come from it."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has just ended
                continue
            below.setdefault(parent, []).append(int(entry.name))
    found, waiting = set(), [pid]
    while waiting:
        found.add(waiting[-1])
        waiting += below.get(waiting.pop(), [])
    return found


def memory_of(pid: int) -> float:
    """MB of a process and all that come from it; what several share is divided among them."""
    kilobytes = 0
    for each in family(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1000


def memory(address: str, count: int, trains: bool) -> float:
    """MB of the browser with so many figures of another origin that have trained."""
    figures = "".join(f'<microgpt-figure id="f{index}" figure="training"></microgpt-figure>' for index in range(count))
    content = f'<!doctype html><script type="module" src="{address}embed.js"></script>{figures}'
    before = set(family(os.getpid()))
    with sync_playwright() as playwright, host_page(content) as host:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 900, "height": 1000 * count + 100})
        page.goto(host)
        page.evaluate("""() => { globalThis.steps = {};
          addEventListener("step", ({ target, detail }) => { steps[target.id] = detail.step; }, true); }""")
        page.wait_for_timeout(4000)
        if trains:
            page.evaluate(f"for (const each of document.querySelectorAll('microgpt-figure')) each.train({TRAINED})")
            end = time.monotonic() + PATIENCE
            while page.evaluate(f"Object.values(steps).filter((done) => done >= {TRAINED}).length") < count:
                if time.monotonic() > end:
                    raise TimeoutError(f"wanted {count} figures to train, not {page.evaluate('steps')}")
                time.sleep(0.1)
        page.wait_for_timeout(3000)
        mine = [pid for pid in family(os.getpid()) - before if "--no-sandbox" in _command(pid)]
        found = memory_of(min(mine))
        browser.close()
    return found


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def main() -> None:
    """Print the tables."""
    with server_for(SITE, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        print("| embed | kB to first use | seconds |\n|---|--:|--:|")
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for name in names():
                context = browser.new_context(viewport={"width": 720, "height": 600}, reduced_motion="reduce")
                kilobytes, seconds = first_use(context.new_page(), address, name)
                print(f"| {name} | {kilobytes:.0f} | {seconds:.2f} |", flush=True)
                context.close()
            browser.close()
        print("\n| figures | at rest, MB | all trained, MB |\n|---|--:|--:|")
        for count in COUNTS:
            print(f"| {count} | {memory(address, count, False):.0f} | {memory(address, count, True):.0f} |", flush=True)
        server.shutdown()


if __name__ == "__main__":
    main()
