"""The GPT: its cache, its gradients, its first numbers and the taps that watch it."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from small import ABLATIONS, NAMES, recursive_backward, small_config

from microgpt.config import Config
from microgpt.data import Data
from microgpt.model import StateDict, empty_cache, flatten, gpt, init_params, no_tap, param_shapes
from microgpt.ops import scalar
from microgpt.ops.protocol import Rows
from microgpt.presets import PRESETS, preset
from microgpt.run import start
from microgpt.train import gradients
from microgpt.value import Value

VARIANTS = [
    small_config(activation=activation, tied_head=tied_head, norm_embedding=norm_embedding, n_layer=n_layer)
    for activation, tied_head, norm_embedding, n_layer in product(
        ("relu", "relu2"), (False, True), (False, True), (1, 2)
    )
]
VARIANTS += [small_config(n_layer=2, **ablation) for ablation in ABLATIONS]


def variant_name(config: Config) -> str:
    """The choices of a config, for the name of its test."""
    head = "tied" if config.tied_head else "own"
    norm = config.norm if config.norm_embedding else "plain"
    parts = ("position_embedding", "attention", "mlp", "residual")
    without = [f"no-{part}" for part in parts if not getattr(config, part)]
    return "-".join([config.activation, head, norm, *without, str(config.n_layer)])


def random_params(config: Config, vocab_size: int = 4, std: float = 0.5, seed: int = 1) -> dict[str, Rows]:
    """Parameters large enough for every part of the model to matter."""
    return init_params(replace(config, init_std=std, zero_init_outputs=False), vocab_size, random.Random(seed))


def nodes(params: dict[str, Rows]) -> StateDict:
    """The parameters as matrices of Value."""
    return {name: scalar.parameters(rows) for name, rows in params.items()}


def logits_of(config: Config, params: dict[str, Rows], tokens: list[int]) -> list[list[float]]:
    """The logits at every position, by gpt() over a growing cache."""
    state_dict, keys, values = nodes(params), empty_cache(config), empty_cache(config)
    return [
        scalar.floats(gpt(scalar, config, state_dict, token_id, pos_id, keys, values))
        for pos_id, token_id in enumerate(tokens)
    ]


def whole_forward(config: Config, params: dict[str, Rows], tokens: list[int]) -> list[list[float]]:
    """The logits at every position from textbook formulas: all positions at once, a causal mask, no cache."""

    def matvec(w: Rows, x: list[float]) -> list[float]:
        return [math.fsum(a * b for a, b in zip(row, x)) for row in w]

    def norm(x: list[float]) -> list[float]:
        mean = math.fsum(x) / len(x) if config.norm == "layernorm" else 0.0
        size = math.sqrt(math.fsum((a - mean) ** 2 for a in x) / len(x) + 1e-5)
        return x if config.norm == "none" else [(a - mean) / size for a in x]

    def bend(x: float) -> float:
        if config.activation == "gelu":
            return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return {"relu": max(0.0, x), "relu2": max(0.0, x) ** 2, "none": x}[config.activation]

    def passed_on(stream: list[float], out: list[float]) -> list[float]:
        return [a + b for a, b in zip(stream, out)] if config.residual else out

    def softmax(x: list[float]) -> list[float]:
        total = math.fsum(map(math.exp, x))
        return [math.exp(a) / total for a in x]

    places = params.get("wpe", [[0.0] * config.n_embd] * len(tokens))
    xs = [[a + b for a, b in zip(params["wte"][token], places[pos])] for pos, token in enumerate(tokens)]
    if config.norm_embedding:
        xs = [norm(x) for x in xs]
    for i in range(config.n_layer):
        normed = [norm(x) for x in xs]
        d = config.n_embd // config.n_head
        for pos in range(len(tokens) if config.attention else 0):
            q, k, v = ([matvec(params[f"layer{i}.attn_{w}"], x) for x in normed] for w in ("wq", "wk", "wv"))
            heads = []
            for h in range(0, config.n_embd, d):
                logits = [
                    math.fsum(q[pos][j] * k[t][j] for j in range(h, h + d)) / math.sqrt(d) if t <= pos else -math.inf
                    for t in range(len(tokens))
                ]
                weights = softmax(logits)
                heads += [math.fsum(w * v[t][j] for t, w in enumerate(weights)) for j in range(h, h + d)]
            xs[pos] = passed_on(xs[pos], matvec(params[f"layer{i}.attn_wo"], heads))
        for pos, x in enumerate(xs if config.mlp else []):
            hidden = [bend(a) for a in matvec(params[f"layer{i}.mlp_fc1"], norm(x))]
            xs[pos] = passed_on(x, matvec(params[f"layer{i}.mlp_fc2"], hidden))
    return [matvec(params["wte" if config.tied_head else "lm_head"], x) for x in xs]


@pytest.mark.parametrize("config", VARIANTS, ids=variant_name)
def test_the_cache_gives_what_computing_every_prefix_anew_gives(config: Config) -> None:
    params, tokens = random_params(config), [3, 0, 2, 2, 1]
    cached = logits_of(config, params, tokens)
    for n in range(1, len(tokens) + 1):
        assert cached[n - 1] == pytest.approx(whole_forward(config, params, tokens[:n])[-1], rel=1e-9, abs=1e-12)


def test_a_token_cannot_attend_to_a_later_one() -> None:
    """Documents that part at the fourth token have the same logits, to the last bit, at the three before."""
    config = small_config(n_layer=2)
    params = random_params(config)
    one, other = logits_of(config, params, [3, 0, 2, 1, 1]), logits_of(config, params, [3, 0, 2, 0, 2])
    assert one[:3] == other[:3]
    assert one[3] != other[3]
    assert one[4] != other[4]


def test_a_token_attends_to_every_earlier_one() -> None:
    """Changing the first token changes the logits at every position."""
    config = small_config()
    params = random_params(config)
    one, other = logits_of(config, params, [3, 0, 2, 1]), logits_of(config, params, [2, 0, 2, 1])
    assert all(a != b for a, b in zip(one, other))


def test_the_loss_of_a_position_gives_no_gradient_to_later_ones() -> None:
    config = small_config(n_layer=2)
    state_dict, keys, values = nodes(random_params(config)), empty_cache(config), empty_cache(config)
    logits = [gpt(scalar, config, state_dict, token, pos, keys, values) for pos, token in enumerate([3, 0, 2, 1])]
    scalar.cross_entropy(scalar.softmax(logits[1]), 2).backward()
    reached = [any(row) for row in scalar.grad(state_dict["wpe"])]
    assert reached == [True, True, False, False, False]


def test_each_token_adds_one_row_per_layer_to_the_cache() -> None:
    config = small_config(n_layer=2)
    state_dict, keys, values = nodes(random_params(config)), empty_cache(config), empty_cache(config)
    for pos_id in range(3):
        gpt(scalar, config, state_dict, 0, pos_id, keys, values)
        assert [len(rows) for rows in keys] == [len(rows) for rows in values] == [pos_id + 1, pos_id + 1]
    assert {len(k) for rows in keys + values for k in rows} == {config.n_embd}


def textbook_loss(config: Config, params: dict[str, Rows], tokens: list[int]) -> float:
    """The mean cross-entropy on a document, from whole_forward()."""
    logits = whole_forward(config, params, tokens[:-1])
    return math.fsum(math.log(math.fsum(map(math.exp, x))) - x[y] for x, y in zip(logits, tokens[1:])) / len(logits)


def moved(params: dict[str, Rows], direction: dict[str, Rows], h: float) -> dict[str, Rows]:
    """params + h * direction."""
    return {
        name: [[x + h * d for x, d in zip(*pair)] for pair in zip(rows, direction[name])]
        for name, rows in params.items()
    }


def gradients_of(config: Config, params: dict[str, Rows], tokens: list[int]) -> dict[str, Rows]:
    """The gradient of the loss on a document, by name."""
    state_dict = nodes(params)
    gradients(scalar, config, state_dict, tokens)
    return {name: scalar.grad(matrix) for name, matrix in state_dict.items()}


@pytest.mark.parametrize("config", VARIANTS, ids=variant_name)
def test_the_gradient_of_every_parameter_is_the_slope_of_the_loss(config: Config) -> None:
    config = replace(config, n_embd=2, block_size=3)
    params, tokens, h = random_params(config), [3, 0, 2, 2], 1e-6
    grads = gradients_of(config, params, tokens)
    if config.attention:
        assert any(flatten([grads["layer0.attn_wq"]]))  # it is alive, so that the comparison means something
    for name, rows in params.items():
        for row, gs in zip(rows, grads[name]):
            for j, (x, g) in enumerate(zip(list(row), gs)):
                row[j] = x + h
                above = textbook_loss(config, params, tokens)
                row[j] = x - h
                below = textbook_loss(config, params, tokens)
                row[j] = x
                assert g == pytest.approx((above - below) / (2 * h), rel=1e-4, abs=1e-8), name


@pytest.mark.parametrize("config", VARIANTS, ids=variant_name)
@pytest.mark.parametrize("special_tokens", ["bos", "bos_eos"])
def test_the_gradient_along_random_directions_is_the_slope_of_the_loss(config: Config, special_tokens: Any) -> None:
    """The same for larger models and whole documents: a few directions through all parameters at once."""
    run = start(replace(config, special_tokens=special_tokens, init_std=0.3), NAMES)
    params, tokens, h = run.params(), run.tokenizer.encode(run.docs[0])[:6], 1e-6
    grads = gradients_of(config, params, tokens)
    for seed in range(3):
        rng = random.Random(seed)
        direction = {name: [[rng.gauss(0, 1) for _ in row] for row in rows] for name, rows in params.items()}
        above = textbook_loss(config, moved(params, direction, h), tokens)
        below = textbook_loss(config, moved(params, direction, -h), tokens)
        along = math.fsum(g * d for g, d in zip(flatten(grads.values()), flatten(direction.values())))
        assert along == pytest.approx((above - below) / (2 * h), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("backward", ["document", "position"])
@pytest.mark.parametrize("config", VARIANTS, ids=variant_name)
def test_the_loss_is_the_mean_cross_entropy_of_the_document(config: Config, backward: Any) -> None:
    config, params = replace(config, backward=backward), random_params(config)
    losses, loss = gradients(scalar, config, nodes(params), [3, 0, 2, 2])
    assert loss == pytest.approx(textbook_loss(config, params, [3, 0, 2, 2]))
    assert loss == pytest.approx(math.fsum(losses) / 3)
    assert losses[0] == pytest.approx(textbook_loss(config, params, [3, 0]))


@pytest.mark.parametrize("name", PRESETS)
def test_a_backward_pass_at_each_position_equals_the_plain_loop_of_the_first_revision(name: str) -> None:
    """One loss after the other goes backward, and nothing that it left on shared nodes is taken away."""
    config = small_config(name, backward="position", n_layer=2)
    params, tokens = random_params(config), [3, 0, 2, 1, 1]
    state_dict, keys, values = nodes(params), empty_cache(config), empty_cache(config)
    loss = 0.0
    for pos_id in range(4):
        logits = gpt(scalar, config, state_dict, tokens[pos_id], pos_id, keys, values)
        share = (1 / 4) * -scalar.softmax(logits)[tokens[pos_id + 1]].log()
        recursive_backward(share)
        loss += share.data
    assert gradients_of(config, params, tokens) == {n: scalar.grad(matrix) for n, matrix in state_dict.items()}
    assert gradients(scalar, config, nodes(params), tokens)[1] == loss


def test_backward_at_each_position_counts_shared_nodes_again_and_so_is_no_true_gradient() -> None:
    """What the loss of position 0 left on the nodes of its value vector goes on to attn_wv again with position 1.

    Each addition of a dot product is such a node and adds what it kept to the next, so it counts more than twice.
    """
    document, position = small_config(backward="document"), small_config(backward="position")
    params = random_params(document)

    def both(matrix: str, tokens: list[int]) -> tuple[list[float], list[float]]:
        once, again = gradients_of(document, params, tokens), gradients_of(position, params, tokens)
        return flatten([once[matrix]]), flatten([again[matrix]])

    once, again = both("layer0.attn_wv", [3, 0])  # one position: nothing is shared
    assert again == pytest.approx(once)
    once, again = both("lm_head", [3, 0, 2])  # shares no node with the cache
    assert again == pytest.approx(once)
    once, again = both("layer0.attn_wv", [3, 0, 2])
    assert again != pytest.approx(once, rel=0.01)


NAMES_OF_ONE_LAYER = ["attn_wq", "attn_wk", "attn_wv", "attn_wo", "mlp_fc1", "mlp_fc2"]


@pytest.mark.parametrize(
    ("name", "before_the_layers"), [("microgpt", ["wte", "wpe", "lm_head"]), ("first", ["wte", "wpe"])]
)
def test_parameters_are_drawn_matrix_by_matrix_in_the_order_of_the_reference(
    name: str, before_the_layers: list[str]
) -> None:
    """The documents are shuffled first; a matrix that starts at zero still takes its numbers from the stream."""
    config = replace(preset(name), n_layer=2)
    run = start(config, NAMES)
    rng = random.Random(42)
    docs = list(NAMES.docs)
    rng.shuffle(docs)
    assert run.docs == docs
    params = run.params()
    assert list(params) == before_the_layers + [f"layer{i}.{matrix}" for i in range(2) for matrix in NAMES_OF_ONE_LAYER]
    for matrix_name, rows in params.items():
        at_zero = name == "first" and matrix_name.endswith(("wo", "fc2"))
        std = 0.0 if at_zero else {"microgpt": 0.08, "first": 0.02}[name]
        assert rows == [[rng.gauss(0, std) for _ in row] for row in rows], matrix_name
        assert any(flatten([rows])) is not at_zero
    assert run.rng.getstate() == rng.getstate()


def test_matrices_have_the_shapes_of_the_paper() -> None:
    config = Config(n_layer=1, n_embd=6, n_head=2, block_size=7)
    assert param_shapes(config, vocab_size=9) == {
        "wte": (9, 6),
        "wpe": (7, 6),
        "lm_head": (9, 6),
        "layer0.attn_wq": (6, 6),
        "layer0.attn_wk": (6, 6),
        "layer0.attn_wv": (6, 6),
        "layer0.attn_wo": (6, 6),
        "layer0.mlp_fc1": (24, 6),
        "layer0.mlp_fc2": (6, 24),
    }
    for name, rows in init_params(config, 9, random.Random(0)).items():
        assert (len(rows), {len(row) for row in rows}) == (
            param_shapes(config, 9)[name][0],
            {param_shapes(config, 9)[name][1]},
        )


def test_the_published_programs_have_their_number_of_parameters() -> None:
    letters = Data("letters", ("abcdefghijklmnopqrstuvwxyz",))
    assert start(preset("microgpt"), letters).num_params == 4192
    assert start(preset("first"), letters).num_params == 3648


class Watcher:
    """A tap that keeps what it is shown."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []

    def __call__(self, name: str, x: Any) -> Any:
        self.seen.append((name, x))
        return x

    @property
    def names(self) -> list[str]:
        """The names it was shown, in order."""
        return [name for name, _ in self.seen]


