"""The project's own environment: a Python with the pinned packages in .venv, and the npm packages in node_modules.

Both are remade when what they are made from has changed. Written for Python 3.8, which may be all there is at first.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.ending import call
from tools.lock import alone
from tools.problem import CannotWrite, Problem

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache"  # what can be made again
NEEDED = (3, 12)  # what pyodide-lock needs; the core itself runs from 3.11
NEEDED_NODE = 20
ABOVE = ": what it says stands above"


def enter_environment(command: list[str]) -> None:
    """Make sure of both halves; if this Python is not the environment's, run the command again in the one that is."""
    os.chdir(str(ROOT))
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if VENV.exists() and os.path.samefile(sys.prefix, str(VENV)):
        _make_node_modules()
        return
    _make_venv(python)
    if os.name == "nt":
        sys.exit(subprocess.call([str(python), *command]))
    # in this process's place, so that whoever ends or asks it ends or asks the one that does the work
    os.execv(str(python), [str(python), *command])


def _make_venv(python: Path) -> None:
    def install() -> None:
        base = find_python()
        print("build.py: making .venv with the Python packages (once)", flush=True)
        shutil.rmtree(str(VENV), ignore_errors=True)
        _run([base, "-m", "venv", str(VENV)], "python -m venv failed (on Debian and Ubuntu: apt install python3-venv)")
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        _run(
            [str(python), *pip, "-r", "requirements.txt"],
            f"pip could not install requirements.txt, which takes a network once{ABOVE}",
        )

    _make(VENV, ROOT / "requirements.txt", python.exists, install)


def _make_node_modules() -> None:
    folder = ROOT / "node_modules"
    _make(folder, ROOT / "package-lock.json", folder.exists, _install_node_modules)


def _make(folder: Path, source: Path, is_there: Callable[[], bool], install: Callable[[], None]) -> None:
    """Install what a folder holds, unless it was made from the source as it is now."""
    wanted = hashlib.sha256(source.read_bytes()).hexdigest()
    stamp = folder / "made-from"

    def is_made() -> bool:
        return is_there() and stamp.exists() and stamp.read_text() == wanted

    if is_made():
        return
    with alone(CACHE / "environment.lock", f"installing {folder.name}"):
        if is_made():  # another process may have made it meanwhile
            return
        try:
            if stamp.exists():
                stamp.unlink()  # first: if this is killed half-way, what is there must not pass for whole
            install()
            stamp.write_text(wanted)
        except OSError as error:
            raise CannotWrite(f"wanted to install {folder}, but {error.filename}: {error.strerror}") from error


def _install_node_modules() -> None:
    npm = shutil.which("npm")
    node = shutil.which("node")
    if not npm or not node:
        raise Problem(f"wanted Node {NEEDED_NODE} or newer with npm, but there is none on the PATH: see nodejs.org")
    try:
        version = subprocess.run([node, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
    except OSError:  # not a program that this machine can run
        version = ""
    found = re.match(r"v(\d+)", version)
    if not found or int(found.group(1)) < NEEDED_NODE:
        raise Problem(f"wanted Node {NEEDED_NODE} or newer, but node --version says {version or 'nothing'}")
    print("build.py: installing the npm packages (once)", flush=True)
    _run([npm, "ci", "--loglevel=error"], f"npm ci failed, which takes a network once{ABOVE}")


def find_python() -> str:
    """The path of a Python that is new enough: this one, or one on the PATH, or one of pyenv's."""
    if sys.version_info[:2] >= NEEDED:
        return sys.executable
    names = [f"python3.{minor}" for minor in range(NEEDED[1] + 6, NEEDED[1] - 1, -1)] + ["python3", "python"]
    candidates = [path for path in map(shutil.which, names) if path]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates += sorted(map(str, pyenv.glob("versions/3.*/bin/python3")), key=_version_in_path, reverse=True)
    for candidate in candidates:
        # a name on the PATH may be a shim that answers and then refuses, so ask the interpreter itself
        question = f"import sys, venv, ensurepip; sys.exit(sys.version_info[:2] < {NEEDED})"
        try:
            answer = subprocess.run([candidate, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:  # not a program that this machine can run
            continue
        if answer.returncode == 0:
            return candidate
    have = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, NEEDED))
    raise Problem(f"wanted Python {wanted} or newer to build with, but found only {have}: install one from python.org")


def _version_in_path(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path.split("versions", 1)[1])]


def _run(command: list[str], complaint: str) -> None:
    if call(command) != 0:
        raise Problem(complaint)
