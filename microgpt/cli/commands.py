"""Commands: train, sample, score, trace and data, as the command line asks for them."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any

from microgpt import checkpoint
from microgpt.cli.output import Lines, OutputFailed, Tell, finish, is_open, lines, say, waiting, write
from microgpt.cli.reading import reading_lines, score_lines, word_lines
from microgpt.cli.saving import Saving, SavingFailed, ended
from microgpt.cli.stopping import Stopping
from microgpt.config import ConfigError
from microgpt.data import Data, load
from microgpt.held_out import after_step
from microgpt.lists import BUILT_IN
from microgpt.presets import preset
from microgpt.run import Run, autograd_for, start
from microgpt.sample import beginning
from microgpt.settings import MODEL_SETTINGS, SAMPLING_SETTINGS, SETTINGS, TRAINING_SETTINGS, parse, written
from microgpt.tokenizer import Tokenizer
from microgpt.train import train


def train_command(args: argparse.Namespace) -> None:
    """Train, print each loss, then the samples; the run is kept, however that ends."""
    given = settings_given(args, SETTINGS)
    if args.save is None:
        require_output()
    saving = None if args.save is None else Saving(args.save, args.resume)
    run = started(args, given) if args.resume is None else _resumed(args, given)
    scalar_unasked = args.autograd is None and run.autograd != "vector"
    remark = f"autograd: {run.autograd} (a backward pass at each position needs one node per number)"
    show, first = lines(args.json), run.step
    with Stopping() as stopping:
        try:
            show.begin(run, remark if scalar_unasked else "")
            _train(run, show, saving, stopping)
            stopping.no_more_steps()
            show.samples(run)
            finish()
            if saving is not None:  # somebody may have written there in the meantime
                saving.keep(run)
        except BaseException as error:
            stopping.heed_no_more()
            _let_go(error)
            error.add_note(ended(saving, run, first))
            raise
        if saving is not None and saving.failure:
            raise SavingFailed(f"trained to step {run.step}, {saving.outcome()}")


def _train(run: Run, show: Lines, saving: Saving | None, stopping: Stopping) -> None:
    """Train to the last step, saving on the way and at the end; that it cannot be is said once and stops nothing."""
    told = False
    try:
        for step in train(run):
            show.step(step)
            if (measured := after_step(run)) is not None:
                show.held_out(measured)
            if saving is not None and saving.is_due() and not saving.save(run) and not told:
                told = True
                show.end()
                say(f"step {run.step} is {saving.outcome()}; the training goes on")
            stopping.after_step()
    finally:
        show.end()
    if saving is not None:
        saving.save(run)


def _let_go(error: BaseException) -> None:
    """Free what the calls that an exception ended still hold, a graph of a million nodes perhaps; keep where it was."""
    at = error.__traceback__
    while at is not None:
        with suppress(RuntimeError):  # this call and its own are still running
            at.tb_frame.clear()
        at = at.tb_next


def sample_command(args: argparse.Namespace) -> None:
    """Print documents invented by a checkpoint's model."""
    require_output()
    run = _loaded(args.resume)
    given = settings_given(args, SAMPLING_SETTINGS)
    run.config = replace(run.config, **given)
    if args.seed is not None:
        run.rng.seed(parse("seed", args.seed))
    lines(args.json).samples(run, beginning(run, args.begin), _newness(run, args.data))
    finish()


def score_command(args: argparse.Namespace) -> None:
    """Print how likely a checkpoint's model finds each word, and each of its letters."""
    from microgpt.observe.generation import score

    require_output()
    run = _loaded(args.resume)
    newness = _newness(run, args.data)
    for word in args.words:
        found = score(run, word) | ({} if newness is None else {"newness": newness(word)})
        for line in [json.dumps(found)] if args.json else score_lines(found):
            write(f"{line}\n", now=True)
    finish()


def _newness(run: Run, data: str | None) -> Tell | None:
    """What tells of a document whether it is in the data of this name; None if none is named."""
    if data is None:
        return None
    from microgpt.observe.newness import newness

    checkpoint.give_data(run, documents_of(data))
    return newness(run)


