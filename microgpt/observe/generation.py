"""How a document is invented, letter by letter: what the model says, where the random number falls, what is drawn.

The document is sample_tokens()'s own, from a stream that keeps the numbers it gives: random.choices() adds the
probabilities up in the order of the vocabulary, multiplies a random number between 0 and 1 by their sum, and takes the
token in whose share that falls.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from math import exp, fsum, isfinite, log
from typing import Any

from microgpt.model import T, empty_cache, gpt
from microgpt.ops import plain
from microgpt.run import Run
from microgpt.sample import SamplingFailed, beginning, likeliest, read, sample_tokens

LEAST_LOG = -700.0  # below it, 1 / probability is more than a float can hold

Json = dict[str, Any]


class KeptStream(random.Random):
    """A random stream that keeps its numbers between 0 and 1 in the order in which it gave them."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.numbers: list[float] = []

    def random(self) -> float:
        """The next number, at least 0 and below 1."""
        self.numbers.append(super().random())
        return self.numbers[-1]


def generation(run: Run, seed: int, temperature: float, prefix: str = "", top_k: int = 0) -> Json:
    """One invented document with all that it came from, ready for JSON.

    step              how many training steps the model had done
    tokens            the vocabulary, by token id
    name, ended       the document; whether it ended by itself and not for want of positions
    letters           of each position, the last one's being the end if it ended: those of likelihoods(), and
      given           whether the token is the prefix's, and was not drawn
      logits, probs   by token id; probs: softmax(logits / temperature), 0 for those that top_k leaves out
      order           the token ids, the likeliest first
      drawable        how many of them, from the first on, could be drawn
      cumulative      probs[0], probs[0] + probs[1], ...
      number, needle  the random number, and that times the last of cumulative; None if the token is given
      attention       of each layer and head, the weights on the positions so far
      keys, values    of each layer, the row that the position adds to the KV cache; without attention no layer has any
    and those of likelihoods() as a whole, whatever temperature and top_k were. Raises TextRefused for a prefix that
    cannot be, SamplingFailed as sample().
    """
    config, given = run.config, beginning(run, prefix)
    stages: defaultdict[str, list[list[float]]] = defaultdict(list)  # by name, then position

    def tap(name: str, x: T) -> T:
        stages[name].append(plain.floats(x))  # type: ignore[arg-type]
        return x

    rng = KeptStream(seed)
    tokens = list(sample_tokens(run, rng, temperature, given, tap, top_k))
    name = run.tokenizer.decode(tokens)
    ended = len(stages["probs"]) > len(tokens)
    if ended:
        tokens.append(run.tokenizer.eos)
    numbers = [None] * len(given) + rng.numbers
    likely = likelihoods(stages["logits"], tokens)
    layers = range(config.n_layer if config.attention else 0)
    letters = []
    for t, letter in enumerate(likely["letters"]):
        logits, probs, number = stages["logits"][t], stages["probs"][t], numbers[t]
        cumulative = list(accumulate(probs))
        heads = [[stages[f"layer{i}.head{h}.attn_weights"][t] for h in range(config.n_head)] for i in layers]
        letters.append(
            {
                **letter,
                "given": number is None,
                "logits": logits,
                "probs": probs,
                "order": likeliest(logits),
                "drawable": min(top_k or len(logits), len(logits)),
                "cumulative": cumulative,
                "number": number,
                "needle": None if number is None else number * cumulative[-1],
                "attention": heads,
                "keys": [stages[f"layer{i}.attn_k"][t] for i in layers],
                "values": [stages[f"layer{i}.attn_v"][t] for i in layers],
            }
        )
    about = {"step": run.step, "tokens": run.tokenizer.tokens, "name": name, "ended": ended}
    asked = {"seed": seed, "temperature": temperature, "top_k": top_k, "prefix": prefix}
    return {**about, **asked, **likely, "letters": letters}


def generations(run: Run, count: int, seed: int, temperature: float, prefix: str = "", top_k: int = 0) -> list[Json]:
    """So many invented documents, from this seed and those after it, each as generation() has it without its letters:
    {seed, name, ended} and log_prob, one_in and loss of likelihoods().
    """
    wanted = ("seed", "name", "ended", "log_prob", "one_in", "loss")
    found = (generation(run, each, temperature, prefix, top_k) for each in range(seed, seed + count))
    return [{name: each[name] for name in wanted} for each in found]


def score(run: Run, doc: str) -> Json:
    """How likely the model finds a document, its end included: {doc, step, tokens} and likelihoods().

    Raises TextRefused for an unknown character, and for more of them than there are positions.
    """
    config, params = run.config, run.params()
    word = read(run, doc, "a word", "so that its end can be foretold too")
    tokens = [run.tokenizer.bos, *word, run.tokenizer.eos]
    keys, values = empty_cache(config), empty_cache(config)
    try:
        logits = [gpt(plain, config, params, token_id, t, keys, values) for t, token_id in enumerate(tokens[:-1])]
    except ArithmeticError as error:
        raise _diverged() from error
    return {"doc": doc, "step": run.step, "tokens": run.tokenizer.tokens, **likelihoods(logits, tokens[1:])}


def likelihoods(logits: Sequence[list[float]], tokens: Sequence[int]) -> Json:
    """How likely the model holds these tokens, each by the logits of its position, at temperature 1.

    letters           of each: {token, prob, log_prob}; log_prob is minus the loss of its prediction
    log_prob, one_in  their sum, the logarithm of the probability of them all; 1 / that, or None where no float can be
    loss              -log_prob / len(tokens), as in training
    """
    letters = []
    for row, token_id in zip(logits, tokens):
        largest = max(row)
        log_prob = row[token_id] - largest - log(fsum(exp(x - largest) for x in row))
        if not isfinite(log_prob):
            raise _diverged()
        letters.append({"token": token_id, "prob": exp(log_prob), "log_prob": log_prob})
    total = fsum(letter["log_prob"] for letter in letters)
    one_in = exp(-total) if total > LEAST_LOG else None
    return {"letters": letters, "log_prob": total, "one_in": one_in, "loss": -total / len(letters)}


def _diverged() -> SamplingFailed:
    return SamplingFailed("the probabilities are no longer finite numbers; wanted a model that has not diverged")
