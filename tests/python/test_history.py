"""The history of a run: what it says is what training did, and it stays small however long that is."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from small import small_config, small_run, state

from microgpt import history as histories
from microgpt import scalar, vector
from microgpt.adam import Adam, learning_rate_at
from microgpt.data import Data
from microgpt.history import BLOCK, BLOCKS, MOST_NORMS, History
from microgpt.model import flatten
from microgpt.run import Run, start
from microgpt.train import train


def told(run: Run, steps: int) -> tuple[History, list[tuple[list[float], list[float], list[float]]]]:
    """A history of a run trained so far, and the parameters, m and v that it really had after each step."""
    history = History(run)
    truth = []
    for _ in islice(train(run, history), steps):
        truth.append((flatten(run.params().values()), list(run.adam.m), list(run.adam.v)))
    return history, truth


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_what_is_told_of_every_parameter_is_what_it_was_bit_for_bit(autograd: Any) -> None:
    run = start(small_config(num_steps=90), Data("names", ("emma", "ava", "mia")), autograd)
    history, truth = told(run, 90)
    steps = history.steps
    assert steps[-1] == 90
    for i in range(0, run.num_params, 7):
        found = history.replay(run.config, i)["true"]
        assert found["value"] == [truth[step - 1][0][i] for step in steps]
        assert found["m"] == [truth[step - 1][1][i] for step in steps]
        assert found["sqrt_v"] == [truth[step - 1][2][i] ** 0.5 for step in steps]


def test_the_past_is_right_across_a_change_of_autograd_and_of_the_number_of_steps() -> None:
    run = start(small_config(num_steps=40), Data("names", ("emma", "ava")), vector)
    history = History(run)
    values = []
    for change in (lambda: run.use(scalar), lambda: setattr(run, "config", replace(run.config, num_steps=60))):
        for _ in islice(train(run, history), 15):
            values.append(flatten(run.params().values()))
        change()
    for i in (0, 5, run.num_params - 1):
        assert history.replay(run.config, i)["true"]["value"] == [value[i] for value in values]


def test_the_gradients_it_tells_are_those_that_moved_the_parameters() -> None:
    """m = beta1 * m + (1 - beta1) * grad, so the gradient follows from two of the true m."""
    run = small_run(num_steps=20)
    history, truth = told(run, 20)
    beta1 = run.config.beta1
    found = history.replay(run.config, 3)["true"]["grad"]
    for step in range(1, 20):
        m_before, m = truth[step - 1][1][3], truth[step][1][3]
        assert found[step] == pytest.approx((m - beta1 * m_before) / (1 - beta1), rel=1e-6, abs=1e-12)


def test_a_history_changes_no_number_of_training() -> None:
    run, watched = small_run(num_steps=30), small_run(num_steps=30)
    told(watched, 30)
    for _ in train(run):
        pass
    assert state(run) == state(watched)


def test_other_settings_of_adam_are_tried_on_the_same_gradients() -> None:
    run = small_run(num_steps=20)
    history, _ = told(run, 20)
    other = replace(run.config, beta1=0.5, beta2=0.9, learning_rate=0.1)
    found = history.replay(run.config, 2, other)
    adam, data = Adam(1, 0.5, 0.9, run.config.eps), [flatten(small_run(num_steps=20).params().values())[2]]
    for step, grad in enumerate(found["true"]["grad"]):
        adam.update(data, [grad], learning_rate_at(step, 20, 0.1), step + 1)
        assert found["what_if"]["value"][step] == pytest.approx(data[0], rel=1e-12)
        assert found["what_if"]["m"][step] == pytest.approx(adam.m[0], rel=1e-12, abs=1e-300)
    assert found["what_if"]["value"] != found["true"]["value"]


def test_the_settings_of_the_run_itself_give_its_own_past() -> None:
    run = small_run(num_steps=20)
    history, _ = told(run, 20)
    found = history.replay(run.config, 1, run.config)
    assert found["what_if"] == found["true"]


def test_it_stays_within_its_bounds_over_5000_steps() -> None:
    config = small_config(n_embd=2, n_head=1, block_size=2, num_steps=5000)
    run = start(config, Data("names", ("ab", "ba", "b")), vector)
    history = History(run)
    per_step, per_state = 8 * run.num_params, 3 * 8 * run.num_params
    bound = (BLOCKS + 1) * (BLOCK * per_step + per_state) + MOST_NORMS * 512
    for done, _ in enumerate(train(run, history), start=1):
        assert history.nbytes <= bound
        assert len(history.steps) <= BLOCK * (BLOCKS + 1)
        if done >= BLOCK * BLOCKS:
            assert history.steps[-BLOCK * BLOCKS :] == list(range(done - BLOCK * BLOCKS + 1, done + 1))
    norms = history.norms()
    assert 200 <= len(norms["steps"]) <= MOST_NORMS
    assert norms["steps"][-1] > 4900


def test_a_large_model_keeps_fewer_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    run = small_run(num_steps=200)
    monkeypatch.setattr(histories, "MOST_BYTES", 2 * 8 * run.num_params * (BLOCK + 3))
    history, _ = told(run, 200)
    assert 2 * BLOCK <= len(history.steps) <= 3 * BLOCK


def test_the_norms_are_the_lengths_of_the_gradients() -> None:
    run = small_run(num_steps=12)
    history, _ = told(run, 12)
    norms = history.norms()
    assert norms["steps"] == [4, 8, 12]
    grads = [history.replay(run.config, i)["true"]["grad"] for i in range(run.num_params)]
    first = 0
    for name, rows in run.params().items():
        size = sum(map(len, rows))
        for at, step in enumerate(norms["steps"]):
            squares = sum(grads[i][step - 1] ** 2 for i in range(first, first + size))
            assert norms["matrices"][name][at] == pytest.approx(squares**0.5, rel=1e-12)
        first += size
    for at in range(3):
        squares = sum(norms["matrices"][name][at] ** 2 for name in norms["matrices"])
        assert norms["all"][at] == pytest.approx(squares**0.5, rel=1e-12)


def test_before_the_first_step_there_is_nothing_to_tell() -> None:
    run = small_run()
    history = History(run)
    assert history.steps == []
    assert history.replay(run.config, 0)["true"]["value"] == []
    assert history.norms() == {"steps": [], "matrices": {name: [] for name in run.params()}, "all": []}
