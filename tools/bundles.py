"""The scripts and styles of the pages: each page's in one bundle, and what it fetches later in pieces."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools.environment import CACHE, ROOT
from tools.problem import Problem

WEB = ROOT / "web"
NODE_MODULES = ROOT / "node_modules"
NO_SPACE = re.compile("no space left|not enough space", re.IGNORECASE)  # what a program says then
# in pieces: most figures of the article are fetched when the reader comes near, of an embed the one that it shows
SCRIPTS_IN_PIECES = ("pages/index.js", "pages/embed.js", "pages/share.js")
FIRST_STYLES = ("index", "embed")  # with the styles of those figures alone that are not fetched later
WHOLE_SCRIPTS = ("pages/lab.js", "wire/worker.js")
START_SCRIPT = "pages/start.js"  # no module: it runs where modules do not, to say why
START_TARGET = "es2017"
STYLES = ("lab", "share")  # which are whole
LAYERS = "@layer tokens, page, kit, figures;\n"
# the oldest browsers that the page is made for
TARGET = "es2022,chrome112,firefox114,safari16.4"
ESBUILD = (str(NODE_MODULES / "esbuild" / "bin" / "esbuild"), "--bundle", "--minify", "--log-level=warning")
MODULE = ("--format=esm", f"--target={TARGET}")


def add_bundles(folder: Path, told: dict[str, object]) -> None:
    """Fill a folder with the scripts and styles of the pages, which are told some things by name."""
    options = ["--sourcemap", "--entry-names=[name]", "--chunk-names=[name]-[hash]", "--external:*.woff2"]
    options += [f"--define:{name}={json.dumps(value)}" for name, value in told.items()]
    # source maps say where the sources are from here: so from one place, wherever the site is made
    bundles = CACHE / "bundles"
    shutil.rmtree(bundles, ignore_errors=True)  # of a build that was killed
    options.append(f"--outdir={bundles}")
    made_from = bundles / "made-from.json"
    try:
        firsts = {}
        for name in SCRIPTS_IN_PIECES:
            run([*ESBUILD, str(WEB / name), "--splitting", f"--metafile={made_from}", *MODULE, *options])
            firsts[Path(name).stem] = first_styles(f"web/{name}", json.loads(made_from.read_text())["inputs"])
        run([*ESBUILD, *(str(WEB / name) for name in WHOLE_SCRIPTS), *MODULE, *options])
        run([*ESBUILD, str(WEB / START_SCRIPT), "--format=iife", f"--target={START_TARGET}", *options])
        made_from.unlink()
        folder.mkdir()
        for bundle in bundles.iterdir():
            # the style of a page in pieces has those of all its pieces in it
            if ".css" not in bundle.suffixes or bundle.name.split(".")[0] in STYLES:
                shutil.copyfile(bundle, folder / bundle.name)
        _add_styles(folder, {name: firsts[name] for name in FIRST_STYLES})
    finally:
        shutil.rmtree(bundles, ignore_errors=True)


def first_styles(script: str, inputs: dict[str, dict[str, list[dict[str, str]]]]) -> list[str]:
    """The styles that a script imports, in their order, but not those of what it fetches later; the inputs are those of
    esbuild's metafile.
    """
    found: dict[str, None] = {}

    def add(path: str) -> None:
        if path in found:
            return
        found[path] = None
        for each in [] if path.endswith(".css") else inputs[path]["imports"]:
            if each["kind"] == "import-statement" and not each.get("external"):
                add(each["path"])

    add(script)
    return [path for path in found if path.endswith(".css")]


def _add_styles(folder: Path, firsts: dict[str, list[str]]) -> None:
    """The first styles of pages, and that of each figure: web/pages/article/later.js fetches it with the figure."""
    figures = {f"figure-{path.parent.name}": [str(path)] for path in sorted(WEB.glob("figures/*/style.css"))}
    for name, styles in {**firsts, **figures}.items():
        sources = "".join(f"@import {json.dumps((ROOT / each).as_posix())};\n" for each in styles)
        options = ["--loader=css", "--external:*.woff2", f"--target={TARGET}", f"--outfile={folder / f'{name}.css'}"]
        run([*ESBUILD, *options], LAYERS + sources)


def bundle_alone(source: Path, out: Path) -> None:
    """A module that needs nothing beside it, and whose address does not change."""
    run([*ESBUILD, str(source), f"--outfile={out}", *MODULE])


def bundle_of_the_site(source: Path, out: Path, told: dict[str, object]) -> None:
    """A script at the root of the site that is no module, and is told some things by name."""
    defines = [f"--define:{name}={json.dumps(value)}" for name, value in told.items()]
    run([*ESBUILD, str(source), f"--outfile={out}", "--format=iife", f"--target={TARGET}", *defines])


def bundled_packages(folder: Path) -> set[str]:
    """The npm packages that bundles in this folder were made from."""
    sources = [source for path in folder.glob("*.map") for source in json.loads(path.read_text())["sources"]]
    return set(re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)/", "\n".join(sources)))


def run(command: list[str], given: str = "") -> str:
    """What a program says that makes a part of the site. Raises Problem if it fails, OSError if there is no space."""
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        if NO_SPACE.search(done.stdout + done.stderr):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), f"what {Path(command[0]).name} makes")
        raise Problem(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
