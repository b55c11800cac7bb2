"""Attention term by term: every term is right, and they come to what the model computed."""

from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import NAMES, small_config, small_run

from microgpt.observe.attention import backward_terms, forward_terms, pair_index
from microgpt.observe.heads import tokens_of
from microgpt.observe.trace import Trace, trace
from microgpt.ops import plain
from microgpt.presets import PRESETS
from microgpt.run import Run, start
from microgpt.train import predictions

SIZES: list[dict[str, Any]] = [
    {},
    {"n_layer": 2, "n_head": 1},
    {"n_layer": 3, "n_head": 4},
]


def lively(**settings: Any) -> Run:
    return small_run(init_std=0.5, zero_init_outputs=False, **settings)


def numbers(traced: Trace, name: str, position: int, column: str = "stage_values") -> list[float]:
    stage = next(s for s in traced.header["stages"] if (s["name"], s["position"]) == (name, position))
    return traced.columns[column][stage["first"] : stage["first"] + stage["size"]].tolist()


def pairs(config: Any, n: int) -> list[tuple[int, int, int, int]]:
    return [
        (t, layer, h, s)
        for t in range(n)
        for layer in range(config.n_layer)
        for h in range(config.n_head)
        for s in range(t + 1)
    ]


@pytest.mark.parametrize("size", SIZES)
def test_pairs_are_numbered_in_the_order_in_which_they_are_computed(size: dict[str, Any]) -> None:
    config = lively(**size).config
    assert [pair_index(config, *pair) for pair in pairs(config, 5)] == list(range(len(pairs(config, 5))))


