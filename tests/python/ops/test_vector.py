"""One node per vector against one node per number: the same losses, the same gradients, on every config."""

from __future__ import annotations

import gc
import json
import math
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import SWITCHES

from microgpt import checkpoint
from microgpt.__main__ import main
from microgpt.config import Config
from microgpt.data import Data, load
from microgpt.divergence import TrainingDiverged
from microgpt.model import empty_cache, gpt, init_params
from microgpt.ops import scalar, vector
from microgpt.ops.dots import dot
from microgpt.ops.protocol import Autograd
from microgpt.presets import PRESETS
from microgpt.run import AUTOGRADS, Run, start
from microgpt.sample import samples
from microgpt.train import gradients, train

GOLDEN = Path(__file__).parents[2] / "golden"
VOCAB_SIZE = 9

Floats = list[float]


@st.composite
def configs(draw: st.DrawFn) -> Config:
    """Small configs of every kind: any mixture of what the presets differ in, but for several backward passes."""
    preset = draw(st.sampled_from(list(PRESETS.values())))
    n_head = draw(st.sampled_from([1, 2, 4]))
    return replace(
        preset,
        n_layer=draw(st.integers(1, 3)),
        n_head=n_head,
        n_embd=n_head * draw(st.integers(1, 3)),
        block_size=draw(st.integers(2, 6)),
        seed=draw(st.integers(0, 1000)),
        init_std=draw(st.sampled_from([0.02, 0.08, 0.5])),
        **{name: draw(values) for name, values in SWITCHES.items()},
        wrap_positions=draw(st.booleans()),
        zero_init_outputs=draw(st.booleans()),
        backward="document",
    )


def trained(ops: Autograd, config: Config, tokens: list[int], vocab_size: int = VOCAB_SIZE) -> tuple[Any, Any]:
    """The losses of one document and the gradient of every matrix, from parameters that the config's seed draws."""
    params = init_params(config, vocab_size, random.Random(config.seed))
    state_dict = {name: ops.parameters(rows) for name, rows in params.items()}
    losses, loss = gradients(ops, config, state_dict, tokens)
    return [*losses, loss], {name: ops.grad(matrix) for name, matrix in state_dict.items()}


def assert_same_training(config: Config, tokens: list[int], vocab_size: int = VOCAB_SIZE) -> None:
    """Losses and gradients within 1e-9, relative.

    Where the terms of a gradient cancel, rounding is all that is left of it: a difference of 1e-12 of the model's
    largest gradient counts as none.
    """
    losses, grads = trained(scalar, config, tokens, vocab_size)
    same_losses, same_grads = trained(vector, config, tokens, vocab_size)
    assert same_losses == pytest.approx(losses, rel=1e-9)
    largest = max(abs(g) for rows in grads.values() for row in rows for g in row)
    for name, rows in grads.items():
        for row, same_row in zip(rows, same_grads[name], strict=True):
            assert list(same_row) == pytest.approx(row, rel=1e-9, abs=1e-12 * largest), name


@settings(deadline=None, max_examples=60)
@given(configs(), st.data())
def test_losses_and_gradients_are_those_of_the_scalar_autograd(config: Config, data: st.DataObject) -> None:
    tokens = data.draw(st.lists(st.integers(0, VOCAB_SIZE - 1), min_size=2, max_size=config.block_size + 1))
    assert_same_training(config, tokens)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_models_of_both_presets_give_the_same_gradients_at_full_size(preset: str) -> None:
    config = replace(PRESETS[preset], zero_init_outputs=False, backward="document")
    assert_same_training(config, [0, 4, 12, 12, 0, 26, 7], vocab_size=28)


def test_vectors_longer_than_what_is_spelled_out_give_the_same_gradients() -> None:
    assert_same_training(Config(n_embd=20, n_head=2, block_size=3), [0, 1, 2])  # fc2 takes 80 numbers


