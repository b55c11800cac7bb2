"""What the facts of a training step are taken from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from microgpt.observe.trace import Trace, trace
from session.traces import Traced
from session.training import Training


@dataclass(frozen=True)
class Known:
    """A training step on one document, and the training it is of."""

    training: Training
    traced: Traced

    @cached_property
    def trace(self) -> Trace:
        """The step once more, in plain numbers, without the graph: its stages, gradients and Adam's numbers."""
        return trace(self.traced.model, self.traced.doc, self.traced.position, graph=False)

    @property
    def seen(self) -> int:
        """The position that the article follows: one with others before it. As the tour's."""
        return min(2, len(self.trace.header["losses"]) - 1)
