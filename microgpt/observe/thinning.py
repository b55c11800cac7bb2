"""Thinning: something of every so many steps of a training, in bounded memory however long that gets.

When there is too much, every second one is let go and the spacing doubles, so that what stays lies evenly over all of
the training.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Kept(Protocol):
    """What is kept of a step."""

    @property
    def nbytes(self) -> int:
        """What its numbers take."""
        ...


T = TypeVar("T", bound=Kept)


class Thinned(Generic[T]):
    """What is kept of the steps whose number is a multiple of the spacing: at most so many, and at most so many bytes.

    Two are kept even if they are too large.
    """

    def __init__(self, spacing: int, most: int, most_bytes: float = math.inf) -> None:
        self.spacing = spacing
        self.most, self.most_bytes = most, most_bytes
        self.kept: dict[int, T] = {}  # step -> what is kept of it, ascending
        self.nbytes = 0  # what all that is kept takes; the small change of containers left out

    def keep(self, step: int, make: Callable[[], T]) -> bool:
        """Keep what is made of this step if its turn has come; whether it was kept."""
        if step % self.spacing:
            return False
        self.kept[step] = made = make()
        self.nbytes += made.nbytes
        if len(self.kept) > self.most or (self.nbytes > self.most_bytes and len(self.kept) > 2):
            self.spacing *= 2
            self.kept = {step: each for step, each in self.kept.items() if step % self.spacing == 0}
            self.nbytes = sum(each.nbytes for each in self.kept.values())
        return step in self.kept