def test_a_second_document_adds_to_the_gradients_of_the_first() -> None:
    config = Config(n_embd=4, n_head=2, block_size=4)
    grads = []
    for ops in (scalar, vector):
        params = init_params(config, VOCAB_SIZE, random.Random(1))
        state_dict = {name: ops.parameters(rows) for name, rows in params.items()}
        gradients(ops, config, state_dict, [0, 1, 2])
        gradients(ops, config, state_dict, [3, 4, 5, 6])
        grads.append([g for matrix in state_dict.values() for row in ops.grad(matrix) for g in row])
    assert grads[1] == pytest.approx(grads[0], rel=1e-9, abs=1e-15)


def test_a_deep_model_goes_backward_without_recursion() -> None:
    config = Config(n_layer=4, n_embd=32, block_size=16)
    tokens = [i % VOCAB_SIZE for i in range(17)]
    losses, grads = trained(vector, config, tokens)
    assert all(map(math.isfinite, losses))
    assert any(g for row in grads["layer0.attn_wq"] for g in row)


# every operation by itself

HEAD = slice(2, 4)

# (operation on ops, the vectors x of it, and a matrix); lengths of the vectors; shape of the matrix
OPERATIONS: dict[str, tuple[Callable[..., Any], list[int], tuple[int, int]]] = {
    "row": (lambda ops, xs, w: ops.row(w, 1), [], (3, 4)),
    "add": (lambda ops, xs, w: ops.add(*xs), [4, 4], (1, 1)),
    "add to itself": (lambda ops, xs, w: ops.add(xs[0], xs[0]), [4], (1, 1)),
    "linear": (lambda ops, xs, w: ops.linear(xs[0], w), [4], (3, 4)),
    "linear of one number": (lambda ops, xs, w: ops.linear(xs[0], w), [1], (1, 1)),
    "linear after relu": (lambda ops, xs, w: ops.linear(ops.relu(xs[0]), w), [5], (3, 5)),
    "linear after square": (lambda ops, xs, w: ops.linear(ops.square(ops.relu(xs[0])), w), [5], (3, 5)),
    "relu after linear": (lambda ops, xs, w: ops.relu(ops.linear(xs[0], w)), [3], (8, 3)),
    "rmsnorm": (lambda ops, xs, w: ops.rmsnorm(xs[0]), [5], (1, 1)),
    "layernorm": (lambda ops, xs, w: ops.layernorm(xs[0]), [5], (1, 1)),
    "layernorm of one": (lambda ops, xs, w: ops.layernorm(xs[0]), [1], (1, 1)),
    "unchanged": (lambda ops, xs, w: ops.unchanged(xs[0]), [5], (1, 1)),
    "gelu": (lambda ops, xs, w: ops.gelu(xs[0]), [5], (1, 1)),
    "linear after gelu": (lambda ops, xs, w: ops.linear(ops.gelu(xs[0]), w), [5], (3, 5)),
    "relu": (lambda ops, xs, w: ops.relu(xs[0]), [5], (1, 1)),
    "square": (lambda ops, xs, w: ops.square(xs[0]), [5], (1, 1)),
    "scale": (lambda ops, xs, w: ops.scale(xs[0], 0.7), [5], (1, 1)),
    "softmax": (lambda ops, xs, w: ops.softmax(xs[0]), [5], (1, 1)),
    "softmax of one": (lambda ops, xs, w: ops.softmax(xs[0]), [1], (1, 1)),
    "attention_logits": (lambda ops, xs, w: ops.attention_logits(xs[0], xs[1:], HEAD), [6, 6, 6, 6], (1, 1)),
    "weighted_sum": (lambda ops, xs, w: ops.weighted_sum(xs[0], xs[1:], HEAD), [3, 6, 6, 6], (1, 1)),
    "concat": (lambda ops, xs, w: ops.concat(xs), [2, 3, 1], (1, 1)),
}


