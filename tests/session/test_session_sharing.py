"""A model in a link: what is lost is said, and what is damaged is refused."""

from __future__ import annotations

import math
import random
import re
from itertools import islice

import pytest
from session.sharing import SharedModelError, opened, shared

from microgpt.config import Config
from microgpt.data import census, documents
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import predictions, train


@pytest.fixture(scope="module")
def run() -> Run:
    made = start(preset("microgpt"), census(), vector)
    for _ in islice(train(made), 40):
        pass
    return made


def numbers(run: Run) -> list[float]:
    return [x for rows in run.params().values() for row in rows for x in row]


def loss_of(run: Run, doc: str) -> float:
    losses = list(predictions(run.ops, run.config, run.state_dict, run.tokenizer.encode(doc)))
    return sum(each.data for each in losses) / len(losses)


def test_a_model_fits_in_a_link_of_about_eleven_thousand_characters(run: Run) -> None:
    text = shared(run)["text"]
    assert len(text) < 12_000
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)


def test_every_parameter_comes_back_as_near_as_the_link_says(run: Run) -> None:
    made = shared(run)
    again, worst = opened(made["text"])
    assert worst == made["error"] < 2e-5
    off = [abs(a - b) for a, b in zip(numbers(run), numbers(again), strict=True)]
    assert max(off) <= worst * (1 + 1e-9)
    assert (again.step, again.tokenizer.tokens, again.config) == (run.step, run.tokenizer.tokens, run.config)


def test_a_name_costs_in_a_shared_model_what_it_cost_within_its_precision(run: Run) -> None:
    made = shared(run)
    again, worst = opened(made["text"])
    for doc in ("bill", "emma", "q"):
        # first order: each parameter is off by at most `worst`, in the direction that matters most
        assert loss_of(again, doc) == pytest.approx(loss_of(run, doc), abs=2000 * worst)
        assert loss_of(again, doc) != loss_of(run, doc)


def test_a_model_of_other_settings_and_own_documents_is_shared_too() -> None:
    config = Config(n_layer=2, n_embd=8, n_head=2, special_tokens="bos_eos", tied_head=True, zero_init_outputs=True)
    own = start(config, documents("zoë\n名前\n\U0001f600", "mine"), vector)
    again, _ = opened(shared(own)["text"])
    assert again.tokenizer.tokens == own.tokenizer.tokens
    assert again.params().keys() == own.params().keys()
    assert (again.config, again.data_digest) == (config, own.data_digest)
    assert all(x == 0 for x in again.params()["layer0.attn_wo"][0])


def test_a_model_with_a_character_changed_is_refused_wherever_it_is(run: Run) -> None:
    text = shared(run)["text"]
    rng = random.Random(1)
    for _ in range(60):
        at = rng.randrange(len(text))
        other = rng.choice([ch for ch in "AZaz09-_" if ch != text[at]])
        with pytest.raises(SharedModelError, match="wanted a model that was shared"):
            opened(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("text", ["", "m1", "m2AAAA", "hello", "m1!!!!", "m1AAAA", "\U0001f600" * 9])
def test_what_is_no_shared_model_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SharedModelError, match="wanted a model that was shared"):
        opened(text)


def test_a_link_that_lost_its_end_is_refused(run: Run) -> None:
    text = shared(run)["text"]
    for end in (10, 1000, len(text) - 1):
        with pytest.raises(SharedModelError):
            opened(text[:end])


def test_a_diverged_model_is_not_shared(run: Run) -> None:
    broken = run.copy()
    broken.state_dict["wte"] = broken.ops.parameters([[math.nan] * 16 for _ in range(27)])
    with pytest.raises(SharedModelError, match="diverged"):
        shared(broken)
