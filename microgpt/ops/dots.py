"""Dot products, the one thing a model spends its time on, spelled out so that the interpreter has least to do.

For vectors of 3 numbers, `dots[3]` is

    def dots3(rows, x):
        x0, x1, x2, = x
        return [a0 * x0 + a1 * x1 + a2 * x2 for a0, a1, a2, in rows]

No call and no index per number, and additions in the order of a plain loop. math.sumprod (from Python 3.12 on, and more
exact) takes 1.7 times as long under Pyodide and about as long under CPython.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import add

Dots = Callable[[Iterable[Sequence[float]], Sequence[float]], list[float]]

LONGEST = 64  # numbers spelled out at once; longer vectors are cut into pieces


class _Dots(dict[int, Dots]):
    """dots[n](rows, x): the dot product of every row with x, all of n numbers."""

    def __missing__(self, n: int) -> Dots:
        self[n] = _spelled_out(n) if n <= LONGEST else _in_pieces
        return self[n]


def _spelled_out(n: int) -> Dots:
    numbers = range(n)
    source = (
        f"def dots{n}(rows, x):\n"
        f"    {''.join(f'x{i}, ' for i in numbers)} = x\n"
        f"    return [{' + '.join(f'a{i} * x{i}' for i in numbers)} for {''.join(f'a{i}, ' for i in numbers)} in rows]"
    )
    namespace: dict[str, Dots] = {}
    exec(source, namespace)
    return namespace[f"dots{n}"]


def _in_pieces(rows: Iterable[Sequence[float]], x: Sequence[float]) -> list[float]:
    rows = list(rows)
    total = [0.0] * len(rows)
    for start in range(0, len(x), LONGEST):
        piece = x[start : start + LONGEST]
        total = list(map(add, total, dots[len(piece)]([row[start : start + LONGEST] for row in rows], piece)))
    return total


dots = _Dots()


def dot(x: Sequence[float], y: Sequence[float]) -> float:
    """The dot product of two vectors."""
    return dots[len(x)]((x,), y)[0]


def combination(weights: Sequence[float], vectors: Sequence[Sequence[float]]) -> list[float]:
    """The vectors added up by their weights; those with weight 0 cost nothing."""
    nonzero = list(filter(None, weights))
    if not nonzero:
        return [0.0] * len(vectors[0])
    return dots[len(nonzero)](zip(*compress(vectors, weights)), nonzero)
