"""Limits: how large a run may be. What is beyond is refused in a sentence, before anything of it is made.

Each lies where pure Python gives up anyway: a model of 2 GB takes some ten seconds a step. The bounds on single sizes
keep what follows from them countable; the one that most runs would meet first is that on memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# of every setting that is a whole number: the least and the most
RANGES = {
    "n_layer": (1, 1_000),
    "n_embd": (1, 1_024),  # one layer of more takes more than MOST_MEMORY
    "n_head": (1, 1_024),  # at most n_embd
    "block_size": (1, 10_000),  # attention at so many positions takes more than MOST_MEMORY, but with a single head
    "num_steps": (1, 100_000_000),  # days, at a millisecond each
    "seed": (0, 2**53 - 1),  # the whole numbers that every program which reads a file or a link of ours keeps
    "top_k": (0, 10_000),  # MOST_CHARACTERS
    "num_samples": (0, 1_000_000),
}
# of every other setting that is a number: what it must be, in words, and the test of it
BOUNDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "init_std": ("0 or more", lambda x: x >= 0),
    "learning_rate": ("0 or more", lambda x: x >= 0),
    "beta1": ("at least 0 and below 1", lambda x: 0 <= x < 1),
    "beta2": ("at least 0 and below 1", lambda x: 0 <= x < 1),
    "eps": ("above 0", lambda x: x > 0),
    "holdout": ("0 or more and below 1", lambda x: 0 <= x < 1),
    "temperature": ("above 0", lambda x: x > 0),
}

MOST_MEMORY = 2_000_000_000  # bytes: half of what Python can have in a browser, the other half is for what looks on

MOST_DATA_BYTES = 50_000_000  # of a file of documents; in memory it takes some ten times that
MOST_DOCS = 1_000_000
MOST_DOC_CHARACTERS = 100_000  # of which a model sees the first block_size
MOST_CHARACTERS = 10_000  # different ones: more than a Chinese newspaper uses

MOST_CHECKPOINT_BYTES = 600_000_000  # three numbers of up to 25 digits for each of 8 million parameters


def range_text(name: str) -> str:
    """The least and the most of a setting, as it is written where settings are explained."""
    least, most = RANGES[name]
    return f"{least:,} to {most:,}" if name != "seed" else f"{least} to 2**53 - 1"
