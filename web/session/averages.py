"""What the heads of a traced model read on average: worked out once a model, though many ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from microgpt.observe.experiment import Edit
from microgpt.observe.heads import head_summaries
from session.traces import Traced

SAMPLED = 200  # documents that are enough for two digits

Json = dict[str, Any]


@dataclass(frozen=True)
class _Asked:
    """A model, told from others by whose it is, how far it had come and what was edited in it; how many documents."""

    birth: object
    step: int
    edits: tuple[Edit, ...]
    count: int
    traced: Traced = field(compare=False)


def averages(traced: Traced, count: int = SAMPLED) -> Json:
    """What each head reads on average over the first documents of the model's data: see head_summaries()."""
    return _averages(_Asked(traced.birth, traced.plain.step, traced.edits, count, traced))


@lru_cache(maxsize=4)
def _averages(asked: _Asked) -> Json:
    traced = asked.traced
    return head_summaries(traced.model, traced.plain.docs[: asked.count])
