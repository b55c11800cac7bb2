"""Results: the file of a comparison. Its plan, then a line for each run, written as soon as the run has ended.

JSON, an object a line: a program that is killed leaves at most half a line at the end, which is let go when it is read.
"""

from __future__ import annotations

import json
import os
import reprlib
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from microgpt.compare.plan import Plan, Task
from microgpt.compare.trial import Outcome
from microgpt.config import Config, is_finite_number

FORMAT = "microgpt comparison"


class ResultsError(ValueError):
    """A file that is not one of results, or that would be lost: the message says what was wanted and what came."""


def begin(path: str, plan: Plan) -> None:
    """Begin a file with a plan. Raises ResultsError if there is one already, or there can be none."""
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(_line({"format": FORMAT, "plan": asdict(plan)}))
    except FileExistsError:
        raise ResultsError(
            f"there is already something at {path!r}, which the results would overwrite; go on with it by --resume, "
            "delete it, or choose another name with --save"
        ) from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"the results cannot be kept at {path!r} ({_reason(error)})") from None


def append(path: str, outcome: Outcome) -> None:
    """Write what came of a run, so that it is there whatever happens next. Raises ResultsError."""
    try:
        with open(path, "a", encoding="utf-8") as file:
            file.write(_line({"run": outcome.to_dict()}))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ResultsError(f"the results cannot be kept at {path!r} ({_reason(error)})") from None


def read(path: str) -> tuple[Plan, dict[Task, Outcome]]:
    """The plan of a file and what came of its runs so far; half a line at its end is removed. Raises ResultsError."""
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: cannot be read ({_reason(error)})") from None
    whole, _, half = content.rpartition(b"\n")
    first, *rest = whole.split(b"\n")
    plan = _read(first if whole else half, f"{path}, line 1: wanted the plan of a comparison", _plan)
    found = {}
    for number, line in enumerate(rest, start=2):
        outcome = _read(line, f"{path}, line {number}: wanted what came of a run", _outcome)
        found[outcome.task] = outcome
    if whole and half:  # not before all else is known to be a comparison's: the file may be another, named by mistake
        with suppress(OSError):
            os.truncate(path, len(content) - len(half))
    elif half:  # a plan without the end of its line
        with suppress(OSError), open(path, "ab") as file:
            file.write(b"\n")
    return plan, found


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, allow_nan=False) + "\n"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _read(line: bytes, wanted: str, take: Any) -> Any:
    try:
        return take(json.loads(line))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        came = reprlib.repr(line[:40].decode("utf-8", "replace"))
        raise ResultsError(
            f"{wanted}, not {came} ({type(error).__name__}: {' '.join(str(error).split())[:80]})"
        ) from None


def _plan(entry: dict[str, Any]) -> Plan:
    if entry["format"] != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    stored = entry["plan"]
    return Plan(
        base=Config.from_dict(stored["base"]),
        data_name=_text(stored["data_name"]),
        data_digest=_text(stored["data_digest"]),
        autograd=stored["autograd"],
        vary=_values(stored["vary"]),
        change=_values(stored["change"]),
    )


def _values(stored: list[Any]) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    return tuple((_text(name), tuple(values)) for name, values in stored)


def _outcome(entry: dict[str, Any]) -> Outcome:
    stored = entry["run"]
    task = Task(**stored["task"] | {"config": Config.from_dict(stored["task"]["config"])})
    outcome = Outcome(**stored | {"task": task})
    for name in ("data_name", "data_digest", "autograd"):
        _text(getattr(task, name))
    for number in (outcome.num_params, outcome.step, outcome.held_out_documents):
        _number(number, int)
    for measured in (outcome.last_loss, outcome.ms_per_step):
        _number(0 if measured is None else measured)
    outcome.curve = [(_number(step), _number(loss)) for step, loss in outcome.curve]
    outcome.held_out = [(step, None if loss is None else _number(loss)) for step, loss in outcome.held_out]
    for step, _ in outcome.held_out:
        _number(step, int)
    for text in (*outcome.samples, outcome.failure):
        _text(text)
    return outcome


def _number(value: Any, kind: Any = (int, float)) -> Any:
    if not isinstance(value, kind) or not is_finite_number(value):
        raise TypeError(f"wanted a number, not {reprlib.repr(value)}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"wanted a text, not {type(value).__name__}")
    return value
