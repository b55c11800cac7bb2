"""The command line: python3 -m microgpt train | sample | trace."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from microgpt import checkpoint
from microgpt.config import Config, ConfigError
from microgpt.data import DataError, load
from microgpt.presets import PRESETS, preset
from microgpt.run import AUTOGRADS, Run, autograd_for, start
from microgpt.sample import SamplingFailed, samples
from microgpt.settings import (
    DATA_TEXT,
    MEMORY_TEXT,
    MODEL_SETTINGS,
    SAMPLING_SETTINGS,
    SETTINGS,
    TRAINING_SETTINGS,
    flag,
)
from microgpt.train import Step, TrainingDiverged, train

INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended

# what is told in a sentence; anything else is a bug, and shows its traceback
COMPLAINTS = (
    ConfigError,
    DataError,
    checkpoint.CheckpointError,
    TrainingDiverged,
    SamplingFailed,
    OSError,
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; return the exit code: 0, 1 for a sentence on stderr, 130 after Ctrl-C."""
    args = parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that has no emoji gets their numbers, not a traceback
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return int(args.command(args))
    except BrokenPipeError:  # the reader of our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except COMPLAINTS as error:
        print(f"microgpt: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaint is one sentence, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (--help lists what there is)\n")


def parser() -> argparse.ArgumentParser:
    """The arguments of every command."""
    top = Parser(prog="microgpt", description="A GPT in pure Python: train it, let it invent names.")
    commands = top.add_subparsers(required=True, metavar="train|sample|trace")

    one = commands.add_parser("train", help="train a model, then let it invent documents", epilog=MEMORY_TEXT)
    one.set_defaults(command=train_command)
    _add_run(one)
    one.add_argument("--save", metavar="FILE", help="write a checkpoint at the end, or when interrupted")
    one.add_argument("--json", action="store_true", help="print one JSON object a line")
    _add_settings(one, SETTINGS)

    two = commands.add_parser("sample", help="let a trained model invent documents")
    two.set_defaults(command=sample_command)
    two.add_argument("--resume", metavar="FILE", required=True, help="the checkpoint of the model")
    two.add_argument("--json", action="store_true", help="print one JSON object a line")
    _add_settings(two, {"seed": "restart the random stream here"} | SAMPLING_SETTINGS)

    what = "write down everything that one training step computes, as JSON"
    three = commands.add_parser("trace", help=what, epilog=MEMORY_TEXT)
    three.set_defaults(command=trace_command)
    _add_run(three)
    three.add_argument("--step", type=int, metavar="N", help="which step, counted from 1 (default: the next)")
    three.add_argument("--doc", help="a document to do it on (default: the step's own)")
    three.add_argument("--position", type=int, metavar="N", help="send only the loss of this position backward")
    three.add_argument("--no-graph", action="store_true", help="leave out the graph of single numbers")
    _add_settings(three, MODEL_SETTINGS | TRAINING_SETTINGS)
    return top


def _add_run(command: argparse.ArgumentParser) -> None:
    command.add_argument("--preset", choices=PRESETS, help="which program to reproduce (default: microgpt)")
    command.add_argument("--data", help=f"census (default), makemore, or {DATA_TEXT}")
    command.add_argument("--resume", metavar="FILE", help="go on from this checkpoint")
    command.add_argument(
        "--autograd", choices=AUTOGRADS, help="train with one node per vector (default where it can be) or per number"
    )


def _add_settings(command: argparse.ArgumentParser, settings: dict[str, str]) -> None:
    for name, help_text in settings.items():
        flags = dict.fromkeys([flag(name), flag(name).replace("_", "-")])
        wanted = type(getattr(Config(), name))
        command.add_argument(*flags, dest=name, type=wanted, metavar="N", help=help_text)


def train_command(args: argparse.Namespace) -> int:
    """Train, print each loss, then the samples."""
    given = _given(args, SETTINGS)
    if args.save is not None:
        _require_writable(args.save)
    run = _started(args, given) if args.resume is None else _resumed(args, given)
    if not args.json:
        print(f"num docs: {len(run.docs)}")
        print(f"vocab size: {run.tokenizer.vocab_size}")
        print(f"num params: {run.num_params}")
        if args.autograd is None and run.autograd != "vector":
            print(f"autograd: {run.autograd} (a backward pass at each position needs one node per number)")
    show = _JsonLines(run.autograd) if args.json else _ProgressLine() if sys.stdout.isatty() else _Lines()
    interrupted = False
    with _ctrl_c_finishes_the_step() as asked_to_stop:
        try:
            for step in train(run):
                show.step(step)
                if asked_to_stop():
                    interrupted = True
                    break
        finally:
            show.end()
        if args.save:
            checkpoint.save(run, args.save)
    if interrupted:
        kept = f"saved to {args.save}" if args.save else "not saved (--save FILE keeps it)"
        print(f"microgpt: stopped after step {run.step}, {kept}", file=sys.stderr)
        return INTERRUPTED
    _print_samples(run, args.json)
    return 0


