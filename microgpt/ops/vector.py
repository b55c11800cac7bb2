"""The operations of the model with one node per vector: what efficiency adds to the algorithm.

The mathematics of `scalar`, to rounding, in a two-hundredth of the nodes: each holds a whole vector, its gradient,
and a rule that hands the gradient on to the vectors it was made from. Forward, the numbers are those of `plain`. Every
rule stands below its operation with its derivation, where y is what the operation made and d_ means d(loss)/d_.

Beyond that, three ideas. What a weight matrix is given by each position is an outer product: the pairs of vectors are
gathered, and multiplied when somebody asks for the gradient. What a key or a value vector is given by later positions
is gathered too, until its own turn comes. And relu puts out many zeros, most of them once the model has learned a
little: what would be multiplied by them is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress, count
from operator import add as plus
from operator import attrgetter, mul
from typing import Any

from microgpt.ops import plain
from microgpt.ops.dots import combination, dot, dots
from microgpt.ops.gelu import CUBE, RATE

EXACT = False  # additions are grouped in other ways than in the published program

Floats = list[float]
Rows = list[list[float]]
Rule = Callable[["Vector"], None]


class Vector:
    """A vector, its gradient and the operation that made it. The loss is one too, with a float in place of a list."""

    __slots__ = ("data", "grad", "operands", "rule", "saved", "gathered", "created")

    def __init__(self, data: Any, operands: tuple[Vector, ...], rule: Rule, saved: Any = None) -> None:
        self.data = data  # the numbers, from the forward pass
        self.grad: Any = ()  # d(loss)/d(each number), added up by the backward pass; () before that
        self.operands = operands  # the vectors this one was made from
        self.rule = rule  # hands the gradient on to them
        self.saved = saved  # what else the rule must know
        self.gathered: dict[int, tuple[Floats, Rows]] = {}  # see gather()
        self.created = next(_clock)  # when, which is after its operands

    def backward(self) -> None:
        """Work out d(self)/d(node) for every vector that self was made from, and add to the gradient of every matrix.

        Once for each forward pass: a second time the vectors would hand on again what they were given the first time.
        """
        self.grad = 1.0
        for node in made_from(self):
            if node.gathered:
                node.settle()
            node.rule(node)

    def flow(self, dx: Floats) -> None:
        """Add to the gradient. No list is ever changed, so vectors may share one."""
        self.grad = list(map(plus, self.grad, dx)) if self.grad else dx

    def gather(self, start: int) -> tuple[Floats, Rows]:
        """Two lists, of weights and of vectors, whose products are to be added to the gradient from index start on."""
        if start not in self.gathered:
            self.gathered[start] = [], []
        return self.gathered[start]

    def settle(self) -> None:
        """Add up what was gathered for each of the parts, which are the attention heads."""
        dx = [0.0] * len(self.data)
        for start, (weights, vectors) in self.gathered.items():
            dx[start : start + len(vectors[0])] = dots[len(weights)](zip(*vectors), weights)
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

    __slots__ = ("rows", "columns", "outer", "picked")

    def __init__(self, rows: Rows) -> None:
        self.set(rows)

    def set(self, rows: Rows) -> None:
        """Take new numbers, and nothing gathered yet."""
        self.rows = rows
        self.columns = list(zip(*rows))  # the matrix transposed, once a step
        self.outer: list[tuple[Floats, Floats]] = []  # pairs dy, x whose outer products add up to dW
        self.picked: list[tuple[int, Floats]] = []  # pairs index, dy: what one row is given


def parameters(rows: Sequence[Sequence[float]]) -> Matrix:
    """A matrix of trainable numbers, from its rows."""
    return Matrix([list(row) for row in rows])


def data(matrix: Matrix) -> Rows:
    """The numbers of a matrix, row by row: to look at, not to change."""
    return matrix.rows


def grad(matrix: Matrix) -> Rows:
    """The gradients of a matrix, row by row."""
    rows = _outer_products(matrix.outer) if matrix.outer else [[0.0] * len(row) for row in matrix.rows]
    for index, dy in matrix.picked:
        rows[index] = list(map(plus, rows[index], dy))
    return rows


def _outer_products(pairs: list[tuple[Floats, Floats]]) -> Rows:
    # dW_oi = sum over pairs of dy_o x_i
    dys, xs = zip(*pairs)
    if _mostly_zero(xs[0]):
        return list(map(list, zip(*[combination(x, dys) for x in zip(*xs)])))
    if _mostly_zero(dys[0]):
        return [combination(dy, xs) for dy in zip(*dys)]
    columns = list(zip(*xs))
    return [dots[len(xs)](columns, dy) for dy in zip(*dys)]


def _mostly_zero(x: Floats) -> bool:
    return 2 * x.count(0.0) > len(x)


def assign(matrix: Matrix, rows: Rows) -> None:
    """Give a matrix new numbers, whose lists it keeps, and forget its gradients."""
    matrix.set(rows)


def row(matrix: Matrix, index: int) -> Vector:
    """One row of a matrix: an embedding."""
    return Vector(matrix.rows[index], (), _row, (matrix, index))


def _row(y: Vector) -> None:
    # y = W_index, so dW_index = dy and the other rows are given nothing
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
    if x.rule in (_relu, _square):  # which let no gradient through where they put out 0
        return Vector(combination(x.data, w.columns), (x,), _linear_switched, w)
    return Vector(plain.linear(x.data, w.rows), (x,), _linear, w)


def _linear(y: Vector) -> None:
    # y_o = sum_i W_oi x_i, so dx_i = sum_o W_oi dy_o: W transposed (n, m) @ dy (m,)
    #                      and dW_oi = dy_o x_i: an outer product (m, n), gathered
    (x,), w = y.operands, y.saved
    x.flow(combination(y.grad, w.rows) if _mostly_zero(y.grad) else dots[len(y.grad)](w.columns, y.grad))
    w.outer.append((y.grad, x.data))


def _linear_switched(y: Vector) -> None:
    # the same, but where x_i = 0 the operation that made x lets no dx_i through, so none is worked out
    (x,), w = y.operands, y.saved
    dx = [0.0] * len(x.data)
    for i, dxi in zip(compress(count(), x.data), dots[len(y.grad)](compress(w.columns, x.data), y.grad)):
        dx[i] = dxi
    x.flow(dx)
    w.outer.append((y.grad, x.data))


def rmsnorm(x: Vector) -> Vector:
    """x divided by the root of its mean square (plus 1e-5, which keeps a zero vector finite)."""
    scale = plain.rms_scale(x.data)
    return Vector([xi * scale for xi in x.data], (x,), _rmsnorm, scale)


def _rmsnorm(y: Vector) -> None:
    # y_i = s x_i with s = (mean(x x) + 1e-5) ** -0.5, so ds/dx_i = -s**3 x_i / n = -s**2 y_i / n
    #                     and dx_i = s dy_i + ds/dx_i sum_j x_j dy_j = s (dy_i - y_i sum_j y_j dy_j / n)
    (x,), s = y.operands, y.saved
    drag = dot(y.data, y.grad) / len(y.data)
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
    drag = dot(y.data, y.grad)
    x.flow([yi * (dyi - drag) for yi, dyi in zip(y.data, y.grad)])


def attention_logits(q: Vector, keys: list[Vector], head: slice) -> Vector:
    """q . k / sqrt(head_dim) of one head, for the key of every position so far. Shape: (len(keys),)."""
    q_h, k_h = q.data[head], [k.data[head] for k in keys]
    root = len(q_h) ** 0.5
    q_h = [qj / root for qj in q_h]
    return Vector(dots[len(q_h)](k_h, q_h), (q, *keys), _attention_logits, (head.start, root, q_h, k_h))


def _attention_logits(y: Vector) -> None:
    # y_t = sum_j q_j k_tj / root, so dq_j = sum_t dy_t / root k_tj: (head_dim,)
    #                        and dk_tj = dy_t q_j / root, which each later position adds to
    q, *keys = y.operands
    start, root, q_h, k_h = y.saved
    weights, vectors = q.gather(start)
    weights += [dyt / root for dyt in y.grad]
    vectors += k_h
    for k, dyt in zip(keys, y.grad):
        weights, vectors = k.gather(start)
        weights.append(dyt)
        vectors.append(q_h)


def weighted_sum(weights: Vector, values: list[Vector], head: slice) -> Vector:
    """The value vectors of one head, added up by their attention weights. Shape: (head_dim,)."""
    v_h = [v.data[head] for v in values]
    y = dots[len(v_h)](zip(*v_h), weights.data)
    return Vector(y, (weights, *values), _weighted_sum, (head.start, v_h))


def _weighted_sum(y: Vector) -> None:
    # y_j = sum_t w_t v_tj, so dw_t = sum_j v_tj dy_j: (len(values),)
    #                     and dv_tj = w_t dy_j, which each later position adds to
    weights, *values = y.operands
    start, v_h = y.saved
    weights.flow(dots[len(y.grad)](v_h, y.grad))
    for v, wt in zip(values, weights.data):
        ws, vectors = v.gather(start)
        ws.append(wt)
        vectors.append(y.grad)


def concat(vectors: list[Vector]) -> Vector:
    """The vectors one after the other, as one."""
    return Vector(plain.concat([x.data for x in vectors]), tuple(vectors), _concat)


def _concat(y: Vector) -> None:
    # y is its operands one after the other, so each is given its own part of dy
    start = 0
    for x in y.operands:
        end = start + len(x.data)
        x.flow(y.grad[start:end])
        start = end


def cross_entropy(probs: Vector, target: int) -> Vector:
    """-log(probability of the target): the loss of one prediction."""
    return Vector(plain.cross_entropy(probs.data, target), (probs,), _cross_entropy, target)


def _cross_entropy(y: Vector) -> None:
    # y = -log p_target, so dp_target = -dy / p_target and the others are given nothing
    (probs,), target = y.operands, y.saved
    dp = [0.0] * len(probs.data)
    dp[target] = -y.grad / probs.data[target]
    probs.flow(dp)


def mean(losses: list[Vector]) -> Vector:
    """The mean of the losses of a document."""
    return Vector(plain.mean([loss.data for loss in losses]), tuple(losses), _share, len(losses))


def share(loss: Vector, n: int) -> Vector:
    """One of n losses' share of their mean."""
    return Vector(plain.share(loss.data, n), (loss,), _share, n)


