"""Value: every operation's gradient, the order of the backward pass, and graphs deeper than Python's stack."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import recursive_backward, recursive_order

from microgpt.value import Value, take_apart, topological_order

Function = Callable[[Value, Value], Value]

EVERYWHERE: dict[str, Function] = {  # smooth for every a, and every b away from 0
    "a + b": lambda a, b: a + b,
    "a + 2.5": lambda a, b: a + 2.5,
    "2.5 + a": lambda a, b: 2.5 + a,
    "a - b": lambda a, b: a - b,
    "a - 2.5": lambda a, b: a - 2.5,
    "2.5 - a": lambda a, b: 2.5 - a,
    "-a": lambda a, b: -a,
    "a * b": lambda a, b: a * b,
    "a * 2.5": lambda a, b: a * 2.5,
    "2.5 * a": lambda a, b: 2.5 * a,
    "a / b": lambda a, b: a / b,
    "a / 2.5": lambda a, b: a / 2.5,
    "2.5 / b": lambda a, b: 2.5 / b,
    "a ** 2": lambda a, b: a**2,
    "a ** 3": lambda a, b: a**3,
    "b ** -1": lambda a, b: b**-1,
    "b ** -2": lambda a, b: b**-2,
    "exp(a)": lambda a, b: a.exp(),
    "relu(b)": lambda a, b: b.relu(),
    "relu(b) ** 2": lambda a, b: b.relu() ** 2,
    "a * a + a * b": lambda a, b: a * a + a * b,
    "1 / (1 + exp(-a * b))": lambda a, b: 1 / (1 + (-a * b).exp()),
}
POSITIVE: dict[str, Function] = {  # smooth for positive a and b
    "log(a)": lambda a, b: a.log(),
    "a ** 0.5": lambda a, b: a**0.5,
    "a ** -0.5": lambda a, b: a**-0.5,
    "-log(a / (a + b))": lambda a, b: -(a / (a + b)).log(),
    "a * (a * a / 2 + 1e-5) ** -0.5": lambda a, b: a * (a * a / 2 + 1e-5) ** -0.5,
}

some_number = st.floats(-3, 3)
positive_number = st.floats(0.2, 4)
away_from_zero = st.builds(math.copysign, positive_number, st.sampled_from([-1.0, 1.0]))


def slope(f: Callable[[float], float], x: float, h: float = 1e-5) -> float:
    """The derivative of f at x by a central finite difference."""
    return (f(x + h) - f(x - h)) / (2 * h)


def assert_gradients_are_slopes(f: Function, a: float, b: float) -> None:
    x, y = Value(a), Value(b)
    f(x, y).backward()
    assert x.grad == pytest.approx(slope(lambda a: f(Value(a), Value(b)).data, a), rel=1e-5, abs=1e-6)
    assert y.grad == pytest.approx(slope(lambda b: f(Value(a), Value(b)).data, b), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("formula", EVERYWHERE)
@given(a=some_number, b=away_from_zero)
def test_the_gradient_is_the_slope(formula: str, a: float, b: float) -> None:
    assert_gradients_are_slopes(EVERYWHERE[formula], a, b)


@pytest.mark.parametrize("formula", POSITIVE)
@given(a=positive_number, b=positive_number)
def test_the_gradient_is_the_slope_where_numbers_must_be_positive(formula: str, a: float, b: float) -> None:
    assert_gradients_are_slopes(POSITIVE[formula], a, b)


@given(a=some_number, b=away_from_zero)
def test_arithmetic_equals_that_of_floats(a: float, b: float) -> None:
    """Division is the exception: a / b is a * b ** -1, as in the published program."""
    x, y = Value(a), Value(b)
    assert (x + y).data == a + b == (a + y).data == (x + b).data
    assert (x - y).data == a - b == (a - y).data == (x - b).data
    assert (x * y).data == a * b == (a * y).data == (x * b).data
    assert (x / y).data == a * b**-1 == (a / y).data == (x / b).data
    assert (-x).data == -a
    assert (x**3).data == a**3
    assert x.exp().data == math.exp(a)
    assert (y * y).log().data == math.log(b * b)
    assert x.relu().data == max(0, a)


def test_a_worked_example_by_hand() -> None:
    """f = relu(a * b + c) with a = 2, b = -3, c = 10 is relu(4) = 4; df/da = b = -3, df/db = a = 2, df/dc = 1."""
    a, b, c = Value(2.0), Value(-3.0), Value(10.0)
    f = (a * b + c).relu()
    f.backward()
    assert f.data == 4
    assert [f.grad, a.grad, b.grad, c.grad] == [1, -3, 2, 1]


def test_cross_entropy_by_hand() -> None:
    """Two logits of 0 give probabilities 1/2: the loss is log 2, its gradient p - 1 = -1/2 and p = 1/2."""
    x, y = Value(0.0), Value(0.0)
    exps = [x.exp(), y.exp()]
    loss = -(exps[0] / (exps[0] + exps[1])).log()
    loss.backward()
    assert loss.data == math.log(2)
    assert [x.grad, y.grad] == [-0.5, 0.5]


def test_a_node_says_how_it_was_made() -> None:
    a, b = Value(2.0), Value(5.0)
    made = [a + b, a * b, a**3, a.exp(), a.log(), a.relu()]
    assert [node._op for node in made] == ["+", "*", "**3", "exp", "log", "relu"]
    assert [node._children for node in made] == [(a, b), (a, b), (a,), (a,), (a,), (a,)]
    assert [node._local_grads for node in made] == [(1, 1), (5, 2), (12,), (math.exp(2),), (0.5,), (1,)]
    assert (a._op, a._children, a._local_grads) == ("", (), ())
    assert repr(a * b) == "Value(data=10.0, grad=0.0)"


def test_relu_is_flat_at_zero_and_below() -> None:
    for x in (0.0, -0.0, -1.0):
        node = Value(x)
        node.relu().backward()
        assert node.grad == 0


def test_a_node_used_twice_gets_the_gradient_of_both_uses() -> None:
    """d(a * a + a)/da = 2 a + 1 = 7 at a = 3."""
    a = Value(3.0)
    (a * a + a).backward()
    assert a.grad == 7


def test_a_node_is_passed_once_however_many_ways_lead_to_it() -> None:
    """Forty doublings of a sum with itself make 2 ** 40 ways, and 41 nodes."""
    a = Value(1.0)
    node = a
    for _ in range(40):
        node = node + node
    node.backward()
    assert a.grad == 2.0**40
    assert len(topological_order(node)) == 41


def test_gradients_add_up_over_backward_passes() -> None:
    """d(a * b)/da = b = 5 and d(a * a)/da = 2 a = 4, together 9."""
    a, b = Value(2.0), Value(5.0)
    (a * b).backward()
    (a * a).backward()
    assert [a.grad, b.grad] == [9, 2]


def test_each_pass_begins_with_one_at_its_root() -> None:
    """Twice backward from a * b gives twice b, not b and then 2 b."""
    a, b = Value(2.0), Value(5.0)
    root = a * b
    root.backward()
    root.backward()
    assert [root.grad, a.grad] == [1, 10]


def test_a_second_pass_through_shared_nodes_counts_what_the_first_left_there() -> None:
    """shared = 2 a gets 3 from the first root, then 3 + 5 goes on to a in the second: 2 * 3 + 2 * 8."""
    a = Value(1.0)
    shared = a * 2
    (shared * 3).backward()
    (shared * 5).backward()
    assert shared.grad == 8
    assert a.grad == 22


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Value], list[Value]]:
    """The same random graph twice: nodes made of one or two earlier ones, with many shared."""
    recipe = draw(st.lists(st.tuples(st.sampled_from("+*r"), st.integers(0), st.integers(0)), min_size=1, max_size=40))
    leaves = draw(st.lists(st.floats(-2, 2), min_size=1, max_size=4))

    def built() -> list[Value]:
        nodes = [Value(x) for x in leaves]
        for op, i, j in recipe:
            a, b = nodes[i % len(nodes)], nodes[-1 - j % len(nodes)]
            nodes.append(a + b if op == "+" else a * b if op == "*" else (a * 0.5).relu())
        return nodes

    return built(), built()


@given(graphs())
def test_the_order_is_that_of_the_recursive_sort(two: tuple[list[Value], list[Value]]) -> None:
    root = two[0][-1]
    ours, reference = topological_order(root), recursive_order(root)
    assert len(ours) == len(reference)
    assert all(node is same for node, same in zip(ours, reference))


@given(graphs())
def test_gradients_equal_those_of_the_recursive_pass_to_the_last_bit(two: tuple[list[Value], list[Value]]) -> None:
    ours, reference = two
    ours[-1].backward()
    recursive_backward(reference[-1])
    assert [repr(node.grad) for node in ours] == [repr(node.grad) for node in reference]


def test_a_chain_far_deeper_than_the_stack_goes_backward() -> None:
    x = Value(1.0)
    node = x
    for _ in range(20_000):
        node = node + x
    node.backward()
    assert x.grad == 20_001
    assert len(topological_order(node)) == 20_001
    take_apart([node])  # freed whole, it would end the Python of a browser