HEADS = [f"head{h}.{stage}" for h in range(2) for stage in ("attn_logits", "attn_weights", "out")]
STAGES_OF_ONE_LAYER = [
    *("attn_norm", "attn_q", "attn_k", "attn_v", *HEADS, "attn_heads", "attn_out", "attn_residual"),
    *("mlp_norm", "mlp_hidden", "mlp_relu", "mlp_out", "mlp_residual"),
]


def test_a_tap_sees_every_stage_by_name_in_the_order_of_the_pass() -> None:
    config, watcher = small_config(n_layer=2), Watcher()
    gpt(scalar, config, nodes(random_params(config)), 0, 0, empty_cache(config), empty_cache(config), watcher)
    layers = [f"layer{i}.{stage}" for i in range(2) for stage in STAGES_OF_ONE_LAYER]
    assert watcher.names == ["tok_emb", "pos_emb", "embedding", "embedding_norm", *layers, "logits"]


def test_a_tap_sees_what_only_the_first_revision_has() -> None:
    config, watcher = small_config("first"), Watcher()
    gpt(scalar, config, nodes(random_params(config)), 0, 0, empty_cache(config), empty_cache(config), watcher)
    layer = [f"layer0.{stage}" for stage in STAGES_OF_ONE_LAYER]
    layer.insert(layer.index("layer0.mlp_relu") + 1, "layer0.mlp_relu2")
    assert watcher.names == ["tok_emb", "pos_emb", "embedding", *layer, "logits"]


