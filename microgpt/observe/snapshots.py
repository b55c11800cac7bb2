"""Snapshots: earlier states of a run, kept in bounded memory so that they can be looked into later.

Every `spacing` steps the parameters and Adam's two moments are kept, as packed floats: about 100 kB for the published
model. When there are more than MOST of them, or they take more than MOST_BYTES, every second one is let go and the
spacing doubles, so that they stay spread over the whole training however long it is.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

from microgpt.adam import Adam
from microgpt.model import flatten, param_shapes, unflatten
from microgpt.run import Run

MOST = 64
MOST_BYTES = 16_000_000


class Snapshots:
    """The states of one run after 0, spacing, 2 * spacing, ... steps."""

    def __init__(self, spacing: int = 50) -> None:
        self.spacing = spacing
        self._kept: dict[int, tuple[array[float], array[float], array[float]]] = {}

    @property
    def steps(self) -> list[int]:
        """After how many steps there is a state, ascending."""
        return sorted(self._kept)

    @property
    def nbytes(self) -> int:
        """What the numbers that are kept take, in bytes."""
        return sum(len(each) * each.itemsize for state in self._kept.values() for each in state)

    def keep(self, run: Run) -> bool:
        """Keep the run's state if its turn has come; whether it was kept."""
        if run.step % self.spacing:
            return False
        data = flatten(run.params().values())
        self._kept[run.step] = (array("d", data), array("d", run.adam.m), array("d", run.adam.v))
        if len(self._kept) > MOST or (self.nbytes > MOST_BYTES and len(self._kept) > 2):
            self.spacing *= 2
            self._kept = {step: state for step, state in self._kept.items() if step % self.spacing == 0}
        return run.step in self._kept

    def run_at(self, run: Run, step: int) -> Run:
        """The run as it was after so many steps; training it changes the one that goes on in nothing but its stream.

        Raises ValueError if no snapshot was kept then.
        """
        if step not in self._kept:
            kept = ", ".join(map(str, self.steps)) or "none"
            raise ValueError(f"wanted one of the snapshots that were kept, after {kept} steps, not after {step}")
        data, m, v = self._kept[step]
        config = run.config
        adam = Adam(len(m), config.beta1, config.beta2, config.eps)
        adam.m, adam.v = list(m), list(v)
        shapes = param_shapes(config, run.tokenizer.vocab_size)
        rows = unflatten(list(data), shapes.values())
        state_dict = {name: run.ops.parameters(matrix) for name, matrix in zip(shapes, rows)}
        return replace(run, state_dict=state_dict, adam=adam, step=step)
