"""Value: one number that remembers how it was made, so that gradients can flow back through it.

The scalar autograd of micrograd and microgpt by Andrej Karpathy. Nothing here knows of vectors, models or training.
"""

from __future__ import annotations

import math


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
