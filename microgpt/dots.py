"""Dot products, the one thing a model spends its time on, spelled out so that the interpreter has least to do.

For vectors of 3 numbers `dots[3]` is

    def dots3(rows, x):
        x0, x1, x2, = x
        return [a0 * x0 + a1 * x1 + a2 * x2 for a0, a1, a2, in rows]

No call and no new object per number, and additions in the order of a plain sum(). Compared with math.sumprod (which
wants Python 3.12 and adds more exactly, but slower): 1.7 times as fast under Pyodide, much the same under CPython.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import add

Dots = Callable[[Iterable[Sequence[float]], Sequence[float]], list[float]]

LONGEST = 64  # numbers spelled out at once; longer vectors are cut into pieces of this length


class _Dots(dict[int, Dots]):
    """dots[n](rows, x): the dot product of each row with x, where x and every row have n numbers."""

    def __missing__(self, n: int) -> Dots:
        self[n] = _spelled_out(n) if n <= LONGEST else _in_pieces
        return self[n]


def _spelled_out(n: int) -> Dots:
    names = range(n)
    source = (
        f"def dots{n}(rows, x):\n"
        f"    {''.join(f'x{i}, ' for i in names)} = x\n"
        f"    return [{' + '.join(f'a{i} * x{i}' for i in names)} for {''.join(f'a{i}, ' for i in names)} in rows]"
    )
    namespace: dict[str, Dots] = {}
    exec(source, namespace)
    return namespace[f"dots{n}"]


def _in_pieces(rows: Iterable[Sequence[float]], x: Sequence[float]) -> list[float]:
    rows = list(rows)
    first = dots[LONGEST]([row[:LONGEST] for row in rows], x[:LONGEST])
    rest = dots[len(x) - LONGEST]([row[LONGEST:] for row in rows], x[LONGEST:])
    return list(map(add, first, rest))


dots = _Dots()
