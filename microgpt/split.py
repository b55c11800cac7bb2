"""Split: which documents a run trains on, in which order, and which it never does."""

from __future__ import annotations

import random
from collections.abc import Sequence

from microgpt.config import Config, ConfigError


def split(docs: Sequence[str], config: Config, rng: random.Random) -> tuple[list[str], list[str]]:
    """The documents to train on, shuffled, and those that are held out.

    Held out are the last of the shuffled ones, config.holdout of all, so that a run begins with the same parameters
    and the same documents whether or not any are; with them whatever equals one of them, so that none is trained on.
    Raises ConfigError if nothing would be left to train on.
    """
    shuffled = list(docs)
    rng.shuffle(shuffled)
    if not config.holdout:
        return shuffled, []
    count = max(1, round(config.holdout * len(shuffled)))
    chosen = set(shuffled[len(shuffled) - count :])
    trained_on = [doc for doc in shuffled if doc not in chosen]
    if not trained_on:
        raise ConfigError(
            f"holdout must leave documents to train on, but with {config.holdout:g} of "
            f"{len(shuffled):,} {'document' if len(shuffled) == 1 else 'documents'} none is left",
            "holdout",
        )
    return trained_on, [doc for doc in shuffled if doc in chosen]
