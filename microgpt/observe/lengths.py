"""Lengths: the operations of a model on nothing but lengths, to count what the others would do.

A vector is its length, a matrix its shape. So gpt() itself, run on them, tells in no time what it costs, whatever the
model is made of; a formula would have to say once more how it is built.
"""

from __future__ import annotations

from typing import Any

Shape = tuple[int, int]  # rows, columns


class Lengths:
    """Operations on lengths, and how much they have come to."""

    def __init__(self) -> None:
        self.products = 0  # multiplications in matrices and attention
        self.vectors = 0  # key and value vectors
        self.vector_products = 0  # ... and the multiplications that made them
        self.nodes = 0  # that microgpt.ops.scalar makes
        self.constants = 0  # those of them that no operation made
        self._newest = 0  # products of the newest matrix

    def tap(self, name: str, x: Any) -> Any:
        """Count a key or value vector as it passes: it comes fresh from its matrix."""
        if name.endswith((".attn_k", ".attn_v")):
            self.vectors += 1
            self.vector_products += self._newest
        return x

    def row(self, matrix: Shape, index: int) -> int:
        """As long as the matrix is wide; its numbers are those of the matrix."""
        return matrix[1]

    def add(self, x: int, y: int) -> int:
        """x additions."""
        self.nodes += x
        return x

    def linear(self, x: int, w: Shape) -> int:
        """(n,), (m, n) -> (m,): m sums of n products."""
        m, n = w
        self._newest = m * n
        self.products += m * n
        self.nodes += m * n + self._totals(m, n)
        return m

    def rmsnorm(self, x: int) -> int:
        """A sum of x squares, divided by x, with 1e-5 added, to the power of -0.5; and x products with that."""
        self.nodes += x + self._totals(1, x) + self._with_number(2) + 1 + x
        return x

    def layernorm(self, x: int) -> int:
        """A sum of x, divided by x; and for each the mean times -1, added; then rmsnorm."""
        self.nodes += self._totals(1, x) + self._with_number(1) + self._with_number(x) + x
        return self.rmsnorm(x)

    def unchanged(self, x: int) -> int:
        """Nothing is done."""
        return x

    def relu(self, x: int) -> int:
        """One node each."""
        self.nodes += x
        return x

    def gelu(self, x: int) -> int:
        """For each its cube, times a number, plus itself, times a number; exp of that, plus 1; itself divided by it."""
        self.nodes += x * (1 + 1 + 1 + 2) + self._with_number(3 * x)
        return x

    def square(self, x: int) -> int:
        """One node each."""
        self.nodes += x
        return x

    def scale(self, x: int, divisor: float) -> int:
        """x divisions by a number."""
        self.nodes += self._with_number(x)
        return x

    def softmax(self, logits: int) -> int:
        """Each less the largest, its exp; their sum; one over that, which each works out anew, and a product."""
        self.nodes += self._with_number(logits) + logits + self._totals(1, logits) + logits * 2
        return logits

    def attention_logits(self, q: int, keys: list[int], head: slice) -> int:
        """For each key a sum of as many products as the head is long, divided by a number."""
        size: int = head.stop - head.start
        self.products += len(keys) * size
        self.nodes += len(keys) * size + self._totals(len(keys), size) + self._with_number(len(keys))
        return len(keys)

    def weighted_sum(self, weights: int, values: list[int], head: slice) -> int:
        """As many sums as the head is long, of one product for each value vector."""
        size: int = head.stop - head.start
        self.products += size * weights
        self.nodes += size * weights + self._totals(size, weights)
        return size

    def concat(self, vectors: list[int]) -> int:
        """All lengths together; the numbers are those of the vectors."""
        return sum(vectors)

    def cross_entropy(self, probs: int, target: int) -> Loss:
        """The log of one of them, times -1."""
        self.nodes += 1 + self._with_number(1)
        return Loss()

    def mean(self, losses: list[Loss]) -> Loss:
        """Their sum, times a number."""
        self.nodes += self._totals(1, len(losses)) + self._with_number(1)
        return Loss()

    def share(self, loss: Loss, n: int) -> Loss:
        """Times a number."""
        self.nodes += self._with_number(1)
        return Loss()

    def _with_number(self, times: int) -> int:
        """Nodes of so many `x * 3.0` or `x + 3.0`: the number becomes a node of its own, a constant."""
        self.constants += times
        return 2 * times

    def _totals(self, times: int, n: int) -> int:
        """Nodes of so many sums of n: n additions and the 0 that each starts from, a constant."""
        self.constants += times
        return times * (n + 1)


class Loss:
    """A loss of which nothing is known; going backward makes no node."""

    data = 0.0

    def backward(self) -> None:
        """Nothing to add a gradient to."""
