"""Runs tests of the core in the Python that the site ships, and says what came of them."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.environment import ROOT
from tools.pyodide_packages import pyodide_packages

RUN = Path(__file__).with_name("run.js")
LONGEST = 900  # seconds, on a machine that does much else: it takes a tenth of that
ELSEWHERE = "Skipped: MICROGPT_NAMES"  # how tests are skipped that are skipped in any Python


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
        wrong = [f"--- {test} in the page's Python\n{why}" for test, why in self.failed.items()]
        if wrong or self.code:
            pytest.fail("\n".join(wrong) or f"pytest ended with {self.code} in the page's Python", pytrace=False)
        untried = {test: why.removeprefix("Skipped: ") for test, why in self.skipped.items() if ELSEWHERE not in why}
        return (
            f"In the page's Python {where}: {len(self.passed):,} tests of the core pass; {len(self.lacking)} fail, "
            f"as they should, for want of {_counted(self.lacking)}; {len(untried)} are not tried ({_counted(untried)})"
        )


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
    return ", ".join(f"{name} {count}" for name, count in Counter(reasons.values()).most_common()) or "nothing"
