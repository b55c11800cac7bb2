"""Checkpoints: a run as one JSON text, to the last bit.

Holds config, vocabulary, step, parameters, Adam's moments and the state of the random stream; of the documents only
their name and digest, so that a run goes on with the data it began with. JSON never runs code, unlike pickle.
"""

from __future__ import annotations

import json
import os
import random
import reprlib
from pathlib import Path
from typing import Any

from microgpt.adam import Adam
from microgpt.config import Config, ConfigError, is_finite_number
from microgpt.data import Data, write_atomically
from microgpt.model import param_shapes
from microgpt.ops import scalar
from microgpt.ops.protocol import Autograd
from microgpt.run import Run
from microgpt.tokenizer import Tokenizer

FORMAT, VERSION = "microgpt checkpoint", 1


class CheckpointError(ValueError):
    """A text that is not a checkpoint, or not one of this data: the message says what was wanted and what came."""


def to_json(run: Run) -> str:
    """The run as JSON text. Raises CheckpointError if one of its numbers is not finite, which JSON cannot hold."""
    stored = {
        "format": FORMAT,
        "version": VERSION,
        "config": run.config.to_dict(),
        "characters": run.tokenizer.characters,
        "data": {"name": run.data_name, "sha256": run.data_digest},
        "step": run.step,
        "params": run.params(),
        "m": run.adam.m,
        "v": run.adam.v,
        "rng": run.rng.getstate(),
    }
    try:
        return json.dumps(stored, allow_nan=False)
    except ValueError:
        raise CheckpointError("wanted a run to store whose numbers are all finite, but this one has diverged") from None


def from_json(text: str, ops: Autograd = scalar, name: str = "checkpoint") -> Run:
    """The run that to_json() stored, without its documents: it can sample, and after give_data() train.

    Raises CheckpointError, beginning with `name`, for a text that is damaged, foreign or newer, and ConfigError for an
    autograd that its config cannot train with.
    """
    try:
        stored = json.loads(text)
    except ValueError as error:
        raise CheckpointError(f"{name}: wanted a checkpoint, but this is not JSON ({error})") from None
    except RecursionError:
        raise CheckpointError(f"{name}: wanted a checkpoint, but this JSON is nested too deeply to be one") from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise CheckpointError(f'{name}: wanted a checkpoint, but this JSON has no "format": "{FORMAT}"')
    version = stored.get("version")
    if version != VERSION or isinstance(version, bool):
        raise CheckpointError(f"{name}: wanted checkpoint version {VERSION}, not {reprlib.repr(version)}")
    try:
        run = _run(stored, _config(_entry(stored, "config", dict)))
    except (_Damaged, ConfigError) as error:
        raise CheckpointError(f"{name}: this checkpoint is damaged: {error}") from None
    run.use(ops)
    return run


def give_data(run: Run, data: Data) -> None:
    """Put the documents into a run that came without. Raises CheckpointError if it was trained on others."""
    if data.digest != run.data_digest:
        raise CheckpointError(
            f"the checkpoint was trained on {run.data_name} (SHA-256 {run.data_digest[:8]}...): "
            f"wanted the same documents, not those of {data.name} ({data.digest[:8]}...)"
        )
    run.docs = list(data.docs)
    random.Random(run.config.seed).shuffle(run.docs)
    run.require_room(run.autograd)


def save(run: Run, path: str | os.PathLike[str]) -> None:
    """Write a checkpoint, atomically: the file holds the old run or this one, never a part."""
    write_atomically(Path(path), to_json(run).encode())


def load(path: str | os.PathLike[str], ops: Autograd = scalar) -> Run:
    """The run stored in a file. Raises what from_json() does."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise CheckpointError(f"{os.fspath(path)}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise CheckpointError(f"{os.fspath(path)}: wanted a checkpoint, but this is not UTF-8 text") from None
    return from_json(text, ops, os.fspath(path))


class _Damaged(Exception):
    """One entry is not what a checkpoint has there."""


def _config(settings: dict[str, Any]) -> Config:
    missing = [name for name in Config().to_dict() if name not in settings]
    if missing:
        raise _Damaged(f"config must hold every setting, but there is no {', '.join(missing)}")
    return Config.from_dict(settings)


def _run(stored: dict[str, Any], config: Config) -> Run:
    characters = _entry(stored, "characters", list)
    if not all(map(_is_character, characters)) or sorted(set(characters)) != characters:
        raise _Damaged("characters must be different single characters, sorted")
    tokenizer = Tokenizer(characters, config.special_tokens)
    params = _entry(stored, "params", dict)
    if config.n_layer > len(params):  # before a billion of layers is made to compare with
        raise _Damaged(f"n_layer is {config.n_layer}, but there are only {len(params)} matrices")
    shapes = param_shapes(config, tokenizer.vocab_size)
    if list(params) != list(shapes):
        raise _Damaged(f"params must be {', '.join(shapes)}, not {reprlib.repr(list(params))}")
    for name, (rows, columns) in shapes.items():
        matrix = params[name]
        if not isinstance(matrix, list) or len(matrix) != rows:
            raise _Damaged(f"{name} must have {rows} rows")
        params[name] = [_numbers(name, row, columns) for row in matrix]
    num_params = sum(rows * columns for rows, columns in shapes.values())
    adam = Adam(num_params, config.beta1, config.beta2, config.eps)
    adam.m = _numbers("m", stored.get("m"), num_params)
    adam.v = _numbers("v", stored.get("v"), num_params)
    if min(adam.v) < 0:
        raise _Damaged(f"v must be 0 or more, not {min(adam.v)}")
    step = _entry(stored, "step", int)
    if not 0 <= step <= config.num_steps:
        raise _Damaged(f"step must be between 0 and {config.num_steps}, not {reprlib.repr(step)}")
    source = _entry(stored, "data", dict)
    return Run(
        config=config,
        ops=scalar,
        tokenizer=tokenizer,
        docs=[],
        data_name=_entry(source, "name", str),
        data_digest=_entry(source, "sha256", str),
        state_dict={name: scalar.parameters(params[name]) for name in shapes},
        adam=adam,
        rng=_stream(_entry(stored, "rng", list)),
        step=step,
    )


def _entry(stored: dict[str, Any], name: str, wanted: type) -> Any:
    value = stored.get(name)
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise _Damaged(f"{name} must be a {wanted.__name__}, not {type(value).__name__}")
    return value


def _is_character(value: object) -> bool:
    """Whether a value is one character that can be printed to a file: half of a surrogate pair cannot."""
    return isinstance(value, str) and len(value) == 1 and not "\ud800" <= value <= "\udfff"


def _numbers(name: str, value: Any, length: int) -> list[float]:
    if not isinstance(value, list) or len(value) != length:
        raise _Damaged(f"{name} must be {length} numbers a row")
    for x in value:
        if not is_finite_number(x):
            raise _Damaged(f"{name} must be finite numbers, not {reprlib.repr(x)}")
    return [float(x) for x in value]


def _stream(state: list[Any]) -> random.Random:
    rng = random.Random()
    try:
        version, internal, gauss_next = state
        if gauss_next is not None and not is_finite_number(gauss_next):
            raise ValueError
        rng.setstate((version, tuple(internal), gauss_next))
    except (TypeError, ValueError, OverflowError):
        raise _Damaged("rng must be the state of a random stream") from None
    return rng
