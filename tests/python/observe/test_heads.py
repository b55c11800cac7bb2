"""What heads read on average, against a slow computation of the same; and while the model learned."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from small import small_run, state

from microgpt.observe import heads as module
from microgpt.observe.attention import pair_index
from microgpt.observe.heads import READS_MUCH, head_summaries, weights_over_training
from microgpt.observe.snapshots import Snapshots
from microgpt.observe.trace import Trace, trace
from microgpt.ops import vector
from microgpt.run import Run
from microgpt.train import train

DOCS = ["emma", "al", "maximilian", "vi", "eve", "m"]


def weights_of(run: Run, doc: str, layer: int, head: int) -> list[list[float]]:
    """The weights in a trace of a document: [t][s]."""
    return weights_in(trace(run, doc, graph=False), layer, head)


def weights_in(traced: Trace, layer: int, head: int) -> list[list[float]]:
    """The weights in a trace: [t][s]."""
    stages = [s for s in traced.header["stages"] if s["name"] == f"layer{layer}.head{head}.attn_weights"]
    return [traced.columns["stage_values"][s["first"] : s["first"] + s["size"]].tolist() for s in stages]


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


@pytest.mark.parametrize("sizes", [{}, {"n_layer": 2, "n_head": 4}, {"block_size": 15, "n_head": 1}])
def test_summaries_equal_a_slow_computation(sizes: dict[str, Any]) -> None:
    run = small_run(init_std=0.7, **sizes)
    found = head_summaries(run, DOCS)
    assert (found["docs"], found["step"]) == (6, 0)
    traces = [trace(run, doc, graph=False) for doc in DOCS]
    for head in found["heads"]:
        rows = [weights_in(traced, head["layer"], head["head"]) for traced in traces]
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


def test_weights_over_training_are_those_of_each_snapshot_pair_by_pair() -> None:
    run = small_run(n_layer=2, num_steps=8)
    snapshots = Snapshots(spacing=4)
    snapshots.keep(run)
    for _ in islice(train(run), 8):
        snapshots.keep(run)
    runs = [snapshots.run_at(run, step) for step in snapshots.steps]
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


def test_documents_of_every_length_count_where_they_reach() -> None:
    """A name of L letters has L + 1 positions, and L - 1 from the third on: 0, 1, ..., 14 for L from 1 to 15.

    Position t is reached by those of at least t letters: 15 reach 0 and 1, then one fewer each time.
    """
    run = small_run(block_size=16, init_std=0.7)
    docs = ["maximilianemmav"[:length] for length in range(1, 16)]
    found = head_summaries(run, docs)
    assert found["counts"] == [15, *range(15, 0, -1)]
    assert found["positions"] == sum(range(15)) == 105
    assert found["even"] == pytest.approx(sum((16 - t) / (t + 1) for t in range(2, 16)) / 105)
    traces = [trace(run, doc, graph=False) for doc in docs]
    for head in found["heads"]:
        rows = [weights_in(traced, head["layer"], head["head"]) for traced in traces]
        assert [len(row) for row in head["map"]] == list(range(1, 17))
        for t, row in enumerate(head["map"]):
            reaching = [each[t] for each in rows if len(each) > t]
            assert row == pytest.approx([mean(list(column)) for column in zip(*reaching, strict=True)], rel=1e-9)
            assert sum(row) == pytest.approx(1)
        late = [row for each in rows for row in each[2:]]
        for name, at in (("previous", -2), ("first", 0), ("itself", -1)):
            assert head[name] == pytest.approx(mean([row[at] for row in late]), rel=1e-9)


def test_the_shortest_documents_have_maps_too() -> None:
    found = head_summaries(small_run(init_std=0.7), ["m", "a"])
    for head in found["heads"]:
        assert (head["previous"], head["first"], head["itself"], head["reads"]) == (0, 0, 0, None)
        assert head["map"][0] == [1]
        assert sum(head["map"][1]) == pytest.approx(1)
        assert len(head["map"]) == 2


@pytest.mark.parametrize(
    ("weights", "reads"),
    [
        ([0.25, 0.5, 0.25], "previous"),
        ([0.5, 0.25, 0.25], "first"),
        ([0.25, 0.25, 0.5], "itself"),
        ([0.3, 0.3, 0.4], None),  # 0.4 is below 1.25 / 3 = 0.41666...
        ([0.29, 0.29, 0.42], "itself"),
        ([1 / 3, 1 / 3, 1 / 3], None),
    ],
)
def test_what_a_head_reads_by_hand(monkeypatch: pytest.MonkeyPatch, weights: list[float], reads: str | None) -> None:
    """Two letters have three positions, of which the last counts: even is 1/3, and much is 1.25 times that."""
    rows = [[1.0], [0.5, 0.5], weights]
    monkeypatch.setattr(module, "head_weights", lambda run, tokens: [rows] * 2)
    found = head_summaries(small_run(), ["al", "vi"])
    assert READS_MUCH == 1.25
    assert (found["positions"], found["even"]) == (2, pytest.approx(1 / 3))
    for head in found["heads"]:
        assert (head["first"], head["previous"], head["itself"]) == tuple(weights)
        assert head["reads"] == reads
        assert head["map"] == rows


@pytest.mark.parametrize("preset_name", ["microgpt", "first"])
def test_heads_of_a_run_that_trains_with_vectors_are_the_same(preset_name: str) -> None:
    run, other = (small_run(preset_name, init_std=0.7, backward="document") for _ in range(2))
    other.use(vector)
    assert head_summaries(run, DOCS) == head_summaries(other, DOCS)
    assert dict(weights_over_training([run], "eve")) == dict(weights_over_training([other], "eve"))


def test_the_first_revision_has_one_position_fewer() -> None:
    """It crops a document to 5 tokens, which are 4 predictions; the published program has 5 positions."""
    for preset_name, positions in (("first", 4), ("microgpt", 5)):
        found = head_summaries(small_run(preset_name), ["maximilian"])
        assert found["counts"] == [1] * positions
