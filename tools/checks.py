"""Everything that has to hold: the linters, the type checkers and the tests."""

from __future__ import annotations

import os
import sys

from tools.browsers import CHROMIUM, FIREFOX, find_or_install
from tools.ending import call
from tools.environment import ROOT
from tools.problem import Problem
from tools.site import SITE, build_site
from tools.traces import make_traces


def check(pytest_arguments: list[str]) -> int:
    """Build, lint, check types, test; return the first exit code that is not 0, or 0."""
    build_site(SITE)
    make_traces()
    browsers = find_browsers()
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
        code = call(command, {**os.environ, **browsers}, ROOT)
        if code:
            return code
    return 0


def find_browsers() -> dict[str, str]:
    """The paths of the browsers there are, by the variables that name them: Chromium there must be."""
    chromium, firefox = find_or_install(CHROMIUM), find_or_install(FIREFOX)
    if chromium is None:
        raise Problem(CHROMIUM.wanted)
    if firefox is None:
        print(f"--- {FIREFOX.wanted}; what is tested in it is skipped", flush=True)
    return {kind.variable: path for kind, path in ((CHROMIUM, chromium), (FIREFOX, firefox)) if path}
