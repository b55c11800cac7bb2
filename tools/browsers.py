"""The browsers to test in: where each is found, and how one that is not there is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.problem import Problem


@dataclass(frozen=True)
class Kind:
    """A kind of browser that tests run in."""

    name: str  # in a sentence
    variable: str  # of the environment, which may name its path
    programs: tuple[str, ...]  # on the PATH, the best first
    places: tuple[str, ...]  # where it installs on systems that have it on no PATH
    package: str  # Debian's
    install: str | None = None  # Playwright's name for the one that it brings along, where that serves

    @property
    def wanted(self) -> str:
        """What to say where there is none."""
        return f"wanted {self.name} to test in, but found none: install one, or set {self.variable} to its path"


CHROMIUM = Kind(
    "Chromium or Chrome",
    "MICROGPT_BROWSER",
    ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"),
    (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ),
    "chromium",
    "chromium",
)
FIREFOX = Kind(
    "Firefox",
    "MICROGPT_FIREFOX",
    ("firefox-esr", "firefox"),
    ("/Applications/Firefox.app/Contents/MacOS/firefox", "C:/Program Files/Mozilla Firefox/firefox.exe"),
    "firefox-esr",  # Playwright's own is another program: it has no such channel
)


def find(kind: Kind) -> str | None:
    """The path of a browser: named by its variable, on the PATH, where it installs, or Playwright's."""
    named = os.environ.get(kind.variable)
    if named and not Path(named).exists():
        raise Problem(f"wanted the path of a browser in {kind.variable}, but there is no {named}")
    for path in (named, *map(shutil.which, kind.programs), *kind.places):
        if path and Path(path).exists():
            return path
    if not kind.install:
        return None
    path = _playwrights_chromium()  # starts Playwright, so only when nothing else is there
    return path if Path(path).exists() else None


def find_or_install(kind: Kind) -> str | None:
    """The path of a browser, which is installed by the means at hand if it is not there."""
    path = find(kind)
    if path:
        return path
    attempts = []
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempts.append([["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", kind.package]])
    if kind.install:
        attempts.append([[sys.executable, "-m", "playwright", "install", "--with-deps", kind.install]])
    for commands in attempts:
        print(f"--- no {kind.name} found: installing one", flush=True)
        with open(os.devnull, "w") as silence:
            worked = all(subprocess.call(command, stdout=silence) == 0 for command in commands)
        path = find(kind)
        if worked and path:
            return path
    return None


def _playwrights_chromium() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