def trace_command(args: argparse.Namespace) -> None:
    """Print the trace of one training step: its header, with the columns as lists."""
    from microgpt.observe.trace import TraceError, trace  # the rest must do without what only looks

    require_output()
    given = settings_given(args, MODEL_SETTINGS | TRAINING_SETTINGS)
    run = started(args, given) if args.resume is None else _resumed(args, given)
    first, last = run.step + 1, run.config.num_steps
    step = first if args.step is None else args.step
    if not first <= step <= last:
        raise TraceError(f"--step must be from {first} to {last}, not {step}")
    for _ in islice(train(run), step - first):
        pass
    traced = trace(run, args.doc, args.position, graph=not args.no_graph)
    columns = {name: column.tolist() for name, column in traced.columns.items()}
    write(json.dumps({**traced.header, "columns": columns}, allow_nan=False) + "\n")
    finish()


def data_command(args: argparse.Namespace) -> None:
    """Print what the tokenizer makes of documents, and of a word."""
    from microgpt.observe.reading import reading, tokenized

    require_output()
    data = documents_of("census" if args.data is None else args.data)
    config = replace(preset(args.preset or "microgpt"), **settings_given(args, ["block_size"]))
    found: dict[str, Any] = reading(data, config)
    tokenizer = Tokenizer(data.characters, config.special_tokens)
    word = None if args.word is None else tokenized(tokenizer, config, args.word)
    if args.json:
        write(json.dumps({**found, "word": word}) + "\n")
    else:
        for line in [*reading_lines(found), *(() if word is None else word_lines(word))]:
            write(f"{line}\n")
    finish()


def require_output() -> None:
    """Complain before the work, not after it, when nobody could ever see what comes of it."""
    if not is_open():
        raise OutputFailed("wanted an output to print to, but stdout is closed")


def settings_given(args: argparse.Namespace, settings: Iterable[str]) -> dict[str, Any]:
    """Those of the settings that were given, by name. Raises ConfigError for a value that one cannot have."""
    return {name: parse(name, text) for name in settings if (text := getattr(args, name)) is not None}


def started(args: argparse.Namespace, given: dict[str, Any]) -> Run:
    """A new run with the settings of the preset and those given now."""
    data = documents_of("census" if args.data is None else args.data)
    config = replace(preset(args.preset or "microgpt"), **given)
    return start(config, data, autograd_for(config, args.autograd))


def documents_of(name: str) -> Data:
    """The documents of this name; a pipe that nobody writes to is waited for, but not in silence."""
    if name not in (*BUILT_IN, "makemore") and os.path.exists(name) and not os.path.isfile(name):
        with waiting(name):
            return load(name)
    return load(name)


def _resumed(args: argparse.Namespace, given: dict[str, Any]) -> Run:
    """The run of the checkpoint, with the training and sampling settings given now."""
    run = _loaded(args.resume)
    run.use(autograd_for(run.config, args.autograd))
    checkpoint.give_data(run, documents_of(run.data_name if args.data is None else args.data))
    for name, value in given.items():
        stored = getattr(run.config, name)
        if value != stored and not SETTINGS[name].may_change:
            raise ConfigError(f"{name} is {written(stored)} in the checkpoint and cannot become {written(value)}")
    if args.preset:
        raise ConfigError("--preset cannot be combined with --resume: the checkpoint holds its settings")
    config = replace(run.config, **given)
    if config.num_steps < run.step:
        raise ConfigError(f"num_steps must be at least the checkpoint's {run.step} steps, not {config.num_steps}")
    run.config = config
    return run


def _loaded(path: str) -> Run:
    """The run of a checkpoint, without its documents; one that nothing vouches for is used, but not in silence."""
    text = checkpoint.read(path)
    run = checkpoint.from_json(text, name=path)
    if not checkpoint.is_checked(text):
        say(f"{path} has no checksum, as from before there was one: whether it has changed since cannot be told")
    return run
