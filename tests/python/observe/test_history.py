"""The history of a run: what it says is what training did, and it stays small however long that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from small import assert_sentence, small_config, small_run, state

from microgpt.adam import Adam, learning_rate_at
from microgpt.config import ConfigError
from microgpt.data import Data
from microgpt.divergence import TrainingDiverged
from microgpt.model import flatten
from microgpt.observe import history as histories
from microgpt.observe.history import BLOCK, BLOCKS, MOST_NORMS, NORMS_SPACING, History
from microgpt.ops import scalar, vector
from microgpt.run import Run, start
from microgpt.train import Step, train


def kept(run: Run, history: History) -> Iterator[Step]:
    """Train, and keep every step."""
    for step in train(run):
        history.keep(run, step)
        yield step


def told(run: Run, steps: int) -> tuple[History, list[tuple[list[float], list[float], list[float]]]]:
    """A history of a run trained so far, and the parameters, m and v that it really had after each step."""
    history = History(run)
    truth = []
    for _ in islice(kept(run, history), steps):
        truth.append((flatten(run.params().values()), list(run.optimizer.m), list(run.optimizer.v)))
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


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_the_whole_life_of_a_parameter_is_told_from_its_first_step_to_its_last(autograd: Any) -> None:
    """In full where gradients are kept in full, else to the digits that they are rounded to."""
    run = start(small_config(num_steps=150), Data("names", ("emma", "ava", "mia")), autograd)
    history, truth = told(run, 150)
    assert history.steps[0] > 1
    for i in range(0, run.num_params, 41):
        found = history.life(run.config, i, 1000)
        assert found["steps"] == [*range(1, 151)]
        columns = found["true"]
        assert columns["value"] == pytest.approx([data[i] for data, _, _ in truth], rel=1e-6, abs=1e-9)
        assert columns["m"] == pytest.approx([m[i] for _, m, _ in truth], rel=1e-5, abs=1e-9)
        assert columns["value"][-64:] == [data[i] for data, _, _ in truth][-64:]
        few = history.life(run.config, i, 40)
        assert few["steps"] == [*range(1, 150, 4), 150]
        assert few["true"]["grad"] == [*columns["grad"][::4], columns["grad"][-1]]


def test_of_a_life_that_has_not_begun_nothing_is_told() -> None:
    run = small_run()
    assert History(run).life(run.config, 0) == {
        "steps": [],
        "true": {name: [] for name in ("value", "grad", "m", "sqrt_v", "update")},
        "what_if": None,
        "since": 1,
    }


def test_the_past_is_right_across_a_change_of_autograd_and_of_the_number_of_steps() -> None:
    run = start(small_config(num_steps=40), Data("names", ("emma", "ava")), vector)
    history = History(run)
    values = []
    for change in (lambda: run.use(scalar), lambda: setattr(run, "config", replace(run.config, num_steps=60))):
        for _ in islice(kept(run, history), 15):
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


@pytest.mark.needs("speed")
def test_it_stays_within_its_bounds_over_5000_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_EARLIER_BYTES", 400_000)
    config = small_config(n_embd=2, n_head=1, block_size=2, num_steps=5000)
    run = start(config, Data("names", ("ab", "ba", "b")), vector)
    history = History(run)
    per_step, per_state = 8 * run.num_params, 3 * 8 * run.num_params
    bound = (BLOCKS + 1) * (BLOCK * per_step + per_state) + MOST_NORMS * 512 + 400_000
    for done, _ in enumerate(kept(run, history), start=1):
        assert history.nbytes <= bound
        assert len(history.steps) <= BLOCK * (BLOCKS + 1)
        if done >= BLOCK * BLOCKS:
            assert history.steps[-BLOCK * BLOCKS :] == list(range(done - BLOCK * BLOCKS + 1, done + 1))
    norms = history.norms()
    assert 200 <= len(norms["steps"]) <= MOST_NORMS
    assert norms["steps"][-1] > 4900


def test_a_small_model_keeps_no_more_steps_than_the_published_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a question about one of its parameters takes no longer the longer it has trained."""
    monkeypatch.setattr(histories, "MOST_EARLIER_BLOCKS", 5)
    config = small_config(n_embd=2, n_head=1, block_size=2, num_steps=400)
    run = start(config, Data("names", ("ab", "ba", "b")), vector)
    history = History(run)
    sizes = []
    for done, _ in enumerate(kept(run, history), start=1):
        assert done - history.since < BLOCK * (BLOCKS + 1 + 5)
        sizes.append(history.nbytes)
    assert sizes[-1] < 1.2 * sizes[199]  # the norms alone are more


