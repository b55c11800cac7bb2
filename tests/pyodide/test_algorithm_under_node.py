"""The algorithm and its command line run unchanged in the Python that the site ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ring import outcomes_under_node

OTHERS = ("--ignore=tests/python/observe", "--ignore=tests/python/ops")  # see test_observing_under_node.py


def test_the_tests_of_the_algorithm_pass_there(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    record_property("told", outcomes_under_node(tmp_path, "tests/python", *OTHERS).told("under Node"))
