"""A session with a run of a few steps, and what its facts are."""

from __future__ import annotations

import json
from typing import Any

from session.commands import Session

STEPS = 30
NAMES = ("bill", "q", "maximilianalexanders")  # short, of one letter, longer than the block


class FactsOf:
    """What the article says of a run after some steps, and of its next step on some documents."""

    def __init__(self, steps: int = STEPS, **setup: Any) -> None:
        self.session = Session()
        settings = {"num_steps": 60, **setup.pop("settings", {})}
        self.ask("start", run="r", settings=settings, sample_every=0, **setup)
        if steps:
            self.train(steps)
        self.names = 0

    def train(self, steps: int, num_steps: int | None = None) -> None:
        self.ask("train", run="r", steps=steps, num_steps=num_steps)
        while self.ask("slice", run="r", milliseconds=1000)["more"]:
            pass

    def ask(self, command: str, **args: Any) -> Any:
        answer = json.loads(self.session.handle(command, json.dumps(args)))
        assert "error" not in answer, answer
        return answer["result"]

    def run(self) -> dict[str, str]:
        return dict(self.ask("run_facts", run="r"))

    def name(self, doc: str) -> dict[str, str]:
        self.names += 1
        self.ask("trace", run="r", trace=f"t{self.names}", doc=doc, graph=False)
        return dict(self.ask("facts", trace=f"t{self.names}"))
