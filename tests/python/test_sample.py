"""Sampling: invented documents, from a stream of random numbers and at a temperature of the reader's choice."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import assert_sentence, small_run, state

from microgpt.model import empty_cache, gpt
from microgpt.presets import PRESETS
from microgpt.run import Run
from microgpt.sample import (
    SamplingFailed,
    TextRefused,
    beginning,
    draws,
    likeliest,
    probabilities,
    sample,
    sample_tokens,
    samples,
)
from microgpt.train import train


@pytest.fixture(scope="module", params=PRESETS)
def trained(request: pytest.FixtureRequest) -> Run:
    """A run of either preset after a few steps."""
    run = small_run(request.param, num_steps=40, learning_rate=0.1)
    list(train(run))
    return run


class Scripted(random.Random):
    """A random stream whose choices are given, and which keeps the weights it was asked to choose by."""

    def __init__(self, *token_ids: int) -> None:
        super().__init__(0)
        self.token_ids = list(token_ids)
        self.weights: list[list[float]] = []

    def choices(self, population: Any, weights: Any = None, *, cum_weights: Any = None, k: int = 1) -> list[Any]:
        self.weights.append(weights)
        return [self.token_ids.pop(0)]


def softmax(logits: Sequence[float], temperature: float) -> list[float]:
    """The probabilities from the textbook."""
    largest = max(logits)
    exps = [math.exp((x - largest) / temperature) for x in logits]
    return [e / math.fsum(exps) for e in exps]


def logits_after(run: Run, tokens: list[int]) -> list[float]:
    """What the model says after these tokens."""
    keys, values, logits = empty_cache(run.config), empty_cache(run.config), None
    for pos_id, token_id in enumerate(tokens):
        logits = gpt(run.ops, run.config, run.state_dict, token_id, pos_id, keys, values)
    return run.ops.floats(logits)


@pytest.mark.parametrize("temperature", [0.1, 0.5, 1.0, 3.0])
def test_each_token_is_drawn_by_the_softmax_of_its_logits_at_the_temperature(trained: Run, temperature: float) -> None:
    a, b = (trained.tokenizer.tokens.index(ch) for ch in "am")
    rng = Scripted(a, b, trained.tokenizer.eos)
    assert list(sample_tokens(trained, rng, temperature)) == [a, b]
    for prefix, weights in zip(([], [a], [a, b]), rng.weights, strict=True):
        logits = logits_after(trained, [trained.tokenizer.bos, *prefix])
        assert weights == pytest.approx(softmax(logits, temperature), rel=1e-9)


def test_a_document_ends_where_the_model_ends_it(trained: Run) -> None:
    a, end = trained.tokenizer.tokens.index("a"), trained.tokenizer.eos
    assert list(sample_tokens(trained, Scripted(a, a, end))) == [a, a]
    assert list(sample_tokens(trained, Scripted(end))) == []


@pytest.mark.parametrize("top_k", [1, 2, 5])
def test_with_top_k_each_token_is_drawn_from_the_likeliest_alone(trained: Run, top_k: int) -> None:
    a, b = (trained.tokenizer.tokens.index(ch) for ch in "am")
    rng = Scripted(a, b, trained.tokenizer.eos)
    assert list(sample_tokens(trained, rng, 0.7, top_k=top_k)) == [a, b]
    for prefix, weights in zip(([], [a], [a, b]), rng.weights, strict=True):
        logits = logits_after(trained, [trained.tokenizer.bos, *prefix])
        least = sorted(logits)[-top_k]
        kept = [x for x in logits if x >= least]
        assert [w for w in weights if w] == pytest.approx(softmax(kept, 0.7), rel=1e-9)
        assert all((w > 0) == (x >= least) for w, x in zip(weights, logits, strict=True))


def test_top_1_draws_the_likeliest_token_every_time_whatever_the_seed(trained: Run) -> None:
    coldest = samples(trained, 1, random.Random(0), temperature=1e-3)
    assert {decoded(trained, seed, 1) for seed in range(5)} == set(coldest)
    assert len({decoded(trained, seed, 5) for seed in range(20)}) > 1


def decoded(run: Run, seed: int, top_k: int) -> str:
    """The document of a seed, at a temperature at which hardly two are the same."""
    return run.tokenizer.decode(sample_tokens(run, random.Random(seed), 5.0, top_k=top_k))


def test_top_k_is_that_of_the_config_unless_given() -> None:
    run, plain = small_run(top_k=2, temperature=2.0), small_run(temperature=2.0)
    every = range(12)
    assert [decoded(run, seed, 0) for seed in every] == [decoded(plain, seed, 0) for seed in every]
    drawn = [samples(run, 1, random.Random(seed), 5.0)[0] for seed in every]
    assert drawn == [decoded(plain, seed, 2) for seed in every] != [decoded(plain, seed, 0) for seed in every]
    assert samples(run, 4, random.Random(3)) == samples(run, 4, random.Random(3))


def test_every_document_begins_as_it_is_asked_to(trained: Run) -> None:
    begun = samples(trained, 6, random.Random(2), prefix=beginning(trained, "em"))
    assert all(name.startswith("em") for name in begun)
    assert beginning(trained, "") == []
    with pytest.raises(TextRefused, match="at most 4 characters, not 5, so that one is left to draw"):
        beginning(trained, "emmae")


def test_a_prefix_is_given_and_what_follows_is_drawn_after_it(trained: Run) -> None:
    a, m, end = *(trained.tokenizer.tokens.index(ch) for ch in "am"), trained.tokenizer.eos
    rng = Scripted(a, end)
    assert list(sample_tokens(trained, rng, 1.0, prefix=[m, a])) == [m, a, a]
    logits = logits_after(trained, [trained.tokenizer.bos, m, a])
    assert rng.weights[0] == pytest.approx(softmax(logits, 1.0), rel=1e-9)


def test_a_document_ends_at_the_last_position(trained: Run) -> None:
    a = trained.tokenizer.tokens.index("a")
    rng = Scripted(*[a] * 99)
    assert list(sample_tokens(trained, rng)) == [a] * trained.config.block_size
    assert len(rng.weights) == trained.config.block_size


def test_a_bos_that_is_not_the_end_prints_as_its_name() -> None:
    run = small_run("first")
    v = run.tokenizer.tokens.index("v")
    assert samples(run, 2, Scripted(v, 0, v, 1, 1)) == ["v<BOS>v", ""]


def test_the_same_stream_gives_the_same_documents(trained: Run) -> None:
    one, other = random.Random(5), random.Random(5)
    assert samples(trained, 6, one) == samples(trained, 6, other)
    assert samples(trained, 6, one) != samples(trained, 6, random.Random(6))


def test_documents_come_one_after_the_other_from_one_stream(trained: Run) -> None:
    one_by_one, at_once = random.Random(5), random.Random(5)
    assert [samples(trained, 1, one_by_one)[0] for _ in range(4)] == samples(trained, 4, at_once)
    assert list(islice(sample(trained, random.Random(5)), 4)) == samples(trained, 4, random.Random(5))


def test_a_stream_of_its_own_leaves_the_run_as_it_was(trained: Run) -> None:
    before = state(trained)
    samples(trained, 3, random.Random(5))
    assert state(trained) == before


def test_sampling_from_the_runs_own_stream_moves_only_that() -> None:
    run, other = small_run(), small_run()
    invented = samples(run, 3)
    assert samples(other, 3, random.Random()) is not None
    assert samples(other, 3) == invented
    assert run.rng.getstate() == other.rng.getstate() != small_run().rng.getstate()
    assert state(run)[:4] == state(small_run())[:4]


def test_sampling_between_steps_changes_no_step() -> None:
    quiet, curious = small_run(), small_run()
    expected = [step.loss for step in train(quiet)]
    losses = []
    for step in train(curious):
        losses.append(step.loss)
        samples(curious, 1, random.Random(step.step))
    assert losses == expected
    assert state(quiet) == state(curious)


def test_nearly_no_temperature_always_takes_the_likeliest_token(trained: Run) -> None:
    tokens: list[int] = []
    while len(tokens) < trained.config.block_size:
        logits = logits_after(trained, [trained.tokenizer.bos, *tokens])
        likeliest = logits.index(max(logits))
        if likeliest == trained.tokenizer.eos:
            break
        tokens.append(likeliest)
    coldest = {name for seed in range(5) for name in samples(trained, 2, random.Random(seed), temperature=1e-3)}
    assert coldest == {trained.tokenizer.decode(tokens)}


def test_a_very_high_temperature_makes_all_tokens_alike(trained: Run) -> None:
    rng = Scripted(trained.tokenizer.eos)
    list(sample_tokens(trained, rng, temperature=100))
    assert rng.weights[0] == pytest.approx([1 / trained.tokenizer.vocab_size] * trained.tokenizer.vocab_size, rel=0.1)
    assert len(set(samples(trained, 10, random.Random(1), temperature=100))) > 5


def test_the_temperature_is_that_of_the_config_unless_given() -> None:
    run = small_run(temperature=0.25)
    assert samples(run, 5, random.Random(1)) == samples(run, 5, random.Random(1), temperature=0.25)
    rng, given = Scripted(run.tokenizer.eos), Scripted(run.tokenizer.eos)
    list(sample_tokens(run, rng))
    list(sample_tokens(run, given, temperature=2.0))
    assert rng.weights[0] == pytest.approx(softmax(logits_after(run, [run.tokenizer.bos]), 0.25))
    assert given.weights[0] == pytest.approx(softmax(logits_after(run, [run.tokenizer.bos]), 2.0))


@pytest.mark.parametrize("temperature", [0, 1e-310, 5e-324])
def test_a_temperature_too_low_to_divide_by_ends_in_a_sentence(trained: Run, temperature: float) -> None:
    with pytest.raises(SamplingFailed) as error:
        samples(trained, 1, random.Random(1), temperature)
    assert_sentence(str(error.value), "no longer finite", "temperature", f"{temperature:g}")


@pytest.mark.parametrize(("matrix", "x"), [("lm_head", 1e308), ("layer0.mlp_fc1", 1e200), ("wte", math.nan)])
def test_a_model_that_has_diverged_ends_in_a_sentence(matrix: str, x: float) -> None:
    """Infinite logits, a square that overflows, and what comes of not-a-number."""
    run = small_run(activation="relu2")
    run.ops.assign(run.state_dict["wte"], [[1.0] * 4] * run.tokenizer.vocab_size)
    run.ops.assign(run.state_dict[matrix], [[x for _ in row] for row in run.params()[matrix]])
    before = run.rng.getstate()
    with pytest.raises(SamplingFailed) as error:
        samples(run, 1)
    assert_sentence(str(error.value), "no longer finite", "model that has not diverged")
    assert run.rng.getstate() == before


# --- the distribution, and draws from it


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.floats(0.05, 20))
def test_probabilities_are_the_softmax_of_the_logits_by_the_temperature(
    logits: list[float], temperature: float
) -> None:
    probs = probabilities(logits, temperature)
    assert probs == pytest.approx(softmax(logits, temperature), rel=1e-9, abs=1e-300)
    assert math.fsum(probs) == pytest.approx(1)


def test_three_tokens_at_two_temperatures_by_hand() -> None:
    """exp(log 1, log 2, log 4) are 1, 2 and 4 of 7; at temperature 1/2 their squares 1, 4 and 16 of 21."""
    logits = [math.log(1), math.log(2), math.log(4)]
    assert probabilities(logits, 1.0) == pytest.approx([1 / 7, 2 / 7, 4 / 7])
    assert probabilities(logits, 0.5) == pytest.approx([1 / 21, 4 / 21, 16 / 21])


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.floats(0.05, 20), st.integers(1, 9))
def test_top_k_is_the_softmax_of_the_largest_logits_as_if_there_were_no_others(
    logits: list[float], temperature: float, top_k: int
) -> None:
    """The textbook's way: what is left of the logits is made into a distribution of its own."""
    probs = probabilities(logits, temperature, top_k)
    kept = sorted(sorted(range(len(logits)), key=lambda i: (-logits[i], i))[:top_k])
    alone = softmax([logits[i] for i in kept], temperature)
    assert [probs[i] for i in kept] == pytest.approx(alone, rel=1e-9, abs=1e-300)
    assert [p for i, p in enumerate(probs) if i not in kept] == [0.0] * (len(logits) - len(kept))
    assert math.fsum(probs) == pytest.approx(1)