@pytest.mark.parametrize(
    ("backward", "after_each", "at_the_end"),
    [("document", ["probs", "loss"], ["mean_loss"]), ("position", ["probs", "loss", "loss_share"], [])],
)
def test_a_tap_sees_the_losses_of_a_document(backward: Any, after_each: list[str], at_the_end: list[str]) -> None:
    config, watcher = small_config(backward=backward), Watcher()
    losses, loss = gradients(scalar, config, nodes(random_params(config)), [3, 0, 2], watcher)
    one_pass = Watcher()
    gpt(scalar, config, nodes(random_params(config)), 0, 0, empty_cache(config), empty_cache(config), one_pass)
    assert watcher.names == 2 * (one_pass.names + after_each) + at_the_end
    assert [x.data for name, x in watcher.seen if name == "loss"] == losses
    assert loss == pytest.approx(sum(losses) / 2)


def test_a_tap_sees_the_numbers_that_the_pass_goes_on_with() -> None:
    config, watcher = small_config(), Watcher()
    state_dict, keys, values = nodes(random_params(config)), empty_cache(config), empty_cache(config)
    for pos_id in range(3):
        watcher.seen.clear()
        logits = gpt(scalar, config, state_dict, 1, pos_id, keys, values, watcher)
        seen = dict(watcher.seen)
        assert seen["logits"] is logits
        assert seen["layer0.attn_k"] is keys[0][pos_id]
        assert seen["layer0.attn_v"] is values[0][pos_id]
        weights = scalar.floats(seen["layer0.head1.attn_weights"])
        assert len(weights) == pos_id + 1
        assert math.fsum(weights) == pytest.approx(1)


