"""Runs tests of the core in the Python that the site ships, and says what came of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.environment import ROOT
from tools.pyodide_packages import pyodide_packages

sys.path.append(str(ROOT / "tests" / "python"))
from lacks import LACKS

RUN = Path(__file__).with_name("run.js")
LONGEST = 900  # seconds, on a machine that does much else: it takes a tenth of that
ELSEWHERE = (
    "MICROGPT_NAMES",
    "dask.distributed is not installed",
)  # how tests are skipped that are skipped in any Python


@dataclass(frozen=True)
class Outcomes:
    """What came of each test, as inside.py tells it."""

    code: int
    passed: list[str]
    failed: dict[str, str]
    lacking: dict[str, str]
    skipped: dict[str, str]
    seconds: dict[str, float]

    def told(self, where: str) -> str:
        """A sentence with all counts; fails the test if anything is not as it is named in tests/python/lacks.py."""
        skipped = {test: why.removeprefix("Skipped: ") for test, why in self.skipped.items()}
        untried = {test: why for test, why in skipped.items() if why in LACKS}
        unnamed = {test: why for test, why in skipped.items() if why not in LACKS and not why.startswith(ELSEWHERE)}
        wrong = [f"--- {test} in the page's Python\n{why}" for test, why in {**self.failed, **unnamed}.items()]
        if wrong or self.code:
            pytest.fail("\n".join(wrong) or f"pytest ended with {self.code} in the page's Python", pytrace=False)
        told = [f"{len(self.passed):,} tests of the core pass"]
        if self.lacking:
            told.append(f"{len(self.lacking)} fail, as they should, for want of {_counted(self.lacking)}")
        if untried:
            told.append(f"{len(untried)} are not tried: {_counted(untried)}")
        return f"In the page's Python {where}: {'; '.join(told)}"


def outcomes_under_node(told: Path, *arguments: str) -> Outcomes:
    """What came of the tests that these arguments of pytest choose; told is an empty folder."""
    result = told / "outcomes.json"
    command = ["node", str(RUN), str(pyodide_packages()), str(result), "-q", *arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        pytest.fail(f"wanted {arguments} tested in {LONGEST} seconds in the page's Python, but it goes on", False)
    if not result.exists():
        pytest.fail(f"Node ended with {done.returncode} and no word of the tests:\n{done.stderr[-5000:]}", False)
    return Outcomes(**json.loads(result.read_text()))


def _counted(reasons: dict[str, str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in Counter(reasons.values()).most_common())
