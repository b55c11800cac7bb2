"""Snapshots: earlier states of a run, kept in bounded memory so that they can be looked into later.

Every `spacing` steps the parameters and Adam's two moments are kept, as packed floats: about 100 kB for the published
model.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from microgpt.model import flatten, param_shapes, unflatten
from microgpt.observe.thinning import Thinned
from microgpt.run import Run

MOST = 64
MOST_BYTES = 16_000_000


@dataclass(frozen=True)
class Snapshot:
    """Every parameter of a run and Adam's two moments of it, in flat order; where SGD trains there are none."""

    data: array[float]
    m: array[float]
    v: array[float]

    @staticmethod
    def of(run: Run) -> Snapshot:
        """The state of a run as it is now."""
        return Snapshot(
            array("d", flatten(run.params().values())),
            array("d", run.optimizer.m),
            array("d", run.optimizer.v),
        )

    @staticmethod
    def unpacked(numbers: array[float], num_params: int) -> Snapshot:
        """The state whose numbers() these are, of so many parameters."""
        moments = numbers[num_params:]
        return Snapshot(numbers[:num_params], moments[: len(moments) // 2], moments[len(moments) // 2 :])

    def numbers(self) -> array[float]:
        """All of it, one after the other."""
        return self.data + self.m + self.v

    @cached_property
    def checksum(self) -> str:
        """By which it is seen whether its numbers are still what they were."""
        return hashlib.sha256(self.numbers().tobytes()).hexdigest()

    @property
    def nbytes(self) -> int:
        """What its numbers take."""
        return sum(len(each) * each.itemsize for each in (self.data, self.m, self.v))


class Snapshots:
    """The states of one run after 0, spacing, 2 * spacing, ... steps; at first, those that were kept of it before."""

    def __init__(self, spacing: int = 50, before: Mapping[int, Snapshot] | None = None) -> None:
        self._thinned: Thinned[Snapshot] = Thinned(spacing, MOST, MOST_BYTES)
        self._thinned.kept.update(sorted((before or {}).items()))
        self._thinned.nbytes = sum(each.nbytes for each in self._thinned.kept.values())

    @property
    def spacing(self) -> int:
        """How many steps lie between two."""
        return self._thinned.spacing

    @property
    def steps(self) -> list[int]:
        """After how many steps there is one, ascending."""
        return list(self._thinned.kept)

    def __getitem__(self, step: int) -> Snapshot:
        """The state after so many steps. Raises ValueError if none was kept then."""
        if step not in self._thinned.kept:
            kept = ", ".join(map(str, self.steps)) or "none"
            raise ValueError(f"wanted one of the snapshots that were kept, after {kept} steps, not after {step}")
        return self._thinned.kept[step]

    @property
    def nbytes(self) -> int:
        """What the numbers that are kept take, in bytes."""
        return self._thinned.nbytes

    def keep(self, run: Run) -> bool:
        """Keep the run's state if its turn has come; whether it was kept."""
        return self._thinned.keep(run.step, lambda: Snapshot.of(run))

    def run_at(self, run: Run, step: int) -> Run:
        """The run as it was after so many steps; the two share nothing that training would change.

        Raises ValueError if no snapshot was kept then.
        """
        snapshot = self[step]
        earlier = run.copy()
        earlier.step = step
        earlier.optimizer.m, earlier.optimizer.v = list(snapshot.m), list(snapshot.v)
        shapes = param_shapes(run.config, run.tokenizer.vocab_size).values()
        for matrix, rows in zip(earlier.state_dict.values(), unflatten(list(snapshot.data), shapes)):
            earlier.ops.assign(matrix, rows)
        return earlier