def forward_and_backward(
    ops: Autograd, operation: Callable[..., Any], xs: list[Floats], w: list[Floats], upstream: Floats
) -> tuple[Floats, list[Floats]]:
    """What an operation makes, and the gradients of its vectors and its matrix when `upstream` flows into it.

    The vectors come in as rows of matrices, and go out through a linear of one row that a loss is read from.
    """
    leaves = [ops.parameters([x]) for x in xs]
    matrix, out = ops.parameters(w), ops.parameters([upstream])
    y = operation(ops, [ops.row(leaf, 0) for leaf in leaves], matrix)
    number = ops.linear(y, out)
    loss = ops.cross_entropy(ops.softmax(ops.concat([number, ops.row(ops.parameters([[0.0]]), 0)])), 0)
    loss.backward()
    return ops.floats(y), [list(row) for leaf in [*leaves, matrix] for row in ops.grad(leaf)]


@pytest.mark.parametrize("name", OPERATIONS)
@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_an_operation_and_its_rule_agree_with_the_scalar_ones(name: str, seed: int) -> None:
    operation, lengths, (rows, columns) = OPERATIONS[name]
    gauss = random.Random(seed).gauss
    xs = [[gauss(0, 1) for _ in range(length)] for length in lengths]
    w = [[gauss(0, 1) for _ in range(columns)] for _ in range(rows)]
    y = operation(AUTOGRADS["scalar"], [scalar.parameters([x])[0] for x in xs], scalar.parameters(w))
    upstream = [gauss(0, 1) for _ in y]
    numbers, grads = forward_and_backward(scalar, operation, xs, w, upstream)
    same_numbers, same_grads = forward_and_backward(vector, operation, xs, w, upstream)
    assert same_numbers == pytest.approx(numbers, rel=1e-12)
    for grad, same_grad in zip(grads, same_grads, strict=True):
        assert same_grad == pytest.approx(grad, rel=1e-9, abs=1e-12)


def test_a_loss_flows_back_into_the_probability_of_the_target_alone() -> None:
    probs = vector.softmax(vector.row(vector.parameters([[0.0, 0.0, 0.0, 0.0]]), 0))
    loss = vector.cross_entropy(probs, 2)
    loss.backward()
    assert loss.data == pytest.approx(math.log(4))
    assert probs.grad == pytest.approx([0.0, 0.0, -4.0, 0.0])  # -1 / p_target with p_target = 1/4


def test_forward_numbers_are_added_in_the_order_of_a_plain_loop() -> None:
    x, y = [0.1, 0.2, 0.3, 0.4], [1e16, 1.0, -1e16, 1.0]
    total = 0.0
    for a, b in zip(x, y):
        total += a * b
    assert dot(x, y) == total


# whole runs


@pytest.mark.parametrize("data", ["census", "names"])
def test_the_golden_losses_to_four_decimals_and_the_golden_samples(data: str) -> None:
    names = os.environ.get("MICROGPT_NAMES")
    if data == "names" and not names:
        pytest.skip("MICROGPT_NAMES does not say where names.txt is")
    golden = json.loads((GOLDEN / f"microgpt_{data}.json").read_text())
    config = replace(Config(), num_steps=golden["settings"]["num_steps"])
    run = start(config, load("census" if data == "census" else str(names)), vector)
    losses = [step.loss for step in train(run)]
    assert [f"{loss:.4f}" for loss in losses] == [f"{loss:.4f}" for loss in golden["losses"]]
    assert samples(run, len(golden["samples"])) == golden["samples"]


SMALL = Config(n_embd=4, n_head=2, block_size=4, num_steps=10)


@pytest.fixture(scope="module")
def names() -> Data:
    return load("census")


def test_both_autograds_go_on_from_one_checkpoint(names: Data) -> None:
    by_scalar = start(SMALL, names, scalar)
    straight = [step.loss for step in train(by_scalar)]

    run = start(SMALL, names, scalar)
    steps = train(run)
    mixed = [next(steps).loss for _ in range(5)]
    run = checkpoint.from_json(checkpoint.to_json(run), vector)
    checkpoint.give_data(run, names)
    mixed += [step.loss for step in train(run)]
    assert mixed[:5] == straight[:5]
    assert mixed[5:] == pytest.approx(straight[5:], rel=1e-9)
    assert run.optimizer.m == pytest.approx(by_scalar.optimizer.m, rel=1e-6, abs=1e-12)
    assert run.optimizer.v == pytest.approx(by_scalar.optimizer.v, rel=1e-6, abs=1e-12)