def test_three_tokens_of_which_two_are_kept_by_hand() -> None:
    """Of weights 1, 2 and 4 the largest two are 2 and 4 of 6; at temperature 1/2 their squares 4 and 16 of 20."""
    logits = [math.log(1), math.log(2), math.log(4)]
    assert probabilities(logits, 1.0, 2) == pytest.approx([0, 2 / 6, 4 / 6])
    assert probabilities(logits, 0.5, 2) == pytest.approx([0, 4 / 20, 16 / 20])
    assert probabilities(logits, 1.0, 1) == [0, 0, 1]


def test_of_equal_logits_the_first_are_kept_and_no_more_than_asked_for() -> None:
    assert probabilities([1.0, 2.0, 1.0, 1.0], 1.0, 2)[2:] == [0, 0]
    assert likeliest([1.0, 2.0, 1.0, 3.0]) == [3, 1, 0, 2]


@pytest.mark.parametrize("top_k", [0, 3, 4, 10_000])
def test_as_many_as_there_are_tokens_or_none_leaves_the_distribution_alone(top_k: int) -> None:
    logits = [0.3, -1.0, 2.0]
    assert probabilities(logits, 0.7, top_k) == probabilities(logits, 0.7)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
@pytest.mark.parametrize("at", range(3))
def test_top_k_hides_no_logit_that_is_not_finite(bad: float, at: int) -> None:
    logits = [1.0, 2.0, 3.0]
    logits[at] = bad
    assert not math.isfinite(math.fsum(probabilities(logits, 1.0, 1)))


