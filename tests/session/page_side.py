"""The page's side of the wire, for tests that have one run and one trace, and for those that name others."""

from __future__ import annotations

import json
from array import array
from typing import Any

from session import Session

TEXT = "emma\nava\nmia\nal\neve\nvi\n"
SMALL = {"n_embd": 4, "n_head": 2, "block_size": 4, "num_steps": 12}
LONG = 1e9  # milliseconds: a slice as long as it takes
CLOCK = ("seconds_per_step", "seconds_left")  # of a step, what depends on how fast this machine is

OF_RUN = ("start", "restore", "use", "train", "pause", "sample", "trace", "norms", "replay", "checkpoint", "share")
OF_RUN += (
    "state",
    "snapshot",
    "resume",
    "way_back",
    "go_back",
    "describe",
    "slice",
    "invent",
    "invent_many",
    "score",
    "parameters",
    "encode",
    "run_facts",
    "open_shared",
)
OF_TRACE = ("trace", "check", "grab", "heads", "over_training", "temper", "facts", "paces")

Json = dict[str, Any]


class Wire:
    """A session, and what a page does with it. A run that is not named is `r`, a trace `t`, an experiment on it `e`."""

    def __init__(self) -> None:
        self.session = Session()

    def answer(self, command: str, args: Json) -> Json:
        ids = {"run": "r"} if command in OF_RUN else {}
        ids |= {"trace": "t"} if command in OF_TRACE else {}
        ids |= {"of": "t", "trace": "e"} if command == "experiment" else {}
        answer: Json = json.loads(self.session.handle(command, json.dumps({**ids, **args})))
        assert len(answer) == 1
        return answer

    def ask(self, command: str, **args: Any) -> Any:
        """The result of a command that must succeed."""
        answer = self.answer(command, args)
        assert "error" not in answer, answer["error"]["traceback"]
        return answer["result"]

    def error(self, command: str, **args: Any) -> Json:
        """The error of a command that must fail, which has all that the page shows of one."""
        error: Json = self.answer(command, args)["error"]
        assert error.keys() == {"type", "message", "traceback"}
        assert error["message"]
        assert error["traceback"].startswith("Traceback")
        assert error["type"] in error["traceback"]
        return error

    def complaint(self, command: str, **args: Any) -> str:
        """Its sentence."""
        return str(self.error(command, **args)["message"])

    def start(self, sample_every: int = 0, run: str = "r", **settings: Any) -> Json:
        result: Json = self.ask("start", run=run, settings=SMALL | settings, sample_every=sample_every)
        return result

    def events(self, milliseconds: float = LONG, run: str = "r", **args: Any) -> list[Json]:
        """Whatever training tells until it stops, without what depends on the clock."""
        self.ask("train", run=run, **args)
        events, more = [], True
        while more:
            done = self.ask("slice", run=run, milliseconds=milliseconds)
            more = done["more"]
            events += done["events"]
        return timeless(events)

    def taken(self, result: Json) -> dict[str, array[Any]]:
        """The columns of the last result."""
        return {column["name"]: self.session.take_column(column["name"]) for column in result["columns"]}

    def header(self, command: str, **args: Any) -> Json:
        """The header of a result that has columns."""
        header: Json = self.ask(command, **args)["header"]
        return header


def timeless(events: list[Json]) -> list[Json]:
    """Events without what depends on the clock."""
    return [{name: value for name, value in event.items() if name not in CLOCK} for event in events]


def steps(events: list[Json]) -> list[Json]:
    """Those of the events that are training steps."""
    return [event for event in events if "step" in event]


def losses(events: list[Json]) -> list[float]:
    """The loss of each step among the events."""
    return [event["loss"] for event in steps(events)]


def plain(header: Json) -> Json:
    """A header as microgpt made it: without the ids that the session put in."""
    return {name: value for name, value in header.items() if name not in ("id", "run", "of")}
