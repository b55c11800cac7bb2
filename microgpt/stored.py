"""Stored: a run as the entries of a checkpoint, and back, with nothing taken on trust."""

from __future__ import annotations

import math
import random
import reprlib
import sys
from typing import Any

from microgpt.config import Config, ConfigError, is_finite_number
from microgpt.model import param_count, param_shapes
from microgpt.ops import scalar
from microgpt.optimizer import Optimizer, optimizer_of
from microgpt.run import Run
from microgpt.tokenizer import Tokenizer

# settings that came later, those of a row at once: a checkpoint from before has none of them, its run those of a Config
YOUNGER = (
    {"position_embedding", "norm", "attention", "mlp", "residual", "optimizer", "holdout"},
    {"top_k"},
)
MOST_MOMENT = 1.1 * sys.float_info.max**0.5  # a mean of gradients, each of which could be squared


class Damaged(ValueError):
    """One entry is not what a checkpoint has there: the message says what was wanted and what came."""


def entries_of(run: Run) -> dict[str, Any]:
    """Everything of a run but its documents, in what JSON can hold."""
    return {
        "config": run.config.to_dict(),
        "characters": run.tokenizer.characters,
        "data": {"name": run.data_name, "sha256": run.data_digest},
        "step": run.step,
        "params": run.params(),
        "m": run.optimizer.m,
        "v": run.optimizer.v,
        "rng": run.rng.getstate(),
    }


def run_of(stored: dict[str, Any]) -> Run:
    """The run that has these entries, without its documents. Raises Damaged."""
    try:
        return _run(stored, _config(_entry(stored, "config", dict)))
    except ConfigError as error:
        raise Damaged(str(error)) from None


def _config(settings: dict[str, Any]) -> Config:
    younger: set[str] = set().union(*(row for row in YOUNGER if row.isdisjoint(settings)))
    missing = [name for name in Config().to_dict() if name not in settings and name not in younger]
    if missing:
        raise Damaged(f"config must hold every setting, but there is no {', '.join(missing)}")
    return Config.from_dict(settings)


def _run(stored: dict[str, Any], config: Config) -> Run:
    characters = _entry(stored, "characters", list)
    if not all(map(_is_character, characters)) or sorted(set(characters)) != characters:
        raise Damaged("characters must be different single characters, sorted")
    tokenizer = Tokenizer(characters, config.special_tokens)
    params = _entry(stored, "params", dict)
    shapes = param_shapes(config, tokenizer.vocab_size)
    if list(params) != list(shapes):
        raise Damaged(f"params must be {', '.join(shapes)}, not {reprlib.repr(list(params))}")
    matrices = {}
    for name, (rows, columns) in shapes.items():
        matrix = params[name]
        if not isinstance(matrix, list) or len(matrix) != rows:
            raise Damaged(f"{name} must have {rows} rows")
        matrices[name] = scalar.parameters([_numbers(name, row, columns) for row in matrix])
    step = _entry(stored, "step", int)
    if not 0 <= step <= config.num_steps:
        raise Damaged(f"step must be between 0 and {config.num_steps}, not {reprlib.repr(step)}")
    source = _entry(stored, "data", dict)
    return Run(
        config=config,
        ops=scalar,
        tokenizer=tokenizer,
        docs=[],
        held_out=[],
        data_name=_entry(source, "name", str),
        data_digest=_entry(source, "sha256", str),
        state_dict=matrices,
        optimizer=_optimizer(stored, config, param_count(config, tokenizer.vocab_size)),
        rng=_stream(_entry(stored, "rng", list)),
        step=step,
    )


def _optimizer(stored: dict[str, Any], config: Config, num_params: int) -> Optimizer:
    optimizer = optimizer_of(config, num_params)
    for name, moments in (("m", optimizer.m), ("v", optimizer.v)):
        moments[:] = _numbers(name, stored.get(name), len(moments))
    if min(optimizer.v, default=0.0) < 0:
        raise Damaged(f"v must be 0 or more, not {min(optimizer.v)}")
    # what training leaves, and what the next step counts on to be done whole or not at all
    if not math.isfinite(sum(optimizer.v)):
        raise Damaged(f"v must add up to a finite number, but {max(optimizer.v)} is in it")
    largest = max(optimizer.m, key=abs, default=0.0)
    if abs(largest) > MOST_MOMENT:
        raise Damaged(f"m must be at most {MOST_MOMENT:.1e} in size, not {largest}")
    return optimizer


def _entry(stored: dict[str, Any], name: str, wanted: type) -> Any:
    value = stored.get(name)
    if not isinstance(value, wanted) or isinstance(value, bool):
        raise Damaged(f"{name} must be a {wanted.__name__}, not {type(value).__name__}")
    return value


def _is_character(value: object) -> bool:
    """Whether a value is one character that can be printed to a file: half of a surrogate pair cannot."""
    return isinstance(value, str) and len(value) == 1 and not "\ud800" <= value <= "\udfff"


def _numbers(name: str, value: Any, length: int) -> list[float]:
    if not isinstance(value, list) or len(value) != length:
        raise Damaged(f"{name} must be {length} numbers a row")
    for x in value:
        if not is_finite_number(x):
            raise Damaged(f"{name} must be finite numbers, not {reprlib.repr(x)}")
    return [float(x) for x in value]


def _stream(state: list[Any]) -> random.Random:
    rng = random.Random()
    try:
        version, internal, gauss_next = state
        if gauss_next is not None and not is_finite_number(gauss_next):
            raise ValueError
        rng.setstate((version, tuple(internal), gauss_next))
    except (TypeError, ValueError, OverflowError):
        raise Damaged("rng must be the state of a random stream") from None
    return rng
