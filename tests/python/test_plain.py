"""The model on plain numbers: what sampling and evaluation use."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microgpt.config import Config
from microgpt.data import load
from microgpt.model import empty_cache, gpt, init_params
from microgpt.ops import plain, scalar, vector
from microgpt.ops.dots import LONGEST, combination, dots
from microgpt.ops.protocol import Autograd
from microgpt.presets import PRESETS
from microgpt.run import start
from microgpt.sample import samples
from microgpt.train import train

VOCAB_SIZE = 9


def logits_of(ops: Autograd, config: Config, tokens: list[int]) -> list[list[float]]:
    """The logits after each token, from parameters that the config's seed draws."""
    params = init_params(config, VOCAB_SIZE, random.Random(config.seed))
    state_dict = {name: ops.parameters(rows) for name, rows in params.items()}
    keys, values = empty_cache(config), empty_cache(config)
    return [
        ops.floats(gpt(ops, config, state_dict, token_id, pos_id, keys, values))
        for pos_id, token_id in enumerate(tokens)
    ]


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(list(PRESETS.values())),
    st.integers(1, 3),
    st.sampled_from([(1, 1), (2, 4), (4, 8), (2, 6), (1, 20)]),
    st.lists(st.integers(0, VOCAB_SIZE - 1), min_size=1, max_size=8),
    st.integers(0, 1000),
)
def test_logits_are_those_of_the_other_autograds(
    preset: Config, n_layer: int, heads: tuple[int, int], tokens: list[int], seed: int
) -> None:
    n_head, n_embd = heads
    config = replace(preset, n_layer=n_layer, n_head=n_head, n_embd=n_embd, seed=seed, zero_init_outputs=False)
    numbers = logits_of(plain, config, tokens)
    for same, exact in zip(numbers, logits_of(scalar, config, tokens)):
        assert same == pytest.approx(exact, rel=1e-12, abs=1e-14)
    for same, exact in zip(numbers, logits_of(vector, config, tokens)):
        assert same == pytest.approx(exact, rel=1e-12, abs=1e-14)


def test_losses_are_those_of_the_scalar_autograd() -> None:
    logits = [0.3, -1.2, 2.0]
    losses = [plain.cross_entropy(plain.softmax(logits), target) for target in range(3)]
    row = scalar.parameters([logits])[0]
    exact = [scalar.cross_entropy(scalar.softmax(row), target) for target in range(3)]
    assert losses == pytest.approx([loss.data for loss in exact], rel=1e-12)
    assert plain.mean(losses) == pytest.approx(scalar.mean(exact).data, rel=1e-12)
    assert plain.share(losses[0], 3) == pytest.approx(scalar.share(exact[0], 3).data, rel=1e-12)


def test_softmax_of_huge_logits_stays_finite() -> None:
    assert plain.softmax([1e308, 0.0, -1e308]) == [1.0, 0.0, 0.0]


def test_plain_numbers_refuse_to_give_a_gradient() -> None:
    with pytest.raises(TypeError, match="plain numbers have no gradient"):
        plain.grad([[1.0]])


def test_parameters_are_a_copy_and_take_new_numbers() -> None:
    rows = [[1.0, 2.0]]
    matrix = plain.parameters(rows)
    plain.assign(matrix, [[3.0, 4.0]])
    assert rows == [[1.0, 2.0]]
    assert plain.data(matrix) == [[3.0, 4.0]]


@pytest.mark.parametrize("ops", [scalar, vector])
def test_sampling_builds_no_graph(ops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(Config(n_embd=4, n_head=2, num_steps=1), load("census"), ops)
    list(train(run))

    def refuse(*_: object) -> None:
        raise AssertionError("sampling used the training autograd")

    for name in ("row", "linear", "softmax"):
        monkeypatch.setattr(ops, name, refuse)
    assert len(samples(run, 2)) == 2


def test_samples_do_not_depend_on_the_autograd() -> None:
    config = Config(n_embd=4, n_head=2, num_steps=3)
    invented: list[list[str]] = []
    for ops in (scalar, vector):
        run = start(config, load("census"), ops)
        list(train(run))
        invented.append(samples(run, 5))
    assert invented[0] == invented[1]


# dot products, spelled out


def in_a_loop(row: list[float], x: list[float]) -> float:
    """A dot product with its additions from left to right."""
    total = row[0] * x[0]
    for a, b in list(zip(row, x))[1:]:
        total += a * b
    return total


@pytest.mark.parametrize("n", [1, 2, 3, 16, LONGEST])
def test_a_spelled_out_dot_product_is_a_loop_to_the_last_bit(n: int) -> None:
    gauss = random.Random(n).gauss
    x = [gauss(0, 1) for _ in range(n)]
    rows = [[gauss(0, 1) for _ in range(n)] for _ in range(5)]
    assert dots[n](rows, x) == [in_a_loop(row, x) for row in rows]


@pytest.mark.parametrize("n", [LONGEST + 1, 2 * LONGEST, 5 * LONGEST - 1])
def test_a_long_dot_product_is_added_up_from_pieces(n: int) -> None:
    gauss = random.Random(n).gauss
    x = [gauss(0, 1) for _ in range(n)]
    rows = [[gauss(0, 1) for _ in range(n)] for _ in range(3)]
    assert dots[n](iter(rows), x) == pytest.approx([in_a_loop(row, x) for row in rows], rel=1e-9)


@pytest.mark.parametrize(
    "wrong", [lambda: dots[2]([[1.0, 2.0, 3.0]], [1.0, 2.0]), lambda: dots[2]([[1.0]], [1.0, 2.0])]
)
def test_rows_of_another_length_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="unpack"):
        wrong()


def test_a_combination_leaves_out_what_has_no_weight() -> None:
    assert combination([2.0, 0.0, -1.0], [[1.0, 2.0], [math_nan(), math_nan()], [3.0, 4.0]]) == [-1.0, 0.0]
    assert combination([0.0], [[1.0, 2.0]]) == [0.0, 0.0]


def math_nan() -> float:
    """Not a number: whatever it touches turns into it."""
    return float("nan")
