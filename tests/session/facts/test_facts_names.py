"""The names of the article's facts."""

from __future__ import annotations

from collections import Counter

from session import Session
from session.facts import OF_RUN, OF_TRACE
from session.facts.known import Known


def test_each_fact_is_said_in_one_place_only() -> None:
    """A second one of the same name would take the place of the first without a word."""
    session = Session()
    session.start("run")
    session.trace("run", "trace", doc="bill", graph=False)
    traced, training = session._with_training("trace")
    known = Known(training, traced)
    names = [name for part in OF_TRACE for name in part(known)] + [name for part in OF_RUN for name in part(training)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
