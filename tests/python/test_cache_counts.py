"""What the KV cache saves, counted by hand and against the graph of a real pass."""

from __future__ import annotations

import pytest
from small import small_config, small_run

from microgpt.cache_counts import cache_counts
from microgpt.trace import trace


def test_the_smallest_model_is_counted_by_hand() -> None:
    """n_embd 2, one head, 3 tokens, 2 positions, activation relu.

    A position multiplies 4 * 2 * 2 in q, k, v and wo, 2 * 8 * 2 in the MLP, 3 * 2 in lm_head: 54. Attention multiplies
    2 in the dot product and 2 in the weighted sum for each row: 4, then 8. Twice 54 and 12 make 120; computing position
    0 again costs 58 more.
    """
    counts = cache_counts(small_config(n_embd=2, n_head=1), 3, 2)
    assert counts.products == 120
    assert counts.products_without == 178
    assert counts.numbers == 2 * 2 * 2
    assert (counts.vectors, counts.vectors_without) == (4, 6)


@pytest.mark.parametrize(("layers", "heads", "n"), [(1, 2, 5), (3, 4, 4), (2, 1, 1)])
def test_each_position_makes_its_rows_once_and_without_a_cache_at_every_later_one(
    layers: int, heads: int, n: int
) -> None:
    counts = cache_counts(small_config(n_layer=layers, n_head=heads), 20, n)
    assert counts.vectors == 2 * layers * n
    assert counts.vectors_without == layers * n * (n + 1)
    assert counts.numbers == counts.vectors * 4


@pytest.mark.parametrize("layers", [1, 2])
def test_the_products_are_the_multiplications_of_two_numbers_of_the_model(layers: int) -> None:
    """In the graph of single numbers: products that are neither rmsnorm's, nor softmax's, nor a division."""
    run = small_run(n_layer=layers, init_std=0.5)
    traced = trace(run, "emma")
    header, columns = traced.header, traced.columns
    linear = ("attn_q", "attn_k", "attn_v", "attn_out", "mlp_hidden", "mlp_out", "logits", "attn_logits", ".out")
    total = 0
    for s, stage in enumerate(header["stages"]):
        if not stage["name"].endswith(linear):
            continue
        nodes = [i for i, owner in enumerate(columns["node_stage"]) if owner == s]
        products = sum(header["ops"][columns["node_op"][i]] == "*" for i in nodes)
        divisions = stage["size"] if stage["name"].endswith("attn_logits") else 0  # by the root of head_dim
        total += products - divisions
    assert total == header["cache"]["products"]