@pytest.mark.needs("speed")
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


def gradients_of(run: Run, steps: int) -> tuple[History, list[list[float]], list[list[float]]]:
    """A history of a run trained so far; by step, every gradient, and the parameters before it."""
    history = History(run)
    grads, before = [], [flatten(run.params().values())]
    for step in islice(kept(run, history), steps):
        grads.append(list(step.gradient))
        before.append(flatten(run.params().values()))
    return history, grads, before


OTHERS: list[dict[str, Any]] = [
    {"beta2": 0.999},
    {"beta1": 0.3, "beta2": 0.6, "eps": 1e-4, "learning_rate": 0.5},
    {"beta1": 0.98},
    {"learning_rate": 0.03},
]


@pytest.mark.parametrize("changed", OTHERS)
@pytest.mark.parametrize("autograd", [pytest.param(scalar, marks=pytest.mark.needs("speed")), vector])
def test_other_settings_make_of_the_gradients_what_adam_makes_of_them_from_step_1_on(
    autograd: Any, changed: dict[str, float]
) -> None:
    """A second Adam that is given every gradient of the training moves as is told; it starts at the true value."""
    run = start(small_config(num_steps=200), Data("names", ("emma", "ava", "mia")), autograd)
    history, grads, before = gradients_of(run, 200)
    other = replace(run.config, **changed)
    first = history.steps[0]
    assert first > 100
    assert history.since == 1
    for i in (0, 40, run.num_params - 1):
        adam, data = Adam(1, other.beta1, other.beta2, other.eps), [0.0]
        told = history.replay(run.config, i, other)
        assert told["since"] == 1
        for step, grad in enumerate(grads, start=1):
            if step == first:
                data = [before[step - 1][i]]
            value = data[0]
            adam.update(data, [grad[i]], learning_rate_at(step - 1, 200, other.learning_rate), step)
            if step >= first:
                assert {name: column[step - first] for name, column in told["what_if"].items()} == {
                    "value": pytest.approx(data[0], rel=1e-6),
                    "grad": grad[i],
                    "m": pytest.approx(adam.m[0], rel=1e-5, abs=1e-12),
                    "sqrt_v": pytest.approx(adam.v[0] ** 0.5, rel=1e-5, abs=1e-12),
                    "update": pytest.approx(value - data[0], rel=1e-5, abs=1e-9),
                }


