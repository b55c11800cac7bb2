"""The past of a run: what is kept of its training, and the run as it was after fewer steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any, NamedTuple

from microgpt.observe.history import History
from microgpt.observe.snapshots import Snapshot, Snapshots
from microgpt.run import AUTOGRADS, Run
from microgpt.train import Step, train


class Stint(NamedTuple):
    """Steps that were done with the same of what can be changed on the way."""

    first: int  # how many steps were done before
    autograd: str
    num_steps: int
    learning_rate: float


class Past:
    """What is kept of one run, in bounded memory but for a few numbers each time that something is changed."""

    def __init__(
        self, run: Run, memory: dict[str, Any] | None = None, before: Mapping[int, Snapshot] | None = None
    ) -> None:
        """memory: what memory() said of the run before it came here; before: the snapshots of then."""
        self.history = History(run)
        self.first = memory.get("first", 0) if memory else 0  # steps that were done before the first one told of
        stints: Iterable[Any] = memory["stints"] if memory else ()
        first = before or {run.step: Snapshot.of(run)}  # a file's run begins in the midst, and can be looked into there
        self.snapshots = (
            Snapshots(memory["spacing"], first) if memory and "spacing" in memory else Snapshots(before=first)
        )
        if run.step not in self.snapshots.steps:
            self.snapshots.keep(run)
        self.stints = [_stint(run, *each) for each in stints]

    def keep(self, run: Run, step: Step) -> bool:
        """Keep the step that the run has just done; whether there are other snapshots now than before."""
        self.history.keep(run, step)
        now = _stint(run, run.step - 1)
        if not self.stints or self.stints[-1][1:] != now[1:]:
            self.stints.append(now)
        is_their_turn = run.step % self.snapshots.spacing == 0
        self.snapshots.keep(run)
        return is_their_turn

    def memory(self) -> dict[str, Any]:
        """What of it is few numbers."""
        return {"stints": self.stints, "spacing": self.snapshots.spacing, "first": self.first}

    def memory_of(self, steps: int) -> dict[str, Any]:
        """The same of the run as it was after so many steps."""
        return self.memory() | {"stints": [stint for stint in self.stints if stint.first < steps]}

    def had_one(self, run: Run, *whats: str) -> bool:
        """Whether all steps so far, from the first one on, were done with these of a stint's as the run has them now.

        Of a model that was shared the first is the one after it: what was before nobody tells.
        """
        now = _stint(run, run.step)
        all_stints = [*self.stints, now]
        return all_stints[0].first == self.first and all(
            getattr(stint, what) == getattr(now, what) for stint in all_stints for what in whats
        )

    def run_after(self, run: Run, steps: int) -> Run:
        """The run as it was after so many steps: the last snapshot before that, and the steps from there again.

        Each is done with what it was done with then. Raises ValueError for more steps than are done, and for fewer than
        those of the first snapshot.
        """
        if steps == run.step:
            return run
        kept = [step for step in self.snapshots.steps if isinstance(steps, int) and step <= steps < run.step]
        if not kept:
            first = min(self.snapshots.steps, default=run.step)
            lost = ": no state before that was kept" if first > 0 else ""
            wanted = f"wanted a number of steps from {first} to the {run.step} that are done, not {steps!r}"
            raise ValueError(wanted + lost)
        earlier = self.snapshots.run_at(run, kept[-1])
        for stint, end in self._stints_with_ends(run):
            if earlier.step < end and stint.first <= steps:
                earlier.config = replace(run.config, num_steps=stint.num_steps, learning_rate=stint.learning_rate)
                earlier.use(AUTOGRADS[stint.autograd])
                for _ in islice(train(earlier), min(end, steps) - earlier.step):
                    pass
        return earlier

    def _stints_with_ends(self, run: Run) -> Iterator[tuple[Stint, int]]:
        return ((stint, after.first) for stint, after in pairwise([*self.stints, _stint(run, run.step)]))


def _stint(
    run: Run,
    first: int,
    autograd: str | None = None,
    num_steps: int | None = None,
    learning_rate: float | None = None,  # of runs that were kept before it could change, none is told
) -> Stint:
    """A stint that has what the run has now wherever nothing else is said."""
    config = run.config
    return Stint(
        first,
        run.autograd if autograd is None else autograd,
        config.num_steps if num_steps is None else num_steps,
        config.learning_rate if learning_rate is None else learning_rate,
    )
