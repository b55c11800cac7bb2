"""Training: reproducible, countable, interruptible, and honest when the numbers run away."""

from __future__ import annotations

import gc
import math
import random
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from small import NAMES, assert_sentence, small_config, small_run, state

from microgpt import checkpoint
from microgpt.data import Data
from microgpt.divergence import TrainingDiverged
from microgpt.model import flatten
from microgpt.presets import PRESETS
from microgpt.run import AUTOGRADS, Run, start
from microgpt.train import Step, crop, gradients, train, update_params
from microgpt.value import Value

A_LONG_LINE = Data("a long line", ("ab" * 50_000, "b"))


@pytest.mark.parametrize("name", PRESETS)
def test_the_same_seed_gives_the_same_run(name: str) -> None:
    one, other = small_run(name), small_run(name)
    assert list(train(one)) == list(train(other))
    assert state(one) == state(other)


def test_another_seed_gives_another_run() -> None:
    one, other = small_run(seed=1), small_run(seed=2)
    assert one.params() != other.params()
    assert one.docs != other.docs
    assert sorted(one.docs) == sorted(other.docs)
    assert [step.loss for step in train(one)] != [step.loss for step in train(other)]


def test_steps_are_counted_from_one_to_the_last() -> None:
    run = small_run(num_steps=9)
    steps = list(train(run))
    assert [(step.step, step.num_steps) for step in steps] == [(n, 9) for n in range(1, 10)]
    assert run.step == 9
    assert list(train(run)) == []


def test_documents_come_in_their_shuffled_order_again_and_again() -> None:
    run = small_run(num_steps=9)
    assert [step.doc for step in train(run)] == [*run.docs, *run.docs[:2]]


def test_a_step_says_what_it_did() -> None:
    run = small_run(block_size=3, num_steps=4)
    for step in train(run):
        assert step.tokens == run.tokenizer.encode(step.doc)[:4]
        assert len(step.losses) == len(step.tokens) - 1
        assert step.loss == pytest.approx(math.fsum(step.losses) / len(step.losses))
        assert step.learning_rate == 0.01 * (1 - (step.step - 1) / 4)


def test_a_step_has_the_gradient_that_moved_the_parameters() -> None:
    """m = beta1 * m + (1 - beta1) * gradient, from m = 0 before the first step; the gradients are then forgotten."""
    run = small_run()
    step = next(train(run))
    assert len(step.gradient) == run.num_params
    assert run.optimizer.m == [(1 - run.config.beta1) * g for g in step.gradient]
    assert not any(map(any, run.ops.grad(run.state_dict["wte"])))
    assert "gradient" not in repr(step)


def test_a_run_goes_on_where_it_was_left() -> None:
    whole, halves = small_run(), small_run()
    steps = list(train(whole))
    assert [*islice(train(halves), 3), *train(halves)] == steps
    assert state(halves) == state(whole)


def test_training_draws_nothing_from_the_random_stream() -> None:
    run = small_run()
    before = run.rng.getstate()
    list(train(run))
    assert run.rng.getstate() == before


def test_a_step_moves_every_parameter_by_adam_from_the_gradient_on_its_document() -> None:
    run, by_hand = small_run(), small_run()
    step = next(train(run))
    gradients(by_hand.ops, by_hand.config, by_hand.state_dict, step.tokens)
    data = flatten(by_hand.params().values())
    grad = flatten([by_hand.ops.grad(matrix) for matrix in by_hand.state_dict.values()])
    by_hand.optimizer.update(data, grad, 0.01, 1)
    assert flatten(run.params().values()) == data
    assert (run.optimizer.m, run.optimizer.v) == (by_hand.optimizer.m, by_hand.optimizer.v)


@pytest.mark.parametrize("name", PRESETS)
def test_no_gradient_is_left_after_a_step(name: str) -> None:
    run = small_run(name)
    for _ in train(run):
        assert not any(flatten([run.ops.grad(matrix) for matrix in run.state_dict.values()]))


