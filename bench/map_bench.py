"""How long the model map takes to draw each frame of the recorded trace: median and worst, in ms.

    .venv/bin/python bench/map_bench.py

Each number is the time that one update() takes in the page, at every frame in order, the second time round.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]


def main() -> None:
    from playwright.sync_api import sync_playwright
    from test_map_view import PAGE, bundle

    from tools.checks import find_browser
    from tools.recording import recordings
    from tools.server import server_for

    path = find_browser()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for file, content in recordings().items():
            (folder / file).write_bytes(content)
        (folder / "styles").symlink_to(ROOT / "web" / "styles")
        (folder / "index.html").write_text(PAGE)
        bundle("map_page.js", folder, "--target=es2022")
        server = server_for(folder, 0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for width in (390, 820, 1440):
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            page.locator("#root[data-ready]").wait_for()
            page.evaluate("map.times()")
            times = page.evaluate("map.times()")
            print(f"{width} px: {len(times)} frames, median {median(times):.1f} ms, worst {max(times):.1f} ms")
            page.close()
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
