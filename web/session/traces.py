"""What was traced: enough to make the trace again with other parameters, and to answer what is asked about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from microgpt.observe.experiment import Edit, edited, trace_edited
from microgpt.observe.trace import Trace, trace
from microgpt.run import Run
from session.training import Training

Json = dict[str, Any]


@dataclass(frozen=True)
class Traced:
    """A step of a run on one document, on copies: however far training goes on, it stays as it was."""

    run: str  # id of the run
    birth: object  # of that run's training
    plain: Run  # as it was before the step, without edits
    doc: str
    position: int | None
    logits: list[list[float]]  # of each position
    of: str | None = None  # id of the trace that the edits are made from
    edits: tuple[Edit, ...] = ()

    @property
    def model(self) -> Run:
        """The run that was traced, its edits included."""
        return edited(self.plain, self.edits)

    def is_of(self, training: Training) -> bool:
        """Whether this is a step of that training, and not of another that was given the same id."""
        return self.birth is training.birth


def traced(
    run: str, training: Training, doc: str | None, position: int | None, after: int | None, graph: bool = True
) -> tuple[Traced, Trace]:
    """The next step of a run in training, or the one after so many steps, on this document or its own."""
    plain = training.run_after(after).copy()
    made = trace(plain, doc, position, graph)
    return Traced(run, training.birth, plain, made.header["doc"], position, _logits(made)), made


def experiment(base: Traced, of: str, edits: list[Json]) -> tuple[Traced, Trace]:
    """A trace once more with these parameters, {matrix, row, column, value} each, given other numbers.

    With no edits it is that trace without any. The run itself is not touched.
    """
    wanted = tuple(Edit(**edit) for edit in edits)
    if wanted:
        made = trace_edited(base.plain, wanted, base.doc, base.position)
    else:
        made = trace(base.plain, base.doc, base.position)
    return replace(base, of=base.of or of, edits=wanted, logits=_logits(made)), made


def _logits(made: Trace) -> list[list[float]]:
    """The logits of every position of a trace."""
    values = made.columns["stage_values"]
    stages = [stage for stage in made.header["stages"] if stage["name"] == "logits"]
    return [values[stage["first"] : stage["first"] + stage["size"]].tolist() for stage in stages]
