"""Experiments on a model: one number of it changed, or its gradient checked. The run itself always stays as it is."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import sub

from microgpt.config import ConfigError, is_finite_number
from microgpt.model import param_shapes
from microgpt.observe.trace import Trace, trace
from microgpt.ops import plain
from microgpt.run import Run
from microgpt.train import predictions

NUDGE = 1e-5  # both ways, to measure a slope that no gradient tells


@dataclass(frozen=True)
class Edit:
    """A parameter by its place, and the number that it is given."""

    matrix: str
    row: int
    column: int
    value: float


def edited(run: Run, edits: Sequence[Edit]) -> Run:
    """A run like this one but for these parameters; the two share nothing that an edit or a step would change.

    Raises ConfigError for a place that is not there or a value that is not a finite number.
    """
    other = run.copy()
    for edit in edits:
        param_index(run, edit.matrix, edit.row, edit.column)  # raises if there is no such place
        if not is_finite_number(edit.value):
            raise ConfigError(f"{edit.matrix}[{edit.row}][{edit.column}] must be a finite number, not {edit.value!r}")
        matrix = other.state_dict[edit.matrix]
        rows = [list(row) for row in other.ops.data(matrix)]  # that is only to look at
        rows[edit.row][edit.column] = float(edit.value)
        other.ops.assign(matrix, rows)
    return other


def trace_edited(run: Run, edits: Sequence[Edit], doc: str, position: int | None = None, graph: bool = True) -> Trace:
    """The trace of an edited run, and what the edits changed in it.

    Its header has `experiment`: edits ({matrix, row, column, before, after}), loss_before, loss_after, change,
    predicted, the change that the slopes of the loss where the run was let expect: slope times distance, added up; and
    is_measured, whether those slopes are measured, because the gradients are none: see has_slopes(). Its columns have
    stage_unedited, the values of all stages without the edits, and stage_changes.
    """
    plain_trace = trace(run, doc, position, graph=False)
    edited_trace = trace(edited(run, edits), doc, position, graph)
    params = run.params()
    made, predicted = [], 0.0
    tokens = plain_trace.header["token_ids"]
    is_measured = not has_slopes(run, tokens, position)
    last = {(edit.matrix, edit.row, edit.column): float(edit.value) for edit in edits}  # the last one of a place counts
    for (matrix, row, column), after in last.items():
        before = params[matrix][row][column]
        slope = plain_trace.columns["adam_grad"][param_index(run, matrix, row, column)]
        if is_measured:
            slope = gradient_check(run, tokens, matrix, row, column, NUDGE, position)["slope"]
        predicted += slope * (after - before)
        made.append({"matrix": matrix, "row": row, "column": column, "before": before, "after": after})
    loss_before, loss_after = plain_trace.header["loss"], edited_trace.header["loss"]
    experiment = {
        "edits": made,
        "loss_before": loss_before,
        "loss_after": loss_after,
        "change": loss_after - loss_before,
        "predicted": predicted,
        "is_measured": is_measured,
    }
    unedited = plain_trace.columns["stage_values"]
    changes = array("d", map(sub, edited_trace.columns["stage_values"], unedited))
    columns = {**edited_trace.columns, "stage_unedited": unedited, "stage_changes": changes}
    return Trace({**edited_trace.header, "experiment": experiment}, columns)


def has_slopes(run: Run, tokens: Sequence[int], position: int | None = None) -> bool:
    """Whether the gradients of a training step on a document are the slopes of its loss.

    With a backward pass at each position they are not: what a pass leaves on the nodes of earlier positions counts
    again in the next.
    """
    return run.config.backward == "document" or position is not None or len(tokens) == 2


def loss_on(run: Run, tokens: Sequence[int], position: int | None = None) -> float:
    """The mean loss of a run on a document, or that of the prediction at one position; no gradient is computed."""
    losses = list(predictions(plain, run.config, run.params(), list(tokens)))
    return plain.mean(losses) if position is None else float(losses[position])


def gradient_check(
    run: Run, tokens: Sequence[int], matrix: str, row: int, column: int, epsilon: float, position: int | None = None
) -> dict[str, float]:
    """The slope of the loss, measured by nudging one parameter both ways, ready for JSON.

    value is the parameter's; loss_up and loss_down are the losses with epsilon added to it and taken off; slope is
    their difference by 2 * epsilon. Raises ConfigError for a place that is not there, and for an epsilon that is not
    above 0 or so large that a loss is not a finite number.
    """
    if not is_finite_number(epsilon) or epsilon <= 0:
        raise ConfigError(f"epsilon must be a number above 0, not {epsilon!r}")
    param_index(run, matrix, row, column)  # raises if there is no such place
    value = run.params()[matrix][row][column]
    try:
        up = loss_on(edited(run, [Edit(matrix, row, column, value + epsilon)]), tokens, position)
        down = loss_on(edited(run, [Edit(matrix, row, column, value - epsilon)]), tokens, position)
    except (ArithmeticError, ValueError):  # math.log(0.0) is a ValueError
        up = down = math.nan
    if not math.isfinite(up) or not math.isfinite(down):
        raise ConfigError(f"epsilon must be so small that the loss stays a finite number, not {epsilon!r}")
    slope = (up - down) / (2 * epsilon)
    return {"epsilon": epsilon, "value": value, "loss_up": up, "loss_down": down, "slope": slope}


def param_index(run: Run, matrix: str, row: int, column: int) -> int:
    """Where a parameter stands among all of them in flat order. Raises ConfigError if there is no such place."""
    shapes = param_shapes(run.config, run.tokenizer.vocab_size)
    if matrix not in shapes:
        raise ConfigError(f"no matrix is called {matrix!r}; there are {', '.join(shapes)}")
    for name, index, size in zip(("row", "column"), (row, column), shapes[matrix]):
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < size:
            raise ConfigError(f"{name} of {matrix} must be from 0 to {size - 1}, not {index!r}")
    names = list(shapes)
    first = sum(shapes[name][0] * shapes[name][1] for name in names[: names.index(matrix)])
    return first + row * shapes[matrix][1] + column
