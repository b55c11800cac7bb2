"""Adam's terms: whom the update agrees with, and the numbers that all parameters share."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import small_config, small_run

from microgpt.adam import Adam
from microgpt.observe.adam import MOST_POINTS, adam_terms, corrections, curves, norm, summary
from microgpt.observe.trace import trace
from microgpt.presets import preset
from microgpt.train import train

NAMES_OF_TERMS = ["before", "grad", "m_before", "v_before", "m", "v", "m_hat", "v_hat", "direction", "update", "after"]
numbers = st.floats(-1e3, 1e3, allow_subnormal=False)


def test_a_parameter_moves_with_its_gradient_against_it_without_one_or_not_at_all() -> None:
    """The update is taken off: with g > 0 an update > 0 lowers the loss. |(3, 0, -4)| = 5."""
    made = summary([3.0, 0.0, -4.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0, -1.0])
    assert made["grad_norm"] == 5
    assert made["moved"] == {"with": 1 / 5, "against": 1 / 5, "adrift": 2 / 5, "unmoved": 1 / 5}


def test_the_shares_of_those_that_moved_add_up_to_one() -> None:
    moved = summary([1.0, -1.0, 0.0, 2.0], [1.0, 1.0, 0.0, 0.0])["moved"]
    assert sum(moved.values()) == 1


def test_the_corrections_of_the_second_step_by_hand() -> None:
    """beta1 = 0.5, beta2 = 0.75: 1 - 0.25 = 0.75 and 1 - 0.5625 = 0.4375."""
    made = corrections(replace(preset("microgpt"), beta1=0.5, beta2=0.75), 2)
    assert made == {
        "t": 2,
        "beta1_rest": 0.5,
        "beta1_correction": 0.75,
        "beta1_factor": pytest.approx(4 / 3),
        "beta2_rest": 0.25,
        "beta2_correction": 0.4375,
        "beta2_factor": pytest.approx(16 / 7),
    }


def test_a_steps_corrections_lie_on_the_curves() -> None:
    config = preset("microgpt")
    drawn = curves(config)
    for i in (0, 7, len(drawn["steps"]) - 1):
        made = corrections(config, int(drawn["steps"][i]))
        assert (made["beta1_factor"], made["beta2_factor"]) == (drawn["beta1_factor"][i], drawn["beta2_factor"][i])


def test_the_terms_of_a_second_step_by_hand() -> None:
    """beta1 = beta2 = 0.5, eps = 1, lr_t = 3, t = 2; m = 2, v = 4 before and g = 4.

    m = 0.5 * 2 + 0.5 * 4 = 3 and v = 0.5 * 4 + 0.5 * 16 = 10; by 1 - 0.25 m_hat = 4 and v_hat = 40 / 3. The direction
    is 4 / (sqrt(40 / 3) + 1), and three times that is taken off.
    """
    adam = Adam(1, 0.5, 0.5, 1.0)
    adam.m, adam.v = [2.0], [4.0]
    terms = {name.removeprefix("adam_"): list(c) for name, c in adam_terms(adam, [7.0], [4.0], 3.0, 2).items()}
    assert list(terms) == NAMES_OF_TERMS
    direction = 4 / (math.sqrt(40 / 3) + 1)
    assert terms == {
        "before": [7],
        "grad": [4],
        "m_before": [2],
        "v_before": [4],
        "m": [3],
        "v": [10],
        "m_hat": [4],
        "v_hat": [pytest.approx(40 / 3)],
        "direction": [pytest.approx(direction)],
        "update": [pytest.approx(3 * direction)],
        "after": [pytest.approx(7 - 3 * direction)],
    }


@given(
    past=st.lists(st.tuples(numbers, numbers), max_size=4),
    grad=st.tuples(numbers, numbers),
    data=st.tuples(numbers, numbers),
    lr_t=st.floats(0, 1),
    beta1=st.floats(0, 0.999),
    beta2=st.floats(0, 0.999),
)
def test_the_terms_are_of_the_update_that_adam_does_next(
    past: list[tuple[float, float]],
    grad: tuple[float, float],
    data: tuple[float, float],
    lr_t: float,
    beta1: float,
    beta2: float,
) -> None:
    adam = Adam(2, beta1, beta2, 1e-8)
    for t, earlier in enumerate(past, start=1):
        adam.update([0.0, 0.0], earlier, 0.1, t)
    t, m, v = len(past) + 1, list(adam.m), list(adam.v)
    terms = adam_terms(adam, data, grad, lr_t, t)
    assert (adam.m, adam.v) == (m, v)  # it was only looked at
    moved = list(data)
    adam.update(moved, grad, lr_t, t)
    assert terms["adam_before"].tolist() == list(data)
    assert terms["adam_after"].tolist() == moved
    assert (terms["adam_m_before"].tolist(), terms["adam_v_before"].tolist()) == (m, v)
    assert (terms["adam_m"].tolist(), terms["adam_v"].tolist()) == (adam.m, adam.v)
    for direction, update, before, after in zip(
        *(terms[f"adam_{name}"] for name in ("direction", "update", "before", "after")), strict=True
    ):
        assert update == pytest.approx(direction * lr_t, rel=1e-12)
        assert after == before - update


def test_the_whole_of_a_trace_moves_as_its_matrices_do() -> None:
    """The shares of all parameters are the means of those of the matrices, weighted by their sizes."""
    run = small_run(init_std=0.5)
    for _ in zip(range(3), train(run)):
        pass
    header = trace(run, graph=False).header
    sizes = [matrix["rows"] * matrix["columns"] for matrix in header["matrices"]]
    for name, share in header["moved"]["moved"].items():
        parts = [matrix["moved"][name] * size for matrix, size in zip(header["matrices"], sizes, strict=True)]
        assert share == pytest.approx(sum(parts) / sum(sizes))
    squares = sum(matrix["grad_norm"] ** 2 for matrix in header["matrices"])
    assert header["moved"]["grad_norm"] == pytest.approx(math.sqrt(squares))
    assert all(0 < share < 1 for share in header["moved"]["moved"].values())  # else this would say little


def test_a_norm_is_the_length_of_a_vector() -> None:
    assert norm([3.0, -4.0]) == 5
    assert norm([]) == 0
    assert norm([2.0] * 9) == 6


# --- curves


@pytest.mark.parametrize("num_steps", [1, 2, 3, 100, MOST_POINTS, 1000, 12345, 10**7])
def test_the_curves_go_from_the_first_step_to_the_last_and_never_back(num_steps: int) -> None:
    made = curves(small_config(num_steps=num_steps))
    steps = made["steps"]
    assert (steps[0], steps[-1]) == (1, num_steps)
    assert steps == sorted(set(steps))
    assert all(step == int(step) for step in steps)
    assert len(steps) <= MOST_POINTS
    assert {len(column) for column in made.values()} == {len(steps)}


def test_a_short_training_has_every_step_on_its_curves_while_they_are_steep() -> None:
    assert curves(small_config(num_steps=100))["steps"] == list(range(1, 101))
    steps = curves(small_config(num_steps=1000))["steps"]
    assert steps[:20] == list(range(1, 21))
    assert steps[-1] - steps[-2] < 20


def test_the_curves_are_what_adam_divides_by_and_the_learning_rate_that_falls_in_a_line() -> None:
    """beta1 = 0.5: 1 / (1 - 0.5) = 2, then 4 / 3, 8 / 7, 16 / 15; beta2 = 0.75: 4, 16 / 7, 64 / 37, 256 / 175."""
    made = curves(small_config(num_steps=4, beta1=0.5, beta2=0.75, learning_rate=0.02))
    assert made["steps"] == [1, 2, 3, 4]
    assert made["beta1_factor"] == pytest.approx([2, 4 / 3, 8 / 7, 16 / 15], rel=1e-15)
    assert made["beta2_factor"] == pytest.approx([4, 16 / 7, 64 / 37, 256 / 175], rel=1e-15)
    assert made["learning_rate"] == pytest.approx([0.02, 0.015, 0.01, 0.005])


@pytest.mark.parametrize("done", [0, 3])
def test_the_factors_of_a_step_make_its_m_hat_and_v_hat(done: int) -> None:
    run = small_run(init_std=0.5)
    for _ in zip(range(done), train(run)):
        pass
    traced = trace(run, graph=False)
    at = traced.header["curves"]["steps"].index(done + 1)
    for moment, factors in (("m", "beta1_factor"), ("v", "beta2_factor")):
        hats = [x * traced.header["curves"][factors][at] for x in traced.columns[f"adam_{moment}"]]
        assert traced.columns[f"adam_{moment}_hat"].tolist() == pytest.approx(hats, rel=1e-12)
    assert traced.header["curves"]["learning_rate"][at] == traced.header["lr_t"]


def test_without_memory_nothing_is_corrected() -> None:
    made = curves(small_config(beta1=0, beta2=0))
    assert set(made["beta1_factor"] + made["beta2_factor"]) == {1}


def test_a_run_of_as_many_steps_as_there_may_be_is_traced_too() -> None:
    header = trace(small_run(num_steps=10**8), "emma", graph=False).header
    assert header["curves"]["steps"][:3] == [1, 2500, 10000]
    assert header["curves"]["steps"][-1] == 10**8
    assert header["curves"]["learning_rate"][-1] == pytest.approx(0.01 / 10**8)
