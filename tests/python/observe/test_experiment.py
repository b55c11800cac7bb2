"""Experiments: an edited run is another one, the gradient foretells small changes, and a check measures it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small import assert_sentence, small_run, state

from microgpt.config import ConfigError
from microgpt.divergence import TrainingDiverged
from microgpt.model import flatten
from microgpt.observe.experiment import Edit, edited, gradient_check, loss_on, param_index, trace_edited
from microgpt.observe.heads import tokens_of
from microgpt.observe.trace import trace
from microgpt.ops import scalar, vector
from microgpt.presets import PRESETS
from microgpt.run import AUTOGRADS, autograds_for
from microgpt.sample import samples
from microgpt.train import gradients, train

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


def test_where_gradients_count_twice_the_measured_slope_foretells() -> None:
    run = small_run("first", **LIVELY)
    value = run.params()["layer0.attn_wv"][1][1]
    edit = Edit("layer0.attn_wv", 1, 1, value + 1e-3)
    experiment = trace_edited(run, [edit], "emma", graph=False).header["experiment"]
    assert experiment["is_measured"] is True
    assert experiment["predicted"] == pytest.approx(experiment["change"], rel=1e-2)
    one = trace_edited(run, [edit], "emma", 1, graph=False).header["experiment"]
    assert one["is_measured"] is False
    assert one["predicted"] == pytest.approx(one["change"], rel=1e-2)


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


@pytest.mark.parametrize("epsilon", [1e5, 1e200, 1.7e308])
def test_an_epsilon_that_breaks_the_loss_gets_a_sentence(epsilon: float) -> None:
    run = small_run(**LIVELY)
    before = state(run)
    with pytest.raises(ConfigError) as caught:
        gradient_check(run, tokens_of(run, "emma"), "lm_head", 0, 0, epsilon)
    assert_sentence(str(caught.value), "epsilon", "finite number", repr(epsilon))
    assert state(run) == before


@pytest.mark.parametrize("autograd", [scalar, vector])
def test_an_edit_that_breaks_the_loss_says_so_and_leaves_the_run_as_it_was(autograd: Any) -> None:
    run = small_run(**LIVELY)
    run.use(autograd)
    before = state(run)
    with pytest.raises(TrainingDiverged) as caught:
        trace_edited(run, [Edit("lm_head", 0, 0, 1e308)], "emma")
    assert_sentence(str(caught.value), "step 1", "no longer a finite number")
    assert state(run) == before


# --- what an edited run and the run it was made from have in common


@pytest.mark.parametrize("autograd", [scalar, vector])
@pytest.mark.parametrize("edits", [[], [Edit("wte", 1, 2, 5.0)]])
def test_an_edited_run_shares_nothing_that_changes(autograd: Any, edits: list[Edit]) -> None:
    run = small_run(**LIVELY)
    run.use(autograd)
    next(train(run))
    before = state(run)
    changed = edited(run, edits)
    for name, rows in changed.params().items():
        changed.ops.assign(changed.state_dict[name], [[9.0] * len(row) for row in rows])
        changed.params()[name][0][0] = 8.0
    changed.optimizer.m[0] = changed.optimizer.v[0] = 7.0
    changed.rng.random()
    changed.step += 1
    changed.state_dict.clear()
    assert state(run) == before


edits_of_small_runs = st.lists(
    st.builds(
        Edit,
        matrix=st.sampled_from(["wte", "wpe", "layer0.attn_wq", "layer0.mlp_fc1", "layer1.attn_wo"]),
        row=st.integers(0, 3),
        column=st.integers(0, 3),
        value=st.floats(-1, 1),  # more could break the loss of relu squared
    ),
    max_size=4,
)


@settings(max_examples=20)
@given(
    edits_of_small_runs,
    st.sampled_from([(name, each) for name in PRESETS for each in autograds_for(PRESETS[name])]),
)
def test_any_edits_leave_the_training_and_the_names_that_follow_as_they_were(
    edits: list[Edit], program: tuple[str, str]
) -> None:
    preset_name, autograd = program
    quiet, run = (small_run(preset_name, n_layer=2, num_steps=3, **LIVELY) for _ in range(2))
    for each in (quiet, run):
        each.use(AUTOGRADS[autograd])
    for _ in train(quiet):
        pass
    for _ in train(run):
        trace_edited(run, edits, "al", graph=False)
        samples(edited(run, edits), 1)
    assert state(run) == state(quiet)
    assert samples(run, 3) == samples(quiet, 3)


@settings(max_examples=20)
@given(edits_of_small_runs, st.sampled_from(list(AUTOGRADS)))
def test_undoing_edits_one_by_one_gives_the_run_again(edits: list[Edit], autograd: str) -> None:
    run = small_run(n_layer=2, **LIVELY)
    run.use(AUTOGRADS[autograd])
    undone = edited(run, edits)
    for edit in edits:
        before = run.params()[edit.matrix][edit.row][edit.column]
        undone = edited(undone, [Edit(edit.matrix, edit.row, edit.column, before)])
    assert state(undone) == state(run)
    assert trace(undone, "eve").columns == trace(run, "eve").columns


# --- what is told of an experiment


def test_the_last_edit_of_a_place_counts_and_is_foretold_once() -> None:
    run = small_run(**LIVELY)
    value = run.params()["wpe"][0][1]
    twice = trace_edited(run, [Edit("wpe", 0, 1, 99.0), Edit("wpe", 0, 1, value + 1e-3)], "emma", graph=False)
    once = trace_edited(run, [Edit("wpe", 0, 1, value + 1e-3)], "emma", graph=False)
    assert twice.header == once.header
    assert twice.columns == once.columns
    assert len(twice.header["experiment"]["edits"]) == 1


def test_an_edit_to_the_same_number_changes_nothing() -> None:
    run = small_run(**LIVELY)
    made = trace_edited(run, [Edit("wte", 2, 1, run.params()["wte"][2][1])], "emma")
    assert made.header["experiment"]["change"] == made.header["experiment"]["predicted"] == 0
    assert not any(made.columns["stage_changes"])


def test_an_edit_changes_only_what_comes_after_it() -> None:
    """The last position's row of wpe: nothing before that position can know of it."""
    run = small_run(**LIVELY)
    made = trace_edited(run, [Edit("wpe", 3, 0, 2.0)], "ava", graph=False)
    for stage in made.header["stages"]:
        changed = any(made.columns["stage_changes"][stage["first"] : stage["first"] + stage["size"]])
        if stage["name"] not in ("tok_emb", "layer0.mlp_relu"):
            assert changed == (stage["position"] in (3, None)), stage["name"]


