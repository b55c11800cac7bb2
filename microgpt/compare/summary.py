"""Summary: runs that differ only in their seed as one row: what they have in common, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import Any

from microgpt.compare.plan import Settings, Task, label_of, variant_of
from microgpt.compare.trial import Outcome


@dataclass(frozen=True)
class Spread:
    """The mean of a number over some runs, and their standard deviation, None for a single one."""

    mean: float
    deviation: float | None
    runs: int

    @staticmethod
    def of(numbers: Sequence[float | None]) -> Spread | None:
        """The spread of those that there are, or None."""
        known = [x for x in numbers if x is not None]
        if not known:
            return None
        return Spread(fmean(known), stdev(known) if len(known) > 1 else None, len(known))


@dataclass(frozen=True)
class Row:
    """A variant: its settings, and what came of its runs."""

    label: str
    settings: Settings
    seeds: list[int]
    num_params: int
    ms_per_step: float | None
    last_loss: Spread | None
    held_out_loss: Spread | None
    difference: (
        Spread | None
    )  # of the held-out loss, if any run has one, or of the last-100 loss, to the unchanged run's, by seed
    diverged: list[int]  # the step in which each run did that did
    samples: list[str]  # of its first run that has some
    outcomes: list[Outcome]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON, without the runs."""
        return {name: value for name, value in asdict(self).items() if name != "outcomes"}


def rows(tasks: Mapping[Task, Settings], found: Mapping[Task, Outcome]) -> list[Row]:
    """A row for each variant of which at least one run has ended, in the order of the plan."""
    variants: dict[Any, list[Task]] = {}
    for task, settings in tasks.items():
        if task in found:
            variants.setdefault(variant_of(settings), []).append(task)
    is_held_out = any(found[task].held_out_loss is not None for each in variants.values() for task in each)
    losses = {task: each.held_out_loss if is_held_out else each.last_loss for task, each in found.items()}
    unchanged = {task.config.seed: losses[task] for task in variants.get((), [])}
    told = []
    for variant, each in variants.items():
        pairs = [(losses[task], unchanged.get(task.config.seed)) for task in each]
        apart = [mine - its for mine, its in pairs if mine is not None and its is not None]
        told.append(_row(dict(variant), [found[task] for task in each], Spread.of(apart) if variant else None))
    return told


def _row(settings: Settings, outcomes: list[Outcome], difference: Spread | None) -> Row:
    times = [each.ms_per_step for each in outcomes if each.ms_per_step is not None]
    return Row(
        label=label_of(settings),
        settings=settings,
        seeds=[each.task.config.seed for each in outcomes],
        num_params=outcomes[0].num_params,
        ms_per_step=fmean(times) if times else None,
        last_loss=Spread.of([each.last_loss for each in outcomes]),
        held_out_loss=Spread.of([each.held_out_loss for each in outcomes]),
        difference=difference,
        diverged=[each.step + 1 for each in outcomes if each.failure],
        samples=next((each.samples for each in outcomes if each.samples), []),
        outcomes=outcomes,
    )
