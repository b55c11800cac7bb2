"""What is looked at in models that lack a part, or have another in its place: what there is, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small import ABLATIONS, NAMES, small_config

from microgpt.observe.cache import cache_counts
from microgpt.observe.experiment import gradient_check
from microgpt.observe.generation import generation
from microgpt.observe.grab import Grip
from microgpt.observe.heads import head_summaries, tokens_of, weights_over_training
from microgpt.observe.pace import paces
from microgpt.observe.trace import trace
from microgpt.run import Run, start
from microgpt.sample import samples

DOC = "emma"
each_model = pytest.mark.parametrize("ablation", ABLATIONS, ids=str)


def lively(ablation: dict[str, Any]) -> Run:
    """A run whose parameters are large enough for every part to matter."""
    return start(replace(small_config(n_layer=2, **ablation), init_std=0.5), NAMES)


@each_model
def test_a_trace_has_the_parts_that_the_model_has(ablation: dict[str, Any]) -> None:
    run = lively(ablation)
    config, traced = run.config, trace(run, DOC)
    bases = {stage["name"].rpartition(".")[2] for stage in traced.header["stages"]}
    assert ("pos_emb" in bases) == config.position_embedding
    assert bool(bases & {"attn_q", "attn_weights", "attn_out"}) == config.attention
    assert bool(bases & {"mlp_hidden", "mlp_out"}) == config.mlp
    assert bool(bases & {"attn_residual", "mlp_residual"}) == (config.residual and (config.attention or config.mlp))
    assert any(base.endswith("_norm") for base in bases) == (config.norm != "none")
    assert ("mlp_gelu" in bases) == (config.activation == "gelu" and config.mlp)
    columns = traced.columns.keys()
    assert {name for name in columns if name.startswith(("attn_", "cache_"))} != set() or not config.attention
    assert not any(name.startswith(("attn_", "cache_")) for name in columns) or config.attention
    assert ("token_grads" in columns) == config.position_embedding
    assert {matrix["name"] for matrix in traced.header["matrices"]} == run.params().keys()


@each_model
def test_the_gradients_of_a_trace_are_the_slopes_of_the_loss(ablation: dict[str, Any]) -> None:
    run = lively(ablation)
    traced, tokens = trace(run, DOC), tokens_of(run, DOC)
    for matrix in traced.header["matrices"]:
        grads = traced.columns["adam_grad"][matrix["first"] : matrix["first"] + matrix["rows"] * matrix["columns"]]
        index = max(range(len(grads)), key=lambda i: abs(grads[i]))
        row, column = divmod(index, matrix["columns"])
        slope = gradient_check(run, tokens, matrix["name"], row, column, 1e-6)["slope"]
        assert grads[index] == pytest.approx(slope, rel=1e-4, abs=1e-8), matrix["name"]
        near = run.params()[matrix["name"]][row][column] + 1e-5
        _, columns = Grip(run, tokens, traced.columns["adam_grad"]).asked(matrix["name"], row, column, [near])
        assert columns["change"][0] == pytest.approx(columns["foretold"][0], rel=1e-2, abs=1e-9), matrix["name"]


@each_model
def test_the_kv_cache_is_counted_as_it_is(ablation: dict[str, Any]) -> None:
    run = lively(ablation)
    counts = cache_counts(run.config, run.tokenizer.vocab_size, 5)
    assert counts.numbers == (
        2 * 2 * 5 * 4 if run.config.attention else 0
    )  # keys and values, layers, positions, n_embd
    assert (counts.vectors > 0) == run.config.attention
    assert counts.products_without >= counts.products_again >= counts.products > 0


@each_model
def test_there_are_heads_where_there_is_attention(ablation: dict[str, Any]) -> None:
    run = lively(ablation)
    found = head_summaries(run, NAMES.docs)
    assert len(found["heads"]) == (4 if run.config.attention else 0)
    assert found["positions"] > 0
    [(step, weights)] = weights_over_training([run], DOC)
    assert step == 0
    assert len(weights) == (4 * (1 + 2 + 3 + 4 + 5) if run.config.attention else 0)


@each_model
def test_what_is_invented_is_told_letter_by_letter(ablation: dict[str, Any]) -> None:
    run = lively(ablation)
    told = generation(run, 7, 1.0)
    for letter in told["letters"]:
        assert len(letter["attention"]) == len(letter["keys"]) == (2 if run.config.attention else 0)
    assert len(samples(run, 3)) == 3


@each_model
def test_both_autograds_come_to_the_same_step(ablation: dict[str, Any]) -> None:
    told = paces(lively(ablation), DOC)
    assert told["apart"] < 1e-9
    assert told["fewer"] > 5
