"""A page's Python, run here: what a figure asks for is answered by the very session that answers in the page."""

from __future__ import annotations

import json
import sys
from array import array
from typing import Any

from playwright.sync_api import Page

from tools.environment import ROOT
from tools.harness import Harness, float64, put
from tools.traces import write

RUN = "run"  # the id of the one that the page's look is at
LONG = 1e9  # milliseconds: a slice as long as it takes


class Python:
    """A run in a session, and the traces of it that the harness can show."""

    def __init__(self, harness: Harness, **settings: Any) -> None:
        """A run with settings that differ from the preset's, or preset_name."""
        if str(ROOT / "web") not in sys.path:
            sys.path.append(str(ROOT / "web"))
        from session import Session

        self._harness = harness
        self._session = Session()
        preset_name = settings.pop("preset_name", "microgpt")
        self.ask("start", run=RUN, preset_name=preset_name, settings=settings, sample_every=0)

    def ask(self, command: str, **args: Any) -> Any:
        """The result of a command, as the wire gives it."""
        answer = json.loads(self._session.handle(command, json.dumps(args)))
        if "error" in answer:
            raise RuntimeError(answer["error"]["traceback"])
        return answer["result"]

    def train(self, steps: int) -> None:
        """Train so many steps."""
        self.ask("train", run=RUN, steps=steps)
        while self.ask("slice", run=RUN, milliseconds=LONG)["more"]:
            pass

    def trace(self, name: str, doc: str, **more: Any) -> str:
        """Trace a document where the page finds it by this name; returns the name."""
        result = self.ask("trace", run=RUN, trace=name, doc=doc, **more)
        columns = self._taken(result)
        if self._harness.is_new(name, (result["header"], columns)):
            write(self._harness.folder / "recorded", name, result["header"], columns)
        return name

    def answer(self, page: Page) -> None:
        """Answer all that the figure of a page asks, also what it asks because of an answer."""
        asked: set[str] = set()
        while new := [each for each in page.evaluate("figure.questions()") if json.dumps(each) not in asked]:
            asked |= {json.dumps(each) for each in new}
            for question in new:
                result = self.ask(question["command"], **question["args"])
                if "columns" in result:
                    columns = {name: float64(column) for name, column in self._taken(result).items()}
                    result = {**result["header"], **columns}
                put(page, answers={question["name"]: result})

    def _taken(self, result: Any) -> dict[str, array[Any]]:
        """The columns of the last result."""
        return {each["name"]: self._session.take_column(each["name"]) for each in result["columns"]}
