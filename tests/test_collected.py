"""That every test is run when all are."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def test_pytest_looks_into_every_folder_of_tests(pytestconfig: pytest.Config) -> None:
    names = {name for path in TESTS.rglob("test_*.py") for name in path.parent.relative_to(TESTS).parts}
    patterns = pytestconfig.getini("norecursedirs")
    assert {"browser", "build", "session"} <= names
    assert [name for name in names if any(fnmatch(name, pattern) for pattern in patterns)] == []
