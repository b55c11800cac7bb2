"""The operations of the model with one node per vector: what efficiency adds to the algorithm.

The mathematics of `scalar`, to rounding, in about a thousandth of the nodes: a node holds a whole vector, its gradient,
and a rule that says in one go how the gradient flows on to the vectors it was made from. Every rule stands below its
operation, with its derivation; d_ means d(loss)/d_, and y is what the operation made.

Two things are put off because they are cheaper in bulk. What a weight matrix gets from each position is an outer
product of two vectors; the pairs are gathered and multiplied once, when somebody asks for the gradient. And what a key
or a value vector gets from later positions is gathered until its own turn comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, count
from operator import add as plus
from operator import attrgetter, mul
from typing import Any

from microgpt import plain, stale
from microgpt.dots import dots

EXACT = False  # additions are grouped in other ways than in the published program: equal to rounding

Floats = list[float]
Rows = list[list[float]]

Rule = Callable[["Vector"], None]


class Vector:
    """A vector, its gradient and the operation that made it. The loss is one too, with a float in place of a list."""

    __slots__ = ("data", "grad", "operands", "rule", "saved", "gathered", "passes", "created")

    def __init__(self, data: Any, operands: tuple[Vector, ...], rule: Rule, saved: Any = None):
        self.data = data  # the numbers, from the forward pass
        self.grad: Any = ()  # d(loss)/d(each number), added up by the backward pass; () while there is none
        self.operands = operands  # the vectors this one was made from
        self.rule = rule  # hands the gradient on to them
        self.saved = saved  # what else the rule must know
        self.gathered: dict[int, list[tuple[float, Floats]]] | None = None  # see attention_logits
        self.passes: list[Floats] = []  # the gradient in each backward pass, the newest first
        self.created = next(_clock)  # every vector is created after its operands

    def backward(self) -> None:
        """Add d(self)/d(node) to the gradient of every vector, and every matrix, that self was made from."""
        self.grad = 1.0
        nodes = made_from(self)
        for node in nodes:
            if node.rule in ALIASES:
                node.grad = ()
        for node in nodes:
            if node.gathered:
                node.settle()
            node.passes.insert(0, node.grad)
            if len(node.passes) == 1:
                node.rule(node)
            else:
                AGAIN.get(node.rule, node.rule)(node)

    def flow(self, dx: Floats) -> None:
        """Add to the gradient. No list is ever changed, so vectors may share one."""
        self.grad = list(map(plus, self.grad, dx)) if self.grad else dx

    def flow_part(self, part: slice, dx: Floats) -> None:
        """Add to the gradient of a part."""
        _gathered(self)[part.start].append((1.0, dx))

    def settle(self) -> None:
        """Add up the gradients that were gathered, part by part."""
        assert self.gathered is not None
        dx: Floats = []
        for start in sorted(self.gathered):
            weights, vectors = zip(*self.gathered[start])
            dx += dots[len(weights)](zip(*vectors), weights)
        self.gathered = None
        self.flow(dx)


_clock = count()
_operands, _created = attrgetter("operands"), attrgetter("created")


def made_from(root: Vector) -> list[Vector]:
    """Every vector that root was made from, each before its operands, root first."""
    found = newest = {root}
    while newest:
        newest = set(chain.from_iterable(map(_operands, newest))) - found
        found = found | newest
    return sorted(found, key=_created, reverse=True)


class Matrix:
    """A matrix of trainable numbers, and what the backward passes have gathered for its gradient."""

    __slots__ = ("rows", "columns", "outer", "picked", "more")

    def __init__(self, rows: Sequence[Sequence[float]]) -> None:
        self.rows: Rows = [list(row) for row in rows]
        self.columns = list(zip(*self.rows))  # transposed once a step
        self.outer: list[tuple[Floats, Floats]] = []  # pairs dy, x from linear: dW = sum of dy x^T
        self.picked: list[tuple[int, Floats]] = []  # pairs index, dy from row
        self.more: list[Rows] = []  # gradients of the whole matrix, from stale.linear


def parameters(rows: Sequence[Sequence[float]]) -> Matrix:
    """A matrix of trainable numbers, from its rows."""
    return Matrix(rows)


def data(matrix: Matrix) -> Rows:
    """The numbers of a matrix, row by row."""
    return [list(row) for row in matrix.rows]


def grad(matrix: Matrix) -> Rows:
    """The gradients of a matrix, row by row."""
    if matrix.outer:  # dW_oi = sum over positions of dy_o x_i
        dys, xs = zip(*matrix.outer)
        columns, n = list(zip(*xs)), len(xs)
        rows = [dots[n](columns, dy) for dy in zip(*dys)]
    else:
        rows = [[0.0] * len(row) for row in matrix.rows]
    for index, dy in matrix.picked:
        rows[index] = list(map(plus, rows[index], dy))
    for dw in matrix.more:
        rows = [list(map(plus, *pair)) for pair in zip(rows, dw)]
    return rows


def assign(matrix: Matrix, rows: Sequence[Sequence[float]]) -> None:
    """Give a matrix new numbers and forget its gradients."""
    matrix.__init__(rows)  # type: ignore[misc]


def row(matrix: Matrix, index: int) -> Vector:
    """One row of a matrix: an embedding."""
    return Vector(matrix.rows[index], (), _row, (matrix, index))


def _row(y: Vector) -> None:
    # y = W_index, so dW_index = dy and the other rows get nothing
    matrix, index = y.saved
    matrix.picked.append((index, y.grad))


def add(x: Vector, y: Vector) -> Vector:
    """x + y, element by element."""
    return Vector(plain.add(x.data, y.data), (x, y), _add)


def _add(y: Vector) -> None:
    # y_i = a_i + b_i, so da_i = db_i = dy_i
    a, b = y.operands
    a.flow(y.grad)
    b.flow(y.grad)


def linear(x: Vector, w: Matrix) -> Vector:
    """w @ x: one dot product per row of w. Shapes: x (n,), w (m, n) -> (m,)."""
    return Vector(plain.linear(x.data, w.rows), (x,), _linear, w)


def _linear(y: Vector) -> None:
    # y_o = sum_i W_oi x_i, so dx_i = sum_o W_oi dy_o: (n,) = transposed W (n, m) @ dy (m,)
    #                      and dW_oi = dy_o x_i: the outer product (m, n), put off
    w = y.saved
    (x,) = y.operands
    x.flow(dots[len(y.grad)](w.columns, y.grad))
    w.outer.append((y.grad, x.data))


def rmsnorm(x: Vector) -> Vector:
    """x divided by the root of its mean square (plus 1e-5, which keeps a zero vector finite)."""
    scale = plain.rms_scale(x.data)
    return Vector([xi * scale for xi in x.data], (x,), _rmsnorm, scale)


def _rmsnorm(y: Vector) -> None:
    # y_i = s x_i with s = (mean(x x) + 1e-5) ** -0.5, so ds/dx_i = -s**3 x_i / n = -s**2 y_i / n
    #                     and dx_i = s dy_i + ds/dx_i sum_j x_j dy_j = s (dy_i - y_i sum_j y_j dy_j / n)
    (x,) = y.operands
    s = y.saved
    drag = sum(map(mul, y.data, y.grad)) / len(y.data)
    x.flow([s * (dyi - yi * drag) for yi, dyi in zip(y.data, y.grad)])


def relu(x: Vector) -> Vector:
    """max(0, x), element by element."""
    return Vector(plain.relu(x.data), (x,), _relu)


def _relu(y: Vector) -> None:
    # y_i = x_i where x_i > 0, which is where y_i > 0, so dx_i = dy_i there and 0 elsewhere
    (x,) = y.operands
    x.flow([dyi if yi else 0.0 for yi, dyi in zip(y.data, y.grad)])


def square(x: Vector) -> Vector:
    """x ** 2, element by element."""
    return Vector(plain.square(x.data), (x,), _square)


def _square(y: Vector) -> None:
    # y_i = x_i ** 2, so dx_i = 2 x_i dy_i
    (x,) = y.operands
    x.flow([2.0 * xi * dyi for xi, dyi in zip(x.data, y.grad)])


def scale(x: Vector, divisor: float) -> Vector:
    """x / divisor, element by element."""
    return Vector(plain.scale(x.data, divisor), (x,), _scale, divisor)


def _scale(y: Vector) -> None:
    # y_i = x_i / divisor, so dx_i = dy_i / divisor
    (x,) = y.operands
    x.flow([dyi / y.saved for dyi in y.grad])


def softmax(logits: Vector) -> Vector:
    """exp(logits), scaled to add up to 1."""
    return Vector(plain.softmax(logits.data), (logits,), _softmax)


def _softmax(y: Vector) -> None:
    # y_i = e_i / sum_j e_j with e = exp(x), so dy_i/dx_j = y_i ([i = j] - y_j)
    #                     and dx_j = y_j (dy_j - sum_i y_i dy_i)
    (x,) = y.operands
    drag = sum(map(mul, y.data, y.grad))
    x.flow([yi * (dyi - drag) for yi, dyi in zip(y.data, y.grad)])


def attention_logits(q: Vector, keys: list[Vector], head: slice) -> Vector:
    """q . k / sqrt(head_dim) of one head, for the key of every position so far. Shape: (len(keys),)."""
    q_h, k_h = q.data[head], [k.data[head] for k in keys]
    root = len(q_h) ** 0.5
    q_h = [qj / root for qj in q_h]
    return Vector(dots[len(q_h)](k_h, q_h), (q, *keys), _attention_logits, (head, q_h, k_h, root))


def _attention_logits(y: Vector) -> None:
    # y_t = sum_j q_j k_tj / root, so dq_j = sum_t dy_t k_tj / root: (head_dim,)
    #                        and dk_tj = dy_t q_j / root, for each later position's q too
    q, *keys = y.operands
    head, q_h, k_h, root = y.saved
    _gathered(q)[head.start].extend(zip([dyt / root for dyt in y.grad], k_h))
    for k, dyt in zip(keys, y.grad):
        _gathered(k)[head.start].append((dyt, q_h))


def weighted_sum(weights: Vector, values: list[Vector], head: slice) -> Vector:
    """The value vectors of one head, added up by their attention weights. Shape: (head_dim,)."""
    v_h = [v.data[head] for v in values]
    y = dots[len(v_h)](zip(*v_h), weights.data)
    return Vector(y, (weights, *values), _weighted_sum, (head, v_h))


def _weighted_sum(y: Vector) -> None:
    # y_j = sum_t w_t v_tj, so dw_t = sum_j v_tj dy_j: (len(values),)
    #                     and dv_tj = w_t dy_j, for each later position's w and y too
    weights, *values = y.operands
    head, v_h = y.saved
    weights.flow(dots[len(y.grad)](v_h, y.grad))
    for v, wt in zip(values, weights.data):
        _gathered(v)[head.start].append((wt, y.grad))


def _gathered(x: Vector) -> dict[int, list[tuple[float, Floats]]]:
    """For each head, by the index it starts at: the pairs weight, vector whose products add up to its gradient."""
    if x.gathered is None:
        x.gathered = defaultdict(list)
    return x.gathered


def concat(vectors: list[Vector]) -> Vector:
    """The vectors one after the other, as one."""
    return Vector(plain.concat([x.data for x in vectors]), tuple(vectors), _concat)


def _concat(y: Vector) -> None:
    # y is the operands one after the other, so each gets its own part of dy
    start = 0
    for x in y.operands:
        end = start + len(x.data)
        x.flow(y.grad[start:end])
        start = end


def cross_entropy(probs: Vector, target: int) -> Vector:
    """-log(probability of the target): the loss of one prediction."""
    return Vector(plain.cross_entropy(probs.data, target), (probs,), _cross_entropy, target)


def _cross_entropy(y: Vector) -> None:
    # y = -log p_target, so dp_target = -dy / p_target and the others get nothing
    (probs,) = y.operands
    dp = [0.0] * len(probs.data)
    dp[y.saved] = -y.grad / probs.data[y.saved]
    probs.flow(dp)


def mean(losses: list[Vector]) -> Vector:
    """The mean of the losses of a document."""
    return Vector(plain.mean([loss.data for loss in losses]), tuple(losses), _share, len(losses))


def share(loss: Vector, n: int) -> Vector:
    """One of n losses' share of their mean."""
    return Vector(plain.share(loss.data, n), (loss,), _share, n)


def _share(y: Vector) -> None:
    # y = sum of losses / n, so each gets dy / n
    for loss in y.operands:
        loss.grad = y.grad / y.saved


def floats(x: Vector) -> Floats:
    """The numbers of a vector."""
    return list(x.data)


# a row and its matrix, a concatenation and its parts are the same nodes in scalar autograd: these keep no gradient from
# an earlier pass, or it would count twice
ALIASES = {_row, _concat}

AGAIN: dict[Rule, Rule] = {
    _linear: stale.linear,
    _rmsnorm: stale.rmsnorm,
    _softmax: stale.softmax,
    _attention_logits: stale.attention_logits,
    _weighted_sum: stale.weighted_sum,
}