def test_a_lower_temperature_only_makes_the_likelier_likelier() -> None:
    logits = [0.3, -1.0, 2.0, 1.9]
    probs = [probabilities(logits, temperature) for temperature in (4.0, 1.0, 0.5, 0.1)]
    assert [p.index(max(p)) for p in probs] == [2] * 4
    assert [p[2] for p in probs] == sorted(p[2] for p in probs)
    assert [p[1] for p in probs] == sorted((p[1] for p in probs), reverse=True)


class Uniform(random.Random):
    """A random stream whose numbers between 0 and 1 are given."""

    def __init__(self, *numbers: float) -> None:
        super().__init__(0)
        self.numbers = list(numbers)

    def random(self) -> float:
        return self.numbers.pop(0)


def test_draws_are_counted_token_by_token() -> None:
    """Of [0, 0.25), [0.25, 0.75), nothing and [0.75, 1): 0.1 falls on 0; 0.3, 0.5, 0.74 on 1; 0.8 on 3."""
    assert draws([0.25, 0.5, 0.0, 0.25], 5, Uniform(0.8, 0.3, 0.1, 0.74, 0.5)) == [1, 3, 0, 1]
    assert draws([0.25, 0.75], 0, Uniform()) == [0, 0]


def test_many_draws_come_near_the_probabilities() -> None:
    """The standard deviation of each count of 10,000 is at most 50: five of them."""
    probs = [0.1, 0.6, 0.0, 0.3]
    counts = draws(probs, 10_000, random.Random(3))
    assert sum(counts) == 10_000
    assert counts[2] == 0
    assert all(abs(count - 10_000 * p) < 250 for count, p in zip(counts, probs, strict=True))


def test_the_same_stream_draws_the_same() -> None:
    assert draws([0.5, 0.5], 100, random.Random(1)) == draws([0.5, 0.5], 100, random.Random(1))
    assert draws([0.5, 0.5], 100, random.Random(1)) != draws([0.5, 0.5], 100, random.Random(2))
