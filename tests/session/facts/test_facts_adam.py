"""What the article says of Adam, against Adam's lines done here for every parameter."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from session import Session
from session.facts.writing import MINUS

from microgpt.adam import Adam
from microgpt.model import flatten
from microgpt.observe.heads import tokens_of
from microgpt.ops import scalar
from microgpt.run import Run
from microgpt.train import gradients

DOCS = ["bill", "a", "alexandriannamarias"]


def trained(num_steps: int, steps: int) -> Session:
    session = Session()
    session.start("r", settings={"num_steps": num_steps})
    session.train("r", steps)
    while session.slice("r", 1e9)["more"]:
        pass
    return session


@pytest.fixture(scope="module")
def session() -> Session:
    return trained(40, 20)


class Stepped:
    """A step of a run on a document, by the scalar autograd."""

    def __init__(self, run: Run, doc: str) -> None:
        config, adam = run.config, run.optimizer
        params = {name: scalar.parameters(rows) for name, rows in run.params().items()}
        gradients(scalar, config, params, tokens_of(run, doc))
        self.t = run.step + 1
        self.rate = config.learning_rate * (1 - run.step / config.num_steps)
        self.grad = flatten([scalar.grad(matrix) for matrix in params.values()])
        self.before = flatten(run.params().values())
        self.m = [0.85 * m + 0.15 * g for m, g in zip(adam.m, self.grad)]
        self.v = [0.99 * v + 0.01 * g * g for v, g in zip(adam.v, self.grad)]
        self.m_hat = [m / (1 - 0.85**self.t) for m in self.m]
        self.root = [(v / (1 - 0.99**self.t)) ** 0.5 for v in self.v]
        self.update = [self.rate * m / (root + 1e-8) for m, root in zip(self.m_hat, self.root)]
        first = [*params].index("lm_head")
        before = [len(matrix) * len(matrix[0]) for matrix in params.values()]
        self.first = sum(before[:first])
        self.head = range(self.first, self.first + before[first])

    def name(self, i: int) -> str:
        return f"lm_head[{(i - self.first) // 16}][{(i - self.first) % 16}]"


@pytest.fixture(scope="module", params=DOCS)
def stepped(request: pytest.FixtureRequest, session: Session) -> tuple[dict[str, str], Stepped]:
    """What is said of a document, and the step itself."""
    session.trace("r", "t", doc=request.param, graph=False)
    return session.facts("t"), Stepped(session._runs.get("r").run, request.param)


def numbers(text: str) -> list[float]:
    """Those with a point, in order."""
    return [float(x) for x in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text.replace(MINUS, "-"))]


def near(x: float) -> object:
    return pytest.approx(x, rel=5e-3)


def test_the_parameter_that_moves_farthest_is_told_with_adams_numbers(stepped: tuple[dict[str, str], Stepped]) -> None:
    facts, step = stepped
    i = max(step.head, key=lambda each: abs(step.update[each]))
    assert facts["adam-param"] == step.name(i)
    told = [facts[f"adam-{name}"] for name in ("m", "root", "quotient", "update", "before", "after")]
    quotient = step.m_hat[i] / step.root[i]
    after = step.before[i] - step.update[i]
    expected = [step.m_hat[i], step.root[i], quotient, step.update[i], step.before[i], after]
    assert [numbers(each)[0] for each in told] == list(map(near, expected))
    assert (facts["adam-step"], facts["adam-rate"]) == ("21", "0.005")
    factors = [float(facts[f"adam-factor-{name}"]) for name in "mv"]
    assert factors == [near(1 / (1 - 0.85**21)), near(1 / (1 - 0.99**21))]


def test_the_parameters_are_counted_by_the_way_they_move(stepped: tuple[dict[str, str], Stepped]) -> None:
    facts, step = stepped

    def way(g: float, u: float) -> str:
        return "unmoved" if u == 0 else "adrift" if g == 0 else "with" if g * u > 0 else "against"

    count = Counter(map(way, step.grad, step.update))
    expected = [100 * count[each] / len(step.grad) for each in ("with", "against", "adrift", "unmoved") if count[each]]
    shares = [int(x) for x in re.findall(r"(\d+)\N{NO-BREAK SPACE}%", facts["adam-shares"])]
    assert len(expected) == 4
    assert shares == [pytest.approx(each, abs=0.5001) for each in expected]


def test_a_parameter_that_moves_against_its_gradient_does_so(stepped: tuple[dict[str, str], Stepped]) -> None:
    facts, step = stepped
    told = facts["adam-contrary"]
    i = max((i for i in step.head if step.grad[i] * step.update[i] < 0), key=lambda each: abs(step.update[each]))
    assert f"The gradient of {step.name(i)} is " in told
    assert numbers(told) == [near(step.grad[i]), near(step.m[i]), near(abs(step.update[i]))]
    wanted, moved = ("down", "up") if step.update[i] < 0 else ("up", "down")
    assert f"would have it go {wanted}; but" in told
    assert f"it goes {moved} by" in told


def test_in_the_first_step_none_moves_against_its_gradient_and_in_one_too_many_none_at_all() -> None:
    session = trained(10, 1)
    session.trace("r", "first", doc="bill", after=0, graph=False)
    facts = session.facts("first")
    assert "no parameter moves against the document" in facts["adam-contrary"]
    assert "against" not in facts["adam-shares"]
    assert "adrift" not in facts["adam-shares"]
    assert facts["adam-quotient"].removeprefix(MINUS) == "1.00"
    session.train("r", 9)
    while session.slice("r", 1e9)["more"]:
        pass
    session.trace("r", "over", doc="bill", graph=False)
    assert session.facts("over")["adam-shares"] == "In this step none moves, for the learning rate is 0."


def test_the_learning_rate_is_told_to_fall_as_it_did() -> None:
    session = trained(10, 10)
    session.trace("r", "one", doc="bill", after=9, graph=False)
    assert session.facts("one")["adam-schedule"] == "The learning rate falls evenly from 0.01 to 0 over the 10 steps"
    session.train("r", 5, 20)
    while session.slice("r", 1e9)["more"]:
        pass
    session.trace("r", "two", doc="bill", graph=False)
    assert session.facts("two")["adam-schedule"].endswith("the end was moved, and it falls to 0 at 20 steps now")
    assert session.facts("two")["adam-rate"] == "0.0025"  # a quarter of the way is left


def test_without_bias_correction_the_first_step_would_be_one_and_a_half_times_as_long_the_tenth_2_6_times() -> None:
    """For gradients that are all alike, as the article says."""
    adam, ratios = Adam(1, 0.85, 0.99, 1e-8), []
    for t in range(1, 11):
        data = [0.0]
        adam.update(data, [0.3], 1.0, t)
        ratios.append(adam.m[0] / adam.v[0] ** 0.5 / -data[0])
    assert data == [pytest.approx(-1)]
    assert (ratios[0], ratios[9]) == (pytest.approx(1.5), pytest.approx(2.6, abs=0.05))
