"""Small comparisons for tests: their plans, and an executor that needs no processes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from small import small_config

from microgpt.compare.plan import Plan, Settings, Task, planned
from microgpt.compare.trial import Outcome
from microgpt.config import Config
from microgpt.data import load

DATA = load("elements")
SMALL = small_config(n_embd=4, num_steps=6, num_samples=3)


def plan_of(base: Config = SMALL, **differing: Any) -> Plan:
    """A plan on the elements: vary={name: values}, change={name: values}."""
    made = {key: tuple((name, tuple(values)) for name, values in each.items()) for key, each in differing.items()}
    return Plan(base, DATA.name, DATA.digest, None, made.get("vary", ()), made.get("change", ()))


def tasks_of(plan: Plan) -> dict[Task, Settings]:
    """Its runs that can be."""
    return planned(plan, DATA)[0]


class AtOnce(Executor):
    """Does what it is given when it is given it, in this process."""

    def __init__(self, before: Callable[[Task], None] = lambda _task: None) -> None:
        self.before = before
        self.given: list[Task] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append(args[0])
        try:
            self.before(args[0])
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def outcome(task: Task, loss: float | None = 2.5, **told: Any) -> Outcome:
    """What could have come of a run."""
    curve = [(step + 0.5, 3.0 - step / 10) for step in range(5)]
    return Outcome(task, 100, 6, 1.5, loss, **{"curve": curve, "samples": ["tin", "iron"]} | told)
