"""A name that the model invents, as the figure of it begins; and how many of those it invents are not new."""

from __future__ import annotations

import random
from typing import Any

from microgpt.observe.generation import generation
from microgpt.observe.newness import Newness
from microgpt.run import Run
from microgpt.sample import probabilities, samples
from session.facts.writing import Facts, counted, fixed, percent, quoted, whole
from session.inventing import newness
from session.training import Training

TEMPERATURE = 0.5
SEED = 6
LETTER = 2  # whose drawing is told, or the last one's
TEMPERATURES = (0.5, 1.0, 2.0)  # at which a probability is told
MANY = 100  # names that are looked up in the data
NEWNESS: dict[Newness | None, str] = {
    "read": "is in the data, and the model has read it",
    "unread": "is in the data, but not among the documents that the model has read",
    "held-out": "is in the data, but among the documents that are held out: the model never reads it",
    "new": "is not in the data",
    None: "cannot be looked up: the data of this model is not here",
}
MOST_DIGITS = 15  # of the ends of a share, so that they differ
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

Json = dict[str, Any]


def facts(training: Training) -> Facts:
    """How it is drawn, how likely it was, whether it is new."""
    run = training.run
    name = generation(run, SEED, TEMPERATURE)
    tokens = [quoted(token.strip("<>") if len(token) > 1 else token) for token in run.tokenizer.tokens]
    end = run.tokenizer.tokens[run.tokenizer.eos].strip("<>")
    new = newness(training)
    return {
        "invented-name": quoted(name["name"]) if name["name"] else "a name without letters",
        "invented-draws": "one draw" if len(name["letters"]) == 1 else f"{len(name['letters'])} draws",
        "invented-end": f"{end} ends it" if name["ended"] else f"all {run.config.block_size} positions are used",
        "invented-draw": _draw(name, tokens),
        "invented-sharpened": _sharpened(name, tokens),
        "invented-one-in": one_in(name["one_in"]),
        "invented-new": NEWNESS[new(name["name"])],
        "invented-known": _known([new(each) for each in samples(run, MANY, random.Random(SEED), TEMPERATURE)]),
        "invented-read": _had_read(run),
    }


def one_in(number: float | None) -> str:
    """1 in 194,000; 1 in 2.31 billion; a number that no float holds is None."""
    if number is None:
        return "less than 1 in 1e304"
    rounded = float(f"{number:.3g}")
    if number < 1e6:
        return f"1 in {rounded:,.10g}"
    for size, word in SCALES:
        if size <= rounded < 1000 * size:
            return f"1 in {rounded / size:.3g} {word}"
    return f"1 in {rounded:.1e}".replace("e+", "e")


def _draw(name: Json, tokens: list[str]) -> str:
    """Where the random number of one letter fell."""
    at = min(LETTER, len(name["letters"]) - 1)
    letter = name["letters"][at]
    token = letter["token"]
    start = letter["cumulative"][token - 1] if token else 0.0
    end = letter["cumulative"][token]
    digits = next((each for each in range(3, MOST_DIGITS) if fixed(start, each) != fixed(end, each)), MOST_DIGITS)
    share = f"{fixed(start, digits)} to {fixed(end, digits)}"
    number = fixed(letter["number"], max(4, digits))
    return f"after {_read(name, at)} the random number {number} falls on {tokens[token]}, whose share is {share}"


def _sharpened(name: Json, tokens: list[str]) -> str:
    """What other temperatures make of the likeliest token's probability there."""
    at = min(LETTER, len(name["letters"]) - 1)
    letter = name["letters"][at]
    first = letter["order"][0]
    at_each = [percent(probabilities(letter["logits"], each)[first]) for each in TEMPERATURES]
    told = [f"{prob} at temperature {each:g}" for prob, each in zip(at_each, TEMPERATURES)]
    return f"After {_read(name, at)} the likeliest token is {tokens[first]}: {told[0]}, {told[1]} and {told[2]}"


def _read(name: Json, at: int) -> str:
    """What the model has read when it chooses a letter."""
    return quoted(name["name"][:at]) if at else "BOS"


def _had_read(run: Run) -> str:
    """How many of its documents the model has read."""
    after = f"after {counted(run.step, 'step', 'steps')}"
    if not run.docs:
        return f"{after} it has read documents that are not here"
    return f"{after} it has read {whole(min(run.step, len(run.docs)))} of {whole(len(run.docs))}"


def _known(names: list[Newness | None]) -> str:
    """How many of these names are in the data, and were read."""
    if None in names:
        return "none can be looked up"
    known = len(names) - names.count("new")
    if not known:
        return "none is in the data"
    count = names.count("read")
    if known == 1:
        return f"1 is in the data, and the model has {'' if count else 'not '}read it"
    told = "none" if count == 0 else "all" if count == known else f"{count}"
    return f"{known} are in the data, and the model has read {told} of them"
