"""The operations, and what observes the algorithm, run unchanged in the Python that the site ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ring import outcomes_under_node


def test_the_tests_of_the_operations_and_of_what_observes_pass_there(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcomes = outcomes_under_node(tmp_path, "tests/python/ops", "tests/python/observe")
    record_property("told", outcomes.told("under Node"))


@pytest.mark.slow
def test_all_tests_pass_there_with_those_that_take_long(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcomes = outcomes_under_node(tmp_path, "tests/python", "-m", "slow or not slow")
    record_property("told", outcomes.told("under Node, with those that take long,"))
