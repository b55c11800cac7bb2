"""Attention term by term: every term is right, and they come to what the model computed."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from small import small_run

from microgpt.attention_terms import pair_index
from microgpt.run import Run
from microgpt.trace import Trace, trace

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
