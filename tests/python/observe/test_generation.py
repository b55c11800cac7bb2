"""How a document is invented: the very draws of sample(), and how likely the model holds what came."""

from __future__ import annotations

import math
import random
from bisect import bisect
from itertools import pairwise
from typing import Any

import pytest
from small import NAMES, assert_sentence, small_run, state

from microgpt.observe.cache import cache_counts
from microgpt.observe.generation import KeptStream, generation, generations, likelihoods, score
from microgpt.observe.heads import head_weights
from microgpt.ops import scalar
from microgpt.presets import PRESETS
from microgpt.run import Run
from microgpt.sample import SamplingFailed, beginning, probabilities, sample_tokens, samples
from microgpt.train import predictions, train

Json = dict[str, Any]


@pytest.fixture(scope="module", params=PRESETS)
def trained(request: pytest.FixtureRequest) -> Run:
    """A run of either preset after a few steps, with two layers."""
    run = small_run(request.param, num_steps=40, learning_rate=0.1, n_layer=2, block_size=7)
    list(train(run))
    return run


def tokens_of(found: Json) -> list[int]:
    return [letter["token"] for letter in found["letters"]]


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.0])
def test_the_document_is_the_one_that_sampling_invents_from_the_same_seed(trained: Run, temperature: float) -> None:
    for seed in range(12):
        found = generation(trained, seed, temperature)
        assert [found["name"]] == samples(trained, 1, random.Random(seed), temperature)
        end = [trained.tokenizer.eos] if found["ended"] else []
        assert trained.tokenizer.decode(tokens_of(found)) == found["name"] + trained.tokenizer.decode(end)


def test_the_token_that_was_drawn_is_the_one_in_whose_share_the_needle_stands(trained: Run) -> None:
    """The random numbers are those of the seed, one a letter, and the shares add up as random.choices() adds them."""
    for seed in range(8):
        stream = random.Random(seed)
        for letter in generation(trained, seed, 1.5)["letters"]:
            total = 0.0
            for prob, sum_so_far in zip(letter["probs"], letter["cumulative"], strict=True):
                total += prob
                assert sum_so_far == total
            assert letter["number"] == stream.random()
            assert letter["needle"] == letter["number"] * letter["cumulative"][-1]
            assert letter["token"] == bisect(letter["cumulative"], letter["needle"])


@pytest.mark.parametrize("top_k", [1, 3, 100])
def test_with_top_k_the_rest_of_the_tokens_has_no_share_and_the_name_is_as_likely_as_ever(
    trained: Run, top_k: int
) -> None:
    kept = min(top_k, trained.tokenizer.vocab_size)
    for seed in range(6):
        found = generation(trained, seed, 1.5, "e", top_k)
        tokens = list(
            sample_tokens(trained, random.Random(seed), 1.5, trained.tokenizer.encode("e")[1:-1], top_k=top_k)
        )
        assert trained.tokenizer.decode(tokens) == found["name"]
        for letter in found["letters"]:
            assert letter["drawable"] == kept
            assert {token for token, prob in enumerate(letter["probs"]) if prob > 0} == set(letter["order"][:kept])
            assert letter["given"] or letter["token"] in letter["order"][:kept]
        if found["ended"] and "<" not in found["name"]:
            assert found["log_prob"] == score(trained, found["name"])["log_prob"]


def test_many_at_once_are_those_of_one_seed_after_the_other(trained: Run) -> None:
    many = generations(trained, 5, 7, 0.8, "e", 4)
    each = [generation(trained, seed, 0.8, "e", 4) for seed in range(7, 12)]
    assert many == [{name: one[name] for name in many[0]} for one in each]
    assert [one["seed"] for one in many] == [7, 8, 9, 10, 11]
    assert generations(trained, 0, 7, 0.8) == []


def test_every_letter_has_its_logits_in_order_and_the_probabilities_at_the_temperature(trained: Run) -> None:
    for letter in generation(trained, 4, 0.5)["letters"]:
        assert letter["probs"] == probabilities(letter["logits"], 0.5)
        assert sorted(letter["order"]) == list(range(trained.tokenizer.vocab_size))
        assert all(letter["logits"][a] >= letter["logits"][b] for a, b in pairwise(letter["order"]))


def test_the_attention_is_what_the_heads_read_of_that_document(trained: Run) -> None:
    found = generation(trained, 5, 1.0, "ma")
    tokens = [trained.tokenizer.bos, *tokens_of(found)]
    heads = head_weights(trained, tokens)
    n_head = trained.config.n_head
    for t, letter in enumerate(found["letters"]):
        for i, layer in enumerate(letter["attention"]):
            assert layer == [heads[i * n_head + h][t] for h in range(n_head)]