def test_a_vector_run_goes_on_from_its_checkpoint_bit_for_bit(names: Data) -> None:
    straight = [step.loss for step in train(start(SMALL, names, vector))]
    run = start(SMALL, names, vector)
    steps = train(run)
    losses = [next(steps).loss for _ in range(5)]
    run = checkpoint.from_json(checkpoint.to_json(run), vector)
    checkpoint.give_data(run, names)
    assert losses + [step.loss for step in train(run)] == straight


def vectors_alive() -> int:
    gc.collect()
    return sum(isinstance(x, vector.Vector) for x in gc.get_objects())


def test_no_vector_is_alive_between_two_steps(names: Data) -> None:
    for _ in train(start(replace(SMALL, num_steps=2), names, vector)):
        assert vectors_alive() == 0


@pytest.fixture
def collecting() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_on else gc.disable)()


def seen_while_training(run: Run) -> list[bool]:
    """Whether the garbage collector was on while gradients were worked out."""
    seen: list[bool] = []
    add, run.ops = run.ops.add, _Watched(run.ops)
    run.ops.add = lambda x, y: (seen.append(gc.isenabled()), add(x, y))[1]
    next(train(run))
    return seen


class _Watched:
    """An autograd whose operations can be replaced."""

    def __init__(self, ops: Autograd) -> None:
        self.__dict__.update({name: getattr(ops, name) for name in dir(ops) if not name.startswith("_")})


@pytest.mark.usefixtures("collecting")
def test_garbage_collection_is_held_during_a_step_only(names: Data) -> None:
    assert set(seen_while_training(start(SMALL, names, vector))) == {False}
    assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_garbage_collection_is_back_after_an_error_and_after_giving_up(names: Data) -> None:
    run = start(replace(SMALL, learning_rate=1e300), names, vector)
    with pytest.raises(TrainingDiverged):
        list(train(run))
    assert gc.isenabled()
    steps = train(start(SMALL, names, vector))
    next(steps)
    steps.close()
    assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_garbage_collection_that_was_off_stays_off(names: Data) -> None:
    gc.disable()
    next(train(start(SMALL, names, vector)))
    assert not gc.isenabled()


# taps and the command line


def test_a_tap_is_shown_the_same_stages_with_the_same_numbers() -> None:
    shown: list[list[tuple[str, Any]]] = []
    for ops in (scalar, vector):
        stages: list[tuple[str, Any]] = []

        def tap(name: str, x: Any, stages: list[tuple[str, Any]] = stages, ops: Autograd = ops) -> Any:
            stages.append((name, ops.floats(x)))
            return x

        config = Config(n_embd=4, n_head=2, n_layer=2)
        params = init_params(config, VOCAB_SIZE, random.Random(3))
        state_dict = {name: ops.parameters(rows) for name, rows in params.items()}
        keys, values = empty_cache(config), empty_cache(config)
        for pos_id, token_id in enumerate([1, 5, 2]):
            gpt(ops, config, state_dict, token_id, pos_id, keys, values, tap)
        shown.append(stages)
    assert [name for name, _ in shown[0]] == [name for name, _ in shown[1]]
    for (name, numbers), (_, same) in zip(*shown):
        assert same == pytest.approx(numbers, rel=1e-12, abs=1e-15), name


@pytest.mark.parametrize("flags", [[], ["--autograd", "vector"], ["--autograd", "scalar"]])
def test_every_line_of_json_says_which_autograd_trained(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--json", "--num_steps", "2", "--samples", "1", "--n_embd", "4", "--n_head", "2", "--block_size", "3"]
    assert main(["train", *given, *flags]) == 0
    first, second, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["autograd"] == second["autograd"] == (flags[-1] if flags else "vector")
    assert list(last) == ["samples"]
