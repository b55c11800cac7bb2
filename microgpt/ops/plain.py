"""The operations of the model on bare floats: a vector is a list of numbers, and nothing is recorded.

For sampling and evaluation, which need no gradient. The numbers are those of the other two autograds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import exp, log
from operator import add as plus
from operator import mul

from microgpt.ops.dots import dot, dots
from microgpt.ops.gelu import CUBE, MOST_EXPONENT, RATE

Vector = list[float]
Matrix = Sequence[Sequence[float]]


def row(matrix: Matrix, index: int) -> Vector:
    """One row of a matrix: an embedding."""
    return list(matrix[index])


def add(x: Vector, y: Vector) -> Vector:
    """x + y, element by element."""
    return list(map(plus, x, y))


def linear(x: Vector, w: Matrix) -> Vector:
    """w @ x: one dot product per row of w. Shapes: x (n,), w (m, n) -> (m,)."""
    return dots[len(x)](w, x)


def rms_scale(x: Vector) -> float:
    """What rmsnorm multiplies x by: (mean(x * x) + 1e-5) ** -0.5."""
    ms = dot(x, x) / len(x)
    return float((ms + 1e-5) ** -0.5)


def rmsnorm(x: Vector) -> Vector:
    """x divided by the root of its mean square (plus 1e-5, which keeps a zero vector finite)."""
    scale = rms_scale(x)
    return [xi * scale for xi in x]


def centred(x: Vector) -> Vector:
    """x without its mean."""
    mean = sum(x) / len(x)
    return [xi - mean for xi in x]


def layernorm(x: Vector) -> Vector:
    """rmsnorm of x without its mean, which is x divided by its standard deviation then; no gain and no bias."""
    return rmsnorm(centred(x))


def unchanged(x: Vector) -> Vector:
    """x itself: what stands in a norm's place where there is none."""
    return x


def relu(x: Vector) -> Vector:
    """max(0, x), element by element."""
    return [xi if xi > 0 else 0.0 for xi in x]


def gelu_gates(x: Vector) -> Vector:
    """What gelu multiplies each number by: from 0 for a very negative one to 1 for a large one."""
    return [1 / (1 + exp(min(-RATE * (xi + CUBE * xi**3), MOST_EXPONENT))) for xi in x]


def gelu(x: Vector) -> Vector:
    """x / (1 + exp(-RATE (x + CUBE x**3))), element by element: see ops/gelu.py."""
    return list(map(mul, x, gelu_gates(x)))


def square(x: Vector) -> Vector:
    """x ** 2, element by element."""
    return list(map(mul, x, x))


def scale(x: Vector, divisor: float) -> Vector:
    """x / divisor, element by element."""
    return [xi / divisor for xi in x]


def softmax(logits: Vector) -> Vector:
    """exp(logits), scaled to add up to 1. The largest is taken off first, so that exp cannot overflow."""
    max_val = max(logits)
    exps = [exp(xi - max_val) for xi in logits]
    share = 1 / sum(exps)
    return [e * share for e in exps]


def attention_logits(q: Vector, keys: list[Vector], head: slice) -> Vector:
    """q . k / sqrt(head_dim) of one head, for the key of every position so far. Shape: (len(keys),)."""
    q_h = q[head]
    root = len(q_h) ** 0.5
    return dots[len(q_h)]([k[head] for k in keys], [qj / root for qj in q_h])


def weighted_sum(weights: Vector, values: list[Vector], head: slice) -> Vector:
    """The value vectors of one head, added up by their attention weights. Shape: (head_dim,)."""
    return dots[len(weights)](zip(*[v[head] for v in values]), weights)


def concat(vectors: list[Vector]) -> Vector:
    """The vectors one after the other, as one."""
    return list(chain.from_iterable(vectors))


def cross_entropy(probs: Vector, target: int) -> float:
    """-log(probability of the target): the loss of one prediction."""
    return -log(probs[target])


def mean(losses: list[float]) -> float:
    """The mean of the losses of a document."""
    return sum(losses) / len(losses)


def share(loss: float, n: int) -> float:
    """One of n losses' share of their mean."""
    return loss / n


def floats(x: Vector) -> list[float]:
    """The numbers of a vector."""
    return x
