"""What a second backward pass over the same vectors does: the rules of `vector` for the first revision's bookkeeping.

With `backward="position"` every loss goes backward at once, and no gradient is cleared between. So the nodes of earlier
positions, which later ones reach through the KV cache, keep what they were given and hand it on again: in scalar
autograd each of them is an accumulator, whose gradient after a pass is the one before plus what now arrives. What goes
through k of them one after the other arrives as a k-fold running total over the passes,

    given_k(t) = sum over passes s <= t of C(k - 1 + t - s, t - s) given(s)        C: binomial coefficient

A vector stands for several scalar nodes in a row (n products added up one by one are a chain n long), so its rule must
weigh the gradients of its earlier passes by these coefficients. In a first pass they are all 1, which leaves the rules
of `vector`. Notation as there; `y.passes` holds dy of each pass, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb
from operator import mul
from typing import Any

from microgpt.ops.dots import dots

Vector = Any  # one of microgpt.ops.vector, which imports these rules
Floats = list[float]


def running_totals(passes: Sequence[float], ks: Iterable[int]) -> Floats:
    """The k-fold running total of a number given in each pass (the newest first), for every k."""
    return dots[len(passes)]([[comb(k - 1 + lag, lag) for lag in range(len(passes))] for k in ks], passes)


def chain(y: Vector, n: int, after: int = 0) -> list[Floats]:
    """The gradient of each product when every element of y is a sum of n of them. Shape: (len(y), n).

    The sum starts from its first product, which is n additions away from y; `after` counts what is done to the sum.
    """
    return [running_totals(passes, range(n + after, after, -1)) for passes in zip(*y.passes)]


def linear(y: Vector) -> None:
    """y_o = sum_i W_oi x_i."""
    (x,), w = y.operands, y.saved
    dp = chain(y, len(x.data))
    x.flow([sum(map(mul, *columns)) for columns in zip(zip(*dp), zip(*w.rows))])
    w.more.append([list(map(mul, row, x.data)) for row in dp])


def attention_logits(y: Vector) -> None:
    """y_t = sum_j q_j k_tj / root."""
    q, *keys = y.operands
    start, root, q_h, k_h = y.saved
    dp = chain(y, len(q_h), after=1)
    _flow_part(q, start, [sum(map(mul, *columns)) / root for columns in zip(zip(*dp), zip(*k_h))])
    for k, row in zip(keys, dp):
        _flow_part(k, start, list(map(mul, row, q_h)))


def weighted_sum(y: Vector) -> None:
    """y_j = sum_t w_t v_tj."""
    weights, *values = y.operands
    start, v_h = y.saved
    dp = list(zip(*chain(y, len(v_h))))
    weights.flow([sum(map(mul, row, v)) for row, v in zip(dp, v_h)])
    for v, row, wt in zip(values, dp, weights.data):
        _flow_part(v, start, [wt * p for p in row])


def _flow_part(x: Vector, start: int, dx: Floats) -> None:
    weights, vectors = x.gather(start)
    weights.append(1.0)
    vectors.append(dx)


def rmsnorm(y: Vector) -> None:
    """y_i = s x_i, and from s to each x_i x_i: the power, + 1e-5, / n and a sum of n."""
    (x,), s = y.operands, y.saved
    n = len(y.data)
    ds = [sum(map(mul, y.data, dy)) / n for dy in y.passes]
    drag = running_totals(ds, range(n + 4, 4, -1))
    x.flow([s * (dyi - yi * di) for yi, dyi, di in zip(y.data, y.grad, drag)])


def softmax(y: Vector) -> None:
    """y_i = e_i / sum_j e_j: exp and the shift lie between e and x, a division and a sum of n between y and e again."""
    (x,) = y.operands
    n = len(y.data)
    drag = running_totals([sum(map(mul, y.data, dy)) for dy in y.passes], range(n + 3, 3, -1))
    dy2 = [running_totals(passes, [2])[0] for passes in zip(*y.passes)]
    x.flow([yi * (di - dragi) for yi, di, dragi in zip(y.data, dy2, drag)])
