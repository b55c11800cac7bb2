"""A gradient checked by nudging: each leaf of an expression made a little larger, and all worked out again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from microgpt.observe.evaluation import evaluated
from microgpt.observe.expression import Expression, Refused
from microgpt.value import Value

NUDGE = 0.001  # how much is added to a leaf

Json = dict[str, Any]


def nudges(expression: Expression, leaves: Mapping[str, float]) -> list[Json]:
    """What becomes of the result when one leaf grows by NUDGE: for each leaf {name, by, data, change, slope}.

    data: the result then; change: how much more that is than before; slope: that divided by NUDGE. All three are None
    where there is no such number.
    """
    before = _data(expression, leaves)
    return [{"name": name, "by": NUDGE, **_nudged(expression, leaves, name, before)} for name in leaves]


def _nudged(expression: Expression, leaves: Mapping[str, float], name: str, before: float | None) -> Json:
    data = _data(expression, {**leaves, name: leaves[name] + NUDGE})
    if before is None or data is None or not math.isfinite(slope := (data - before) / NUDGE):
        return {"data": None, "change": None, "slope": None}
    return {"data": data, "change": data - before, "slope": slope}


def _data(expression: Expression, leaves: Mapping[str, float]) -> float | None:
    """What the expression comes to; None where there is no such number."""
    try:
        return evaluated(expression, {name: Value(number) for name, number in leaves.items()}).data
    except Refused:
        return None
