"""A trained run as Adam's figure is told of it: the trace of its next step, its norms, and a parameter's past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from microgpt.data import Data
from microgpt.observe.adam import norm
from microgpt.observe.history import History
from microgpt.observe.trace import Trace, trace
from microgpt.presets import preset
from microgpt.run import Run, autograd_for, start
from microgpt.train import Step, train

Json = Any
NAMES = ("abcdefghijklmnopqrstuvwxyz", "emma", "mia", "noah", "liam", "olivia", "ava", "zoe")


class Trained:
    """A run after so many steps, and what is kept of them."""

    def __init__(self, steps: int, preset_name: str = "microgpt", **settings: Any) -> None:
        config = replace(preset(preset_name), **settings)
        self.run: Run = start(config, Data("names", NAMES), autograd_for(config))
        self.history = History(self.run)
        self.steps: list[Step] = []
        for step in islice(train(self.run), steps):
            self.history.keep(self.run, step)
            self.steps.append(step)

    def trace(self, doc: str, position: int | None = None) -> Trace:
        """The trace of the next step, as of a run that goes by the id "run"."""
        traced = trace(self.run, doc, position, graph=False)
        return replace(traced, header={**traced.header, "id": f"of {doc}", "run": "run"})

    def norms(self, header: Json) -> Json:
        """The answer `norms`, of every step."""
        parts = {m["name"]: slice(m["first"], m["first"] + m["rows"] * m["columns"]) for m in header["matrices"]}
        return {
            "steps": [step.step for step in self.steps],
            "matrices": {name: [norm(step.gradient[part]) for step in self.steps] for name, part in parts.items()},
            "all": [norm(step.gradient) for step in self.steps],
        }

    def replay(self, header: Json, place: Sequence[int], what_if: Json = None) -> Json:
        """The answer `replay`: the past of the parameter at (matrix, row, column)."""
        m, row, column = place
        matrix = header["matrices"][m]
        config = replace(self.run.config, **what_if) if what_if else None
        found = self.history.replay(self.run.config, matrix["first"] + row * matrix["columns"] + column, config)
        return {"matrix": matrix["name"], "row": row, "column": column, "settings": what_if, **found}
