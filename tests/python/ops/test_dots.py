"""Dot products, spelled out."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from microgpt.ops.dots import LONGEST, combination, dots


def in_a_loop(row: list[float], x: list[float]) -> float:
    """A dot product with its additions from left to right."""
    total = row[0] * x[0]
    for a, b in list(zip(row, x))[1:]:
        total += a * b
    return total


@pytest.mark.parametrize("n", [1, 2, 3, 16, LONGEST])
def test_a_spelled_out_dot_product_is_a_loop_to_the_last_bit(n: int) -> None:
    gauss = random.Random(n).gauss
    x = [gauss(0, 1) for _ in range(n)]
    rows = [[gauss(0, 1) for _ in range(n)] for _ in range(5)]
    assert dots[n](rows, x) == [in_a_loop(row, x) for row in rows]


@pytest.mark.parametrize("n", [LONGEST + 1, 2 * LONGEST, 5 * LONGEST - 1])
def test_a_long_dot_product_is_added_up_from_pieces(n: int) -> None:
    gauss = random.Random(n).gauss
    x = [gauss(0, 1) for _ in range(n)]
    rows = [[gauss(0, 1) for _ in range(n)] for _ in range(3)]
    assert dots[n](iter(rows), x) == pytest.approx([in_a_loop(row, x) for row in rows], rel=1e-9)


@pytest.mark.parametrize(
    "wrong", [lambda: dots[2]([[1.0, 2.0, 3.0]], [1.0, 2.0]), lambda: dots[2]([[1.0]], [1.0, 2.0])]
)
def test_rows_of_another_length_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="unpack"):
        wrong()


def test_a_combination_leaves_out_what_has_no_weight() -> None:
    assert combination([2.0, 0.0, -1.0], [[1.0, 2.0], [math_nan(), math_nan()], [3.0, 4.0]]) == [-1.0, 0.0]
    assert combination([0.0], [[1.0, 2.0]]) == [0.0, 0.0]


def math_nan() -> float:
    """Not a number: whatever it touches turns into it."""
    return float("nan")
