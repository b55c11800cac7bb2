"""The GPT: its parameters, and gpt(), one token's way from its id to the logits of the next.

Written once, over operations: those of `ops.scalar` make one node per number, others may do otherwise. Follows
GPT-2 with three simplifications: rmsnorm instead of layernorm, no biases, relu instead of gelu. Every part that a
Config can switch off stands under an `if`, so that it can be seen what it is worth.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from microgpt.config import Config
from microgpt.ops.protocol import Matrix, Operations, Rows, Vector

StateDict = dict[str, Matrix]
Cache = list[list[Vector]]  # per layer, one vector per position so far

T = TypeVar("T")


class Tap(Protocol):
    """A function that is shown a named intermediate as it passes, and hands it on unchanged."""

    def __call__(self, name: str, x: T) -> T: ...


def no_tap(name: str, x: T) -> T:
    """Nobody is watching."""
    return x


def param_shapes(config: Config, vocab_size: int) -> dict[str, tuple[int, int]]:
    """The name of every matrix and its (rows, columns), in the order in which they are drawn."""
    n_embd = config.n_embd
    shapes = {"wte": (vocab_size, n_embd)}
    if config.position_embedding:
        shapes["wpe"] = (config.block_size, n_embd)
    if not config.tied_head:
        shapes["lm_head"] = (vocab_size, n_embd)
    for i in range(config.n_layer):
        if config.attention:
            shapes[f"layer{i}.attn_wq"] = (n_embd, n_embd)
            shapes[f"layer{i}.attn_wk"] = (n_embd, n_embd)
            shapes[f"layer{i}.attn_wv"] = (n_embd, n_embd)
            shapes[f"layer{i}.attn_wo"] = (n_embd, n_embd)
        if config.mlp:
            shapes[f"layer{i}.mlp_fc1"] = (4 * n_embd, n_embd)
            shapes[f"layer{i}.mlp_fc2"] = (n_embd, 4 * n_embd)
    return shapes


def param_count(config: Config, vocab_size: int) -> int:
    """How many trainable numbers the model has, which is known before any is drawn."""
    return sum(rows * columns for rows, columns in param_shapes(config, vocab_size).values())


def init_params(config: Config, vocab_size: int, rng: random.Random) -> dict[str, Rows]:
    """The first numbers of every matrix, drawn from a normal distribution around 0."""

    def matrix(shape: tuple[int, int], std: float) -> Rows:
        rows, columns = shape
        return [[rng.gauss(0, std) for _ in range(columns)] for _ in range(rows)]

    def std_of(name: str) -> float:
        starts_at_zero = config.zero_init_outputs and name.endswith(("attn_wo", "mlp_fc2"))
        return 0.0 if starts_at_zero else config.init_std

    return {name: matrix(shape, std_of(name)) for name, shape in param_shapes(config, vocab_size).items()}


def flatten(matrices: Iterable[Rows]) -> list[float]:
    """The numbers of matrices one after the other: the order in which Adam keeps its moments."""
    numbers: list[float] = []
    for rows in matrices:
        for row in rows:
            numbers += row
    return numbers


def unflatten(numbers: list[float], shapes: Iterable[tuple[int, int]]) -> Iterator[Rows]:
    """The matrices of these shapes that flatten() made numbers of."""
    start = 0
    for rows, columns in shapes:
        end = start + rows * columns
        yield [numbers[i : i + columns] for i in range(start, end, columns)]
        start = end


def norm_of(ops: Operations, config: Config) -> Callable[[Vector], Vector]:
    """The operation that brings the residual stream to one size; without a norm, the one that leaves it as it is."""
    return {"rmsnorm": ops.rmsnorm, "layernorm": ops.layernorm, "none": ops.unchanged}[config.norm]


def empty_cache(config: Config) -> Cache:
    """A KV cache's keys, or its values, before the first token: one empty list per layer."""
    return [[] for _ in range(config.n_layer)]


def gpt(
    ops: Operations,
    config: Config,
    state_dict: StateDict,
    token_id: int,
    pos_id: int,
    keys: Cache,
    values: Cache,
    tap: Tap = no_tap,
) -> Vector:
    """The logits of the token after this one. Shape: (vocab_size,).

    Adds one row per layer to the KV cache, `keys` and `values`, which hold the positions before; a later position is
    not in the cache yet, so no causal mask is needed. `tap` is shown every stage by name.
    """
    head_dim = config.head_dim
    norm = norm_of(ops, config)
    if config.wrap_positions:
        pos_id = pos_id % config.block_size
    x = tok_emb = tap("tok_emb", ops.row(state_dict["wte"], token_id))
    if config.position_embedding:
        pos_emb = tap("pos_emb", ops.row(state_dict["wpe"], pos_id))
        x = tap("embedding", ops.add(tok_emb, pos_emb))
    if config.norm_embedding:
        x = tap("embedding_norm", norm(x))

    for i in range(config.n_layer):
        layer = f"layer{i}"

        # multi-head attention: tokens talk to each other
        if config.attention:
            x_residual = x
            x = tap(f"{layer}.attn_norm", norm(x))
            q = tap(f"{layer}.attn_q", ops.linear(x, state_dict[f"{layer}.attn_wq"]))
            k = tap(f"{layer}.attn_k", ops.linear(x, state_dict[f"{layer}.attn_wk"]))
            v = tap(f"{layer}.attn_v", ops.linear(x, state_dict[f"{layer}.attn_wv"]))
            keys[i].append(k)
            values[i].append(v)
            head_outs = []
            for h in range(config.n_head):
                name, head = f"{layer}.head{h}", slice(h * head_dim, (h + 1) * head_dim)
                attn_logits = tap(f"{name}.attn_logits", ops.attention_logits(q, keys[i], head))
                attn_weights = tap(f"{name}.attn_weights", ops.softmax(attn_logits))
                head_outs.append(tap(f"{name}.out", ops.weighted_sum(attn_weights, values[i], head)))
            x = tap(f"{layer}.attn_heads", ops.concat(head_outs))
            x = tap(f"{layer}.attn_out", ops.linear(x, state_dict[f"{layer}.attn_wo"]))
            if config.residual:
                x = tap(f"{layer}.attn_residual", ops.add(x, x_residual))

        # MLP: each token thinks about what it has gathered
        if config.mlp:
            x_residual = x
            x = tap(f"{layer}.mlp_norm", norm(x))
            x = tap(f"{layer}.mlp_hidden", ops.linear(x, state_dict[f"{layer}.mlp_fc1"]))
            if config.activation in ("relu", "relu2"):
                x = tap(f"{layer}.mlp_relu", ops.relu(x))
            if config.activation == "relu2":
                x = tap(f"{layer}.mlp_relu2", ops.square(x))
            if config.activation == "gelu":
                x = tap(f"{layer}.mlp_gelu", ops.gelu(x))
            x = tap(f"{layer}.mlp_out", ops.linear(x, state_dict[f"{layer}.mlp_fc2"]))
            if config.residual:
                x = tap(f"{layer}.mlp_residual", ops.add(x, x_residual))

    lm_head = state_dict["wte"] if config.tied_head else state_dict["lm_head"]
    return tap("logits", ops.linear(x, lm_head))
