"""The parts of a site that never change: folders whose address holds a digest of what is in them.

    parts/DIGEST/src         the pages' scripts and styles
    parts/DIGEST/recorded    what was recorded when the site was built
    parts/DIGEST/python      our own Python
    parts/DIGEST/pyodide     Python in the browser
    parts/DIGEST/fonts

A browser may keep whatever it has fetched from below parts/ for ever, and a page of one build never gets a file of
another: another content has another address. What lies beside parts/ keeps its address from build to build.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

PARTS = "parts"
NAMES = ("src", "recorded", "python", "pyodide", "fonts")
MANIFEST = "site.json"


def part(site: Path, name: str) -> Path:
    """The folder of a part of a site that was built."""
    [folder] = (site / PARTS).glob(f"*/{name}")
    return folder


def part_address(site: Path, name: str) -> str:
    """Where that folder is, from the root of the site, such as parts/0123456789ab/src."""
    return part(site, name).relative_to(site).as_posix()


def settled(site: Path, folder: Path) -> Path:
    """Move a folder that is complete to where it stays, under its own name; return that place."""
    place = site / PARTS / digest(folder) / folder.name
    place.parent.mkdir(parents=True)
    return folder.rename(place)


def addresses_from_a_part(site: Path) -> dict[str, str]:
    """The addresses of the parts there are, from a file that lies in one of them."""
    found = {name: list((site / PARTS).glob(f"*/{name}")) for name in NAMES}
    return {name: f"../../{each[0].relative_to(site / PARTS).as_posix()}/" for name, each in found.items() if each}


def digest(folder: Path) -> str:
    """A name for what a folder holds: changes when a byte of it does."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def write_manifest(site: Path) -> None:
    """Say in site.json what the site consists of: where its parts are, and each file with its bytes."""
    files = {
        path.relative_to(site).as_posix(): path.stat().st_size for path in sorted(site.rglob("*")) if path.is_file()
    }
    parts = {name: part_address(site, name) for name in NAMES}
    text = json.dumps({"version": digest(site), "parts": parts, "files": files}, indent=1)
    (site / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def stays(path: str) -> bool:
    """Whether what has this address below the site's never changes."""
    first, _, rest = path.lstrip("/").partition("/")
    return first == PARTS and os.path.normpath(rest) == rest
