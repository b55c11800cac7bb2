"""The scalar autograd and Adam as they were first written: what the bench measures the present ones against.

A frozen copy of the first value.py, scalar.py and adam.py, in one file. Not to be improved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import cast

EXACT = True


class Value:
    """A scalar, its gradient and the operation that made it."""

    __slots__ = ("data", "grad", "_children", "_local_grads", "_op")

    def __init__(
        self,
        data: float,
        _children: tuple[Value, ...] = (),
        _local_grads: tuple[float, ...] = (),
        _op: str = "",
    ) -> None:
        self.data = data  # the number, from the forward pass
        self.grad = 0.0  # d(loss)/d(self), added up by the backward pass
        self._children = _children  # the operands this node was made from
        self._local_grads = _local_grads  # d(self)/d(operand), one for each operand
        self._op = _op  # how it was made: + * **n exp log relu; '' for a leaf

    def __add__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __mul__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

    def __pow__(self, n: float) -> Value:
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),), f"**{n}")

    def exp(self) -> Value:
        return Value(math.exp(self.data), (self,), (math.exp(self.data),), "exp")

    def log(self) -> Value:
        return Value(math.log(self.data), (self,), (1 / self.data,), "log")

    def relu(self) -> Value:
        return Value(max(0.0, self.data), (self,), (float(self.data > 0),), "relu")

    # the rest is made of the operations above, and so adds no gradient rule
    def __neg__(self) -> Value:
        return self * -1

    def __radd__(self, other: float) -> Value:
        return self + other

    def __sub__(self, other: Value | float) -> Value:
        return self + (-other)

    def __rsub__(self, other: float) -> Value:
        return other + (-self)

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __truediv__(self, other: Value | float) -> Value:
        return self * other**-1

    def __rtruediv__(self, other: float) -> Value:
        return other * self**-1

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    def backward(self) -> None:
        """Add d(self)/d(node) to the grad of every node that self was made from.

        Gradients are added to what is there already: zero those of parameters between steps.
        """
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for child, local_grad in zip(node._children, node._local_grads):
                child.grad += local_grad * node.grad  # the chain rule


def topological_order(root: Value) -> list[Value]:
    """Every node that root was made from, each after its operands, root last.

    Depth first, operands from left to right: the order in which a recursive sort would list them, which fixes the
    order of floating-point additions in backward(). Iterative, because graphs get deeper than Python's stack.
    """
    order: list[Value] = []
    visited: set[Value] = set()
    path: list[Value] = []  # nodes whose operands are being listed
    stack: list[Value | None] = [root]  # None: the last node of the path has all its operands listed
    while stack:
        node = stack.pop()
        if node is None:
            order.append(path.pop())
        elif node not in visited:
            visited.add(node)
            path.append(node)
            stack.append(None)
            stack.extend(reversed(node._children))
    return order


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


def assign(matrix: Matrix, rows: Sequence[Sequence[float]]) -> None:
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
    return [total(wi * xi for wi, xi in zip(wo, x)) for wo in w]


def rmsnorm(x: Vector) -> Vector:
    """x divided by the root of its mean square (plus 1e-5, which keeps a zero vector finite)."""
    ms = total(xi * xi for xi in x) / len(x)
    scale = (ms + 1e-5) ** -0.5
    return [xi * scale for xi in x]


def relu(x: Vector) -> Vector:
    """max(0, x), element by element."""
    return [xi.relu() for xi in x]


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
    return [total(qj * kj for qj, kj in zip(q_h, k[head])) / len(q_h) ** 0.5 for k in keys]


def weighted_sum(weights: Vector, values: list[Vector], head: slice) -> Vector:
    """The value vectors of one head, added up by their attention weights. Shape: (head_dim,)."""
    v_h = [v[head] for v in values]
    return [total(w * v[j] for w, v in zip(weights, v_h)) for j in range(len(v_h[0]))]


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


class Adam:
    """The optimizer's memory: m and v, one number each per parameter."""

    def __init__(self, num_params: int, beta1: float, beta2: float, eps: float) -> None:
        self.beta1, self.beta2, self.eps = beta1, beta2, eps
        self.m = [0.0] * num_params  # first moment: running mean of the gradient
        self.v = [0.0] * num_params  # second moment: running mean of the squared gradient

    def update(self, data: list[float], grad: Sequence[float], lr_t: float, t: int) -> None:
        """Move every parameter in `data` against its gradient, in place, and m and v with it.

        lr_t is the learning rate of this step, t its number counted from 1. The averages start at 0, so early ones
        are too small: m_hat and v_hat make up for that.
        """
        m, v = self.m, self.v
        for i, g in enumerate(grad):
            m[i] = self.beta1 * m[i] + (1 - self.beta1) * g
            v[i] = self.beta2 * v[i] + (1 - self.beta2) * g**2
            m_hat = m[i] / (1 - self.beta1**t)
            v_hat = v[i] / (1 - self.beta2**t)
            data[i] -= lr_t * m_hat / (v_hat**0.5 + self.eps)
