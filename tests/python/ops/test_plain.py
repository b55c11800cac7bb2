"""The model on plain numbers: what sampling and evaluation use."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microgpt.config import Config
from microgpt.data import load
from microgpt.model import empty_cache, gpt, init_params
from microgpt.ops import plain, scalar, vector
from microgpt.presets import PRESETS
from microgpt.run import start
from microgpt.sample import samples
from microgpt.train import train

VOCAB_SIZE = 9


def logits_of(ops: Any, config: Config, tokens: list[int]) -> list[list[float]]:
    """The logits after each token, from parameters that the config's seed draws."""
    params = init_params(config, VOCAB_SIZE, random.Random(config.seed))
    state_dict = params if ops is plain else {name: ops.parameters(rows) for name, rows in params.items()}
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


def test_plain_numbers_are_no_autograd() -> None:
    """Nothing is recorded, so there is no gradient to ask for and no parameter to train."""
    assert not any(hasattr(plain, name) for name in ("parameters", "grad", "assign"))


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