def values_alive() -> set[int]:
    """Which nodes exist in this process."""
    return {id(node) for node in gc.get_objects() if isinstance(node, Value)}


@pytest.mark.parametrize("name", PRESETS)
def test_nothing_of_the_graph_is_alive_between_two_steps(name: str) -> None:
    gc.collect()
    before = values_alive()
    run = small_run(name, num_steps=3)
    parameters = {id(p) for matrix in run.state_dict.values() for row in matrix for p in row}
    assert len(parameters) == run.num_params
    gc.disable()  # a graph goes by itself, without the collector
    try:
        for _ in train(run):
            assert values_alive() - before == parameters
    finally:
        gc.enable()


def test_a_model_learns_the_only_name_it_reads() -> None:
    steps = list(train(small_run(data=Data("one name", ("ava",)), num_steps=60)))
    assert steps[0].loss > 1
    assert steps[-1].loss < 0.1


def test_before_training_every_token_is_about_as_likely() -> None:
    run = small_run("first")
    assert next(train(run)).loss == pytest.approx(math.log(run.tokenizer.vocab_size), rel=0.01)


@pytest.mark.parametrize(
    ("settings", "length"),
    [
        ({"crop": "predictions", "block_size": 3}, 4),
        ({"crop": "tokens", "block_size": 3}, 3),
        ({"crop": "predictions", "block_size": 1}, 2),
        ({"crop": "tokens", "block_size": 2}, 2),
        ({"crop": "predictions", "block_size": 5}, 6),
        ({"crop": "tokens", "block_size": 5}, 5),
        ({"crop": "predictions", "block_size": 10_000}, 6),
    ],
)
def test_a_document_is_cropped_to_the_positions_there_are(settings: dict[str, Any], length: int) -> None:
    assert crop([9, 1, 2, 3, 4, 9], small_config(**settings)) == [9, 1, 2, 3, 4, 9][:length]


@pytest.mark.parametrize("name", PRESETS)
def test_of_a_line_of_a_hundred_kilobytes_the_first_tokens_are_learned(name: str) -> None:
    run = small_run(name, data=A_LONG_LINE, num_steps=2, block_size=4)
    steps = sorted(train(run), key=lambda step: -len(step.doc))
    assert len(steps[0].doc) == 100_000
    assert steps[0].tokens == run.tokenizer.encode("abab")[: len(steps[0].tokens)]
    assert len(steps[0].losses) == {"microgpt": 4, "first": 3}[name]


def test_a_run_without_documents_cannot_train() -> None:
    run = checkpoint.from_json(checkpoint.to_json(small_run()))
    with pytest.raises(ValueError, match="documents") as error:
        next(train(run))
    assert_sentence(str(error.value), "documents to train on", "none")


def assert_finite(run: Run, step: Step) -> None:
    assert all(map(math.isfinite, [step.loss, *step.losses]))
    assert all(map(math.isfinite, [*flatten(run.params().values()), *run.optimizer.m, *run.optimizer.v]))


@pytest.mark.parametrize("activation", ["relu", "relu2"])
@pytest.mark.parametrize("name", PRESETS)
def test_a_learning_rate_however_large_ends_in_a_sentence_or_in_finite_numbers(name: str, activation: Any) -> None:
    for exponent in range(0, 309, 14):
        run = small_run(name, activation=activation, learning_rate=10.0**exponent, n_embd=2, block_size=3)
        try:
            for step in train(run):
                assert_finite(run, step)
        except TrainingDiverged as error:
            assert_sentence(
                str(error), f"step {run.step + 1}", str(error.param), f"learning_rate than {10.0**exponent:g}"
            )
            assert flatten([run.ops.grad(matrix) for matrix in run.state_dict.values()]).count(0) == run.num_params
        else:
            assert exponent < 14


def set_params(run: Run, name: str, x: float) -> None:
    """Fill one matrix with one number."""
    run.ops.assign(run.state_dict[name], [[x for _ in row] for row in run.params()[name]])


