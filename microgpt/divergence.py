"""Divergence: where a training has left the finite numbers: in which step, and at which parameter first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from microgpt.model import flatten, param_shapes
from microgpt.run import Run

GONE = "no longer a finite number"


class Param(NamedTuple):
    """The place of a parameter."""

    matrix: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.matrix}[{self.row}][{self.column}]"


class TrainingDiverged(ArithmeticError):
    """The loss, a gradient or a parameter is no longer a finite number: in which step, and which parameter's first."""

    def __init__(self, message: str, step: int, param: Param) -> None:
        super().__init__(message, step, param)  # all of it, so that it comes whole out of another process
        self.step = step  # counted from 1
        self.param = param  # where it is the loss that is none, the one furthest from 0

    def __str__(self) -> str:
        return str(self.args[0])


def param_at(run: Run, i: int) -> Param:
    """The place of the parameter that has this index in flat order."""
    for name, (rows, columns) in param_shapes(run.config, run.tokenizer.vocab_size).items():
        if i < rows * columns:
            return Param(name, *divmod(i, columns))
        i -= rows * columns
    raise IndexError(f"wanted the index of a parameter, but there are {i} fewer")


def diverged(run: Run, lr_t: float, loss: float, grad: Sequence[float], has_advice: bool = True) -> TrainingDiverged:
    """What to raise when the next step of a run cannot be done, from what there was of it.

    loss: no finite number if there was none; grad: in flat order. The run is only looked at.
    """
    is_update = math.isfinite(loss) and math.isfinite(math.hypot(*grad))
    what, i = _of_update(run, lr_t, grad) if is_update else _of_pass(run, loss, grad)
    if has_advice:
        # before its first update a run has only what was drawn for it
        setting = "learning_rate" if is_update or run.step else "init_std"
        what += f"; wanted a smaller {setting} than {getattr(run.config, setting):g}, perhaps"
    return TrainingDiverged(f"step {run.step + 1}: {what}", run.step + 1, param_at(run, i))


def _of_pass(run: Run, loss: float, grad: Sequence[float]) -> tuple[str, int]:
    """What of the loss and its gradient is no finite number, and the index of the parameter that is named."""
    if not math.isfinite(loss):
        return _furthest(run, "the loss")
    first = _first(grad, _backwards(run))
    if first is None:
        return _squared(run, "the gradient of ", grad)
    return f"the gradient of {param_at(run, first)} is the first that is {GONE}", first


def _of_update(run: Run, lr_t: float, grad: Sequence[float]) -> tuple[str, int]:
    """The same of what the optimizer makes of a gradient: it is let do it again, on copies."""
    data, optimizer = _data(run), run.optimizer.copy()
    update = optimizer.update if run.ops.EXACT else optimizer.update_folded
    try:
        update(data, grad, lr_t, run.step + 1)
    except OverflowError:
        return _squared(run, "the gradient of ", grad)
    made = {"after the update ": data, "Adam's second moment of ": optimizer.v}
    for of, numbers in made.items():
        if (first := _first(numbers, range(len(numbers)))) is not None:
            return f"{of}{param_at(run, first)} is the first that is {GONE}", first
    for of, numbers in made.items():
        if not math.isfinite(sum(numbers)):
            return _squared(run, of, numbers)
    return _furthest(run, "a number of this step")


def _furthest(run: Run, what: str) -> tuple[str, int]:
    """It is no parameter's own number that is gone: the one that is named has most to do with it."""
    data = _data(run)
    i = _largest(data)
    return f"{what} is {GONE}; {param_at(run, i)} has come furthest from 0, to {data[i]:.3g}", i


def _squared(run: Run, of: str, numbers: Sequence[float]) -> tuple[str, int]:
    """Each of them is a number still, but they are too large to be worked with."""
    i = _largest(numbers)
    return f"{of}{param_at(run, i)} is so large that its square is {GONE}", i


def _backwards(run: Run) -> Iterable[int]:
    """The indexes of all parameters, matrix after matrix in the order in which the loss goes backward through them."""
    firsts, first = {}, 0
    for name, (rows, columns) in param_shapes(run.config, run.tokenizer.vocab_size).items():
        firsts[name] = range(first, first := first + rows * columns)
    head = "wte" if run.config.tied_head else "lm_head"
    forwards = [name for name in firsts if not name.startswith("layer") and name != head]
    forwards += [name for name in firsts if name.startswith("layer")]
    for name in [head, *reversed(forwards)]:
        yield from firsts[name]


def _first(numbers: Sequence[float], order: Iterable[int]) -> int | None:
    """The index, in this order, of the first that is not finite."""
    return next((i for i in order if not math.isfinite(numbers[i])), None)


def _largest(numbers: Sequence[float]) -> int:
    return max(range(len(numbers)), key=lambda i: abs(numbers[i]))


def _data(run: Run) -> list[float]:
    return flatten(run.params().values())
