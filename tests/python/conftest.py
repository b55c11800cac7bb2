"""What the tests of the pure-Python core share."""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings
from lacks import LACKS, expect_lack, fails_as_expected, lack_of

IS_OF_A_PAGE = sys.platform == "emscripten"
FEW = 5  # examples of what hypothesis invents, in a page: the search for more is this Python's own, which is quicker

# the same examples on every machine and in every run: what is red once stays red
settings.register_profile("ring", derandomize=True, deadline=None, database=None)
settings.load_profile("ring")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        assert lack_of(item) in (None, *LACKS), f"{item.nodeid} needs {lack_of(item)}: wanted one of {list(LACKS)}"
        if IS_OF_A_PAGE:
            expect_lack(item)
            _invent_few(item)


def _invent_few(item: pytest.Item) -> None:
    own = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
    if own is not None and own.max_examples > FEW:
        item.obj._hypothesis_internal_use_settings = settings(own, max_examples=FEW)  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    report = yield
    if hasattr(report, "wasxfail") and call.excinfo and not fails_as_expected(item, call.excinfo.exconly()):
        report.outcome = "failed"
        del report.wasxfail
    return report
