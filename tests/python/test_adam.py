"""Adam: a first step worked by hand, many steps against the formulas of the paper, and the learning rate."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microgpt.adam import Adam, learning_rate_at


def test_the_first_step_by_hand() -> None:
    """With g = 2: m = 0.15 * 2 = 0.3, v = 0.01 * 4 = 0.04; m_hat = 0.3 / 0.15 = 2, v_hat = 0.04 / 0.01 = 4.

    The parameter moves by lr * 2 / (sqrt(4) + 2) = 0.1 / 2 against the gradient: from 1 to 0.95.
    """
    adam, data = Adam(1, beta1=0.85, beta2=0.99, eps=2.0), [1.0]
    adam.update(data, [2.0], lr_t=0.1, t=1)
    assert adam.m == pytest.approx([0.3])
    assert adam.v == pytest.approx([0.04])
    assert data == pytest.approx([0.95])


def test_the_second_step_by_hand() -> None:
    """beta1 = beta2 = 0.5, g = 4 then 0: m = 2, 1 and v = 8, 4; m_hat = 1 / 0.75, v_hat = 4 / 0.75.

    The first step moves by lr = 3 (m_hat / sqrt(v_hat) = 4 / 4), the second by 3 * 1.33333 / sqrt(5.33333) = sqrt(3).
    """
    adam, data = Adam(1, beta1=0.5, beta2=0.5, eps=1e-300), [0.0]
    adam.update(data, [4.0], lr_t=3.0, t=1)
    assert (adam.m, adam.v, data) == ([2.0], [8.0], [-3.0])
    adam.update(data, [0.0], lr_t=3.0, t=2)
    assert (adam.m, adam.v) == ([1.0], [4.0])
    assert data == pytest.approx([-3 - math.sqrt(3)])


def test_a_first_step_moves_every_parameter_by_the_learning_rate_however_steep() -> None:
    adam, data = Adam(3, 0.85, 0.99, 1e-12), [0.0, 0.0, 0.0]
    adam.update(data, [1e-3, -5.0, 1e6], lr_t=0.01, t=1)
    assert data == pytest.approx([-0.01, 0.01, -0.01])


def test_a_parameter_without_gradient_stays() -> None:
    adam, data = Adam(2, 0.85, 0.99, 1e-8), [1.0, 2.0]
    adam.update(data, [0.0, 1.0], lr_t=0.01, t=1)
    assert data[0] == 1
    assert (adam.m[0], adam.v[0]) == (0, 0)
    assert data[1] < 2


def test_a_copy_has_the_memory_but_does_not_share_it() -> None:
    adam, data = Adam(2, 0.85, 0.99, 1e-8), [1.0, 2.0]
    adam.update(data, [0.5, -3.0], lr_t=0.01, t=1)
    other = adam.copy()
    assert (other.beta1, other.beta2, other.eps) == (0.85, 0.99, 1e-8)
    m, v = list(adam.m), list(adam.v)
    assert (other.m, other.v) == (m, v)
    one, two = list(data), list(data)
    other.update(two, [1.0, 1.0], lr_t=0.01, t=2)
    assert (adam.m, adam.v) == (m, v)
    adam.update(one, [1.0, 1.0], lr_t=0.01, t=2)
    assert (one, adam.m, adam.v) == (two, other.m, other.v)


def test_moments_begin_at_zero() -> None:
    adam = Adam(2, 0.85, 0.99, 1e-8)
    assert (adam.m, adam.v) == ([0, 0], [0, 0])


@given(
    gradients=st.lists(st.tuples(*[st.floats(-1e3, 1e3)] * 3), min_size=1, max_size=12),
    beta1=st.floats(0, 0.999),
    beta2=st.floats(0, 0.999),
)
def test_many_steps_equal_the_formulas_of_the_paper(
    gradients: list[tuple[float, ...]], beta1: float, beta2: float
) -> None:
    """Algorithm 1 with the moments written out as sums over all gradients so far, instead of running averages."""
    lr, eps = 0.1, 1e-3
    adam, data = Adam(3, beta1, beta2, eps), [0.5, -0.5, 0.0]
    expected = list(data)
    for t in range(1, len(gradients) + 1):
        adam.update(data, list(gradients[t - 1]), lr, t)
        for i in range(3):
            so_far = [g[i] for g in gradients[:t]]
            m = (1 - beta1) * math.fsum(beta1 ** (t - 1 - s) * g for s, g in enumerate(so_far))
            v = (1 - beta2) * math.fsum(beta2 ** (t - 1 - s) * g * g for s, g in enumerate(so_far))
            expected[i] -= lr * (m / (1 - beta1**t)) / (math.sqrt(v / (1 - beta2**t)) + eps)
            assert adam.m[i] == pytest.approx(m, rel=1e-9, abs=1e-12)
            assert adam.v[i] == pytest.approx(v, rel=1e-9, abs=1e-12)
    assert data == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_the_learning_rate_falls_in_a_line_from_the_whole_to_one_step_above_zero() -> None:
    assert [learning_rate_at(step, 4, 0.01) for step in range(5)] == [0.01, 0.0075, 0.005, 0.0025, 0]


def test_the_learning_rate_holds_for_any_number_of_steps() -> None:
    assert learning_rate_at(0, 1, 0.5) == 0.5
    assert learning_rate_at(5, 10**400, 0.5) == 0.5