def _share(y: Vector) -> None:
    # y = sum of losses / n, so each is given dy / n
    for loss in y.operands:
        loss.grad = y.grad / y.saved


def floats(x: Vector) -> Floats:
    """The numbers of a vector."""
    return list(x.data)


def take_apart(made: Iterable[Vector]) -> None:
    """Undo the graph of a pass, of which these are the vectors and the losses, so that it can be freed."""
    for each in made:
        each.operands = ()


def layernorm(x: Vector) -> Vector:
    """rmsnorm of x without its mean, which is x divided by its standard deviation then; no gain and no bias."""
    centred = plain.centred(x.data)
    scale = plain.rms_scale(centred)
    return Vector([ci * scale for ci in centred], (x,), _layernorm, scale)


def _layernorm(y: Vector) -> None:
    # y = rmsnorm(c) with c_i = x_i - mean(x), so dc is that of rmsnorm and dx_i = dc_i - mean(dc)
    #                                         and, as mean(y) = 0, mean(dc) = s mean(dy)
    (x,), s, n = y.operands, y.saved, len(y.data)
    drag, mean_dy = dot(y.data, y.grad) / n, sum(y.grad) / n
    x.flow([s * (dyi - mean_dy - yi * drag) for yi, dyi in zip(y.data, y.grad)])


def unchanged(x: Vector) -> Vector:
    """x itself: what stands in a norm's place where there is none."""
    return x


def gelu(x: Vector) -> Vector:
    """x / (1 + exp(-RATE (x + CUBE x**3))), element by element: see ops/gelu.py."""
    gates = plain.gelu_gates(x.data)
    return Vector(list(map(mul, x.data, gates)), (x,), _gelu, gates)


def _gelu(y: Vector) -> None:
    # y_i = x_i g_i with g = 1 / (1 + exp(-z)) and z = RATE (x + CUBE x**3),
    #                  so dg/dz = g (1 - g), dz/dx = RATE (1 + 3 CUBE x**2)
    #                     and dx_i = dy_i g_i (1 + x_i (1 - g_i) dz/dx_i)
    (x,), gates = y.operands, y.saved
    x.flow(
        [dyi * gi * (1 + xi * (1 - gi) * RATE * (1 + 3 * CUBE * xi * xi)) for xi, gi, dyi in zip(x.data, gates, y.grad)]
    )
