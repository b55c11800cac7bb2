"""pytest and hypothesis for the page's own Python, as they are pinned for this one: its tests run with them.

They are installed as for that Python and not copied from here: hypothesis has a part that is compiled for each kind.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from tools.cache import made
from tools.ending import call
from tools.environment import CACHE, ROOT
from tools.problem import Problem

NAMES = {"hypothesis", "iniconfig", "packaging", "pluggy", "pygments", "pytest", "sortedcontainers"}
LOCK = ROOT / "node_modules" / "pyodide" / "pyodide-lock.json"
REQUIREMENTS = ROOT / "requirements.txt"


def pyodide_packages() -> Path:
    """The folder of the packages, which are installed if they are not there or are pinned otherwise by now."""
    return made(CACHE / "pyodide-packages", [REQUIREMENTS, LOCK, Path(__file__)], _install)


def _install(folder: Path) -> None:
    pins = re.split(r"^(?=\S)", REQUIREMENTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    wanted = folder / "requirements.txt"
    wanted.write_text("".join(pin for pin in pins if pin.split("==")[0] in NAMES), encoding="utf-8")
    kind = json.loads(LOCK.read_bytes())["info"]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
        "--no-deps",
    ]
    pip += ["--require-hashes", f"--requirement={wanted}", f"--target={folder}", "--only-binary=:all:"]
    pip += [f"--platform=pyemscripten_{kind['abi_version']}_{kind['arch']}", f"--python-version={kind['python']}"]
    if call(pip) != 0:
        raise Problem(
            "wanted pytest and hypothesis for the page's own Python, which takes a network once, "
            "but pip could not install them: what it says stands above"
        )
