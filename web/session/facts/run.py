"""The run as a whole."""

from __future__ import annotations

import math

from session.facts.writing import Facts, fixed, whole
from session.training import Training


def facts(training: Training) -> Facts:
    """Its data, its size."""
    run = training.run
    vocabulary = run.tokenizer.vocab_size
    return {
        "docs": whole(len(run.docs)),
        "vocabulary": whole(vocabulary),
        "random-guess": fixed(math.log(vocabulary)),
    }
