"""Whether a document that a model invents is new, or in the data."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Literal

from microgpt.run import Run

Newness = Literal["read", "unread", "held-out", "new"]


def newness(run: Run, docs: Set[str] | None = None) -> Callable[[str], Newness | None]:
    """What tells of a document what it is to the model: "read" in training, in the data but "unread", "held-out", or
    "new". None of any document, if the run came without its data.

    docs: those that are trained on, where somebody has them as a set already.
    """
    trained_on = frozenset(run.docs) if docs is None else docs
    read, held_out = frozenset(run.docs[: run.step]), frozenset(run.held_out)

    def of(doc: str) -> Newness | None:
        if not run.docs:
            return None
        if doc in trained_on:
            return "read" if doc in read else "unread"
        return "held-out" if doc in held_out else "new"

    return of
