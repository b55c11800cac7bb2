"""The operations of the model with one node per number: a vector is a list of Value.

What gpt() is written in, spelled out down to single additions and multiplications. This is the autograd that is taught
and stepped through. Every function keeps the order of operations of the published program, so the results are the same
to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import mul
from typing import cast

from microgpt import value
from microgpt.ops.gelu import CUBE, MOST_EXPONENT, RATE
from microgpt.value import Value

EXACT = True  # to the last bit, which also decides between the two forms of Adam's update

Vector = list[Value]
Matrix = list[Vector]


def parameters(rows: Sequence[Sequence[float]]) -> Matrix:
    """A matrix of trainable numbers, from its rows."""
    return [[Value(x) for x in row] for row in rows]


def data(matrix: Matrix) -> list[list[float]]:
    """The numbers of a matrix, row by row."""
    return [[p.data for p in row] for row in matrix]


def grad(matrix: Matrix) -> list[list[float]]:
    """The gradients of a matrix, row by row."""
    return [[p.grad for p in row] for row in matrix]


def assign(matrix: Matrix, rows: list[list[float]]) -> None:
    """Give a matrix new numbers and forget its gradients."""
    for params, row in zip(matrix, rows):
        for p, x in zip(params, row):
            p.data = x
            p.grad = 0.0


def total(xs: Iterable[Value]) -> Value:
    """The sum of at least one Value: Python's own sum(), which starts from 0 and so makes one node `0 + x` more."""
    return cast(Value, sum(xs))


def row(matrix: Matrix, index: int) -> Vector:
    """One row of a matrix: an embedding."""
    return matrix[index]


def add(x: Vector, y: Vector) -> Vector:
    """x + y, element by element."""
    return [a + b for a, b in zip(x, y)]


def linear(x: Vector, w: Matrix) -> Vector:
    """w @ x: one dot product per row of w. Shapes: x (n,), w (m, n) -> (m,)."""
    return [total(map(mul, wo, x)) for wo in w]


def rmsnorm(x: Vector) -> Vector:
    """x divided by the root of its mean square (plus 1e-5, which keeps a zero vector finite)."""
    ms = total(map(mul, x, x)) / len(x)
    scale = (ms + 1e-5) ** -0.5
    return [xi * scale for xi in x]


def layernorm(x: Vector) -> Vector:
    """rmsnorm of x without its mean, which is x divided by its standard deviation then; no gain and no bias."""
    mean = total(x) / len(x)
    return rmsnorm([xi - mean for xi in x])


def unchanged(x: Vector) -> Vector:
    """x itself: what stands in a norm's place where there is none."""
    return x


def relu(x: Vector) -> Vector:
    """max(0, x), element by element."""
    return [xi.relu() for xi in x]


def gelu(x: Vector) -> Vector:
    """x / (1 + exp(-RATE (x + CUBE x**3))), element by element: see ops/gelu.py."""
    return [xi / (1 + _gelu_exponent(xi).exp()) for xi in x]


def _gelu_exponent(x: Value) -> Value:
    exponent = -RATE * (x + CUBE * x**3)
    return exponent if exponent.data < MOST_EXPONENT else Value(MOST_EXPONENT)


def square(x: Vector) -> Vector:
    """x ** 2, element by element."""
    return [xi**2 for xi in x]


def scale(x: Vector, divisor: float) -> Vector:
    """x / divisor, element by element."""
    return [xi / divisor for xi in x]


def softmax(logits: Vector) -> Vector:
    """exp(logits), scaled to add up to 1. The largest is taken off first, so that exp cannot overflow."""
    max_val = max(xi.data for xi in logits)
    exps = [(xi - max_val).exp() for xi in logits]
    denominator = total(exps)
    return [e / denominator for e in exps]


def attention_logits(q: Vector, keys: list[Vector], head: slice) -> Vector:
    """q . k / sqrt(head_dim) of one head, for the key of every position so far. Shape: (len(keys),)."""
    q_h = q[head]
    return [total(map(mul, q_h, k[head])) / len(q_h) ** 0.5 for k in keys]


def weighted_sum(weights: Vector, values: list[Vector], head: slice) -> Vector:
    """The value vectors of one head, added up by their attention weights. Shape: (head_dim,)."""
    v_h = [v[head] for v in values]
    return [total(map(mul, weights, v_j)) for v_j in zip(*v_h)]


def concat(vectors: list[Vector]) -> Vector:
    """The vectors one after the other, as one."""
    return [xi for x in vectors for xi in x]


def cross_entropy(probs: Vector, target: int) -> Value:
    """-log(probability of the target): the loss of one prediction."""
    return -probs[target].log()


def mean(losses: list[Value]) -> Value:
    """The mean of the losses of a document."""
    return (1 / len(losses)) * total(losses)


def share(loss: Value, n: int) -> Value:
    """One of n losses' share of their mean."""
    return (1 / n) * loss


def floats(x: Vector) -> list[float]:
    """The numbers of a vector."""
    return [xi.data for xi in x]


def take_apart(made: Iterable[Vector | Value]) -> None:
    """Undo the graph of a pass, of which these are the vectors and the losses, so that it can be freed."""
    for each in made:
        value.take_apart(each if isinstance(each, list) else [each])
