"""What heads read on average, against a slow computation of the same; and while the model learned."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from small import small_run, state

from microgpt.attention_terms import pair_index
from microgpt.heads import READS_MUCH, head_summaries, weights_over_training
from microgpt.moments import Moments
from microgpt.run import Run
from microgpt.trace import trace
from microgpt.train import train

DOCS = ["emma", "al", "maximilian", "vi", "eve", "m"]


def weights_of(run: Run, doc: str, layer: int, head: int) -> list[list[float]]:
    """The weights in a trace of a document: [t][s]."""
    traced = trace(run, doc, graph=False)
    stages = [s for s in traced.header["stages"] if s["name"] == f"layer{layer}.head{head}.attn_weights"]
    return [traced.columns["stage_values"][s["first"] : s["first"] + s["size"]].tolist() for s in stages]


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


@pytest.mark.parametrize("sizes", [{}, {"n_layer": 2, "n_head": 4}, {"block_size": 15, "n_head": 1}])
def test_summaries_equal_a_slow_computation(sizes: dict[str, Any]) -> None:
    run = small_run(init_std=0.7, **sizes)
    found = head_summaries(run, DOCS)
    assert (found["docs"], found["step"]) == (6, 0)
    for head in found["heads"]:
        rows = [weights_of(run, doc, head["layer"], head["head"]) for doc in DOCS]
        late = [row for each in rows for row in each[2:]]
        assert found["positions"] == len(late)
        assert head["previous"] == pytest.approx(mean([row[-2] for row in late]), rel=1e-9)
        assert head["first"] == pytest.approx(mean([row[0] for row in late]), rel=1e-9)
        assert head["itself"] == pytest.approx(mean([row[-1] for row in late]), rel=1e-9)
        assert found["even"] == pytest.approx(mean([1 / len(row) for row in late]), rel=1e-9)
        for t in range(max(map(len, rows))):
            reaching = [each[t] for each in rows if len(each) > t]
            assert found["counts"][t] == len(reaching)
            for s in range(t + 1):
                assert head["map"][t][s] == pytest.approx(mean([row[s] for row in reaching]), rel=1e-9)
            assert sum(head["map"][t]) == pytest.approx(1)


def test_a_head_is_said_to_read_what_it_reads_much_more_than_evenly() -> None:
    run = small_run(init_std=0.7, n_layer=3, n_head=4)
    found = head_summaries(run, DOCS)
    said = set()
    for head in found["heads"]:
        much = {name for name in ("previous", "first", "itself") if head[name] > READS_MUCH * found["even"]}
        best = max(("previous", "first", "itself"), key=lambda name: head[name])
        assert head["reads"] == (best if much else None)
        said.add(head["reads"])
    assert len(said) > 1  # else this would say little


def test_a_model_that_does_not_look_reads_all_positions_alike() -> None:
    """With keys of 0 all logits are 0."""
    run = small_run(init_std=0.0)
    found = head_summaries(run, DOCS)
    for head in found["heads"]:
        assert head["previous"] == pytest.approx(found["even"])
        assert head["map"][2] == pytest.approx([1 / 3] * 3)
        assert head["reads"] is None


def test_documents_too_short_to_tell_the_kinds_apart_say_nothing() -> None:
    found = head_summaries(small_run(), ["m", "a"])
    assert (found["positions"], found["even"]) == (0, 0.0)
    assert [(head["previous"], head["reads"]) for head in found["heads"]] == [(0.0, None)] * 2


def test_weights_over_training_are_those_of_each_moment_pair_by_pair() -> None:
    run = small_run(n_layer=2, num_steps=8)
    moments = Moments(spacing=4)
    moments.keep(run)
    for _ in islice(train(run), 8):
        moments.keep(run)
    runs = [moments.run_at(run, step) for step in moments.steps]
    found = dict(weights_over_training(runs, "eve"))
    assert list(found) == [0, 4, 8]
    for each in runs:
        for layer in range(2):
            for head in range(2):
                for t, row in enumerate(weights_of(each, "eve", layer, head)):
                    first = pair_index(run.config, t, layer, head, 0)
                    assert found[each.step][first : first + t + 1].tolist() == pytest.approx(row, rel=1e-9)
        assert len(found[each.step]) == pair_index(run.config, 4, 0, 0, 0)
    assert found[0] != found[8]


def test_looking_at_the_heads_changes_nothing() -> None:
    run = small_run()
    before = state(run)
    head_summaries(run, DOCS)
    list(weights_over_training([run], "eve"))
    assert state(run) == before


def test_a_foreign_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="'1'"):
        head_summaries(small_run(), ["x1"])
