"""One parameter of a model given other numbers: what becomes of the loss and of the predictions on a document.

Nothing is recorded and no gradient computed, so that there is an answer while somebody drags the number; the trace of
the one that is kept is made by experiment.py.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from microgpt.config import ConfigError, is_finite_number
from microgpt.model import StateDict
from microgpt.observe.experiment import NUDGE, has_slopes, param_index
from microgpt.ops import plain
from microgpt.run import Run
from microgpt.train import predictions

TOLD = 4  # tokens whose probabilities are told
NO_NUMBERS = math.nan  # of a loss that is not finite

Place = tuple[str, int, int]  # matrix, row, column


class Predicted(NamedTuple):
    """What a model makes of a document."""

    losses: list[float]  # of each prediction
    probs: list[list[float]]  # of each position
    loss: float  # their mean, or that of the one that is asked about


class Grip:
    """A model on a document, ready to be asked about other numbers for a parameter.

    grads: of the loss, by every parameter in flat order, as training has them. position: whose loss is asked about, or
    None for the mean of all.
    """

    def __init__(self, run: Run, tokens: Sequence[int], grads: Sequence[float], position: int | None = None) -> None:
        self._run = run
        self._params = run.params()
        self._tokens = list(tokens)
        self._grads = grads
        self._position = position
        self._is_measured = not has_slopes(run, tokens, position)
        self._slopes: dict[Place, float] = {}
        self._now = self._predicted(self._params)

    def asked(
        self, matrix: str, row: int, column: int, values: Sequence[float]
    ) -> tuple[dict[str, Any], dict[str, array[float]]]:
        """What each of these numbers would do in place of the parameter's own: a header, and columns.

        The header has matrix, row, column and values as they were asked for; value and loss_before as they are; slope,
        of the loss there, and is_measured, whether that is not .grad; and most: {position, tokens}, the position whose
        prediction the last number changes most and, of the tokens that it changes most, {token, before, after}; None
        if its loss is not a finite number.

        The columns have for each of the values loss, change, foretold (slope times distance), predicted (the loss
        with that added) and apart (what the loss is above it); losses, of each position, value after value; and of
        the last value probs, of each token, position after position. NaN stands where a loss is not a finite number.
        Raises ConfigError for a place that is not there, for no values, and for one that is not a finite number.
        """
        param_index(self._run, matrix, row, column)  # raises if there is no such place
        if not values or not all(map(is_finite_number, values)):
            raise ConfigError(
                f"values of {matrix}[{row}][{column}] must be finite numbers, at least one, not {values!r}"
            )
        value, loss = self._params[matrix][row][column], self._now.loss
        slope = self._slope((matrix, row, column))
        columns: dict[str, array[float]] = {
            name: array("d") for name in ("loss", "change", "foretold", "predicted", "apart", "losses")
        }
        found = self._now
        for each in values:
            found = self._with((matrix, row, column), float(each))
            foretold = slope * (each - value)
            numbers = (found.loss, found.loss - loss, foretold, loss + foretold, found.loss - (loss + foretold))
            for name, number in zip(columns, numbers):
                columns[name].append(number)
            columns["losses"].extend(found.losses)
        columns["probs"] = array("d", (p for row in found.probs for p in row))
        header = {
            "matrix": matrix,
            "row": row,
            "column": column,
            "values": list(values),
            "value": value,
            "loss_before": loss,
            "slope": slope,
            "is_measured": self._is_measured,
            "most": self._most(found.probs) if math.isfinite(found.loss) else None,
        }
        return header, columns

    def _slope(self, place: Place) -> float:
        """The slope of the loss by a parameter, where it is now."""
        if not self._is_measured:
            return self._grads[param_index(self._run, *place)]
        if place not in self._slopes:
            matrix, row, column = place
            value = self._params[matrix][row][column]
            up, down = self._with(place, value + NUDGE).loss, self._with(place, value - NUDGE).loss
            self._slopes[place] = (up - down) / (2 * NUDGE)
        return self._slopes[place]

    def _with(self, place: Place, value: float) -> Predicted:
        """What the model with one other number makes of the document."""
        matrix, row, column = place
        rows = list(self._params[matrix])
        rows[row] = [*rows[row][:column], value, *rows[row][column + 1 :]]
        return self._predicted({**self._params, matrix: rows})

    def _predicted(self, params: StateDict) -> Predicted:
        probs: list[list[float]] = []

        def tap(name: str, x: Any) -> Any:
            if name == "probs":
                probs.append(x)
            return x

        try:
            losses = list(predictions(plain, self._run.config, params, self._tokens, tap))
        except (ArithmeticError, ValueError):  # math.log(0.0) is a ValueError
            losses = []
        if not losses or not all(map(math.isfinite, losses)):
            n, vocab_size = len(self._tokens) - 1, self._run.tokenizer.vocab_size
            return Predicted([NO_NUMBERS] * n, [[NO_NUMBERS] * vocab_size] * n, NO_NUMBERS)
        return Predicted(losses, probs, plain.mean(losses) if self._position is None else losses[self._position])

    def _most(self, probs: list[list[float]]) -> dict[str, Any]:
        """The position whose prediction changed most, and the tokens in it that did."""
        before = self._now.probs

        def changes(position: int) -> Iterator[float]:
            return (abs(after - now) for after, now in zip(probs[position], before[position]))

        asked = range(len(probs)) if self._position is None else [self._position]
        position = max(asked, key=lambda each: sum(changes(each)))
        sizes = list(changes(position))
        tokens = sorted(range(len(sizes)), key=lambda token: -sizes[token])[:TOLD]
        told = [{"token": each, "before": before[position][each], "after": probs[position][each]} for each in tokens]
        return {"position": position, "tokens": told}
