"""The prediction at the position that is followed: logits, probabilities, the loss of the token that comes."""

from __future__ import annotations

from math import exp, floor, log, log10

from session.facts.known import Known
from session.facts.reading import numbers, token
from session.facts.writing import Facts, fixed, quoted, whole


def facts(known: Known) -> Facts:
    """What the model expects there, and what it is told."""
    header, seen = known.trace.header, known.seen
    target = header["token_ids"][seen + 1]
    tokens = [quoted(each) for each in header["vocabulary"]]
    logits, probs = numbers(known, "logits", seen), numbers(known, "probs", seen)
    return {
        "prediction-token": token(known, seen),
        "prediction-position": whole(seen),
        "prediction-target": tokens[target],
        "prediction-two": _two(tokens, target, logits, probs),
        "prediction-prob": _digits(probs[target]),
        "prediction-loss": fixed(header["losses"][seen]),
        "prediction-others": whole(len(tokens) - 1),
    }


def _two(tokens: list[str], target: int, logits: list[float], probs: list[float]) -> str:
    """The sentences about the likeliest token and the one that comes, or the second if they are the same."""
    first, second = sorted(range(len(logits)), key=logits.__getitem__, reverse=True)[:2]
    if first == target:
        met = f"the likeliest is {tokens[first]}, which does come, with a logit of {fixed(logits[first])}"
        other, then = second, f"; the second, {tokens[second]}, has {fixed(logits[second])}"
    else:
        met = f"the likeliest is {tokens[first]}, with a logit of {fixed(logits[first])}"
        other, then = target, f"; {tokens[target]}, which comes, has {fixed(logits[target])}"
    ratio = exp(logits[first] - logits[other])
    times = f"{tokens[first]} is {fixed(ratio, 1)} times as likely, {_digits(probs[first])} to {_digits(probs[other])}"
    return f"{met}{then}. The difference of the two becomes a ratio: {times}."


def _digits(prob: float) -> str:
    """A probability with at least three digits behind the point, and as many as its -ln needs to come out right."""
    if prob == 0:
        return "0"
    text = ""
    for places in range(max(3, 1 - floor(log10(prob))), 20):
        text = fixed(prob, places)
        if fixed(-log(float(text))) == fixed(-log(prob)):
            break
    return text