@pytest.mark.parametrize("size", SIZES)
def test_the_terms_come_to_the_logits_the_weights_and_the_outputs(size: dict[str, Any]) -> None:
    run = lively(**size)
    traced, d = trace(run, "emma", graph=False), run.config.head_dim
    columns = traced.columns
    out: dict[tuple[int, int, int], list[float]] = {}
    totals: dict[tuple[int, int, int], float] = {}
    for p, (t, layer, h, s) in enumerate(pairs(run.config, 5)):
        q, k, v = (numbers(traced, f"layer{layer}.attn_{x}", at) for x, at in (("q", t), ("k", s), ("v", s)))
        weight = numbers(traced, f"layer{layer}.head{h}.attn_weights", t)[s]
        logits = numbers(traced, f"layer{layer}.head{h}.attn_logits", t)
        here = slice(p * d, (p + 1) * d)
        places = range(h * d, (h + 1) * d)
        assert columns["attn_products"][here].tolist() == [q[j] * k[j] for j in places]
        assert columns["attn_weighted"][here].tolist() == [weight * v[j] for j in places]
        assert columns["attn_dots"][p] / d**0.5 == pytest.approx(logits[s], rel=1e-12, abs=1e-15)
        assert columns["attn_exps"][p] == exp(logits[s] - max(logits))
        totals[t, layer, h] = totals.get((t, layer, h), 0.0) + columns["attn_exps"][p]
        so_far = out.setdefault((t, layer, h), [0.0] * d)
        out[t, layer, h] = [x + y for x, y in zip(so_far, columns["attn_weighted"][here])]
    assert columns["attn_exp_sums"].tolist() == pytest.approx(list(totals.values()), rel=1e-12)
    for (t, layer, h), total in out.items():
        assert total == pytest.approx(numbers(traced, f"layer{layer}.head{h}.out", t), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("position", [None, 3])
def test_what_all_positions_send_is_the_gradient_of_the_row(size: dict[str, Any], position: int | None) -> None:
    """By the time a position sends its own part, all later ones have: the row's gradient is complete."""
    run = lively(**size)
    traced, d = trace(run, "emma", position, graph=False), run.config.head_dim
    for what, stage in (("key", "attn_k"), ("value", "attn_v")):
        for layer in range(run.config.n_layer):
            for s in range(5):
                got = []
                for h in range(run.config.n_head):
                    p = pair_index(run.config, s, layer, h, s)
                    got += traced.columns[f"cache_{what}_grads"][p * d : (p + 1) * d].tolist()
                grads = numbers(traced, f"layer{layer}.{stage}", s, "stage_grads")
                assert got == pytest.approx(grads, rel=1e-9, abs=1e-15)


def test_a_row_has_got_what_the_positions_from_the_last_one_down_have_sent() -> None:
    run = lively(n_layer=2)
    columns, d = trace(run, "emma", graph=False).columns, run.config.head_dim
    for what in ("key", "value"):
        for layer, h, s, j in ((0, 0, 0, 0), (1, 1, 2, 1), (0, 1, 1, 0)):
            total = 0.0
            for t in range(4, s - 1, -1):
                at = pair_index(run.config, t, layer, h, s) * d + j
                total += columns[f"cache_{what}_sent"][at]
                assert columns[f"cache_{what}_grads"][at] == pytest.approx(total, rel=1e-12, abs=1e-300)


def test_one_prediction_sends_nothing_from_later_positions() -> None:
    run = lively()
    columns, d = trace(run, "emma", 1, graph=False).columns, run.config.head_dim
    for t, layer, h, s in pairs(run.config, 5):
        p = pair_index(run.config, t, layer, h, s)
        assert any(columns["cache_value_sent"][p * d : (p + 1) * d]) == (t == 1)


def test_with_several_backward_passes_no_one_gradient_is_told() -> None:
    columns = trace(small_run("first"), "emma", graph=False).columns
    assert not [name for name in columns if name.startswith("cache_")]
    assert columns["attn_products"]


# --- by hand


def test_two_positions_of_one_head_by_hand() -> None:
    """head_dim 4, of which only the first number is not 0: q = 2, 6; k = 1, 3; v = 4, 6.

    Position 1 reads 6 * 1 and 6 * 3, by sqrt(4) logits of 3 and 9: exp(-6) and 1. With weights 1/4 and 3/4 it takes
    1 and 4.5. If its output has the gradient 2 and its logits -1 and 1, it sends the keys -1 * 6 / 2 and 1 * 6 / 2, the
    values 1/4 * 2 and 3/4 * 2; position 0, whose output has 8 and whose one logit has none, sends its value 1 * 8.
    """
    config = small_config(n_embd=4, n_head=1)

    def padded(x: float) -> list[float]:
        return [x, 0.0, 0.0, 0.0]

    values = {
        "layer0.attn_q": [padded(2.0), padded(6.0)],
        "layer0.attn_k": [padded(1.0), padded(3.0)],
        "layer0.attn_v": [padded(4.0), padded(6.0)],
        "layer0.head0.attn_logits": [[1.0], [3.0, 9.0]],
        "layer0.head0.attn_weights": [[1.0], [0.25, 0.75]],
    }
    grads = {"layer0.head0.attn_logits": [[0.0], [-1.0, 1.0]], "layer0.head0.out": [padded(8.0), padded(2.0)]}
    forward = forward_terms(config, 2, lambda name, t: values[name][t])
    assert forward["attn_products"].tolist() == [*padded(2.0), *padded(6.0), *padded(18.0)]
    assert forward["attn_dots"].tolist() == [2, 6, 18]
    assert forward["attn_exps"].tolist() == [1, exp(-6), 1]
    assert forward["attn_exp_sums"].tolist() == [1, exp(-6) + 1]
    assert forward["attn_weighted"].tolist() == [*padded(4.0), *padded(1.0), *padded(4.5)]

    backward = backward_terms(config, 2, lambda name, t: values[name][t], lambda name, t: grads[name][t])
    assert backward["cache_key_sent"].tolist() == [*padded(0.0), *padded(-3.0), *padded(3.0)]
    assert backward["cache_key_grads"].tolist() == [*padded(-3.0), *padded(-3.0), *padded(3.0)]
    assert backward["cache_value_sent"].tolist() == [*padded(8.0), *padded(0.5), *padded(1.5)]
    assert backward["cache_value_grads"].tolist() == [*padded(8.5), *padded(0.5), *padded(1.5)]


# --- against the graph of single numbers


@pytest.mark.parametrize("size", SIZES)
def test_the_terms_are_the_numbers_on_the_nodes_of_the_graph(size: dict[str, Any]) -> None:
    """What the scalar autograd made on its way from q and k to a head's output, in the order in which it made it."""
    traced = trace(lively(**size), "ava")
    columns, ops = traced.columns, traced.header["ops"]
    stages = traced.header["stages"]

    def made(name: str, op: str) -> list[int]:
        """The nodes of every stage of that name, made by this operation."""
        owners = {s for s, stage in enumerate(stages) if stage["name"].endswith(name)}
        return [i for i, s in enumerate(columns["node_stage"]) if s in owners and ops[columns["node_op"][i]] == op]

    def operand(node: int, number: int = 0) -> int:
        return columns["node_operands"][columns["node_first"][node] + number]

    def data(nodes: list[int]) -> list[float]:
        return [columns["node_data"][node] for node in nodes]

    heads = [stage for stage in stages if stage["name"].endswith(".attn_logits")]
    logits = [columns["stage_nodes"][stage["first"] + s] for stage in heads for s in range(stage["size"])]
    assert data([operand(node) for node in logits]) == columns["attn_dots"].tolist()
    products = set(made(".attn_logits", "*")) - set(logits)  # a logit is itself a product, with 1 / root
    assert sorted(data(list(products))) == sorted(columns["attn_products"])
    assert data(made(".attn_weights", "exp")) == columns["attn_exps"].tolist()
    assert sorted(data(made(".out", "*"))) == sorted(columns["attn_weighted"])
    # the graph has one division, and so one node of the sum, for each of a row's weights
    sums = list(dict.fromkeys(operand(node) for node in made(".attn_weights", "**-1")))
    assert data(sums) == columns["attn_exp_sums"].tolist()


# --- against finite differences


class Nudged:
    """Plain numbers, but that some positions read one number of a row of the cache as a little more than it is."""

    def __init__(self, run: Run, pair: tuple[int, int, int, int], what: str, j: int, readers: range, by: float) -> None:
        _, self.layer, self.head, self.s = pair
        self.what, self.j, self.readers, self.by = what, self.head * run.config.head_dim + j, readers, by
        self.calls = {"key": 0, "value": 0}
        self.per_position, self.n_head = run.config.n_layer * run.config.n_head, run.config.n_head

    def __getattr__(self, operation: str) -> Any:
        return getattr(plain, operation)

    def read(self, what: str, rows: list[list[float]]) -> list[list[float]]:
        t, number = divmod(self.calls[what], self.per_position)
        self.calls[what] += 1
        if what != self.what or divmod(number, self.n_head) != (self.layer, self.head) or t not in self.readers:
            return rows
        rows = [list(row) for row in rows]
        rows[self.s][self.j] += self.by
        return rows

    def attention_logits(self, q: Any, keys: list[list[float]], head: slice) -> list[float]:
        return plain.attention_logits(q, self.read("key", keys), head)

    def weighted_sum(self, weights: Any, values: list[list[float]], head: slice) -> list[float]:
        return plain.weighted_sum(weights, self.read("value", values), head)


@pytest.mark.parametrize("position", [None, 2])
def test_what_a_pair_sends_is_the_slope_of_the_loss_when_that_position_reads_a_little_more(
    position: int | None,
) -> None:
    run = lively(n_layer=2)
    tokens, d, small = tokens_of(run, "ava"), run.config.head_dim, 1e-5
    columns, n, checked = trace(run, "ava", position, graph=False).columns, 4, 0

    def slope(pair: tuple[int, int, int, int], what: str, j: int, readers: range) -> float:
        losses = []
        for by in (small, -small):
            ops: Any = Nudged(run, pair, what, j, readers, by)
            each = list(predictions(ops, run.config, run.params(), tokens))
            losses.append(sum(each) / len(each) if position is None else each[position])
        return (losses[0] - losses[1]) / (2 * small)

    for p, pair in enumerate(pairs(run.config, n)):
        t, j = pair[0], p % d
        for what in ("key", "value"):
            sent, grads = (columns[f"cache_{what}_{how}"][p * d + j] for how in ("sent", "grads"))
            assert sent == pytest.approx(slope(pair, what, j, range(t, t + 1)), rel=1e-5, abs=1e-8)
            assert grads == pytest.approx(slope(pair, what, j, range(t, n)), rel=1e-5, abs=1e-8)
            checked += sent != 0
    assert checked > 20


# --- whatever the settings


@st.composite
def passes(draw: st.DrawFn) -> tuple[Run, str, int | None]:
    """A run, a document and the position whose loss goes backward, or None for all."""
    n_head = draw(st.integers(1, 3))
    config = replace(
        draw(st.sampled_from(list(PRESETS.values()))),
        n_head=n_head,
        n_embd=n_head * draw(st.integers(1, 3)),
        n_layer=draw(st.integers(1, 3)),
        block_size=draw(st.integers(2, 5)),
        tied_head=draw(st.booleans()),
        activation=draw(st.sampled_from(["relu", "relu2"])),
        init_std=draw(st.sampled_from([0.1, 0.3, 0.6])),
        zero_init_outputs=False,
    )
    run, doc = start(config, NAMES), draw(st.text("aeilmnvx", min_size=1, max_size=5))
    return run, doc, draw(st.none() | st.integers(0, len(tokens_of(run, doc)) - 2))


@settings(max_examples=25)
@given(passes())
def test_for_any_settings_the_terms_add_up_to_the_stages(pass_: tuple[Run, str, int | None]) -> None:
    run, doc, position = pass_
    traced = trace(run, doc, position, graph=False)
    config, columns, d = run.config, traced.columns, run.config.head_dim
    n = len(traced.header["losses"])
    number = len(pairs(config, n))
    assert pair_index(config, n, 0, 0, 0) == number
    assert {name: len(columns[name]) for name in columns if name.startswith("attn_")} == {
        "attn_products": number * d,
        "attn_dots": number,
        "attn_exps": number,
        "attn_exp_sums": n * config.n_layer * config.n_head,
        "attn_weighted": number * d,
    }
    sums = iter(columns["attn_exp_sums"])
    for t in range(n):
        for layer in range(config.n_layer):
            for h in range(config.n_head):
                first = pair_index(config, t, layer, h, 0)
                row = range(first, first + t + 1)
                products = [sum(columns["attn_products"][p * d : (p + 1) * d]) for p in row]
                assert columns["attn_dots"][first : first + t + 1].tolist() == pytest.approx(
                    products, rel=1e-9, abs=1e-12
                )
                total = next(sums)
                weights = [columns["attn_exps"][p] / total for p in row]
                name = f"layer{layer}.head{h}"
                assert weights == pytest.approx(numbers(traced, f"{name}.attn_weights", t), rel=1e-9)
                out = [sum(columns["attn_weighted"][p * d + j] for p in row) for j in range(d)]
                assert out == pytest.approx(numbers(traced, f"{name}.out", t), rel=1e-9, abs=1e-12)

    one_pass = config.backward == "document" or position is not None or n == 1
    assert (traced.header["passes"] == 1) == one_pass
    assert ("cache_key_sent" in columns) == ("cache_value_grads" in columns) == one_pass
    if not one_pass:
        return
    for what, stage in (("key", "attn_k"), ("value", "attn_v")):
        for layer in range(config.n_layer):
            for s in range(n):
                grads = numbers(traced, f"layer{layer}.{stage}", s, "stage_grads")
                tolerance = {"rel": 1e-9, "abs": 1e-12 * max(1.0, *map(abs, grads))}
                for h in range(config.n_head):
                    at = [pair_index(config, t, layer, h, s) * d for t in range(s, n)]
                    sent = [sum(columns[f"cache_{what}_sent"][a + j] for a in at) for j in range(d)]
                    got = columns[f"cache_{what}_grads"][at[0] : at[0] + d].tolist()
                    assert sent == pytest.approx(grads[h * d : (h + 1) * d], **tolerance)
                    assert got == pytest.approx(grads[h * d : (h + 1) * d], **tolerance)


def test_one_prediction_of_the_first_revision_is_one_pass() -> None:
    columns = trace(small_run("first"), "emma", 2, graph=False).columns
    assert len(columns["cache_key_grads"]) == len(columns["attn_products"])
