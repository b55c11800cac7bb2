"""The trace of a step, read for a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from session.facts.known import Known
from session.facts.writing import quoted


def numbers(known: Known, stage: str, position: int) -> list[float]:
    """The values of a stage at a position."""
    trace = known.trace
    for each in trace.header["stages"]:
        if each["name"] == stage and each["position"] == position:
            return list(trace.columns["stage_values"][each["first"] : each["first"] + each["size"]])
    raise KeyError(f"the trace has no {stage} at position {position}")


def token(known: Known, position: int) -> str:
    """The token at a position, as it is written in a sentence."""
    header = known.trace.header
    text = header["vocabulary"][header["token_ids"][position]]
    return quoted(text if len(text) == 1 else text.strip("<>"))


def listed(texts: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)
