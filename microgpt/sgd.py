"""SGD: the plainest parameter update there is, against the gradient; to compare Adam with (Robbins and Monro, 1951)."""

from __future__ import annotations

from collections.abc import Sequence


class SGD:
    """An optimizer that remembers nothing: it has no first and no second moment."""

    def __init__(self) -> None:
        self.m: list[float] = []
        self.v: list[float] = []

    def copy(self) -> SGD:
        """Another optimizer, which is this one as well."""
        return SGD()

    def update(self, data: list[float], grad: Sequence[float], lr_t: float, t: int) -> None:
        """Move every parameter in `data` against its gradient, in place, by the learning rate of this step times it."""
        for i, g in enumerate(grad):
            data[i] -= lr_t * g

    update_folded = update  # nothing is the same for every parameter but lr_t
