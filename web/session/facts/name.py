"""The document that the article is about."""

from __future__ import annotations

from session.facts.known import Known
from session.facts.writing import Facts, fixed


def facts(known: Known) -> Facts:
    """Its letters, and what the model finds of it."""
    header = known.trace.header
    return {
        "name": header["doc"],
        "name-loss": fixed(header["loss"]),
    }
