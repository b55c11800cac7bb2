"""What is answered about a trace or a run, beside the trace itself."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from microgpt.config import Config, ConfigError
from microgpt.data import DataError
from microgpt.model import flatten
from microgpt.observe.experiment import gradient_check, param_index
from microgpt.observe.expression import Refused, numbers, parsed
from microgpt.observe.heads import tokens_of, weights_over_training
from microgpt.observe.pace import paces as paces_of
from microgpt.observe.walk import walk
from microgpt.run import Run
from microgpt.sample import draws, probabilities
from session.averages import averages
from session.traces import Traced
from session.training import Training

Json = dict[str, Any]

MOST_LOSS = 700  # exp() of more is no number
MOST_TIMES = 50  # that a step is timed: some seconds


def check(traced: Traced, matrix: str, row: int, column: int, epsilon: float) -> Json:
    """What gradient_check() says of a parameter of the trace's model, and the gradient itself beside it."""
    model, doc, position = traced.model, traced.doc, traced.position
    found = gradient_check(model, tokens_of(model, doc), matrix, row, column, epsilon, position)
    grad = traced.grads[param_index(model, matrix, row, column)]
    return {"matrix": matrix, "row": row, "column": column, **found, "grad": grad, "error": found["slope"] - grad}


def grab(
    traced: Traced, matrix: str, row: int, column: int, values: list[float]
) -> tuple[Json, dict[str, array[float]]]:
    """What other numbers for a parameter of the trace's model would do: a header, and the columns."""
    if not isinstance(values, list):
        raise ConfigError(f"values must be a list of numbers, not {values!r}")
    return traced.grip.asked(matrix, row, column, values)


def heads(traced: Traced, count: int) -> Json:
    """What each head of the trace's model reads on average, over the first documents of its data."""
    if not isinstance(count, int) or count < 1:
        raise ConfigError(f"count must be a whole number of at least 1, not {count!r}")
    if not traced.plain.docs:
        raise DataError("What heads read on average is taken over the documents, but the model came without its own.")
    return averages(traced, count)


def over_training(traced: Traced, training: Training) -> tuple[Json, dict[str, array[Any]]]:
    """The attention weights on the trace's document after each snapshot of its run: a header, and the columns."""
    snapshots = training.past.snapshots
    runs = (snapshots.run_at(training.run, step) for step in snapshots.steps)
    found = dict(weights_over_training(runs, traced.doc))
    weights = array("d")
    for each in found.values():
        weights += each
    return {"doc": traced.doc, "snapshots": list(found)}, {"weights": weights}


def temper(traced: Traced, temperature: float, drawn: int) -> Json:
    """The probabilities that the trace's logits come to at a temperature, and how often each token is drawn by them.

    The draws for each position come from the same stream, whatever the temperature: only it makes the difference.
    """
    config = replace(traced.plain.config, temperature=temperature)
    if not isinstance(drawn, int) or drawn < 0:
        raise ConfigError(f"drawn must be a whole number of 0 or more, not {drawn!r}")
    probs = [probabilities(row, config.temperature) for row in traced.logits]
    if not all(math.isfinite(p) for row in probs for p in row):
        raise ConfigError(f"temperature must be large enough to divide these logits by, not {temperature:g}")
    counts = [draws(row, drawn, random.Random(config.seed)) for row in probs]
    return {"temperature": config.temperature, "drawn": drawn, "probs": probs, "draws": counts}


def paces(traced: Traced, times: int) -> Json:
    """The traced step with each autograd, timed so often."""
    if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= MOST_TIMES:
        raise ConfigError(f"times must be a whole number from 0 to {MOST_TIMES}, not {times!r}")
    return paces_of(traced.model, traced.doc, times)


