"""Experiments: an edited run is another one, the gradient foretells small changes, and a check measures it."""

from __future__ import annotations

from typing import Any

import pytest
from small import assert_sentence, small_run, state

from microgpt import scalar, vector
from microgpt.config import ConfigError
from microgpt.experiment import Edit, edited, gradient_check, param_index, trace_edited
from microgpt.heads import tokens_of
from microgpt.model import flatten
from microgpt.trace import trace
from microgpt.train import train

LIVELY = {"init_std": 0.5, "zero_init_outputs": False}


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_an_edit_and_its_undoing_leave_every_number_as_it_was(autograd: Any) -> None:
    run, other = small_run(**LIVELY), small_run(**LIVELY)
    run.use(autograd)
    other.use(autograd)
    before = state(run)
    changed = edited(run, [Edit("wte", 1, 2, 5.0), Edit("layer0.attn_wq", 0, 0, -1.0)])
    trace_edited(run, [Edit("wpe", 0, 0, 3.0)], "emma")
    for _ in train(changed):
        pass
    assert state(run) == before
    for _ in zip(range(4), train(run)):
        pass
    for _ in zip(range(4), train(other)):
        pass
    assert state(run) == state(other)


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_an_edited_run_differs_in_the_edited_places_only(autograd: Any) -> None:
    run = small_run()
    run.use(autograd)
    changed = edited(run, [Edit("wte", 1, 2, 5.0), Edit("wte", 1, 2, 6.0)])
    flat, other = flatten(run.params().values()), flatten(changed.params().values())
    differing = [i for i, (a, b) in enumerate(zip(flat, other)) if a != b]
    assert differing == [param_index(run, "wte", 1, 2)]
    assert other[differing[0]] == 6.0
    assert state(edited(run, [])) == state(run)


def test_the_index_of_a_parameter_is_its_place_in_flat_order() -> None:
    run = small_run()
    flat = iter(range(run.num_params))
    for name, rows in run.params().items():
        for row, numbers in enumerate(rows):
            for column in range(len(numbers)):
                assert param_index(run, name, row, column) == next(flat)


def test_the_gradient_foretells_a_change_the_better_the_smaller_it_is() -> None:
    """What it misses falls with the square of the distance."""
    run = small_run(**LIVELY)
    missed = []
    for distance in (1e-2, 1e-3, 1e-4):
        value = run.params()["layer0.attn_wv"][1][1]
        traced = trace_edited(run, [Edit("layer0.attn_wv", 1, 1, value + distance)], "emma", graph=False)
        experiment = traced.header["experiment"]
        assert experiment["edits"] == [
            {"matrix": "layer0.attn_wv", "row": 1, "column": 1, "before": value, "after": value + distance}
        ]
        assert experiment["change"] == experiment["loss_after"] - experiment["loss_before"]
        missed.append(abs(experiment["change"] - experiment["predicted"]))
    assert missed[0] > 0
    assert missed[1] < missed[0] / 50
    assert missed[2] < missed[1] / 50


def test_several_edits_are_foretold_together() -> None:
    run = small_run(**LIVELY)
    grads = trace(run, "emma", graph=False).columns["adam_grad"]
    params = run.params()
    edits = [Edit("wte", 5, 0, params["wte"][5][0] + 1e-5), Edit("lm_head", 2, 1, params["lm_head"][2][1] - 2e-5)]
    experiment = trace_edited(run, edits, "emma", graph=False).header["experiment"]
    expected = 1e-5 * grads[param_index(run, "wte", 5, 0)] - 2e-5 * grads[param_index(run, "lm_head", 2, 1)]
    assert experiment["predicted"] == pytest.approx(expected, rel=1e-6)
    assert experiment["change"] == pytest.approx(expected, rel=1e-2)


@pytest.mark.parametrize("position", [None, 1])
def test_the_changes_are_the_difference_of_two_traces(position: int | None) -> None:
    run = small_run(**LIVELY)
    edits = [Edit("wpe", 1, 0, 2.0)]
    one, other = trace(run, "emma", position), trace(edited(run, edits), "emma", position)
    traced = trace_edited(run, edits, "emma", position)
    assert traced.columns["stage_unedited"] == one.columns["stage_values"]
    assert traced.columns["stage_values"] == other.columns["stage_values"]
    for change, after, before in zip(
        traced.columns["stage_changes"], other.columns["stage_values"], one.columns["stage_values"], strict=True
    ):
        assert change == after - before
    assert traced.header["experiment"]["loss_before"] == one.header["loss"]
    assert traced.header["experiment"]["loss_after"] == other.header["loss"]


@pytest.mark.parametrize("position", [None, 2])
def test_a_check_measures_the_gradient(position: int | None) -> None:
    run = small_run(**LIVELY)
    grads = trace(run, "emma", position, graph=False).columns["adam_grad"]
    for matrix, row, column in (("wte", 4, 1), ("wpe", 0, 3), ("layer0.attn_wk", 2, 0), ("layer0.mlp_fc1", 9, 1)):
        found = gradient_check(run, tokens_of(run, "emma"), matrix, row, column, 1e-5, position)
        assert found["slope"] == pytest.approx(grads[param_index(run, matrix, row, column)], rel=1e-5, abs=1e-9)
        assert found["value"] == run.params()[matrix][row][column]
        assert found["slope"] == (found["loss_up"] - found["loss_down"]) / 2e-5


def test_where_gradients_count_twice_a_check_shows_it() -> None:
    """The first revision goes backward at each position; what that leaves in the KV cache counts again."""
    run = small_run("first", **LIVELY)
    grads = trace(run, "emma", graph=False).columns["adam_grad"]
    found = gradient_check(run, tokens_of(run, "emma"), "layer0.attn_wv", 1, 1, 1e-5)
    assert found["slope"] != pytest.approx(grads[param_index(run, "layer0.attn_wv", 1, 1)], rel=1e-2)


@pytest.mark.parametrize(
    ("edit", "parts"),
    [
        (Edit("attn_wq", 0, 0, 1.0), ("attn_wq", "there are", "wte")),
        (Edit("wte", 99, 0, 1.0), ("row of wte", "from 0 to", "99")),
        (Edit("wte", 0, 4, 1.0), ("column of wte", "from 0 to 3", "4")),
        (Edit("wte", 0, -1, 1.0), ("column", "-1")),
        (Edit("wte", 0, True, 1.0), ("column", "True")),
        (Edit("wte", 0, 0, float("nan")), ("wte[0][0]", "finite", "nan")),
        (Edit("wte", 0, 0, "much"), ("wte[0][0]", "finite", "much")),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_edited_gets_a_sentence(edit: Edit, parts: tuple[str, ...]) -> None:
    run = small_run()
    before = state(run)
    with pytest.raises(ConfigError) as caught:
        edited(run, [edit])
    assert_sentence(str(caught.value), *parts)
    assert state(run) == before


@pytest.mark.parametrize("epsilon", [0, -1e-4, float("nan"), "small"])
def test_an_epsilon_that_is_none_gets_a_sentence(epsilon: Any) -> None:
    run = small_run()
    with pytest.raises(ConfigError) as caught:
        gradient_check(run, tokens_of(run, "emma"), "wte", 0, 0, epsilon)
    assert_sentence(str(caught.value), "epsilon", "above 0")
