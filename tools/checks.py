"""Everything that has to hold: the linters, the type checkers and the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.ending import call
from tools.environment import ROOT
from tools.problem import Problem
from tools.site import SITE, build_site
from tools.traces import make_traces

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)


def check(pytest_arguments: list[str]) -> int:
    """Build, lint, check types, test; return the first exit code that is not 0, or 0."""
    build_site(SITE)
    make_traces()
    browser = find_browser() or install_browser()
    python = [sys.executable, "-m"]
    packages = ROOT / "node_modules"
    pure = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "page").glob("*.test.js"))
    reporter = f"--test-reporter={(ROOT / 'tests' / 'page' / 'reporter.js').as_uri()}"
    for name, command in {
        "ruff check": [*python, "ruff", "check"],
        "ruff format": [*python, "ruff", "format", "--check"],
        "mypy": [*python, "mypy"],
        "biome": ["node", str(packages / "@biomejs" / "biome" / "bin" / "biome"), "ci", "--error-on-warnings"],
        "tsc": ["node", str(packages / "typescript" / "bin" / "tsc"), "--project", "web"],
        "node --test": ["node", "--test", reporter, *pure],
        "pytest": [*python, "pytest", *pytest_arguments],
    }.items():
        print(f"--- {name}", flush=True)
        code = call(command, {**os.environ, "MICROGPT_BROWSER": browser}, ROOT)
        if code:
            return code
    return 0


def find_browser() -> str | None:
    """The path of a Chromium or Chrome: named by MICROGPT_BROWSER, on the PATH, where it installs, or Playwright's."""
    named = os.environ.get("MICROGPT_BROWSER")
    if named and not Path(named).exists():
        raise Problem(f"wanted the path of a browser in MICROGPT_BROWSER, but there is no {named}")
    for path in (named, *map(shutil.which, BROWSERS), *BROWSER_PLACES):
        if path and Path(path).exists():
            return path
    path = _playwrights_browser()  # starts Playwright, so only when nothing else is there
    return path if Path(path).exists() else None


def install_browser() -> str:
    """Install a browser by the means at hand, and return its path."""
    print("--- no Chromium or Chrome found: installing one", flush=True)
    attempts = [[[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        attempts.insert(0, [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]])
    for commands in attempts:
        with open(os.devnull, "w") as silence:
            worked = all(subprocess.call(command, stdout=silence) == 0 for command in commands)
        path = find_browser()
        if worked and path:
            return path
    raise Problem(
        "wanted Chromium or Chrome to test in, but found none: install one, or set MICROGPT_BROWSER to its path"
    )


def _playwrights_browser() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
