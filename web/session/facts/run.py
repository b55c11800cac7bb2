"""The run as a whole: its data, its size."""

from __future__ import annotations

import math

from microgpt.run import Run
from session.facts.writing import Facts, counted, fixed, whole
from session.training import Training


def facts(training: Training) -> Facts:
    """What it reads, how many tokens and parameters it has."""
    run = training.run
    vocabulary = run.tokenizer.vocab_size
    return {
        "docs": whole(len(run.docs)),
        "data": _data(training),
        "characters": _characters(run),
        "vocabulary": whole(vocabulary),
        "bos": whole(run.tokenizer.bos),
        "block-size": whole(run.config.block_size),
        "parameters": whole(run.num_params),
        "random-guess": fixed(math.log(vocabulary)),
    }


def _data(training: Training) -> str:
    count = len(training.run.docs)
    if training.has_own_text:
        return counted(count, "line of your own text", "lines of your own text")
    return f"{whole(count)} first names"


def _characters(run: Run) -> str:
    characters = run.tokenizer.characters
    if characters == list("abcdefghijklmnopqrstuvwxyz"):
        return "one of the letters a to z"
    return f"one of {counted(len(characters), 'character', 'characters')}"