def impossible_target(run: Run) -> None:
    """Make the probability of BOS so small that it is 0: math.log(0) raises ValueError."""
    for name in ("layer0.attn_wo", "layer0.mlp_fc2"):
        set_params(run, name, 0.0)
    set_params(run, "wpe", 0.0)
    set_params(run, "wte", 1.0)
    logits = [[1e3] * 4] * (run.tokenizer.vocab_size - 1) + [[-1e3] * 4]
    run.ops.assign(run.state_dict["lm_head"], logits)


def too_steep_a_square(run: Run) -> None:
    """Make relu squared overflow: ** raises OverflowError."""
    set_params(run, "wte", 1.0)
    set_params(run, "layer0.mlp_fc1", 1e200)


def infinite_logits(run: Run) -> None:
    """Make inf - inf = nan in the softmax, which raises nothing."""
    set_params(run, "wte", 1.0)
    set_params(run, "lm_head", 1e308)


def too_long_a_stride(run: Run) -> None:
    """Make lr_t * m_hat overflow to inf after a healthy gradient, which raises nothing."""
    run.optimizer.m = [1e150] * run.num_params


@pytest.mark.parametrize(
    ("trouble", "settings", "cause"),
    [
        (impossible_target, {}, ValueError),
        (too_steep_a_square, {"activation": "relu2"}, OverflowError),
        (infinite_logits, {}, ArithmeticError),
        (too_long_a_stride, {"learning_rate": 1e200}, ArithmeticError),
    ],
)
@pytest.mark.parametrize("backward", ["document", "position"])
def test_whatever_runs_away_the_run_is_left_as_before_the_step(
    trouble: Callable[[Run], None], settings: dict[str, Any], cause: type[Exception], backward: Any
) -> None:
    run = small_run(backward=backward, **settings)
    trouble(run)
    before = run.params()
    with pytest.raises(TrainingDiverged) as error:
        next(train(run))
    assert_sentence(str(error.value), "step 1:", "no longer a finite number")
    assert type(error.value.__cause__) is cause
    assert (run.step, run.params()) == (0, before)
    assert not any(flatten([run.ops.grad(matrix) for matrix in run.state_dict.values()]))
    assert checkpoint.from_json(checkpoint.to_json(run)).params() == before


def test_parameters_drawn_too_large_end_in_a_sentence() -> None:
    with pytest.raises(TrainingDiverged) as error:
        next(train(small_run(init_std=1e308)))
    assert_sentence(str(error.value), "step 1:", "no longer a finite number", "smaller init_std than 1e+308")


def test_training_that_runs_away_later_says_at_which_step() -> None:
    run = small_run()
    training = train(run)
    assert [next(training).step, next(training).step] == [1, 2]
    infinite_logits(run)
    with pytest.raises(TrainingDiverged) as error:
        next(training)
    assert_sentence(str(error.value), "step 3:")
    assert run.step == 2


def test_a_run_starts_with_the_documents_shuffled_by_its_seed() -> None:
    docs = list(NAMES.docs)
    random.Random(7).shuffle(docs)
    run = start(small_config(seed=7), NAMES)
    assert run.docs == docs
    assert (run.data_name, run.data_digest, run.step) == ("names", NAMES.digest, 0)
    assert run.num_params == len(flatten(run.params().values()))


@pytest.mark.parametrize("autograd", ["vector", "scalar"])
def test_a_step_that_takes_adam_out_of_the_numbers_changes_nothing(autograd: str) -> None:
    """The gradient is finite, and so is what Adam remembers of it: only the parameters would not be."""
    run = small_run()
    run.use(AUTOGRADS[autograd])
    next(train(run))
    before = state(run)
    gradients(run.ops, run.config, run.state_dict, run.tokenizer.encode("emma"))
    with pytest.raises(ArithmeticError):
        update_params(run, 1.7e308)
    assert state(run) == before
