"""What is not as it is named fails, with its traceback; and so does a run that ends with no word of its tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from ring import outcomes_under_node

SETTINGS = ("-c", "/project/pyproject.toml", "--rootdir=/own", "-o", "pythonpath=/project /project/tests/python")
CONFTEST = Path(__file__).parents[1] / "python" / "conftest.py"
TESTS = """
import threading, pytest

def test_that_holds(): pass
def test_that_does_not(): assert 1 + 1 == 3
@pytest.mark.needs("threads")
def test_that_fails_for_want_of_threads(): threading.Thread(target=print).start()
@pytest.mark.needs("threads")
def test_that_fails_otherwise(): assert 2 + 2 == 5
@pytest.mark.needs("threads")
def test_that_could_do_without(): pass
@pytest.mark.skip(reason="nobody feels like it")
def test_that_is_left_out(): pass
"""
ENDS = """
def test_that_ends_python():
    deep = []
    for _ in range(100_000):
        deep = [deep]
"""


def test_a_test_that_is_not_as_it_is_named_fails_with_its_traceback(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_bytes(CONFTEST.read_bytes())
    (tmp_path / "test_some.py").write_text(TESTS)
    outcomes = outcomes_under_node(tmp_path, "/own/test_some.py", *SETTINGS)
    assert [test.split("::")[1] for test in outcomes.passed] == ["test_that_holds"]
    assert [test.split("::")[1] for test in outcomes.lacking] == ["test_that_fails_for_want_of_threads"]
    with pytest.raises(pytest.fail.Exception) as failure:
        outcomes.told("here")
    said = str(failure.value)
    assert [name in said for name in ("test_that_does_not in", "assert (1 + 1) == 3")] == [True, True]
    assert [name in said for name in ("test_that_fails_otherwise in", "assert (2 + 2) == 5")] == [True, True]
    assert [name in said for name in ("test_that_could_do_without in", "XPASS(strict)")] == [True, True]
    assert [name in said for name in ("test_that_is_left_out in", "nobody feels like it")] == [True, True]


def test_a_test_that_ends_python_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_deep.py").write_text(ENDS)
    with pytest.raises(pytest.fail.Exception, match=r"Python ended in test_deep\.py::test_that_ends_python"):
        outcomes_under_node(tmp_path, "/own/test_deep.py", *SETTINGS)
