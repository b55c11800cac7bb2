"""What documents cost before the first step: the parameters are as they were drawn."""

from __future__ import annotations

from microgpt.data import Data
from microgpt.run import Run, start
from microgpt.train import crop, predictions, taken_apart
from session.facts.known import Known
from session.facts.writing import Facts, clipped, fixed
from session.training import Training

LOOKED_AT = 10  # documents, the first that the run reads
WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def facts(known: Known) -> Facts:
    """What the document that the article is about would have cost."""
    run = known.traced.plain
    return {"name-untrained": fixed(loss_on(untrained(run), known.trace.header["doc"]))}


def run_facts(training: Training) -> Facts:
    """What the first step cost, and how far the first documents of the run lie apart."""
    run = untrained(training.run)
    costs = [loss_on(run, doc) for doc in training.run.docs[:LOOKED_AT]]
    return {
        "first-doc": clipped(training.run.docs[0]),
        "first-loss": fixed(costs[0]),
        "untrained-span": _span(costs),
    }


def untrained(run: Run) -> Run:
    """The run before its first step: the same documents, and the parameters drawn once more from its seed."""
    return start(run.config, Data(run.data_name, tuple(run.docs + run.held_out)), run.ops)


def loss_on(run: Run, doc: str) -> float:
    """What a document costs a run as it is."""
    tokens = crop(run.tokenizer.encode(doc), run.config)
    with taken_apart(run.ops) as tap:
        losses: list[float] = [each.data for each in predictions(run.ops, run.config, run.state_dict, tokens, tap)]
    return sum(losses) / len(losses)


def _span(costs: list[float]) -> str:
    if len(costs) == 1:
        return f"the only document of this run costs {fixed(costs[0])}"
    count = WORDS[len(costs) - 2]
    return f"the first {count} documents of this run cost from {fixed(min(costs))} to {fixed(max(costs))} each"
