"""Assembles the site: pages, bundles, fonts, the wheel, its lock, Pyodide and the recordings, in one folder.

Two builds of the same tree are equal byte for byte. Nothing in it is fetched from elsewhere when the page is used.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tools.environment import CACHE, ROOT
from tools.lock import alone
from tools.pages import served_page
from tools.problem import Problem
from tools.recording import recordings
from tools.replacing import replacing
from tools.source_listing import coloured_lines

SITE = ROOT / "dist"
NO_SPACE = re.compile("no space left|not enough space", re.IGNORECASE)  # what a program says then
WEB = ROOT / "web"
NODE_MODULES = ROOT / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"
# of Pyodide's own: what is fetched when Python boots, and the modules that are imported, with the names that they get
# here. Not every server knows .mjs, and a module of a type that it does not know is refused.
PYODIDE_FETCHED = ("pyodide.asm.wasm", "python_stdlib.zip")
PYODIDE_IMPORTED = {"pyodide.mjs": "pyodide.js", "pyodide.asm.mjs": "pyodide.asm.js"}
# what a trace can point into, and what lies below it
SHOWN_SOURCES = tuple(f"microgpt/{name}.py" for name in ("model", "ops/scalar", "value", "train", "adam", "tokenizer"))
# in pieces: most figures of the article are fetched when the reader comes near, of an embed the one that it shows
SCRIPTS_IN_PIECES = ("pages/index.js", "pages/embed.js", "pages/lab.js")
WHOLE_SCRIPTS = ("wire/worker.js",)
START_SCRIPT = "pages/start.js"  # no module: it runs where modules do not, to say why
START_TARGET = "es2017"
PAGES = ("index", "lab", "embed")
# the oldest browsers that the page is made for
TARGET = "es2022,chrome112,firefox114,safari16.4"
FONTS = (
    "source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    "source-serif-4/files/source-serif-4-latin-wght-italic.woff2",
    "source-serif-4/files/source-serif-4-latin-ext-wght-normal.woff2",
    "source-code-pro/files/source-code-pro-latin-wght-normal.woff2",
    "source-code-pro/files/source-code-pro-latin-ext-wght-normal.woff2",
)


def build_site(site: Path) -> Path:
    """Make the site in this folder, in place of what was there; return the folder."""
    with alone(CACHE / "build.lock", "building"), replacing(site) as new:
        _add_python(new / "python")
        _add_pyodide(new / "pyodide")
        facts = _add_recordings(new / "recorded")
        _add_fonts(new / "fonts")
        version = _digest(new, WEB)
        _add_bundles(new / "src", _sizes(new), version)
        _add_licenses(new / "licenses", _bundled_packages(new / "src"))
        _add_pages(new, facts, version)
    return site


def _add_python(folder: Path) -> None:
    """The wheel of microgpt, a lock that lists only it, and the session as an archive."""
    folder.mkdir()
    _run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)])
    from pyodide_lock import PyodideLockSpec
    from pyodide_lock.utils import add_wheels_to_spec

    lock = PyodideLockSpec.from_json(PYODIDE / "pyodide-lock.json")
    lock.packages.clear()
    add_wheels_to_spec(lock, list(folder.glob("*.whl"))).to_json(folder / "pyodide-lock.json")
    with zipfile.ZipFile(folder / "session.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((WEB / "session").rglob("*.py")):
            entry = zipfile.ZipInfo(path.relative_to(WEB).as_posix())  # of 1980, whenever it was made
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def _add_pyodide(folder: Path) -> None:
    """Those of Pyodide's own files that a page needs."""
    folder.mkdir()
    for name in (*PYODIDE_FETCHED, *PYODIDE_IMPORTED):
        shutil.copyfile(PYODIDE / name, folder / PYODIDE_IMPORTED.get(name, name))


def _add_recordings(folder: Path) -> dict[str, str]:
    """What the page shows until its own Python is up, and the sources of that Python, line by line; returns what the
    sentences of the pages say of it.
    """
    folder.mkdir()
    files = recordings()
    facts: dict[str, str] = json.loads(files.pop("facts.json"))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    lines = {name: coloured_lines(ROOT / name) for name in SHOWN_SOURCES}
    (folder / "source.json").write_text(json.dumps(lines, separators=(",", ":")), encoding="utf-8")
    return facts


