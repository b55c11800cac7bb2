"""The frames of a trace: what happens in a training step, one thing after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from microgpt.observe.recorder import Stage

Frame = dict[str, Any]


def frames(stages: list[Stage], position: int | None, num_matrices: int) -> Iterator[Frame]:
    """Tokens; each stage forward, and after a loss that goes backward every stage it reaches; Adam matrix by matrix.

    position is that of the only prediction whose loss goes backward, which it does when all positions are through, or
    None.
    """
    yield _frame("tokens")
    passes = count()
    target = None
    for s, stage in enumerate(stages):
        if position is not None and stage.name == "loss" and stage.position == position:
            target = s
        elif stage.name in ("mean_loss", "loss_share"):
            yield from _loss_and_backward(stages, s, next(passes))
        else:
            yield _frame("forward", s)
    if target is not None:
        yield from _loss_and_backward(stages, target, next(passes))
    for matrix in range(num_matrices):
        yield _frame("adam", matrix=matrix)


def reached(stages: list[Stage], root: int) -> list[int]:
    """The stages that a backward pass from one of them gets to, last first."""
    found = {root}
    for s in range(root, -1, -1):
        if s in found:
            found.update(stages[s].reads)
    return sorted(found, reverse=True)


def _loss_and_backward(stages: list[Stage], root: int, pass_: int) -> Iterator[Frame]:
    yield _frame("loss", root)
    for s in reached(stages, root):
        yield _frame("backward", s, pass_=pass_)


def _frame(phase: str, stage: int | None = None, matrix: int | None = None, pass_: int | None = None) -> Frame:
    return {"phase": phase, "stage": stage, "matrix": matrix, "pass": pass_}