def test_each_letter_adds_one_row_a_layer_to_the_cache(trained: Run) -> None:
    found = generation(trained, 5, 1.0, "ma")
    rows = [row for letter in found["letters"] for row in (*letter["keys"], *letter["values"])]
    counts = cache_counts(trained.config, trained.tokenizer.vocab_size, len(found["letters"]))
    assert sum(map(len, rows)) == counts.numbers
    assert len(rows) == counts.vectors
    assert len({tuple(row) for row in rows}) == len(rows)


def test_a_beginning_is_given_and_the_rest_is_drawn(trained: Run) -> None:
    found = generation(trained, 3, 1.0, "em")
    assert found["name"].startswith("em")
    given = [letter["given"] for letter in found["letters"]]
    assert given == [True, True] + [False] * (len(given) - 2)
    first, second, third = found["letters"][:3]
    assert (first["number"], first["needle"], second["number"]) == (None, None, None)
    assert third["number"] == random.Random(3).random()
    assert generation(trained, 3, 1.0, "")["letters"][0]["logits"] == first["logits"]


def test_a_beginning_that_cannot_be_is_refused_in_a_sentence(trained: Run) -> None:
    assert beginning(trained, "") == []
    assert len(beginning(trained, "emmaav")) == 6
    with pytest.raises(ValueError, match="characters of the data") as unknown:
        generation(trained, 1, 1.0, "ez")
    assert_sentence(str(unknown.value), "'z'", "'ez'")
    with pytest.raises(ValueError, match="beginning") as long:
        generation(trained, 1, 1.0, "emmaava")
    assert_sentence(str(long.value), "at most 6", "not 7")


def test_a_letter_is_as_likely_as_the_scalar_autograd_finds_it_and_the_word_as_their_product(trained: Run) -> None:
    found = score(trained, "mia")
    tokens = trained.tokenizer.encode("mia")
    losses = losses_by_values(trained, tokens)
    assert [letter["log_prob"] for letter in found["letters"]] == pytest.approx([-loss for loss in losses])
    assert found["loss"] == pytest.approx(sum(losses) / len(losses))
    product = math.prod(letter["prob"] for letter in found["letters"])
    assert math.exp(found["log_prob"]) == pytest.approx(product)
    assert found["one_in"] == pytest.approx(1 / product)
    assert tokens_of(found) == tokens[1:]


def losses_by_values(run: Run, tokens: list[int]) -> list[float]:
    """-log(probability of the token that came), position by position, as training computes it on single numbers."""
    params = {name: scalar.parameters(rows) for name, rows in run.params().items()}
    return [loss.data for loss in predictions(scalar, run.config, params, tokens)]


def test_an_invented_document_is_as_likely_as_the_same_word_typed_whatever_the_temperature(trained: Run) -> None:
    found = next(
        each
        for seed in range(50)
        for each in [generation(trained, seed, 0.8)]
        if each["ended"] and each["name"] and "<" not in each["name"]
    )
    typed = score(trained, found["name"])
    assert {name: found[name] for name in ("log_prob", "one_in", "loss")} == {
        name: typed[name] for name in ("log_prob", "one_in", "loss")
    }
    assert [letter["log_prob"] for letter in found["letters"]] == [letter["log_prob"] for letter in typed["letters"]]


def test_a_word_that_cannot_be_scored_is_refused_in_a_sentence(trained: Run) -> None:
    assert len(score(trained, "emmaav")["letters"]) == 7
    with pytest.raises(ValueError, match="at most 6") as long:
        score(trained, "emmaava")
    assert_sentence(str(long.value), "word", "not 7", "end")
    with pytest.raises(ValueError, match="characters of the data"):
        score(trained, "Emma")


def test_a_word_beyond_all_likelihood_has_a_logarithm_and_no_number() -> None:
    found = likelihoods([[0.0, -800.0]], [1])
    assert found["log_prob"] == -800
    assert found["one_in"] is None
    assert found["letters"] == [{"token": 1, "prob": 0.0, "log_prob": -800.0}]


def test_a_model_that_has_diverged_ends_in_a_sentence() -> None:
    run = small_run()
    run.ops.assign(run.state_dict["lm_head"], [[math.nan for _ in row] for row in run.params()["lm_head"]])
    for ask in (lambda: generation(run, 1, 1.0), lambda: score(run, "emma")):
        with pytest.raises(SamplingFailed) as error:
            ask()
        assert_sentence(str(error.value), "no longer finite", "diverged")


def test_to_look_at_an_invention_changes_nothing_of_the_run(trained: Run) -> None:
    before = state(trained)
    generation(trained, 1, 1.0)
    score(trained, NAMES.docs[0])
    assert state(trained) == before


def test_a_kept_stream_gives_the_numbers_of_its_seed() -> None:
    kept, plain = KeptStream(7), random.Random(7)
    assert [kept.random() for _ in range(3)] == [plain.random() for _ in range(3)]
    assert kept.choices("abc", weights=[1, 2, 3], k=2) == plain.choices("abc", weights=[1, 2, 3], k=2)
    assert len(kept.numbers) == 5
