"""The gradients of the rows of wte that a document reads, position by position.

A token's embedding is its row of wte: one and the same Value wherever the letter stands. So its gradient gathers a
share from each position of that token, and in the end is the sum of them all.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from operator import add

from microgpt.config import Config
from microgpt.observe.attention import Numbers


def token_grads(config: Config, tokens: Sequence[int], value_of: Numbers, grad_of: Numbers, last: str) -> array[float]:
    """For each position, the gradient that its token's row has got when the positions from the last one on to it are
    through, from the values and gradients of the stages after one backward pass. Shape: (positions, n_embd).

    With tied_head the rows are read once more, for the logits: what those of a position give comes with its own share.
    `last` is the name of the stage that the logits are made from.
    """
    rows: dict[int, list[float]] = {token_id: [0.0] * config.n_embd for token_id in tokens}
    found: list[list[float]] = []
    for t in reversed(range(len(tokens) - 1)):
        if config.tied_head:
            x, logit_grads = value_of(last, t), grad_of("logits", t)
            for token_id, row in rows.items():
                rows[token_id] = [have + xi * logit_grads[token_id] for have, xi in zip(row, x)]
        rows[tokens[t]] = list(map(add, rows[tokens[t]], grad_of("embedding", t)))
        found.append(rows[tokens[t]])
    return array("d", [x for row in reversed(found) for x in row])
