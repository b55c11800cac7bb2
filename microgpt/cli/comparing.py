"""Comparing: the command that trains the runs of a plan side by side, and keeps each as soon as it has ended."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from microgpt.cli.commands import documents_of, require_output, settings_given
from microgpt.cli.output import finish, say, write
from microgpt.cli.progress import progress
from microgpt.cli.stopping import Stopped, heeded
from microgpt.cli.table import table_lines
from microgpt.compare import results
from microgpt.compare.engine import WorkersLost, outcomes
from microgpt.compare.picture import picture
from microgpt.compare.plan import Plan, Settings, Task, label_of, planned, values_of, variant_of
from microgpt.compare.processes import processes, usable_cpus
from microgpt.compare.summary import rows
from microgpt.compare.trial import Outcome
from microgpt.config import ConfigError
from microgpt.data import Data
from microgpt.files import write_atomically
from microgpt.presets import preset
from microgpt.settings import SETTINGS

RESULTS = "compare.jsonl"


class RunsMissing(RuntimeError):
    """Not every run has ended well: the message says how many have, and how to go on."""


def compare_command(args: argparse.Namespace) -> None:
    """Train every run that is planned, and print them side by side."""
    require_output()
    jobs = _jobs(args.jobs)
    path, plan, data, found = _begun(args)
    tasks, skipped = planned(plan, data)
    if args.picture is not None:
        _require_folder(args.picture)
    if args.resume is None:
        results.begin(path, plan)
    found = {task: found[task] for task in tasks if task in found}
    _announce(args, tasks, skipped, found, min(jobs, len(tasks)), path)
    missing = _trained(tasks, found, jobs, path, args.json)
    for line in _told(args, tasks, found):
        write(f"{line}\n")
    if args.picture is not None:
        write_atomically(args.picture, picture(rows(tasks, found), _title(plan)).encode())
        if not args.json:
            write(f"the curves are in {args.picture}\n")
    finish()
    if missing:
        raise RunsMissing(f"{_kept(tasks, found, path)} ({next(iter(missing.values()))})")


def _begun(args: argparse.Namespace) -> tuple[str, Plan, Data, dict[Task, Outcome]]:
    """The file of results, the plan, its documents, and what there is of it already."""
    given = settings_given(args, SETTINGS)
    asked = [args.preset, args.data, args.autograd, args.vary, args.change, *given.values()]
    if args.resume is not None:
        if args.save is not None or any(each is not None for each in asked):
            raise ConfigError(
                "--resume goes on with the plan in its file, and takes no settings, data or --save beside it"
            )
        plan, found = results.read(args.resume)
        data = documents_of(plan.data_name)
        if data.digest != plan.data_digest:
            raise results.ResultsError(
                f"{args.resume}: wanted the documents of {plan.data_name} that it began with, but they have changed"
            )
        return args.resume, plan, data, found
    data = documents_of("census" if args.data is None else args.data)
    plan = Plan(
        base=replace(preset(args.preset or "microgpt"), **given),
        data_name=data.name,
        data_digest=data.digest,
        autograd=args.autograd,
        vary=tuple(map(values_of, args.vary or ())),
        change=tuple(map(values_of, args.change or ())),
    )
    return args.save or RESULTS, plan, data, {}


def _trained(
    tasks: Mapping[Task, Settings], found: dict[Task, Outcome], jobs: int, path: str, as_json: bool
) -> dict[Task, str]:
    """Train what is missing, adding to what is found; which runs failed for another reason than diverging, and why.

    A worker that is killed takes the others of its pool with it, and they begin anew in another one; unless no run has
    ended since the last that was.
    """
    failed: dict[Task, str] = {}
    with _stopping(), progress(len(found), len(tasks), as_json) as shown:
        try:
            while waiting := [task for task in tasks if task not in found and task not in failed]:
                before = len(found) + len(failed)
                try:
                    with processes(min(jobs, len(waiting))) as executor:
                        for task, came in outcomes(waiting, executor):
                            if isinstance(came, Exception):
                                failed[task] = f"{type(came).__name__}: {came}"
                                shown.ended(f"{label_of(tasks[task])}: failed ({came})")
                                continue
                            results.append(path, came)
                            found[task] = came
                            shown.ended(_line(tasks[task], came))
                            if as_json:
                                write(json.dumps({"run": came.to_dict()}) + "\n", now=True)
                except WorkersLost:
                    if len(found) + len(failed) == before:
                        raise RunsMissing(
                            f"a worker was killed, for want of memory perhaps, and no run had ended since it began; "
                            f"{_kept(tasks, found, path)}"
                        ) from None
                    say("a worker was killed; what is missing begins anew in others")
        except (Stopped, results.ResultsError) as error:
            with suppress(results.ResultsError):  # a signal may come when a run is written, and not yet counted
                found.update(results.read(path)[1])
            error.add_note(f"{'stopped; ' if isinstance(error, Stopped) else ''}{_kept(tasks, found, path)}")
            raise
    return failed


@contextmanager
def _stopping() -> Iterator[None]:
    """Let Ctrl-C and what else ends a program leave by an exception, so that the workers are ended, too."""

    def heard(number: int, frame: FrameType | None) -> None:
        for each in before:  # once is enough: what follows is only to end
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before: dict[int, Any] = {}
    for number in heeded():
        before[number] = signal.signal(number, heard)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce(
    args: argparse.Namespace,
    tasks: Mapping[Task, Settings],
    skipped: list[tuple[Settings, str]],
    found: Mapping[Task, Outcome],
    jobs: int,
    path: str,
) -> None:
    for sentence in dict.fromkeys(f"{label_of(dict(variant_of(each)))} is skipped: {why}" for each, why in skipped):
        say(sentence)
    if args.json:
        return
    there = f", {len(found)} of them there already" if args.resume is not None else ""
    write(f"{_count(len(tasks), 'run')}{there}; {jobs} at a time, each kept in {path} as it ends\n", now=True)


def _told(args: argparse.Namespace, tasks: Mapping[Task, Settings], found: Mapping[Task, Outcome]) -> Iterator[str]:
    told = rows(tasks, found)
    if args.json:
        yield json.dumps({"table": [row.to_dict() for row in told]}, allow_nan=False)
    else:
        yield ""
        yield from table_lines(told)


def _line(settings: Settings, outcome: Outcome) -> str:
    if outcome.failure:
        return f"{label_of(settings)}: diverged at step {outcome.step + 1}"
    pace = "" if outcome.ms_per_step is None else f", {outcome.ms_per_step:.2f} ms/step"
    held = "" if outcome.held_out_loss is None else f", held out {outcome.held_out_loss:.4f}"
    return f"{label_of(settings)}: loss {outcome.last_loss:.4f}{held}{pace}"


def _kept(tasks: Mapping[Task, Settings], found: Mapping[Task, Outcome], path: str) -> str:
    """A sentence on what there is, and how to go on."""
    left = len(tasks) - len(found)
    there = f"{len(found)} of {_count(len(tasks), 'run')} {'is' if len(found) == 1 else 'are'} kept in {path}"
    return f"{there}; compare --resume {shlex.quote(path)} goes on with the {left} missing" if left else there


def _title(plan: Plan) -> str:
    names = [name for name, _ in (*plan.vary, *plan.change) if name != "seed"]
    steps = "" if "num_steps" in names else f"{plan.base.num_steps:,} steps on "
    return f"{steps}{os.path.basename(plan.data_name)}: {', '.join(names) or 'seed'}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _jobs(text: str | None) -> int:
    if text is None:
        return usable_cpus()
    try:
        jobs = int(text)
    except ValueError:
        jobs = 0
    if not 1 <= jobs <= 1000:
        raise ConfigError(f"--jobs must be a whole number from 1 to 1,000, not {text[:40]!r}")
    return jobs


def _require_folder(path: str) -> None:
    """Complain about --picture before the training, not after it."""
    folder = Path(path).resolve().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK) or Path(path).is_dir():
        raise ConfigError(f"--picture needs the path of a file in a folder that can be written to, not {path!r}")
