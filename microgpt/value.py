"""Value: one number that remembers how it was made, so that gradients can flow back through it.

The scalar autograd of micrograd and microgpt by Andrej Karpathy. Nothing here knows of vectors, models or training.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator


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
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __mul__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

    def __pow__(self, n: float) -> Value:
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),), f"**{n}")

    def exp(self) -> Value:
        y = math.exp(self.data)
        return Value(y, (self,), (y,), "exp")

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
            children = node._children
            if len(children) == 2:  # nearly all of them; the loop below spelled out takes half the time
                left, right = children
                left_grad, right_grad = node._local_grads
                grad = node.grad
                left.grad += left_grad * grad  # the chain rule
                right.grad += right_grad * grad
            else:
                for child, local_grad in zip(children, node._local_grads):
                    child.grad += local_grad * node.grad


def topological_order(root: Value) -> list[Value]:
    """Every node that root was made from, each after its operands, root last.

    Depth first, operands from left to right: the order in which a recursive sort would list them, which fixes the
    order of floating-point additions in backward(). Iterative, because graphs get deeper than Python's stack.
    """
    order: list[Value] = []
    visited = {root}
    path: list[tuple[Value, Iterator[Value]]] = []  # from root down to node, each with its operands still to be visited
    node, operands = root, iter(root._children)
    while True:
        for operand in operands:
            if operand not in visited:
                visited.add(operand)
                if operand._children:
                    path.append((node, operands))
                    node, operands = operand, iter(operand._children)
                    break
                order.append(operand)
        else:
            order.append(node)
            if not path:
                return order
            node, operands = path.pop()


def take_apart(nodes: Iterable[Value]) -> None:
    """Part these nodes, and all that they were made from, from their operands.

    Python frees a graph by recursion, from each node to its operands. In a browser that ends Python itself where a sum
    has some thousand terms; a graph without edges is freed node by node.
    """
    held = list(nodes)
    while held:
        node = held.pop()
        held += node._children
        node._children = ()
