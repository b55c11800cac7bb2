"""What the attention heads read: over many documents, and on one document while the model learned."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from microgpt.config import Config
from microgpt.model import T, empty_cache, gpt
from microgpt.ops import plain
from microgpt.run import Run
from microgpt.train import crop

READS_MUCH = 1.25  # a head is said to read what it gives more than so many times the even share

Rows = list[list[float]]  # the weights of each position on those up to it


def head_count(config: Config) -> int:
    """How many attention heads a model has in all its layers."""
    return config.n_layer * config.n_head if config.attention else 0


def head_weights(run: Run, tokens: Sequence[int]) -> list[Rows]:
    """The attention weights of every head, layer after layer, on a document: [head][t][s], s <= t."""
    config, params = run.config, run.params()
    keys, values = empty_cache(config), empty_cache(config)
    found: list[Rows] = [[] for _ in range(head_count(config))]
    for t in range(len(tokens) - 1):
        seen: list[list[float]] = []

        def tap(name: str, x: T, seen: list[list[float]] = seen) -> T:
            if name.endswith(".attn_weights"):
                seen.append(plain.floats(x))  # type: ignore[arg-type]
            return x

        gpt(plain, config, params, tokens[t], t, keys, values, tap)
        for rows, weights in zip(found, seen):
            rows.append(weights)
    return found


def tokens_of(run: Run, doc: str) -> list[int]:
    """A document as the model trains on it. Raises ValueError for a character that it does not know."""
    return crop(run.tokenizer.encode(doc), run.config)


def head_summaries(run: Run, docs: Iterable[str]) -> dict[str, Any]:
    """What every head reads on average over documents, ready for JSON.

    docs, step        how many documents; how many training steps the model had done
    much              READS_MUCH
    positions, even   over how many positions `previous`, `first` and `itself` are means: those from the third on, where
                      the three are different tokens; what each would be if a head read all tokens so far alike
    counts            how many documents have a position t
    heads             for each layer and head: {layer, head, previous, first, itself, reads, map}; the mean weights on
                      the token before, the first one and the token itself; which of them gets most, if that is more
                      than `much` times even, or None; map[t][s]: the mean weight of position t on s
    With no such position the means are 0 and reads is None; a model without attention has no heads.
    """
    n_head = run.config.n_head
    totals: list[Rows] = [[] for _ in range(head_count(run.config))]
    counts: list[int] = []
    num_docs = 0
    for doc in docs:
        num_docs += 1
        for total, rows in zip(totals, head_weights(run, tokens_of(run, doc))):
            for t, row in enumerate(rows):
                if t == len(total):
                    total.append([0.0] * (t + 1))
                total[t] = list(map(float.__add__, total[t], row))
        length = len(tokens_of(run, doc)) - 1
        counts += [0] * (length - len(counts))
        for t in range(length):
            counts[t] += 1
    positions = sum(counts[2:])
    even = _mean((count / (t + 1) for t, count in enumerate(counts) if t >= 2), positions)
    heads = []
    for number, total in enumerate(totals):
        means = {
            "previous": _mean((row[-2] for row in total[2:]), positions),
            "first": _mean((row[0] for row in total[2:]), positions),
            "itself": _mean((row[-1] for row in total[2:]), positions),
        }
        best = max(means, key=means.__getitem__)
        heads.append(
            {
                "layer": number // n_head,
                "head": number % n_head,
                **means,
                "reads": best if means[best] > READS_MUCH * even else None,
                "map": [[x / count for x in row] for row, count in zip(total, counts)],
            }
        )
    return {
        "docs": num_docs,
        "step": run.step,
        "positions": positions,
        "even": even,
        "much": READS_MUCH,
        "counts": counts,
        "heads": heads,
    }


def weights_over_training(runs: Iterable[Run], doc: str) -> Iterator[tuple[int, array[float]]]:
    """The attention weights on a document of one model after another: the steps done, and the weights of all pairs.

    The pairs are in the order of attention.py.
    """
    for run in runs:
        tokens = tokens_of(run, doc)
        found, length = head_weights(run, tokens), len(tokens) - 1
        yield run.step, array("d", [x for t in range(length) for rows in found for x in rows[t]])


def _mean(numbers: Iterable[float], count: int) -> float:
    return sum(numbers) / count if count else 0.0