@pytest.mark.parametrize("name", PRESETS)
def test_watching_changes_no_number(name: str) -> None:
    config, tokens = small_config(name, n_layer=2), [3, 0, 2, 1]
    params = random_params(config)
    watched, alone = nodes(params), nodes(params)
    assert gradients(scalar, config, watched, tokens, Watcher()) == gradients(scalar, config, alone, tokens, no_tap)
    for matrix in params:
        assert scalar.grad(watched[matrix]) == scalar.grad(alone[matrix])


def test_a_stage_can_be_changed_by_a_tap_that_hands_on_something_else() -> None:
    """The pass goes on with what the tap returns: so a reader can ask what would be, if."""
    config = small_config()
    state_dict = nodes(random_params(config))

    def silence(name: str, x: Any) -> Any:
        return [Value(0.0) for _ in x] if name == "layer0.attn_out" else x

    def logits(tap: Any) -> list[float]:
        keys, values = empty_cache(config), empty_cache(config)
        return scalar.floats(gpt(scalar, config, state_dict, 1, 0, keys, values, tap))

    assert logits(silence) != logits(no_tap)


def test_positions_past_the_end_begin_again_where_the_config_says_so() -> None:
    config = small_config(wrap_positions=True)
    state_dict = nodes(random_params(config))

    def logits(pos_id: int) -> list[float]:
        return scalar.floats(gpt(scalar, config, state_dict, 1, pos_id, empty_cache(config), empty_cache(config)))

    assert logits(config.block_size) == logits(0)
    assert logits(config.block_size + 3) == logits(3)
    assert logits(0) != logits(3)


def test_positions_past_the_end_are_an_error_otherwise() -> None:
    config = small_config(wrap_positions=False)
    state_dict = nodes(random_params(config))
    with pytest.raises(IndexError):
        gpt(scalar, config, state_dict, 1, config.block_size, empty_cache(config), empty_cache(config))


def test_softmax_of_huge_logits_does_not_overflow() -> None:
    assert scalar.floats(scalar.softmax([Value(1e300), Value(1e300), Value(-1e300)])) == [0.5, 0.5, 0.0]


def test_rmsnorm_leaves_a_zero_vector_at_zero() -> None:
    assert scalar.floats(scalar.rmsnorm([Value(0.0), Value(0.0)])) == [0, 0]


def test_rmsnorm_by_hand() -> None:
    """The mean square of (3, 4) is 12.5."""
    assert scalar.floats(scalar.rmsnorm([Value(3.0), Value(4.0)])) == pytest.approx(
        [3 / 12.50001**0.5, 4 / 12.50001**0.5]
    )
