"""Graphs are taken apart when a pass is over: to free one whole is a recursion as deep as its longest sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from small import NAMES, small_config, small_run

from microgpt.divergence import TrainingDiverged
from microgpt.observe.pace import paces
from microgpt.observe.trace import trace
from microgpt.ops import scalar, vector
from microgpt.presets import PRESETS
from microgpt.run import AUTOGRADS, Run, start
from microgpt.train import train
from microgpt.value import Value, take_apart


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every vector of probabilities that an autograd makes, as long as the test runs."""
    kept: list[Any] = []

    def watch(ops: Any) -> None:
        softmax: Callable[[Any], Any] = ops.softmax

        def watched(logits: Any) -> Any:
            kept.append(softmax(logits))
            return kept[-1]

        monkeypatch.setattr(ops, "softmax", watched)

    watch(scalar)
    watch(vector)
    return kept


def operands(made: list[Any]) -> list[Any]:
    """What these vectors were made from, as far as they know."""
    values = [value for each in made if isinstance(each, list) for value in each]
    vectors = [each for each in made if not isinstance(each, list)]
    return [x for value in values for x in value._children] + [x for each in vectors for x in each.operands]


def test_all_that_a_number_was_made_from_is_parted() -> None:
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = (c + a).relu()
    take_apart([d])
    assert [node._children for node in (a, b, c, d)] == [(), (), (), ()]
    assert (d.data, c.data) == (8.0, 6.0)


@pytest.mark.parametrize("autograd", AUTOGRADS)
def test_a_training_step_takes_its_graph_apart(made: list[Any], autograd: str) -> None:
    next(train(start(small_config(), NAMES, AUTOGRADS[autograd])))
    assert made
    assert operands(made) == []


@pytest.mark.parametrize("preset_name", PRESETS)
@pytest.mark.parametrize("position", [None, 1])
@pytest.mark.parametrize("graph", [True, False])
def test_a_trace_takes_its_graph_apart(made: list[Any], preset_name: str, position: int | None, graph: bool) -> None:
    trace(small_run(preset_name), "emma", position, graph)
    assert made
    assert operands(made) == []


def test_a_timed_step_takes_its_graph_apart(made: list[Any]) -> None:
    paces(small_run(), "emma", 1)
    assert operands([each for each in made if isinstance(each, list)]) == []


def diverging() -> Run:
    """A run whose first prediction gets the probability 0."""
    run = small_run(n_embd=2, n_head=1)
    for row in run.state_dict["lm_head"]:
        for p in row:
            p.data = 1e200 * p.data
    return run


def test_a_step_that_diverges_takes_its_graph_apart(made: list[Any]) -> None:
    with pytest.raises(TrainingDiverged):
        next(train(diverging()))
    assert made
    assert operands(made) == []