def replay(training: Training, matrix: str, row: int, column: int, what_if: Json | None, whole: bool) -> Json:
    """The last steps of one parameter, and what other settings of Adam would have made of the same gradients.

    whole: instead some of all its steps, with Adam's own settings.
    """
    run, history = training.run, training.past.history
    i = param_index(run, matrix, row, column)
    if whole:
        return {"matrix": matrix, "row": row, "column": column, "settings": None, **history.life(run.config, i)}
    config = None if what_if is None else Config.from_dict({**run.config.to_dict(), **what_if})
    found = history.replay(run.config, i, config)
    return {"matrix": matrix, "row": row, "column": column, "settings": what_if, **found}


def expression(text: str, leaves: dict[str, float]) -> Json:
    """What walk() finds in an expression; refused: why it finds nothing, in a sentence, or null."""
    known: dict[str, float] = {}
    try:
        read = parsed(text)
        known = numbers(read, leaves)
        return {"text": text, "refused": None, **walk(read, known)}
    except Refused as refused:
        named = [{"name": name, "value": value} for name, value in known.items()]
        nothing: Json = {"root": 0, "nodes": [], "steps": [], "nudges": []}
        return {"text": text, "refused": str(refused), "leaves": named, **nothing}


def parameters(run: Run) -> tuple[Json, dict[str, array[Any]]]:
    """Every parameter of a run, matrix after matrix and row by row, as float32: a header, and the column.

    rms: the root of the mean square, of all and of each matrix: how large a parameter typically is, whatever its sign.
    """
    params = run.params()
    matrices, first, all_squares = [], 0, 0.0
    for name, rows in params.items():
        count = len(rows) * len(rows[0])
        squares = sum(x * x for row in rows for x in row)
        shape = {"name": name, "rows": len(rows), "columns": len(rows[0]), "first": first}
        matrices.append({**shape, "rms": math.sqrt(squares / count)})
        first += count
        all_squares += squares
    rms = math.sqrt(all_squares / first)
    header = {"step": run.step, "n_embd": run.config.n_embd, "rms": rms, "matrices": matrices}
    return header, {"values": array("f", flatten(params.values()))}


def encoded(run: Run, text: str) -> Json:
    """A text as tokens, with what the tokenizer says of one that it cannot read.

    tokens     {text, token_id} each, the special tokens around it included; token_id None: not in the vocabulary
    kept       how many of them the model is trained on, from the first: with all but the last one, the next is guessed
    complaint  the tokenizer's sentence; None if it knows every character
    """
    if not isinstance(text, str):
        raise ConfigError(f"text must be a text, not {text!r}")
    tokenizer = run.tokenizer
    known = set(tokenizer.characters)
    ends = [{"text": tokenizer.tokens[token_id], "token_id": token_id} for token_id in (tokenizer.bos, tokenizer.eos)]
    inner = [{"text": ch, "token_id": tokenizer.encode(ch)[1] if ch in known else None} for ch in text]
    kept, complaint = 0, None
    try:
        kept = len(tokens_of(run, text))
    except ValueError as error:
        complaint = str(error)
    return {"text": text, "tokens": [ends[0], *inner, ends[1]], "kept": kept, "complaint": complaint}


def surprise(probs: Sequence[float], losses: Sequence[float]) -> Json:
    """For each probability its loss, -log(p); for each loss its probability; with both, one in how many that is."""
    for p in probs:
        if not isinstance(p, int | float) or not 0 < p <= 1:
            raise ConfigError(f"p must be a number above 0, for log(0) is infinite, and at most 1, not {p!r}")
    for loss in losses:
        if not isinstance(loss, int | float) or not 0 <= loss < MOST_LOSS:
            raise ConfigError(f"a loss must be a number from 0 to {MOST_LOSS}, not {loss!r}")
    return {
        "probs": [{"p": p, "loss": 0.0 - math.log(p), "one_in": 1 / p} for p in probs],
        "losses": [{"p": math.exp(-loss), "loss": loss, "one_in": math.exp(loss)} for loss in losses],
    }