def test_the_predicted_change_of_a_whole_step_is_the_sum_over_all_parameters() -> None:
    """A small step against the gradient lowers the loss by its length times the gradient's, to first order."""
    run = small_run(**LIVELY)
    grads = iter(trace(run, "emma", graph=False).columns["adam_grad"])
    edits = [
        Edit(name, row, column, value - 1e-5 * next(grads))
        for name, rows in run.params().items()
        for row, numbers in enumerate(rows)
        for column, value in enumerate(numbers)
    ]
    made = trace_edited(run, edits, "emma", graph=False).header["experiment"]
    squares = sum(g * g for g in trace(run, "emma", graph=False).columns["adam_grad"])
    assert made["predicted"] == pytest.approx(-1e-5 * squares, rel=1e-6)
    assert made["change"] == pytest.approx(made["predicted"], rel=1e-2)


# --- the check


@pytest.mark.parametrize("preset_name", ["microgpt", "first"])
@pytest.mark.parametrize("position", [None, 0, 2])
def test_the_loss_without_gradients_is_that_of_training(preset_name: str, position: int | None) -> None:
    run = small_run(preset_name, **LIVELY)
    tokens = tokens_of(run, "emma")
    losses, loss = gradients(scalar, run.config, run.state_dict, tokens)
    expected = loss if position is None else losses[position]
    assert loss_on(run, tokens, position) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("autograd", list(AUTOGRADS))
def test_in_the_published_program_every_gradient_passes_the_check(autograd: str) -> None:
    """One parameter in seven, of all matrices; relu has no kink nearby."""
    run = small_run(**LIVELY)
    for _ in zip(range(2), train(run)):
        pass
    run.use(AUTOGRADS[autograd])
    grads = trace(run, "emma", graph=False).columns["adam_grad"]
    for name, rows in run.params().items():
        for row, numbers in enumerate(rows):
            for column in range(len(numbers)):
                i = param_index(run, name, row, column)
                if i % 7 == 0:
                    slope = gradient_check(run, tokens_of(run, "emma"), name, row, column, 1e-5)["slope"]
                    assert slope == pytest.approx(grads[i], rel=1e-4, abs=1e-8), (name, row, column)


@pytest.mark.parametrize(("doc", "position"), [("emma", 0), ("emma", 3), ("a", 1)])
def test_in_the_first_revision_too_one_prediction_alone_passes_the_check(doc: str, position: int) -> None:
    """There is one backward pass then, and nothing stale for it to find."""
    run = small_run("first", **LIVELY)
    grads = trace(run, doc, position, graph=False).columns["adam_grad"]
    for name in run.params():
        slope = gradient_check(run, tokens_of(run, doc), name, 1, 1, 1e-5, position)["slope"]
        assert slope == pytest.approx(grads[param_index(run, name, 1, 1)], rel=1e-4, abs=1e-8), name


def test_in_the_first_revision_only_what_lies_behind_the_cache_fails_the_check() -> None:
    """What a position leaves on its key and its value counts again in later passes; on its MLP, which no later position
    reads in a model of one layer, nothing is left to count. That holds for the query's matrix too.
    """
    run = small_run("first", **LIVELY)
    grads = trace(run, "emma", graph=False).columns["adam_grad"]
    passed = {}
    for name, rows in run.params().items():
        slopes, told = [], []
        for row in range(len(rows)):
            slopes.append(gradient_check(run, tokens_of(run, "emma"), name, row, 1, 1e-5)["slope"])
            told.append(grads[param_index(run, name, row, 1)])
        passed[name] = told == pytest.approx(slopes, rel=1e-4, abs=1e-7)
    assert passed == {
        "wte": False,
        "wpe": False,
        "layer0.attn_wq": True,
        "layer0.attn_wk": False,
        "layer0.attn_wv": False,
        "layer0.attn_wo": True,
        "layer0.mlp_fc1": True,
        "layer0.mlp_fc2": True,
    }


def test_the_slope_of_a_check_gets_better_with_the_square_of_epsilon() -> None:
    run = small_run(**LIVELY)
    grad = trace(run, "emma", graph=False).columns["adam_grad"][param_index(run, "layer0.attn_wv", 1, 1)]
    tokens = tokens_of(run, "emma")
    errors = [
        abs(gradient_check(run, tokens, "layer0.attn_wv", 1, 1, epsilon)["slope"] - grad)
        for epsilon in (1e-1, 1e-2, 1e-3)
    ]
    assert errors[1] < errors[0] / 50
    assert errors[2] < errors[1] / 50


def test_a_check_leaves_the_run_as_it_was() -> None:
    run = small_run(**LIVELY)
    before = state(run)
    gradient_check(run, tokens_of(run, "emma"), "wte", 1, 1, 0.5)
    assert state(run) == before
