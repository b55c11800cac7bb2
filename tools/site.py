"""Assembles the site: pages, bundles, fonts, the wheel, its lock, Pyodide and the recordings, in one folder.

Two builds of the same tree are equal byte for byte. Nothing in it is fetched from elsewhere when the page is used.
"""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

from tools.bundles import NODE_MODULES, WEB, add_bundles, bundle_alone, bundle_of_the_site, bundled_packages, run
from tools.environment import CACHE, ROOT
from tools.examples import add_examples
from tools.heads import PICTURE_NAME, oembed, oembed_name, with_head
from tools.lock import alone
from tools.pages import served_page
from tools.parts import NAMES, addresses_from_a_part, part, part_address, settled, write_manifest
from tools.recording import recordings
from tools.replacing import replacing
from tools.snapshot import NAME as SNAPSHOT
from tools.snapshot import PYODIDE, SPARE, snapshot
from tools.source_listing import coloured_lines

SITE = ROOT / "dist"
PICTURE = WEB / "pictures" / PICTURE_NAME
# of Pyodide's own: what is fetched when Python boots, and the modules that are imported, with the names that they get
# here. Not every server knows .mjs, and a module of a type that it does not know is refused.
PYODIDE_FETCHED = ("pyodide.asm.wasm", "python_stdlib.zip")
PYODIDE_IMPORTED = {"pyodide.mjs": "pyodide.js", "pyodide.asm.mjs": "pyodide.asm.js"}
# what a trace can point into, and what lies below it
SHOWN_SOURCES = tuple(
    f"microgpt/{name}.py" for name in ("model", "ops/scalar", "value", "train", "adam", "sgd", "tokenizer")
)
FONTS = (
    "source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    "source-serif-4/files/source-serif-4-latin-wght-italic.woff2",
    "source-serif-4/files/source-serif-4-latin-ext-wght-normal.woff2",
    "source-code-pro/files/source-code-pro-latin-wght-normal.woff2",
    "source-code-pro/files/source-code-pro-latin-ext-wght-normal.woff2",
)


def build_site(site: Path, address: str = "") -> Path:
    """Make the site in this folder, in place of what was there; return the folder. The address is where it will be, for
    what only a whole address can say: a page's picture in a link to it, and its oEmbed file.
    """
    with alone(CACHE / "build.lock", "building"), replacing(site) as new:
        _add_python(new / "python")
        _add_pyodide(new / "pyodide")
        facts = _add_recordings(new / "recorded")
        _add_fonts(new / "fonts")
        sizes = _sizes(new)
        for name in ("python", "pyodide", "recorded", "fonts"):
            settled(new, new / name)
        src = _add_scripts(new, {**sizes, "SPARE": SPARE})
        _add_licenses(new / "licenses", bundled_packages(src))
        _add_pages(new, facts, address)
        add_examples(new, facts)
        _add_service_worker(new)
        write_manifest(new)
    return site


def _add_python(folder: Path) -> None:
    """The wheel of microgpt, a lock that lists only it, the session as an archive; a snapshot of Python with both."""
    folder.mkdir()
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)])
    from pyodide_lock import PyodideLockSpec
    from pyodide_lock.utils import add_wheels_to_spec

    lock = PyodideLockSpec.from_json(PYODIDE / "pyodide-lock.json")
    lock.packages.clear()
    add_wheels_to_spec(lock, list(folder.glob("*.whl"))).to_json(folder / "pyodide-lock.json")
    with zipfile.ZipFile(folder / "session.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((WEB / "session").rglob("*.py")):
            entry = zipfile.ZipInfo(path.relative_to(WEB).as_posix())  # of 1980, whenever it was made
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    (folder / SNAPSHOT).write_bytes(snapshot())


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


def _add_scripts(site: Path, files: dict[str, object]) -> Path:
    """The scripts and styles: they are told where the other parts are, and of the files that they fetch."""
    parts = addresses_from_a_part(site)
    folder = site / "src"
    add_bundles(folder, {**files, "PARTS": parts})
    for style in folder.glob("*.css"):
        text = style.read_text(encoding="utf-8")
        style.write_text(text.replace("../fonts/", parts["fonts"]), encoding="utf-8")
    bundle_alone(WEB / "element.js", site / "embed.js")  # what other people's pages fetch
    return settled(site, folder)


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


def _add_pages(site: Path, facts: dict[str, str], address: str) -> None:
    """The pages, and what lies beside them."""
    parts = {name: part_address(site, name) for name in ("src", "fonts")}
    for page in sorted((WEB / "pages").glob("*.html")):
        text = served_page(page, facts, parts)
        (site / page.name).write_text(with_head(text, page.name, address), encoding="utf-8")
        if address:
            file = site / oembed_name(page.name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(oembed(text, page.name, address), encoding="utf-8")
    shutil.copyfile(PICTURE, site / PICTURE_NAME)
    for other in ("favicon.svg",):
        shutil.copyfile(WEB / other, site / other)


def _add_service_worker(site: Path) -> None:
    """What keeps the site in the reader's browser, told what there is to keep; and what ends it."""
    parts = {f"{part_address(site, name)}/": _kept_files(part(site, name)) for name in NAMES}
    pages = sorted(path.name for path in site.glob("*.html"))
    told: dict[str, object] = {"SITE_PARTS": parts, "SITE_PAGES": pages, "SPARE": SPARE}
    bundle_of_the_site(WEB / "offline" / "sw.js", site / "sw.js", told)
    bundle_of_the_site(WEB / "offline" / "off.js", site / "sw-off.js", {})


def _kept_files(folder: Path) -> dict[str, int]:
    """The bytes of those files that pages fetch."""
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.suffix != ".map"}


def _sizes(site: Path) -> dict[str, dict[str, int]]:
    """The bytes of the files that are fetched, by name: to boot Python, and of what was recorded."""
    names = (*PYODIDE_FETCHED, *PYODIDE_IMPORTED.values())
    fetched = [*(site / "pyodide" / name for name in names), *(site / "python").iterdir()]
    kinds = {"FETCHED_SIZES": fetched, "RECORDED_SIZES": (site / "recorded").iterdir()}
    return {kind: {path.name: path.stat().st_size for path in sorted(paths)} for kind, paths in kinds.items()}
