"""Other numbers for a parameter, quickly: the very losses of an experiment, foretold by the very gradient."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small import assert_sentence, small_run, state

from microgpt.config import ConfigError
from microgpt.observe.experiment import Edit, gradient_check, param_index, trace_edited
from microgpt.observe.grab import Grip
from microgpt.observe.heads import tokens_of
from microgpt.observe.trace import trace
from microgpt.presets import PRESETS
from microgpt.run import Run

LIVELY = {"init_std": 0.5, "zero_init_outputs": False}
PLACES = (("wte", 5, 1), ("wpe", 1, 3), ("layer0.attn_wk", 2, 0), ("layer0.mlp_fc1", 9, 1))


def grip(run: Run, doc: str = "emma", position: int | None = None) -> Grip:
    grads = trace(run, doc, position, graph=False).columns["adam_grad"]
    return Grip(run, tokens_of(run, doc), grads, position)


def close(number: float) -> Any:
    return pytest.approx(number, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("position", [None, 2])
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("place", PLACES)
def test_each_number_does_to_the_loss_what_an_experiment_with_it_does(
    preset: str, place: tuple[str, int, int], position: int | None
) -> None:
    run = small_run(preset, **LIVELY)
    before = state(run)
    values = [-1.5, 0.0, 0.25]
    header, columns = grip(run, position=position).asked(*place, values)
    for i, value in enumerate(values):
        made = trace_edited(run, [Edit(*place, value)], "emma", position, graph=False).header
        assert header["loss_before"] == close(made["experiment"]["loss_before"])
        assert header["value"] == made["experiment"]["edits"][0]["before"]
        assert columns["loss"][i] == close(made["loss"])
        assert columns["change"][i] == close(made["experiment"]["change"])
        n = len(made["losses"])
        assert columns["losses"][i * n : (i + 1) * n].tolist() == close(made["losses"])
    assert state(run) == before


@pytest.mark.parametrize("position", [None, 2])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_foretold_is_gradient_times_distance(place: tuple[str, int, int], position: int | None) -> None:
    run = small_run(**LIVELY)
    header, columns = grip(run, position=position).asked(*place, [-0.5, 0.5])
    grads = trace(run, "emma", position, graph=False).columns["adam_grad"]
    assert header["slope"] == grads[param_index(run, *place)]
    assert header["is_measured"] is False
    for i, value in enumerate([-0.5, 0.5]):
        made = trace_edited(run, [Edit(*place, value)], "emma", position, graph=False).header["experiment"]
        assert columns["foretold"][i] == made["predicted"]
        assert columns["predicted"][i] == header["loss_before"] + columns["foretold"][i]
        assert columns["apart"][i] == columns["loss"][i] - columns["predicted"][i]


def test_where_gradients_count_twice_the_slope_is_measured() -> None:
    """The .grad of the first revision is no slope there: several backward passes have left it."""
    run = small_run("first", **LIVELY)
    for place in PLACES:
        header, columns = grip(run).asked(*place, [0.5])
        slope = gradient_check(run, tokens_of(run, "emma"), *place, 1e-5)["slope"]
        assert header["is_measured"] is True
        assert header["slope"] == pytest.approx(slope, rel=1e-6, abs=1e-9)
        assert columns["foretold"][0] == header["slope"] * (0.5 - header["value"])


def test_of_one_backward_pass_the_gradient_is_the_slope_in_the_first_revision_too() -> None:
    run = small_run("first", **LIVELY)
    header, _ = grip(run, position=1).asked("wpe", 0, 3, [0.5])
    slope = gradient_check(run, tokens_of(run, "emma"), "wpe", 0, 3, 1e-5, 1)["slope"]
    assert header["is_measured"] is False
    assert header["slope"] == pytest.approx(slope, rel=1e-5)


def test_the_probabilities_are_those_of_the_last_number() -> None:
    run = small_run(**LIVELY)
    _, columns = grip(run).asked("wte", 5, 1, [3.0, -1.0])
    traced = trace_edited(run, [Edit("wte", 5, 1, -1.0)], "emma", graph=False)
    expected = [p for probs in probs_of(traced) for p in probs]
    assert columns["probs"].tolist() == close(expected)


@pytest.mark.parametrize("position", [None, 1])
def test_the_prediction_that_changes_most_is_told_with_the_tokens_that_do(position: int | None) -> None:
    run = small_run(**LIVELY)
    header, _ = grip(run, position=position).asked("wte", 5, 1, [2.0])
    before = probs_of(trace(run, "emma", position, graph=False))
    after = probs_of(trace_edited(run, [Edit("wte", 5, 1, 2.0)], "emma", position, graph=False))
    changes = [[abs(a - b) for a, b in zip(*rows)] for rows in zip(after, before)]
    most = max(range(len(changes)), key=lambda each: sum(changes[each])) if position is None else position
    assert header["most"]["position"] == most
    told = header["most"]["tokens"]
    assert [each["token"] for each in told] == sorted(range(len(changes[most])), key=lambda i: -changes[most][i])[:4]
    for each in told:
        assert each["before"] == close(before[most][each["token"]])
        assert each["after"] == close(after[most][each["token"]])


def test_a_loss_that_is_no_longer_finite_is_not_a_number_and_others_are_what_they_are() -> None:
    run = small_run(**LIVELY)
    header, columns = grip(run).asked("lm_head", 5, 1, [0.5, 1e5])
    assert math.isfinite(columns["loss"][0])
    assert math.isnan(columns["loss"][1])
    assert math.isnan(columns["probs"][0])
    assert header["most"] is None


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (("attn_wq", 0, 0, [1.0]), ("attn_wq", "there are", "wte")),
        (("wte", 99, 0, [1.0]), ("row of wte", "from 0 to", "99")),
        (("wte", 0, 0, []), ("values of wte[0][0]", "at least one", "[]")),
        (("wte", 0, 0, [1.0, math.inf]), ("values of wte[0][0]", "finite", "inf")),
        (("wte", 0, 0, ["much"]), ("values of wte[0][0]", "finite", "much")),
    ],
)
def test_what_cannot_be_tried_gets_a_sentence(asked: Any, parts: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as caught:
        grip(small_run()).asked(*asked)
    assert_sentence(str(caught.value), *parts)


def probs_of(traced: Any) -> list[list[float]]:
    values = traced.columns["stage_values"]
    stages = [stage for stage in traced.header["stages"] if stage["name"] == "probs"]
    return [values[stage["first"] : stage["first"] + stage["size"]].tolist() for stage in stages]