def test_what_came_before_the_gradients_that_are_kept_is_taken_over_without_a_bias(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The averages, corrected, are then the true ones: whatever the betas, the updates are of the right size."""
    monkeypatch.setattr(histories, "MOST_EARLIER_BYTES", 0)
    run = start(small_config(num_steps=200), Data("names", ("emma", "ava", "mia")), vector)
    history, truth = told(run, 200)
    first = history.since
    assert first == history.steps[0]
    config, other = run.config, replace(run.config, beta1=0.98, beta2=0.999)
    for i in (0, 40, run.num_params - 1):
        found = history.replay(config, i, other)
        assert found["since"] == first
        _, m, v = (each[i] for each in truth[first - 2])
        grad = found["true"]["grad"][0]
        m_hat, v_hat = m / (1 - config.beta1 ** (first - 1)), v / (1 - config.beta2 ** (first - 1))
        wanted_m = 0.98 * (1 - 0.98 ** (first - 1)) * m_hat + 0.02 * grad
        wanted_v = 0.999 * (1 - 0.999 ** (first - 1)) * v_hat + 0.001 * grad * grad
        assert found["what_if"]["m"][0] == pytest.approx(wanted_m, rel=1e-9, abs=1e-300)
        assert found["what_if"]["sqrt_v"][0] == pytest.approx(wanted_v**0.5, rel=1e-9, abs=1e-300)
        if v > 0:
            corrected = found["what_if"]["sqrt_v"][0] / (1 - 0.999**first) ** 0.5
            assert corrected == pytest.approx((0.999 * v_hat + 0.001 * grad**2) ** 0.5, rel=0.02)


def test_trying_other_settings_leaves_the_truth_as_it_was() -> None:
    run = small_run(num_steps=20)
    history, _ = told(run, 20)
    before = state(run)
    true = history.replay(run.config, 2)
    for _ in range(2):
        history.replay(run.config, 2, replace(run.config, beta1=0.1))
    assert history.replay(run.config, 2) == true
    assert true["what_if"] is None
    assert state(run) == before


@pytest.mark.parametrize(
    ("is_touched", "changed"),
    [
        (True, {"learning_rate": 1.7e308, "eps": 1e-300}),  # steps beyond what a float can hold
        (False, {"eps": 5e-324}),  # without a gradient m and v are 0, and such an eps is lost in rounding: 0 / 0
    ],
)
def test_settings_that_lead_nowhere_get_a_sentence(is_touched: bool, changed: dict[str, float]) -> None:
    run = start(small_config(num_steps=20), Data("names", ("ava", "al")), vector)  # no document gets to wpe[4]
    history, _ = told(run, 20)
    touched = [any(history.replay(run.config, i)["true"]["grad"]) for i in range(run.num_params)]
    with pytest.raises(ConfigError) as caught:
        history.replay(run.config, touched.index(is_touched), replace(run.config, **changed))
    assert_sentence(str(caught.value), "settings of Adam", "finite number", "learning_rate", "eps")


def test_a_history_can_begin_in_the_middle_of_training() -> None:
    run = start(small_config(num_steps=60), Data("names", ("emma", "ava", "mia")), vector)
    for _ in islice(train(run), 21):
        pass
    before = flatten(run.params().values())
    history, truth = told(run, 25)
    assert history.steps == list(range(22, 47))
    assert history.since == 22
    assert history.norms()["steps"] == [24, 28, 32, 36, 40, 44]
    for i in range(0, run.num_params, 11):
        found = history.replay(run.config, i)["true"]
        assert found["value"] == [each[0][i] for each in truth]
        assert found["update"][0] == before[i] - truth[0][0][i]


def test_the_norms_lie_evenly_over_all_of_training_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "MOST_NORMS", 8)
    run = start(small_config(n_embd=2, n_head=1, block_size=2, num_steps=150), Data("names", ("ab", "b")), vector)
    history = History(run)
    lengths: dict[int, float] = {}
    for step in kept(run, history):
        norms = history.norms()
        assert len(norms["steps"]) <= 8
        assert len({later - one for one, later in zip(norms["steps"], norms["steps"][1:], strict=False)}) <= 1
        lengths |= {step.step: norms["all"][-1]} if step.step in norms["steps"] else {}
        assert norms["all"] == [lengths[kept] for kept in norms["steps"]]  # those that stay are what they were
    assert history.norms()["steps"] == [32, 64, 96, 128]
    assert NORMS_SPACING == 4


def test_a_step_that_diverged_is_not_among_those_that_are_kept() -> None:
    run = small_run(learning_rate=1e300, num_steps=20)
    history = History(run)
    with pytest.raises(TrainingDiverged):
        for _ in kept(run, history):
            pass
    assert run.step < 20
    assert history.steps == list(range(1, run.step + 1))


def test_what_is_kept_is_counted_in_bytes() -> None:
    """284 parameters: a state of three numbers each, then a number each for every step, 8 bytes all."""
    run = small_run(num_steps=3)
    history = History(run)
    assert history.nbytes == 3 * 284 * 8
    for done, _ in enumerate(kept(run, history), start=1):
        assert history.nbytes == (3 + done) * 284 * 8


def test_a_step_that_does_not_follow_the_last_one_gets_a_sentence() -> None:
    """What came between would be missing from what Adam is shown again."""
    run = small_run()
    history, steps = History(run), train(run)
    first = next(steps)
    history.keep(run, first)
    with pytest.raises(ValueError, match="wanted step 2") as caught:
        history.keep(run, first)
    assert_sentence(str(caught.value), "step 2", "not step 1")
    next(steps)
    with pytest.raises(ValueError, match="wanted step 2"):
        history.keep(run, next(steps))
    with pytest.raises(ValueError, match="wanted step 2"):
        history.keep(small_run(), first)
    assert history.steps == [1]
