"""Runs tests in the Python of a page, under Node and in a browser alike, and tells what came of each of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


class Outcomes:
    """What is told of the tests, as a plugin of pytest."""

    def __init__(self, begin: Callable[[str], None]) -> None:
        self._begin = begin
        self.passed: list[str] = []
        self.failed: dict[str, str] = {}  # test, or what could not be collected -> why
        self.lacking: dict[str, str] = {}  # test that fails as it says it does here -> for want of what
        self.skipped: dict[str, str] = {}  # test -> why
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._begin(nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        self._note(report)
        if report.passed and report.when == "call":
            self.passed.append(report.nodeid)

    def _note(self, report: Any) -> None:
        if report.failed:
            self.failed[report.nodeid] = report.longreprtext
        elif report.skipped:
            lacks = getattr(report, "wasxfail", None)
            if lacks is None:
                self.skipped[report.nodeid] = str(report.longrepr[2])
            else:
                self.lacking[report.nodeid] = lacks


def outcomes(arguments: list[str], begin: Callable[[str], None]) -> str:
    """What came of the tests that these arguments choose, and pytest's exit code, as JSON.

    begin is told of each test before it is run: who asked may be the only one left to say which one ended Python.
    """
    told = Outcomes(begin)
    # no cache, no workers: what is told is told by this process, and nothing of it is left behind
    options = ["-p", "no:cacheprovider", "-o", "addopts=--strict-markers -m 'not slow'"]
    code = int(pytest.main([*options, *arguments], plugins=[told]))
    return json.dumps({"code": code, **{name: each for name, each in vars(told).items() if not name.startswith("_")}})
