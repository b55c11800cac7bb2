"""The same training step with each autograd: how many nodes it makes, how long it takes, how far apart the results are.

Done on copies: the run does not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any, NamedTuple

from microgpt.adam import learning_rate_at
from microgpt.model import flatten
from microgpt.observe.graph import count_nodes
from microgpt.observe.heads import tokens_of
from microgpt.ops import vector
from microgpt.run import AUTOGRADS, Run, autograds_for
from microgpt.train import garbage_collection_held, gradients, predictions, taken_apart, update_params


class Done(NamedTuple):
    """A step that was done."""

    seconds: float
    loss: float
    params: list[float]  # after it, in flat order


def paces(run: Run, doc: str, times: int = 0) -> dict[str, Any]:
    """A training step of a run on a document with each autograd that can train it, the slowest first; ready for JSON.

    doc, predictions, times   what the step is done on, and how often it is timed
    ways                      of each autograd: {autograd, nodes, seconds, loss}; seconds: the median, None if not timed
    fewer, faster             how many times fewer nodes the last makes than the first, and how many times as fast it is
    apart                     the largest difference between their parameters after the step
    """
    tokens, names = tokens_of(run, doc), autograds_for(run.config)[::-1]
    done = {name: _step(run, name, tokens) for name in names}
    turns = [[_step(run, name, tokens).seconds for name in names] for _ in range(times)]  # what else goes on meets both
    counts = [nodes(run, name, tokens) for name in names]
    seconds = [_median(each) for each in zip(*turns)]
    told: list[float | None] = [*seconds] or [None] * len(names)
    ways = [
        {"autograd": name, "nodes": count, "seconds": took, "loss": done[name].loss}
        for name, count, took in zip(names, counts, told)
    ]
    return {
        "doc": doc,
        "predictions": len(tokens) - 1,
        "times": times,
        "ways": ways,
        "fewer": counts[0] / counts[-1],
        "faster": seconds[0] / seconds[-1] if seconds else None,
        "apart": max(abs(a - b) for a, b in zip(done[names[0]].params, done[names[-1]].params)),
    }


def nodes(run: Run, autograd: str, tokens: Sequence[int]) -> int:
    """Those of the graph of a step: one for each number, parameters included; or for each vector, matrices excluded."""
    if autograd == "scalar":
        return count_nodes(run.config, run.tokenizer.vocab_size, len(tokens) - 1, run.config.backward == "document")
    params = {name: vector.parameters(rows) for name, rows in run.params().items()}
    losses = list(predictions(vector, run.config, params, list(tokens)))
    return len(vector.made_from(vector.mean(losses)))


def _median(numbers: Sequence[float]) -> float:
    # statistics.median() would bring fractions and decimals, which the page's Python then lacks
    middle, ordered = len(numbers) // 2, sorted(numbers)
    return ordered[middle] if len(numbers) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _step(run: Run, autograd: str, tokens: list[int]) -> Done:
    """One step of a copy of the run."""
    copy = run.copy()
    copy.use(AUTOGRADS[autograd])
    lr_t = learning_rate_at(run.step, run.config.num_steps, run.config.learning_rate)
    began = perf_counter()
    with garbage_collection_held(), taken_apart(copy.ops) as tap:
        _, loss = gradients(copy.ops, copy.config, copy.state_dict, tokens, tap)
        update_params(copy, lr_t)
    return Done(perf_counter() - began, loss, flatten(copy.params().values()))
