"""What the article says of a whole training, against the losses and parameters of runs trained here."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import islice, pairwise

import pytest
from facts_of import FactsOf
from session import Session

from microgpt.data import load
from microgpt.model import flatten
from microgpt.observe.heads import tokens_of
from microgpt.ops import scalar, vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import gradients, train

DOCS = ["bill", "a", "alexandriannamarias"]
STEPS = 120


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session()
    session.start("r", settings={"num_steps": 1000})
    session.train("r", STEPS)
    while session.slice("r", 1e9)["more"]:
        pass
    return session


@pytest.fixture(scope="module")
def runs() -> dict[int, Run]:
    """The same training, as it was at moments of which snapshots are kept."""
    run = start(preset("microgpt"), load("census"), vector)
    found = {0: run.copy()}
    for step in islice(train(run), STEPS):
        if step.step in (50, STEPS):
            found[step.step] = run.copy()
    return found


def cost(run: Run, doc: str) -> float:
    params = {name: scalar.parameters(rows) for name, rows in run.params().items()}
    return gradients(scalar, run.config, params, tokens_of(run, doc))[1]


@pytest.mark.parametrize("doc", DOCS)
def test_what_a_name_cost_at_the_start_half_way_and_now(session: Session, runs: dict[int, Run], doc: str) -> None:
    session.trace("r", "t", doc=doc, graph=False)
    start, middle, now = (f"{cost(runs[step], doc):.2f}" for step in (0, 50, STEPS))
    assert session.facts("t")["over-course"] == (
        f"“{doc}” cost {start} before the first step and {middle} after 50 steps; it costs {now} after 120 steps."
    )


@pytest.mark.parametrize("doc", DOCS)
def test_one_step_moves_the_loss_and_the_parameters_by_so_much(
    session: Session, runs: dict[int, Run], doc: str
) -> None:
    session.trace("r", "t", doc=doc, graph=False)
    facts, before = session.facts("t"), runs[STEPS]
    after = before.copy()
    after.docs = [doc]
    next(train(after))
    assert facts["over-before"] == f"{cost(before, doc):.4f}"
    assert facts["over-after"] == f"{cost(after, doc):.4f}"
    moves = [abs(x - y) for x, y in zip(flatten(before.params().values()), flatten(after.params().values()))]
    assert float(facts["over-update"]) == pytest.approx(sum(moves) / len(moves), rel=0.05)


def test_all_steps_together_move_the_parameters_by_so_much(session: Session, runs: dict[int, Run]) -> None:
    first, now = (flatten(runs[step].params().values()) for step in (0, STEPS))
    told = session.run_facts("r")["over-distance"]
    moved, size = (float(x) for x in re.findall(r"\d\.\d+", told))
    assert told.startswith("all steps together have moved a parameter by ")
    assert moved == pytest.approx(sum(abs(x - y) for x, y in zip(first, now)) / len(first), rel=0.05)
    assert size == pytest.approx(sum(map(abs, first)) / len(first), rel=0.05)


def test_of_a_run_that_goes_on_from_a_checkpoint_only_what_was_kept_is_told(session: Session) -> None:
    other, kept = Session(), session.checkpoint("r")
    other.restore("r", kept["text"], kept["memory"])
    other.trace("r", "t", doc="bill", graph=False)
    costs = session.facts(session.trace("r", "t", doc="bill", graph=False)["header"]["id"])["name-loss"]
    assert other.facts("t")["over-course"] == (
        f"“bill” costs {costs} after 120 steps; of the steps before that nothing was kept."
    )
    assert "nothing was kept" in other.run_facts("r")["over-distance"]


def test_the_last_losses_are_averaged(session: Session) -> None:
    run, losses = start(preset("microgpt"), load("census"), vector), []
    for step in islice(train(run), STEPS):
        losses.append(step.loss)
    told = session.run_facts("r")["over-average"]
    assert told == f"the last 50 that were read cost {sum(losses[-50:]) / 50:.2f} on average"
    read = session.run_facts("r")["over-read"]
    assert read == f"After 120 steps the model has read 120 of the {len(run.docs):,} names"


def test_names_that_were_read_again_are_not_counted_twice() -> None:
    for text, read in (("ada\nbo\n", "all 2 names, and some of them again"), ("ada\n", "the only name 3 times")):
        own = FactsOf(3, text=text, data_name="mine")
        assert own.run()["over-read"] == f"After 3 steps the model has read {read}"


def test_before_the_first_step_nothing_is_said_of_steps(runs: dict[int, Run]) -> None:
    fresh = Session()
    fresh.start("r", settings={"num_steps": 1000})
    fresh.trace("r", "t", doc="bill", graph=False)
    assert fresh.facts("t")["over-course"] == f"“bill” costs {cost(runs[0], 'bill'):.2f} before the first step."
    told = fresh.run_facts("r")
    assert told["over-read"] == "Before the first step the model has read nothing"
    assert told["over-distance"] == "no parameter has moved yet"
    assert told["step-line"] == ""
    assert told["mean-loss"] == f"A model that knows nothing pays {math.log(27):.2f}"


def test_what_is_to_be_paid_for_knowing_letters_or_pairs_of_letters(session: Session) -> None:
    docs = load("census").docs
    pairs = [pair for doc in docs for pair in pairwise(f"^{doc}^"[:17])]
    counts, firsts, seconds = Counter(pairs), Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    alone = -sum(math.log(seconds[b] / len(pairs)) for _, b in pairs) / len(pairs)
    paired = -sum(math.log(counts[pair] / firsts[pair[0]]) for pair in pairs) / len(pairs)
    facts = session.run_facts("r")
    assert (facts["over-frequency"], facts["over-pairs"]) == (f"{alone:.2f}", f"{paired:.2f}")
