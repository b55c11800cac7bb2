"""What the KV cache saves, counted by hand and against the graph of a real pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import NAMES, small_config, small_run

from microgpt.config import Config
from microgpt.model import empty_cache, gpt
from microgpt.observe.cache import cache_counts
from microgpt.observe.trace import trace
from microgpt.ops import plain
from microgpt.presets import PRESETS
from microgpt.run import Run, start


def test_the_smallest_model_is_counted_by_hand() -> None:
    """n_embd 2, one head, 3 tokens, 2 positions, activation relu.

    A position multiplies 4 * 2 * 2 in q, k, v and wo, 2 * 8 * 2 in the MLP, 3 * 2 in lm_head: 54. Attention multiplies
    2 in the dot product and 2 in the weighted sum for each row: 4, then 8. Twice 54 and 12 make 120; computing position
    0 again costs 58 more, and its key and value vector alone 2 * 2 * 2.
    """
    counts = cache_counts(small_config(n_embd=2, n_head=1), 3, 2)
    assert counts.products == 120
    assert counts.products_without == 178
    assert counts.products_again == 128
    assert counts.numbers == 2 * 2 * 2
    assert (counts.vectors, counts.vectors_without) == (4, 6)


def test_a_name_of_seven_letters_costs_what_the_page_says() -> None:
    counts = cache_counts(PRESETS["microgpt"], 27, 8)
    assert (counts.products, counts.products_again, counts.products_without) == (29_184, 43_520, 129_984)


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


class Counted(float):
    """A number that counts how often one of its kind is multiplied."""

    products = 0

    def __mul__(self, other: float) -> float:
        Counted.products += 1
        return float(self) * float(other)

    __rmul__ = __mul__


class Counting:
    """The plain operations, in three of which every number is counted when it is multiplied."""

    def __init__(self) -> None:
        self.made: list[Any] = []  # key and value vectors, as they are computed

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        return getattr(plain, operation)  # type: ignore[no-any-return]

    def tap(self, name: str, x: Any) -> Any:
        if name.rsplit(".", 1)[-1] in ("attn_k", "attn_v"):
            self.made.append(x)
        return x

    def linear(self, x: Sequence[float], w: Any) -> list[float]:
        return plain.linear(list(map(Counted, x)), w)

    def attention_logits(self, q: Sequence[float], keys: list[list[float]], head: slice) -> list[float]:
        return plain.attention_logits(list(q), [list(map(Counted, k)) for k in keys], head)

    def weighted_sum(self, weights: Sequence[float], values: list[list[float]], head: slice) -> list[float]:
        return plain.weighted_sum(list(map(Counted, weights)), values, head)


def counted_again(run: Run, n: int) -> int:
    """The products of n positions that at each one make the key and value vectors of the earlier ones once more."""
    ops: Any = Counting()
    config, params = run.config, run.params()
    Counted.products = 0
    keys, values = empty_cache(config), empty_cache(config)
    normed: list[tuple[str, Any]] = []
    for t in range(n):
        for name, x in normed:
            for matrix in ("attn_wk", "attn_wv"):
                ops.linear(x, params[name.replace("attn_norm", matrix)])

        def tap(name: str, x: Any) -> Any:
            if name.endswith(".attn_norm"):
                normed.append((name, x))
            return x

        gpt(ops, config, params, t % 3, t, keys, values, tap)
    return Counted.products


def counted(run: Run, n: int, with_cache: bool) -> tuple[int, int, int]:
    """The products and the key and value vectors of n positions, by doing them; the numbers left in the cache."""
    ops: Any = Counting()
    config, params = run.config, run.params()
    Counted.products = 0
    keys, values = empty_cache(config), empty_cache(config)
    for t in range(n):
        if not with_cache:
            keys, values = empty_cache(config), empty_cache(config)
        for s in range(t if with_cache else 0, t + 1):
            gpt(ops, config, params, s % 3, s, keys, values, ops.tap)
    held = sum(len(vector) for cache in (keys, values) for layer in cache for vector in layer)
    return Counted.products, len(ops.made), held


@st.composite
def sizes(draw: st.DrawFn) -> tuple[Config, int]:
    n_head = draw(st.integers(1, 3))
    config = small_config(
        draw(st.sampled_from(list(PRESETS))),
        n_head=n_head,
        n_embd=n_head * draw(st.integers(1, 3)),
        n_layer=draw(st.integers(1, 3)),
    )
    return config, draw(st.integers(1, 5))


@settings(max_examples=25)
@given(sizes())
def test_the_counts_are_those_of_numbers_that_count_themselves(size: tuple[Config, int]) -> None:
    config, n = size
    run = start(config, NAMES)
    counts = cache_counts(config, run.tokenizer.vocab_size, n)
    products, vectors, held = counted(run, n, with_cache=True)
    assert (counts.products, counts.vectors, counts.numbers) == (products, vectors, held)
    assert counts.products_again == counted_again(run, n)
    products, vectors, held = counted(run, n, with_cache=False)
    assert (counts.products_without, counts.vectors_without, counts.numbers) == (products, vectors, held)


def test_a_document_of_one_position_gains_nothing() -> None:
    counts = cache_counts(small_config(), 9, 1)
    assert counts.products == counts.products_again == counts.products_without
    assert counts.vectors == counts.vectors_without == 2


def test_a_trace_tells_the_counts_of_its_own_document() -> None:
    run = small_run(n_layer=2)
    header = trace(run, "al", graph=False).header
    assert header["cache"] == cache_counts(run.config, run.tokenizer.vocab_size, 3).to_dict()
    assert header["cache"]["numbers"] == 2 * 2 * 3 * 4
