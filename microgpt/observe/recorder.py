"""Recorder: a tap that keeps every stage of a pass: its numbers, the line that made it, and what it was made from."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from microgpt.model import StateDict, T
from microgpt.observe.lines import file_of, last_line
from microgpt.ops import scalar
from microgpt.ops.protocol import Autograd
from microgpt.value import Value

Column: TypeAlias = "array[Any]"  # an array can be subscripted from Python 3.12 on


Operand = dict[str, Any]  # {stages: [...]}, {rows: [matrix, first row, number of rows]}, {number: ...} or, a slice, {}


@dataclass(frozen=True)
class Stage:
    """A named intermediate of a pass."""

    name: str
    position: int | None
    file: str
    line: int
    last: int  # line of the statement
    vector: Any  # of the autograd
    operation: str  # of `ops`, that made it
    operands: list[Operand]  # that it was given, in order
    reads: list[int]  # stages
    reads_rows: list[list[int]]  # matrix, first row, number of rows

    @property
    def elements(self) -> list[Value]:
        """The vector's numbers; a loss is only one."""
        return self.vector if isinstance(self.vector, list) else [self.vector]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.elements)


class Recorder:
    """A tap that keeps every stage: its numbers, the line that called the tap, and what it was made from.

    The last is what `ops` saw: it is the autograd, which passes on every operation and notes what that was given.
    """

    def __init__(self, ops: Autograd, state_dict: StateDict, by_position: bool) -> None:
        self.ops = cast(Autograd, _Watched(ops, self._note))
        self.stages: list[Stage] = []
        self.passes: list[Column] = []  # the gradients of all stages so far, after each backward pass
        self._by_position = by_position  # whether a pass ends with each position
        self._passed: Counter[str] = Counter()  # the same stages pass at every position
        self._matrices = {id(matrix): m for m, matrix in enumerate(state_dict.values())}
        self._stage_of: dict[int, int] = {}  # id of a vector -> the newest stage that it is
        self._operation = ""
        self._operands: list[Operand] = []
        self._reads: set[int] = set()
        self._reads_rows: list[list[int]] = []

    def __call__(self, name: str, x: T) -> T:
        """Keep a stage; hand it on as it is. What was left unchanged is the stage that it was."""
        if self._operation == "unchanged":
            return x
        position = self._passed[name]
        self._passed[name] += 1
        if self._by_position and position > len(self.passes):  # the one before has gone backward
            self.end_pass()
        caller = sys._getframe(1)
        module = caller.f_globals["__name__"]
        self._stage_of[id(x)] = len(self.stages)
        self.stages.append(
            Stage(
                name,
                None if name == "mean_loss" else position,
                file_of(module),
                caller.f_lineno,
                last_line(module, caller.f_lineno),
                x,
                self._operation,
                self._operands,
                sorted(self._reads),
                self._reads_rows,
            )
        )
        return x

    def end_pass(self) -> None:
        """Keep the gradients that a backward pass has left on the stages so far."""
        self.passes.append(array("d", [v.grad for stage in self.stages for v in stage.elements]))

    def columns(self) -> dict[str, Column]:
        """The columns stage_values and stage_grads."""
        values = array("d", [v.data for stage in self.stages for v in stage.elements])
        grads = array("d")
        for after in self.passes:
            grads += after + array("d", bytes(8 * (len(values) - len(after))))  # 0 where nothing was made yet
        return {"stage_values": values, "stage_grads": grads}

    def _note(self, operation: str, operands: tuple[Any, ...]) -> None:
        """The operation whose result is going to be tapped was given these."""
        self._operation = operation
        self._operands = [self._operand(operation, each, operands) for each in operands]
        self._reads = {stage for each in self._operands for stage in each.get("stages", ())}
        self._reads_rows = [each["rows"] for each in self._operands if "rows" in each]

    def _operand(self, operation: str, operand: Any, operands: tuple[Any, ...]) -> Operand:
        if id(operand) in self._matrices:
            row = [operands[1], 1] if operation == "row" else [0, len(scalar.data(operand))]
            return {"rows": [self._matrices[id(operand)], *row]}
        if id(operand) in self._stage_of:
            return {"stages": [self._stage_of[id(operand)]]}
        if isinstance(operand, list):  # of vectors
            return {"stages": [self._stage_of[id(vector)] for vector in operand]}
        return {} if isinstance(operand, slice) else {"number": operand}


def last_of_stream(stages: list[Stage]) -> str:
    """The name of the stage that the logits are made from."""
    logits = next(stage for stage in stages if stage.name == "logits")
    return stages[logits.reads[0]].name


class _Watched:
    """An autograd that does what another does, after telling somebody."""

    def __init__(self, ops: Autograd, tell: Callable[[str, tuple[Any, ...]], None]) -> None:
        self._ops = ops
        self._tell = tell

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def watched(*operands: Any) -> Any:
            self._tell(operation, operands)
            return getattr(self._ops, operation)(*operands)

        return watched
