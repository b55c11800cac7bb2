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


class TextRefused(ValueError):
    """A text that the model cannot be given: the message says what was wanted and what came."""


def probabilities(logits: list[float], temperature: float, top_k: int = 0) -> list[float]:
    """What the next token is drawn by: softmax(logits / temperature).

    Unless top_k is 0 it is that of the top_k likeliest tokens alone, and all others have 0.
    """
    probs = plain.softmax(plain.scale(logits, temperature))
    if not 0 < top_k < len(probs):
        return probs
    kept = likeliest(logits)[:top_k]
    share = 1 / sum(probs[token_id] for token_id in kept)
    cut = [0.0] * len(probs)
    for token_id in kept:
        cut[token_id] = probs[token_id] * share
    return cut


def likeliest(logits: list[float]) -> list[int]:
    """The token ids, the likeliest first; of equally likely ones that of the lower id."""
    return sorted(range(len(logits)), key=lambda token_id: -logits[token_id])


def beginning(run: Run, text: str) -> list[int]:
    """The token ids of what a document is to begin with.

    Raises TextRefused for an unknown character, and if it leaves no token to draw.
    """
    return read(run, text, "a beginning", "so that one is left to draw")


def read(run: Run, text: str, what: str, why: str) -> list[int]:
    """The token ids of a text that leaves a position free. Raises TextRefused, which says what it is and why."""
    try:
        tokens = run.tokenizer.encode(text)[1:-1]
    except ValueError as error:
        raise TextRefused(str(error)) from None
    most = run.config.block_size - 1
    if len(tokens) > most:
        raise TextRefused(f"wanted {what} of at most {most} characters, not {len(tokens)}, {why}")
    return tokens


def draws(probs: list[float], count: int, rng: random.Random) -> list[int]:
    """How often each token comes when so many are drawn by these probabilities."""
    drawn = rng.choices(range(len(probs)), weights=probs, k=count)
    return [drawn.count(token_id) for token_id in range(len(probs))]


def sample_tokens(
    run: Run,
    rng: random.Random,
    temperature: float | None = None,
    prefix: Sequence[int] = (),
    tap: Tap = no_tap,
    top_k: int | None = None,
) -> Iterator[int]:
    """The token ids of one invented document, without BOS at its start: ends at BOS (or EOS), or at block_size.

    It begins with the token ids of a prefix, which are not drawn. temperature and top_k default to the config's. `tap`
    is shown every stage of gpt() and the probabilities, `probs`. Raises SamplingFailed when these are not finite.
    """
    config, params = run.config, run.params()
    if temperature is None:
        temperature = config.temperature
    if top_k is None:
        top_k = config.top_k
    keys, values = empty_cache(config), empty_cache(config)
    token_id = run.tokenizer.bos
    for pos_id in range(config.block_size):
        try:
            logits = gpt(plain, config, params, token_id, pos_id, keys, values, tap)
            probs = tap("probs", probabilities(logits, temperature, top_k))
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


def sample(
    run: Run, rng: random.Random | None = None, temperature: float | None = None, prefix: Sequence[int] = ()
) -> Iterator[str]:
    """Invented documents without end. rng defaults to the run's own stream, as in the published program."""
    while True:
        yield run.tokenizer.decode(sample_tokens(run, rng or run.rng, temperature, prefix))


def samples(
    run: Run,
    count: int,
    rng: random.Random | None = None,
    temperature: float | None = None,
    prefix: Sequence[int] = (),
) -> list[str]:
    """The next `count` invented documents."""
    return list(islice(sample(run, rng, temperature, prefix), count))
