"""Divergence: which step, and which parameter first."""

from __future__ import annotations

import math
import pickle
from typing import Any

import pytest
from small import assert_sentence, small_run, state

from microgpt.divergence import TrainingDiverged, param_at
from microgpt.model import flatten
from microgpt.ops import vector
from microgpt.run import AUTOGRADS, Run
from microgpt.train import train


def diverging(**settings: Any) -> tuple[Run, TrainingDiverged]:
    """A run trained to where it diverges."""
    run = small_run(**settings)
    with pytest.raises(TrainingDiverged) as found:
        list(train(run))
    return run, found.value


@pytest.mark.parametrize("autograd", AUTOGRADS)
@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": 1e3},
        {"learning_rate": 1e6},
        {"learning_rate": 1e150},
        {"learning_rate": 1e300},
        {"optimizer": "sgd", "learning_rate": 1e3},
        {"optimizer": "sgd", "learning_rate": 1e306},
        {"init_std": 1e200},
        {"init_std": 1e306},
        {"norm": "none", "init_std": 1e60},
        {"tied_head": True, "learning_rate": 1e200},
    ],
    ids=str,
)
def test_every_divergence_names_a_step_and_a_parameter(autograd: str, settings: dict[str, Any]) -> None:
    run = small_run(num_steps=60, **settings)
    run.use(AUTOGRADS[autograd])
    states = [state(run)]
    with pytest.raises(TrainingDiverged) as found:
        states.extend(state(run) for _ in train(run))
    matrix, row, column = found.value.param
    setting = "init_std" if "init_std" in settings else "learning_rate"
    named = f"smaller {setting} than {getattr(run.config, setting):g}, perhaps"
    assert found.value.step == run.step + 1
    assert_sentence(str(found.value), f"step {found.value.step}: ", named)
    assert f"{matrix}[{row}][{column}]" in str(found.value)
    assert "is no longer a finite number" in str(found.value)
    assert state(run) == states[-1]


def gradients_of(monkeypatch: pytest.MonkeyPatch, places: dict[tuple[str, int, int], float], others: float) -> None:
    """Have these parameters have these gradients, and the others another."""

    def given(ops: Any, config: Any, state_dict: Any, *_: Any) -> tuple[list[float], float]:
        found = {
            id(matrix): [
                [places.get((name, i, j), others) for j in range(len(row))] for i, row in enumerate(ops.data(matrix))
            ]
            for name, matrix in state_dict.items()
        }
        monkeypatch.setattr(ops, "grad", lambda matrix: found[id(matrix)])
        return [3.0], 3.0

    monkeypatch.setattr("microgpt.train.gradients", given)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({("wte", 0, 0): math.nan}, "the gradient of wte[0][0] is the first that is no longer a finite number"),
        (
            {("wte", 0, 0): math.inf, ("wpe", 1, 2): math.nan},
            "the gradient of wpe[1][2] is the first that is no longer a finite number",
        ),
        (
            {("layer0.attn_wq", 2, 1): math.inf, ("layer0.mlp_fc2", 3, 9): math.inf, ("wpe", 0, 0): math.inf},
            "the gradient of layer0.mlp_fc2[3][9] is the first that is no longer a finite number",
        ),
        (
            {("layer0.mlp_fc2", 3, 9): math.inf, ("lm_head", 4, 1): -math.inf},
            "the gradient of lm_head[4][1] is the first that is no longer a finite number",
        ),
        (
            {("layer0.mlp_fc1", 3, 1): -1e160},
            "the gradient of layer0.mlp_fc1[3][1] is so large that its square is no longer a finite number",
        ),
        (
            {("wpe", 0, 0): 1.2e308, ("wpe", 0, 1): 1.5e308, ("wpe", 0, 2): 1.2e308},
            "the gradient of wpe[0][1] is so large that its square is no longer a finite number",
        ),
    ],
)
def test_the_first_gradient_is_that_nearest_to_the_loss(
    monkeypatch: pytest.MonkeyPatch, places: dict[tuple[str, int, int], float], said: str
) -> None:
    gradients_of(monkeypatch, places, 0.5)
    _, error = diverging()
    assert str(error).startswith(f"step 1: {said}; wanted a smaller ")


def test_of_a_tied_head_the_embedding_is_nearest_to_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    gradients_of(monkeypatch, {("wte", 2, 2): math.nan, ("layer0.mlp_fc2", 0, 0): math.nan}, 0.5)
    _, error = diverging(tied_head=True)
    assert error.param == ("wte", 2, 2)


def test_a_loss_that_is_no_number_names_the_parameter_furthest_from_0() -> None:
    run = small_run()
    rows = run.params()["layer0.attn_wv"]
    rows[2][1] = -1e308
    run.ops.assign(run.state_dict["layer0.attn_wv"], rows)
    with pytest.raises(TrainingDiverged) as found:
        next(train(run))
    assert str(found.value) == (
        "step 1: the loss is no longer a finite number; layer0.attn_wv[2][1] has come furthest from 0, to -1e+308; "
        "wanted a smaller init_std than 0.08, perhaps"
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "Adam's second moment of wte[0][3] is the first that is no longer a finite number"),
        (
            {"optimizer": "sgd", "learning_rate": 1e200},
            "after the update wte[0][3] is the first that is no longer a finite number",
        ),
    ],
)
def test_an_update_says_what_it_takes_out_of_the_numbers(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], said: str
) -> None:
    run = small_run(**settings)
    run.use(vector)
    gradients_of(monkeypatch, {("wte", 0, 3): 1e160}, 0.0)
    with pytest.raises(TrainingDiverged) as found:
        next(train(run))
    rate = f"{run.config.learning_rate:g}"
    assert str(found.value) == f"step 1: {said}; wanted a smaller learning_rate than {rate}, perhaps"


def test_moments_too_large_to_be_added_up_are_said_to_be_so() -> None:
    run = small_run()
    run.optimizer.v[4] = run.optimizer.v[9] = 1.7e308
    with pytest.raises(
        TrainingDiverged, match=r"second moment of wte\[1\]\[0\] is so large that its square is no longer"
    ):
        next(train(run))


def test_it_comes_whole_out_of_another_process() -> None:
    _, error = diverging(learning_rate=1e200)
    came = pickle.loads(pickle.dumps(error))
    assert (str(came), came.step, came.param) == (str(error), error.step, error.param)


def test_every_parameter_has_its_place_in_flat_order() -> None:
    run = small_run(tied_head=True)
    data = flatten(run.params().values())
    for i, x in enumerate(data):
        matrix, row, column = param_at(run, i)
        assert run.params()[matrix][row][column] == x
    with pytest.raises(IndexError):
        param_at(run, len(data))
