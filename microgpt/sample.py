"""Sampling: the model invents documents, one token at a time, on plain numbers whatever it was trained with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import islice

from microgpt.model import Tap, empty_cache, gpt, no_tap
from microgpt.ops import plain
from microgpt.run import Run


class SamplingFailed(ArithmeticError):
    """The probabilities to draw the next token by are not finite numbers."""


def probabilities(logits: list[float], temperature: float) -> list[float]:
    """What the next token is drawn by: softmax(logits / temperature)."""
    return plain.softmax(plain.scale(logits, temperature))


def draws(probs: list[float], count: int, rng: random.Random) -> list[int]:
    """How often each token comes when so many are drawn by these probabilities."""
    drawn = rng.choices(range(len(probs)), weights=probs, k=count)
    return [drawn.count(token_id) for token_id in range(len(probs))]


def sample_tokens(
    run: Run, rng: random.Random, temperature: float | None = None, prefix: Sequence[int] = (), tap: Tap = no_tap
) -> Iterator[int]:
    """The token ids of one invented document, without BOS at its start: ends at BOS (or EOS), or at block_size.

    It begins with the token ids of a prefix, which are not drawn. temperature defaults to the config's. `tap` is shown
    every stage of gpt() and the probabilities, `probs`. Raises SamplingFailed when these are not finite numbers.
    """
    config, params = run.config, run.params()
    if temperature is None:
        temperature = config.temperature
    keys, values = empty_cache(config), empty_cache(config)
    token_id = run.tokenizer.bos
    for pos_id in range(config.block_size):
        try:
            logits = gpt(plain, config, params, token_id, pos_id, keys, values, tap)
            probs = tap("probs", probabilities(logits, temperature))
            if pos_id < len(prefix):
                token_id = prefix[pos_id]
            else:
                token_id = rng.choices(range(run.tokenizer.vocab_size), weights=probs)[0]
        except (ArithmeticError, ValueError) as error:  # choices() refuses weights that are not finite: a ValueError
            raise SamplingFailed(
                f"the probabilities of the next token are no longer finite numbers; wanted a model that has not "
                f"diverged and a temperature well above {temperature:g}"
            ) from error
        if token_id == run.tokenizer.eos:
            break
        yield token_id


def sample(run: Run, rng: random.Random | None = None, temperature: float | None = None) -> Iterator[str]:
    """Invented documents without end. rng defaults to the run's own stream, as in the published program."""
    while True:
        yield run.tokenizer.decode(sample_tokens(run, rng or run.rng, temperature))


def samples(run: Run, count: int, rng: random.Random | None = None, temperature: float | None = None) -> list[str]:
    """The next `count` invented documents."""
    return list(islice(sample(run, rng, temperature), count))