def sample_command(args: argparse.Namespace) -> int:
    """Print documents invented by a checkpoint's model."""
    run = checkpoint.load(args.resume)
    given = _given(args, SAMPLING_SETTINGS)
    run.config = replace(run.config, **given)
    if args.seed is not None:
        run.rng.seed(replace(run.config, seed=args.seed).seed)
    _print_samples(run, args.json)
    return 0


def trace_command(args: argparse.Namespace) -> int:
    """Print the trace of one training step: its header, with the columns as lists."""
    from microgpt.observe.trace import TraceError, trace  # the rest must do without what only looks

    given = _given(args, MODEL_SETTINGS | TRAINING_SETTINGS)
    run = _started(args, given) if args.resume is None else _resumed(args, given)
    first, last = run.step + 1, run.config.num_steps
    step = first if args.step is None else args.step
    if not first <= step <= last:
        raise TraceError(f"--step must be from {first} to {last}, not {step}")
    for _ in islice(train(run), step - first):
        pass
    traced = trace(run, args.doc, args.position, graph=not args.no_graph)
    columns = {name: column.tolist() for name, column in traced.columns.items()}
    print(json.dumps({**traced.header, "columns": columns}, allow_nan=False))
    return 0


def _given(args: argparse.Namespace, settings: Iterable[str]) -> dict[str, Any]:
    """Those of the settings that were given."""
    return {name: value for name in settings if (value := getattr(args, name)) is not None}


def _started(args: argparse.Namespace, given: dict[str, Any]) -> Run:
    """A new run with the settings of the preset and those given now."""
    data = load("census" if args.data is None else args.data)
    config = replace(preset(args.preset or "microgpt"), **given)
    return start(config, data, autograd_for(config, args.autograd))


def _resumed(args: argparse.Namespace, given: dict[str, Any]) -> Run:
    """The run of the checkpoint, with the training and sampling settings given now."""
    run = checkpoint.load(args.resume)
    run.use(autograd_for(run.config, args.autograd))
    checkpoint.give_data(run, load(run.data_name if args.data is None else args.data))
    for name in MODEL_SETTINGS:
        stored = getattr(run.config, name)
        if given.get(name, stored) != stored:
            raise ConfigError(f"{name} is {stored} in the checkpoint and cannot become {given[name]}")
    if args.preset:
        raise ConfigError("--preset cannot be combined with --resume: the checkpoint holds its settings")
    config = replace(run.config, **given)
    if config.num_steps < run.step:
        raise ConfigError(f"num_steps must be at least the checkpoint's {run.step} steps, not {config.num_steps}")
    run.config = config
    return run


def _require_writable(path: str) -> None:
    """Complain about --save before the training, not after it."""
    refusal = f"--save needs the path of a file in a folder that can be written to, not {path!r}"
    target = Path(path)
    if os.path.exists(target) and not os.path.isfile(target):  # a device such as /dev/null must not be replaced
        raise ConfigError(f"{refusal} (it is not a file)")
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}."):
            pass
    except OSError as error:
        raise ConfigError(f"{refusal} ({error.strerror})") from None


def _print_samples(run: Run, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"samples": samples(run, run.config.num_samples)}))
        return
    print("--- inference (new, hallucinated names) ---")
    for number in range(1, run.config.num_samples + 1):
        print(f"sample {number:2d}: {samples(run, 1)[0]}")


@contextmanager
def _ctrl_c_finishes_the_step() -> Iterator[Any]:
    """While training, the first Ctrl-C only asks to stop, so that no step is left half done; a second one stops."""
    asked = False

    def ask(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


class _Lines:
    """A line per step, as the published program prints them."""

    def step(self, step: Step) -> None:
        """Show one step."""
        print(f"step {step.step:4d} / {step.num_steps:4d} | loss {step.loss:.4f}", flush=True)

    def end(self) -> None:
        """Nothing is left to say."""


class _JsonLines(_Lines):
    """A JSON object per step, with the loss in full precision."""

    def __init__(self, autograd: str) -> None:
        self.autograd = autograd

    def step(self, step: Step) -> None:
        print(json.dumps({"step": step.step, "loss": step.loss, "autograd": self.autograd}), flush=True)


class _ProgressLine(_Lines):
    """One line that keeps up with the training, for a terminal."""

    def __init__(self) -> None:
        self.began: float | None = None
        self.first = 0

    def step(self, step: Step) -> None:
        now = time.perf_counter()
        if self.began is None:  # the first step only starts the clock
            self.began, self.first = now, step.step
        steps = step.step - self.first
        pace = ""
        if steps:
            seconds = (now - self.began) / steps
            left = round(seconds * (step.num_steps - step.step))
            pace = f" | {1000 * seconds:.1f} ms/step | {left // 60}:{left % 60:02d} left"
        line = f"step {step.step:4d} / {step.num_steps:4d} | loss {step.loss:.4f}{pace}"
        print(f"\r{line}\x1b[K", end="", flush=True)

    def end(self) -> None:
        if self.began is not None:
            print()


if __name__ == "__main__":
    sys.exit(main())
