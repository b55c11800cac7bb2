"""Makes one page that holds the whole site: the article, the lab, Python, and all that they fetch.

It opens by double click, without a network, from a file or from any server. What is read is markup, as in the site; all
that is fetched or imported stands behind it, a file an element, gzipped, in Base64: web/standalone/ says how it is got.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from pathlib import Path

from tools.bundles import ESBUILD, MODULE, START_TARGET, TARGET, WEB, run
from tools.environment import CACHE
from tools.lock import alone
from tools.one_page import Scripts, one_page
from tools.parts import part, part_address
from tools.replacing import replacing_file
from tools.site import SITE, build_site
from tools.snapshot import SPARE

Form = tuple[str, str]
STANDALONE = WEB / "standalone"
ADDRESS = "https://site.invalid/"  # where the site would be; there is no such place, and nothing is asked of it
PAGE_SCRIPTS = {"article": "index.js", "lab": "lab.js"}
READERS = {"recorded": "page", "python": "worker", "pyodide": "worker"}  # of the site's parts
CLASSIC: Form = ("--format=iife", f"--target={TARGET}")
OLD_CLASSIC: Form = ("--format=iife", f"--target={START_TARGET}")


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
    src = part(site, "src")
    address = part_address(site, "src")
    pages = {name: f"{address}/{script}" for name, script in PAGE_SCRIPTS.items()}
    told = {"SITE": ADDRESS, "WORKER": f"{address}/worker.js", "PAGES": pages}
    modules = [*pages.values(), f"{address}/share.js"]
    files = {path: _script([site / path], MODULE, path) for path in modules}
    worker = [STANDALONE / "in-worker.js", src / "worker.js"]
    files[f"{address}/worker.js"] = _script(worker, CLASSIC, f"{address}/worker.js", told)
    held = [_held(path, script.encode(), "page") for path, script in files.items()]
    for name, reader in READERS.items():
        paths = sorted(path for path in part(site, name).iterdir() if path.name not in SPARE)
        held += [_held(path.relative_to(site).as_posix(), path.read_bytes(), reader) for path in paths]
    scripts = Scripts(
        start=_script([src / "start.js"], OLD_CLASSIC),
        turn=_script([STANDALONE / "turn.js"], OLD_CLASSIC),
        page=_script([STANDALONE / "page.js"], CLASSIC, told=told),
    )
    return one_page(site, scripts, held)


def _script(modules: list[Path], form: Form, path: str = "", told: Mapping[str, object] | None = None) -> str:
    """One script that runs these modules in turn as if it lay at this path of the site, and is told things by name."""
    defined = {**(told or {}), "import.meta.url": ADDRESS + path}
    options = [f"--define:{name}={json.dumps(value)}" for name, value in defined.items()]
    return run(
        [*ESBUILD, *form, *options], "".join(f"export * from {json.dumps(each.as_posix())};\n" for each in modules)
    )


def _held(path: str, content: bytes, reader: str) -> str:
    """The element that holds a file; who reads it has it."""
    text = base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
    return f'<script type="application/gzip" data-file="{path}" data-in="{reader}">{text}</script>\n'
