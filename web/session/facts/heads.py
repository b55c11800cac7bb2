"""What the heads read: on average over many documents, and in this one before training and now."""

from __future__ import annotations

from typing import Any

from microgpt.observe.heads import head_weights, tokens_of
from session.averages import averages
from session.facts.known import Known
from session.facts.reading import listed, token
from session.facts.writing import Facts, fixed, quoted, whole

Json = dict[str, Any]

KINDS = ("previous", "first", "itself")


def facts(known: Known) -> Facts:
    """The averages, and one row of weights over training."""
    found = averages(known.traced)
    return {
        "heads-docs": f"{whole(found['docs'])} {'document' if found['docs'] == 1 else 'documents'}",
        "heads-much": fixed(found["much"]),
        "heads-average": average_text(found, token(known, 0)),
        "heads-change": _change(known),
    }


def average_text(found: Json, first: str) -> str:
    """Which of the heads read what, as far as one stands out."""
    if found["positions"] == 0:
        return "No document of this data is long enough for a third position: there is nothing to average."
    names = {"previous": "the token before", "first": first, "itself": "the token itself"}
    even = f"A head that read all tokens alike would give each of the three {fixed(found['even'])} of its weight."
    told = [
        f"Head {each['head']} stands out: it gives {names[each['reads']]} {fixed(each[each['reads']])}."
        for each in found["heads"]
        if each["reads"]
    ]
    others = [each for each in found["heads"] if not each["reads"]]
    if not others:
        return " ".join([even, *told])
    most, kind, head = max((each[kind], kind, each["head"]) for each in others for kind in KINDS)
    which = f"the most is the {fixed(most)} that head {head} gives {names[kind]}"
    if not told:
        return f"{even} In none of the heads does one of the three stand out: {which}."
    if len(others) == 1:
        return " ".join([even, *told, f"In head {head} none of the three stands out: {which}."])
    numbers = listed([str(each["head"]) for each in others])
    return " ".join([even, *told, f"In heads {numbers} none of the three stands out: {which}."])


def _change(known: Known) -> str:
    """The largest weight of the last position: before the first step, if that is still known, and now."""
    run, doc = known.traced.model, known.trace.header["doc"]
    now = _last_rows(run, doc)
    head = max(range(len(now)), key=lambda each: max(now[each]))
    row = now[head]
    s = row.index(max(row))
    name = "itself" if s == len(row) - 1 else f"{token(known, s)} at position {s}"
    largest = f"largest weight at the last position of {quoted(doc)} is"
    even = f"an even share is {fixed(1 / len(row))}"
    given = f"head {head} gives it to {name}"
    snapshots = known.training.past.snapshots
    if run.step == 0 or 0 not in snapshots.steps:
        return f"The {largest} {fixed(max(row))}, where {even}: {given}."
    before = max(max(each) for each in _last_rows(snapshots.run_at(known.training.run, 0), doc))
    after = f"after {whole(run.step)} {'step' if run.step == 1 else 'steps'} it is {fixed(max(row))}"
    return f"Before the first step the {largest} {fixed(before)}, where {even}; {after}: {given}."


def _last_rows(run: Any, doc: str) -> list[list[float]]:
    """The weights of each head at the last position of a document."""
    return [rows[-1] for rows in head_weights(run, tokens_of(run, doc))]
