"""What was traced: enough to make the trace again with other parameters, and to answer what is asked about it."""

from __future__ import annotations

import random
from array import array
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from microgpt.observe.experiment import Edit, edited, trace_edited
from microgpt.observe.grab import Grip
from microgpt.observe.heads import tokens_of
from microgpt.observe.trace import Trace, trace
from microgpt.run import Run
from microgpt.sample import samples
from session.training import Training

TRIES = 20  # to invent a document that is one

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
    grads: array[float]  # of every parameter, in flat order
    of: str | None = None  # id of the trace that the edits are made from
    edits: tuple[Edit, ...] = ()

    @property
    def model(self) -> Run:
        """The run that was traced, its edits included."""
        return edited(self.plain, self.edits)

    @cached_property
    def grip(self) -> Grip:
        """What is asked about other numbers for a parameter of the model; made when somebody first asks."""
        model = self.model
        return Grip(model, tokens_of(model, self.doc), self.grads, self.position)

    def is_of(self, training: Training) -> bool:
        """Whether this is a step of that training, and not of another that was given the same id."""
        return self.birth is training.birth


def traced(
    run: str, training: Training, doc: str | None, position: int | None, after: int | None, graph: bool = True
) -> tuple[Traced, Trace]:
    """The next step of a run in training, or the one after so many steps, on this document or its own.

    Of a run that came without documents it is one that its model invents.
    """
    plain = training.run_after(after).copy()
    if doc is None and not plain.docs:
        doc = _invented(plain)
    made = trace(plain, doc, position, graph)
    return Traced(run, training.birth, plain, made.header["doc"], position, *_kept(made)), made


def _invented(run: Run) -> str:
    """A document that the model invents, the same each time; its first character if it invents none that can be one."""
    names = (name.strip() for name in samples(run, TRIES, random.Random(run.config.seed)))
    return next(filter(None, names), run.tokenizer.characters[0])


def experiment(base: Traced, of: str, edits: list[Json]) -> tuple[Traced, Trace]:
    """A trace once more with these parameters, {matrix, row, column, value} each, given other numbers.

    With no edits it is that trace without any. The run itself is not touched.
    """
    wanted = tuple(Edit(**edit) for edit in edits)
    if wanted:
        made = trace_edited(base.plain, wanted, base.doc, base.position)
    else:
        made = trace(base.plain, base.doc, base.position)
    logits, grads = _kept(made)
    return replace(base, of=base.of or of, edits=wanted, logits=logits, grads=grads), made


def _kept(made: Trace) -> tuple[list[list[float]], array[float]]:
    """What is kept of a trace: the logits of every position, the gradient of every parameter."""
    values = made.columns["stage_values"]
    stages = [stage for stage in made.header["stages"] if stage["name"] == "logits"]
    logits = [values[stage["first"] : stage["first"] + stage["size"]].tolist() for stage in stages]
    return logits, array("d", made.columns["adam_grad"])