def _add_fonts(folder: Path) -> None:
    folder.mkdir()
    for name in FONTS:
        source = NODE_MODULES / "@fontsource-variable" / name
        shutil.copyfile(source, folder / source.name)


def _add_bundles(folder: Path, sizes: dict[str, dict[str, int]], version: str) -> None:
    """The scripts: they are told how large the files are that they fetch. What they fetch has the version of the site
    in its address.
    """
    esbuild = NODE_MODULES / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=esm", f"--target={TARGET}", "--minify", "--log-level=warning"]
    element = [str(esbuild), str(WEB / "element.js"), f"--outfile={folder.parent / 'embed.js'}", *options]
    options.append("--sourcemap")
    options += ["--entry-names=[name]", "--chunk-names=[name]-[hash]", "--external:*.woff2"]
    options += [f"--define:{name}={json.dumps(value)}" for name, value in {**sizes, "VERSION": version}.items()]
    # source maps say where the sources are from here: so from one place, wherever the site is made
    bundles = CACHE / "bundles"
    shutil.rmtree(bundles, ignore_errors=True)  # of a build that was killed
    options.append(f"--outdir={bundles}")
    try:
        for name in SCRIPTS_IN_PIECES:
            _run([str(esbuild), str(WEB / name), "--splitting", *options])
        _run([str(esbuild), *(str(WEB / name) for name in WHOLE_SCRIPTS), *options])
        classic = [each.replace(TARGET, START_TARGET).replace("=esm", "=iife") for each in options]
        _run([str(esbuild), str(WEB / START_SCRIPT), *classic])
        _run(element)  # what other people's pages fetch: its address does not change
        folder.mkdir()
        for bundle in bundles.iterdir():
            # the style of a piece is in that of its page, too
            if ".css" not in bundle.suffixes or bundle.name.split(".")[0] in PAGES:
                shutil.copyfile(bundle, folder / bundle.name)
    finally:
        shutil.rmtree(bundles, ignore_errors=True)


def _add_licenses(folder: Path, bundled: set[str]) -> None:
    """The licence of everything in the site that is not ours: what the page depends on, and what that depends on."""
    folder.mkdir()
    shutil.copyfile(ROOT / "LICENSE", folder / "microgpt.txt")
    packages = bundled.union(json.loads((ROOT / "package.json").read_text())["dependencies"])
    for package in sorted(packages):
        found = sorted(path for path in (NODE_MODULES / package).iterdir() if path.name.upper().startswith("LICEN"))
        stated = json.loads((NODE_MODULES / package / "package.json").read_text())
        name = package.replace("@", "").replace("/", "-")
        source = stated.get("homepage", package)
        text = found[0].read_text(encoding="utf-8") if found else f"{package}: {stated['license']}, see {source}\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def _bundled_packages(folder: Path) -> set[str]:
    """The npm packages that bundles in this folder were made from."""
    sources = [source for path in folder.glob("*.map") for source in json.loads(path.read_text())["sources"]]
    return set(re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)/", "\n".join(sources)))


def _add_pages(site: Path, facts: dict[str, str], version: str) -> None:
    """The pages, and what lies beside them."""
    for page in sorted((WEB / "pages").glob("*.html")):
        (site / page.name).write_text(served_page(page, facts, version), encoding="utf-8")
    for other in ("favicon.svg",):
        shutil.copyfile(WEB / other, site / other)


def _sizes(site: Path) -> dict[str, dict[str, int]]:
    """The bytes of the files that are fetched, by name: to boot Python, and of what was recorded."""
    fetched = [*(site / "pyodide" / name for name in PYODIDE_FETCHED), *(site / "python").iterdir()]
    kinds = {"FETCHED_SIZES": fetched, "RECORDED_SIZES": (site / "recorded").iterdir()}
    return {kind: {path.name: path.stat().st_size for path in sorted(paths)} for kind, paths in kinds.items()}


def _digest(*folders: Path) -> str:
    """A name for what these folders hold: changes when a byte of it does."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        if NO_SPACE.search(done.stdout + done.stderr):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), f"what {Path(command[0]).name} makes")
        raise Problem(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
