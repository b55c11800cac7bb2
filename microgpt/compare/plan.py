"""Plan: the runs that are compared, each with its settings, all on the same documents."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from microgpt.config import Config, ConfigError
from microgpt.data import Data
from microgpt.run import autograd_for, name_of, require_trainable
from microgpt.settings import parse, written
from microgpt.split import split

MOST_RUNS = 100_000
UNCHANGED = "unchanged"

Settings = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """The base of all runs, and what differs: every combination of what is varied, and each change alone with it."""

    base: Config
    data_name: str
    data_digest: str
    autograd: str | None = None  # None: the quickest that each config can train with
    vary: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    change: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def __post_init__(self) -> None:
        names = [name for name, _ in (*self.vary, *self.change)]
        for name in names:
            if names.count(name) > 1:
                raise ConfigError(f"wanted each setting in one --vary or --change, but {name} is in more")
        count = len(self.combinations)
        if count > MOST_RUNS:
            raise ConfigError(f"wanted at most {MOST_RUNS:,} runs to compare, not {count:,}")

    @property
    def combinations(self) -> list[Settings]:
        """The settings of every run that differ from the base's, in order; seeds next to each other."""
        changes = [{}, *({name: value} for name, values in self.change for value in values)]
        names = [name for name, _ in self.vary if name != "seed"]
        values = [values for name, values in self.vary if name != "seed"]
        seeds: Iterable[Settings] = [{"seed": seed} for name, values in self.vary if name == "seed" for seed in values]
        return [
            {**dict(zip(names, combination)), **change, **seed}
            for combination in product(*values)
            for change in changes
            for seed in seeds or [{}]
        ]


@dataclass(frozen=True)
class Task:
    """One run of a plan: all that a worker has to know, wherever it is."""

    config: Config
    data_name: str
    data_digest: str
    autograd: str


def planned(plan: Plan, data: Data) -> tuple[dict[Task, Settings], list[tuple[Settings, str]]]:
    """The runs of a plan with the settings in which each differs, and those that cannot be, with why, in a sentence.

    Raises ConfigError if none can be.
    """
    holdouts: set[tuple[float, int]] = set()  # that leave something to train on
    tasks: dict[Task, Settings] = {}
    skipped: list[tuple[Settings, str]] = []
    for settings in plan.combinations:
        try:
            config = replace(plan.base, **settings)
            ops = autograd_for(config, plan.autograd)
            require_trainable(config, data, name_of(ops))
            if config.holdout and (config.holdout, config.seed) not in holdouts:
                split(data.docs, config, random.Random(config.seed))
                holdouts.add((config.holdout, config.seed))
        except ConfigError as error:
            skipped.append((settings, str(error)))
            continue
        tasks.setdefault(Task(config, plan.data_name, plan.data_digest, name_of(ops)), settings)
    if not tasks:
        raise ConfigError(f"wanted at least one run that can be: {skipped[0][1]}")
    return tasks, skipped


def variant_of(settings: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What runs have in common that differ only in their seed."""
    return tuple((name, value) for name, value in settings.items() if name != "seed")


def label_of(settings: Mapping[str, Any]) -> str:
    """The settings of a run, or of a variant, as they are written on the command line."""
    return " ".join(f"{name}={written(value)}" for name, value in settings.items()) or UNCHANGED


def values_of(text: str) -> tuple[str, tuple[Any, ...]]:
    """A setting and its values from `n_head=1,2,4`. Raises ConfigError."""
    name, equals, values = text.partition("=")
    name = name.strip().replace("-", "_")
    if not equals or not values.strip():
        raise ConfigError(f"wanted a setting and its values, as in n_head=1,2,4, not {text[:60]!r}")
    return name, tuple(dict.fromkeys(parse(name, value) for value in values.split(",")))
