"""What a training comes to: of one document, and of all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from microgpt.model import empty_cache, flatten, gpt, param_shapes, unflatten
from microgpt.observe.generation import likelihoods
from microgpt.observe.heads import tokens_of
from microgpt.ops import plain
from microgpt.run import Run
from session.facts.known import Known
from session.facts.writing import Facts, digits, fixed, whole
from session.training import Training

SAMPLED = 10_000  # documents that the letters are counted in: they are shuffled


def facts(known: Known) -> Facts:
    """What one step does to the loss and to the parameters, and what the document cost at moments of the training."""
    trace = known.trace
    updates = trace.columns["adam_update"]
    return {
        "over-before": fixed(trace.header["loss"], 4),
        "over-after": fixed(_cost(_stepped(known), known.traced.doc), 4),
        "over-update": digits(sum(map(abs, updates)) / len(updates), 2),
        "over-course": _course(known.training, known.traced.doc),
    }


def run_facts(training: Training) -> Facts:
    """How much was read, how far that moved the parameters, and what is to be known of letters without a model."""
    run = training.run
    frequency, pairs = entropies([tokens_of(run, doc) for doc in run.docs[:SAMPLED]])
    return {
        "over-read": _read(run),
        "over-distance": _distance(training),
        "over-average": _average(training.recent_losses),
        "over-frequency": fixed(frequency),
        "over-pairs": fixed(pairs),
    }


def entropies(documents: Sequence[Sequence[int]]) -> tuple[float, float]:
    """The mean loss of whoever knew just how often each token comes, and how often after each other one."""
    pairs = Counter(pair for tokens in documents for pair in pairwise(tokens))
    firsts: Counter[int] = Counter()
    seconds: Counter[int] = Counter()
    for (first, second), count in pairs.items():
        firsts[first] += count
        seconds[second] += count
    total = pairs.total()
    frequency = sum(count * -math.log(count / total) for count in seconds.values()) / total
    paired = sum(count * -math.log(count / firsts[first]) for (first, _), count in pairs.items()) / total
    return frequency, paired


def _cost(run: Run, doc: str) -> float:
    """The loss of the model on a document."""
    config, params, tokens = run.config, run.params(), tokens_of(run, doc)
    keys, values = empty_cache(config), empty_cache(config)
    logits = [gpt(plain, config, params, token_id, t, keys, values) for t, token_id in enumerate(tokens[:-1])]
    return float(likelihoods(logits, tokens[1:])["loss"])


def _stepped(known: Known) -> Run:
    """The model that was traced, when Adam has moved it."""
    run = known.traced.model.copy()
    shapes = param_shapes(run.config, run.tokenizer.vocab_size).values()
    for matrix, rows in zip(run.state_dict.values(), unflatten(list(known.trace.columns["adam_after"]), shapes)):
        run.ops.assign(matrix, rows)
    return run


def _course(training: Training, doc: str) -> str:
    """What a document cost at the start, half way and what it costs now, as far as that was kept."""
    done, snapshots = training.run.step, training.past.snapshots
    first = min(snapshots.steps, default=done)
    middle = min(snapshots.steps, key=lambda step: abs(2 * step - first - done), default=done)
    costs = [
        (step, fixed(_cost(training.run if step == done else snapshots.run_at(training.run, step), doc)))
        for step in sorted({first, middle, done})
    ]
    now = f"costs {costs[-1][1]} {_when(done)}"
    if done == 0:
        return f"“{doc}” {now}."
    before = " and ".join(f"{cost} {_when(step)}" for step, cost in costs[:-1])
    if not before:
        return f"“{doc}” {now}; of the steps before that nothing was kept."
    return f"“{doc}” cost {before}; it {now}."


def _when(steps: int) -> str:
    return "before the first step" if steps == 0 else f"after {whole(steps)} step{'s' * (steps != 1)}"


def _read(run: Run) -> str:
    """How many of its documents a run has been trained on."""
    done, all = run.step, len(run.docs)
    if done == 0:
        return "Before the first step the model has read nothing"
    after = f"After {whole(done)} step{'s' * (done != 1)} the model has read"
    if all == 1:
        return f"{after} the only name {whole(done)} time{'s' * (done != 1)}"
    many = f"{whole(done)} of the" if done <= all else "all"
    again = "" if done <= all else ", and some of them again"
    return f"{after} {many} {whole(all)} names{again}"


def _average(losses: Sequence[float]) -> str:
    """The mean of the last losses."""
    if not losses:
        return "no name has been read yet"
    if len(losses) == 1:
        return f"the last one that was read cost {fixed(losses[0])}"
    return f"the last {len(losses)} that were read cost {fixed(sum(losses) / len(losses))} on average"


def _distance(training: Training) -> str:
    """How far the parameters are from where they were at the start, or where what was kept of them begins."""
    run, snapshots = training.run, training.past.snapshots
    if run.step == 0:
        return "no parameter has moved yet"
    first = min(snapshots.steps, default=run.step)
    then = flatten(snapshots.run_at(run, first).params().values()) if first < run.step else []
    if not then:
        return "how far all steps together have moved a parameter is not known, for nothing was kept of them"
    moved = sum(abs(x - y) for x, y in zip(flatten(run.params().values()), then)) / len(then)
    size = sum(map(abs, then)) / len(then)
    span = "all steps together" if first == 0 else f"the steps from {whole(first + 1)} to {whole(run.step)}"
    told = f"{span} have moved a parameter by {digits(moved, 2)} on average"
    return f"{told}; before them the average size was {digits(size, 2)}"
