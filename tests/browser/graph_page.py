"""A page with nothing on it but the computation graph of the recorded trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tools.environment import ROOT
from tools.server import server_for
from tools.site import SITE

HARNESS = Path(__file__).with_name("graph_harness.js")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Computation graph</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="styles/page.css"><link rel="stylesheet" href="styles/graph.css">
<div id="graph"></div><script type="module" src="harness.js"></script></html>"""


def bundle(entry: Path, outfile: Path, *options: str) -> None:
    """Bundle a module with the site's own bundler."""
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    fixed = ["--bundle", "--format=esm", "--target=es2022", "--log-level=warning", f"--outfile={outfile}"]
    subprocess.run([str(esbuild), str(entry), *fixed, *options], check=True)


@contextmanager
def serving_graph(folder: Path) -> Iterator[str]:
    """Make the page in a folder and serve it; gives its address."""
    shutil.copytree(SITE / "recorded", folder / "recorded", dirs_exist_ok=True)
    shutil.copytree(ROOT / "web" / "styles", folder / "styles", dirs_exist_ok=True)
    shutil.copytree(SITE / "fonts", folder / "fonts", dirs_exist_ok=True)
    (folder / "index.html").write_text(PAGE)
    bundle(HARNESS, folder / "harness.js")
    with server_for(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def launch(playwright: Playwright) -> Browser:
    """The browser that MICROGPT_BROWSER names, or Playwright's own."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(
        executable_path=os.environ.get("MICROGPT_BROWSER"), args=["--no-sandbox"] if is_root else []
    )
