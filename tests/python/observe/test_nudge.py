"""Gradients checked by nudging: what the result becomes when one leaf is a little larger."""

from __future__ import annotations

import math
from typing import Any

import pytest

from microgpt.observe.expression import PRESETS, numbers, parsed
from microgpt.observe.nudge import NUDGE, nudges
from microgpt.observe.walk import walk


def nudged(text: str, **leaves: float) -> list[dict[str, Any]]:
    read = parsed(text)
    return nudges(read, numbers(read, leaves))


def test_only_one_leaf_at_a_time_is_larger() -> None:
    a, b, c = nudged("(a*b + c).relu()", a=2, b=-3, c=10)
    assert [each["name"] for each in (a, b, c)] == ["a", "b", "c"]
    assert a["data"] == pytest.approx(2.001 * -3 + 10, rel=1e-12)
    assert b["data"] == pytest.approx(2 * -2.999 + 10, rel=1e-12)
    assert c["data"] == pytest.approx(2 * -3 + 10.001, rel=1e-12)
    assert a["change"] == a["data"] - 4
    assert a["slope"] == a["change"] / NUDGE


@pytest.mark.parametrize("text", PRESETS)
def test_each_slope_is_nearly_the_gradient_that_backward_found(text: str) -> None:
    read = parsed(text)
    leaves = numbers(read, {})
    found = walk(read, leaves)
    assert found["nudges"] == nudges(read, leaves)
    for node, each in zip(found["nodes"], found["nudges"]):
        assert node["name"] == each["name"]
        assert each["slope"] == pytest.approx(node["grad"], abs=2 * NUDGE)
        assert each["by"] == NUDGE


def test_a_square_differs_from_its_gradient_by_the_nudge_itself() -> None:
    """((a + h)^2 - a^2) / h = 2a + h"""
    (a,) = nudged("a * a", a=3)
    assert a["slope"] == pytest.approx(6 + NUDGE, rel=1e-9)


def test_where_there_is_no_number_nothing_is_said() -> None:
    nothing = {"data": None, "change": None, "slope": None}
    (a,) = nudged("log(-a)", a=-NUDGE)
    assert a == {"name": "a", "by": NUDGE, **nothing}
    (a,) = nudged("a ** -1", a=-NUDGE / 2)
    assert math.isfinite(a["slope"])


def test_a_change_too_large_for_a_float_is_no_number() -> None:
    (a,) = nudged("(a * 1e6) ** 32 * 1e6 ** 18 * 1e5", a=-9e4)
    assert a["slope"] is None or math.isfinite(a["slope"])


def test_the_last_step_of_a_walk_is_the_check() -> None:
    read = parsed("a * b")
    steps = walk(read, numbers(read, {}))["steps"]
    assert [step["phase"] for step in steps] == ["forward", "start", "backward", "check"]
    assert steps[-1]["lines"] == steps[-1]["shares"] == []
