"""Inventing: what is answered about documents that a run invents, and words that somebody types.

A beginning that cannot be is left out, and the answer says why: there is a document to look at all the same. Only a
model whose probabilities are not finite has none; then all there is in the answer is {failed}, why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from microgpt.config import Config, ConfigError
from microgpt.observe.generation import generation, generations, score
from microgpt.observe.newness import Newness
from microgpt.observe.newness import newness as newness_to
from microgpt.sample import SamplingFailed, TextRefused, beginning
from session.training import Training

MOST_AT_ONCE = 100  # some seconds

Json = dict[str, Any]


def invent(training: Training, temperature: float, top_k: int, seed: int, prefix: str) -> Json:
    """One document that the run invents, with all that it came from; and why it could not begin like that, if so."""
    config = _config(training, temperature, top_k, seed)
    refused, prefix = _beginning(training, prefix)
    try:
        found = generation(training.run, seed, config.temperature, prefix, top_k)
    except SamplingFailed as error:
        return {"failed": str(error)}
    return {"refused": refused, **found, "newness": newness(training)(found["name"])}


def invent_many(training: Training, temperature: float, top_k: int, seed: int, prefix: str, count: int) -> Json:
    """So many documents that the run invents, from this seed and those after it, refused as of one.

    likeliest  their places in that list, that of the likeliest first
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_AT_ONCE:
        raise ConfigError(f"count must be a whole number from 1 to {MOST_AT_ONCE}, not {count!r}")
    config = _config(training, temperature, top_k, seed)
    refused, prefix = _beginning(training, prefix)
    try:
        found = generations(training.run, count, seed, config.temperature, prefix, top_k)
    except SamplingFailed as error:
        return {"failed": str(error)}
    new = newness(training)
    asked = {"seed": seed, "temperature": config.temperature, "top_k": top_k, "prefix": prefix}
    names = [{**each, "newness": new(each["name"])} for each in found]
    likeliest = sorted(range(count), key=lambda at: -found[at]["log_prob"])
    return {"refused": refused, "step": training.run.step, **asked, "names": names, "likeliest": likeliest}


def scored(training: Training, text: str) -> Json:
    """How likely the run finds a word; or {refused}, why that cannot be said."""
    try:
        found = score(training.run, text)
    except (TextRefused, SamplingFailed) as error:
        return {"refused": str(error)}
    return {"refused": None, **found, "newness": newness(training)(text)}


def newness(training: Training) -> Callable[[str], Newness | None]:
    """What tells of a name what it is to the run of a training."""
    return newness_to(training.run, training.docs)


def _beginning(training: Training, prefix: str) -> tuple[str | None, str]:
    """Why a document cannot begin like that, or None; and how it begins then."""
    try:
        beginning(training.run, prefix)
    except TextRefused as error:
        return str(error), ""
    return None, prefix


def _config(training: Training, temperature: float, top_k: int, seed: int) -> Config:
    """The settings that are asked for. Raises ConfigError if they cannot be."""
    return replace(training.run.config, temperature=temperature, top_k=top_k, seed=seed)
