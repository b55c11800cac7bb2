"""The attention of one pass, term by term: what softmax(q . k / sqrt(head_dim)) and the weighted sum went through.

A *pair* is a position that reads, a layer, a head and a position that is read, at most the one that reads. Pairs come
in the order in which they were computed: position by position, in each layer by layer, in each head by head, then what
is read from the first position on. Pair (t, layer, head, s) has the number

    n_layer * n_head * t * (t + 1) / 2 + (layer * n_head + head) * (t + 1) + s

columns, none of a model without attention, all float64; those of head_dim numbers a pair hold them one after the other
  attn_products    head_dim   q[j] * k[j]
  attn_dots        1          their sum, before it is divided by sqrt(head_dim)
  attn_exps        1          exp(logit - largest logit of the row)
  attn_exp_sums    -          their sum: one for each position, layer and head
  attn_weighted    head_dim   weight * value[j]
and, after one backward pass
  cache_key_sent   head_dim   the gradient that the row of keys gets through this pair
  cache_key_grads  head_dim   what the row has got when the positions from the last one down to t have sent theirs
  cache_value_sent, cache_value_grads   the same for the row of values
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable
from math import exp

from microgpt.config import Config

Numbers = Callable[[str, int], list[float]]  # of a stage by name, at a position


def pair_index(config: Config, t: int, layer: int, head: int, s: int) -> int:
    """The number of a pair: see above."""
    return config.n_layer * config.n_head * t * (t + 1) // 2 + (layer * config.n_head + head) * (t + 1) + s


def forward_terms(config: Config, n: int, value_of: Numbers) -> dict[str, array[float]]:
    """The columns attn_* of a pass over n positions, from the values of its stages."""
    d = config.head_dim
    columns: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
    for t in range(n if config.attention else 0):
        for layer in range(config.n_layer):
            q = value_of(f"layer{layer}.attn_q", t)
            for h in range(config.n_head):
                start = h * d
                logits = value_of(f"layer{layer}.head{h}.attn_logits", t)
                weights = value_of(f"layer{layer}.head{h}.attn_weights", t)
                largest = max(logits)
                total = 0.0
                for s in range(t + 1):
                    k = value_of(f"layer{layer}.attn_k", s)
                    v = value_of(f"layer{layer}.attn_v", s)
                    products = [q[j] * k[j] for j in range(start, start + d)]
                    e = exp(logits[s] - largest)
                    total += e
                    columns["attn_products"].extend(products)
                    columns["attn_dots"].append(_sum(products))
                    columns["attn_exps"].append(e)
                    columns["attn_weighted"].extend(weights[s] * v[j] for j in range(start, start + d))
                columns["attn_exp_sums"].append(total)
    return dict(columns)


def backward_terms(config: Config, n: int, value_of: Numbers, grad_of: Numbers) -> dict[str, array[float]]:
    """The columns cache_* of a pass over n positions, from the values of its stages and their gradients after it."""
    if not config.attention:
        return {}
    d, pairs = config.head_dim, pair_index(config, n, 0, 0, 0)
    root = d**0.5
    columns = {
        f"cache_{what}_{how}": array("d", bytes(8 * pairs * d))
        for what in ("key", "value")
        for how in ("sent", "grads")
    }
    for layer in range(config.n_layer):
        for h in range(config.n_head):
            got = {what: [[0.0] * d for _ in range(n)] for what in ("key", "value")}
            for t in reversed(range(n)):
                q = value_of(f"layer{layer}.attn_q", t)[h * d : (h + 1) * d]
                weights = value_of(f"layer{layer}.head{h}.attn_weights", t)
                logit_grads = grad_of(f"layer{layer}.head{h}.attn_logits", t)
                out_grads = grad_of(f"layer{layer}.head{h}.out", t)
                for s in range(t + 1):
                    at = pair_index(config, t, layer, h, s) * d
                    sent = {
                        "key": [logit_grads[s] * qj / root for qj in q],
                        "value": [weights[s] * g for g in out_grads],
                    }
                    for what, part in sent.items():
                        got[what][s] = [x + y for x, y in zip(got[what][s], part)]
                        columns[f"cache_{what}_sent"][at : at + d] = array("d", part)
                        columns[f"cache_{what}_grads"][at : at + d] = array("d", got[what][s])
    return columns


def _sum(numbers: list[float]) -> float:
    total = 0.0  # not by sum(): from Python 3.12 on it rounds in another way than the model does
    for x in numbers:
        total += x
    return total
