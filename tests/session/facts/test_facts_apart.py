"""The facts of all subjects together: each name says one thing."""

from __future__ import annotations

from session import Session
from session.facts import OF_RUN, OF_TRACE
from session.facts.known import Known


def test_subjects_that_have_a_fact_of_the_same_name_say_the_same() -> None:
    session = Session()
    session.start("r", settings={"num_steps": 3}, sample_every=0)
    session.train("r")
    while session.slice("r", 1e9)["more"]:
        pass
    session.trace("r", "t", doc="bill", graph=False)
    training = session._runs.get("r")
    known = Known(training, session._traces.get("t"))
    told = [part(known) for part in OF_TRACE] + [part(training) for part in OF_RUN]
    found: dict[str, set[str]] = {}
    for facts in told:
        for name, text in facts.items():
            found.setdefault(name, set()).add(text)
    assert {name: texts for name, texts in found.items() if len(texts) > 1} == {}
