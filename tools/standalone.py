"""Makes one page that holds the whole site: the article, the lab, Python, and all that they fetch.

It opens by double click, without a network, from a file or from any server. What is read is markup, as in the site; all
that is fetched or imported stands behind it, a file an element, gzipped, in Base64: web/standalone/ says how it is got.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
from pathlib import Path

from tools.environment import CACHE, ROOT
from tools.lock import alone
from tools.one_page import Script, one_page
from tools.problem import Problem
from tools.replacing import replacing_file
from tools.site import NODE_MODULES, SITE, START_TARGET, TARGET, WEB, build_site

ADDRESS = "https://site.invalid/"  # where the site would be; there is no such place, and nothing is asked of it
FOR_THE_PAGE = ("recorded",)  # the folders whose files the page fetches itself
FOR_THE_WORKER = ("python", "pyodide")


def build_standalone(file: Path) -> Path:
    """Build the site, and make that page of it, in place of what was there; return the file."""
    with alone(CACHE / "standalone.lock", "making one page"), replacing_file(file) as new:
        build_site(SITE)
        with alone(CACHE / "build.lock", "building"):  # or another would take the site away as it is read
            page = whole_in_one(SITE)
        new.write_text(page, encoding="utf-8", newline="\n")
    return file


def whole_in_one(site: Path) -> str:
    """The page that holds all of a site that was built."""
    scripts = {name: _address_of(site, name) for name in ("index", "lab")}
    worker = scripts["lab"].replace("lab.js", "worker.js")
    told = {"SITE": ADDRESS, "WORKER": worker, "PAGES": {"article": scripts["index"], "lab": scripts["lab"]}}
    files = {path: _bundled([site / path], path, "esm", TARGET) for path in scripts.values()}
    files[worker] = _bundled([WEB / "standalone" / "in-worker.js", site / worker], worker, "iife", TARGET, told)
    held = [_held(path, content, "page") for path, content in files.items()]
    for folder in (*FOR_THE_PAGE, *FOR_THE_WORKER):
        reader = "page" if folder in FOR_THE_PAGE else "worker"
        paths = sorted(path for path in site.rglob("*") if path.parent.name == folder)
        held += [_held(path.relative_to(site).as_posix(), path.read_bytes(), reader) for path in paths]
    inline = {
        name: _bundled([WEB / "standalone" / f"{name}.js"], "", "iife", target, told).decode()
        for name, target in (("turn", START_TARGET), ("page", TARGET))
    }
    start = _bundled([WEB / "pages" / "start.js"], "", "iife", START_TARGET).decode()
    return one_page(site, Script(start=start, turn=inline["turn"], page=inline["page"]), held)


def _address_of(site: Path, page: str) -> str:
    """Where in a site the script of a page is."""
    found = re.search(rf'src="([^"?]*\b{page}\.js)', (site / f"{page}.html").read_text(encoding="utf-8"))
    if not found:
        raise Problem(f"wanted the script of {page}.html, but it names none called {page}.js")
    return found[1]


def _bundled(modules: list[Path], path: str, form: str, target: str, told: dict[str, object] | None = None) -> bytes:
    """One script that runs these modules in turn as if it lay at this path of the site, and that knows some names."""
    defined = {**(told or {}), "import.meta.url": ADDRESS + path}
    command = [str(NODE_MODULES / "esbuild" / "bin" / "esbuild"), "--bundle", "--minify", "--log-level=warning"]
    command += [f"--format={form}", f"--target={target}"]
    command += [f"--define:{name}={json.dumps(value)}" for name, value in defined.items()]
    source = "".join(f"import {json.dumps(module.as_posix())};\n" for module in modules)
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise Problem(f"esbuild failed:\n{done.stdout}{done.stderr}")
    return done.stdout.encode()


def _held(path: str, content: bytes, reader: str) -> str:
    """The element that holds a file; who reads it has it."""
    text = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="application/gzip" data-file="{path}" data-in="{reader}">{text}</script>\n'
