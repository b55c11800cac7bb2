"""What is answered about a run's parameters and its vocabulary, and about probabilities."""

from __future__ import annotations

import math
from array import array

import pytest
from page_side import Wire

from microgpt.model import flatten


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_the_parameters_are_those_of_the_run_to_float32(wire: Wire) -> None:
    wire.start(num_steps=60)
    wire.events(steps=3)
    found = wire.ask("parameters", run="r")
    values = wire.taken(found)["values"]
    run = wire.session._runs.get("r").run
    assert values == array("f", flatten(run.params().values()))
    assert found["header"]["step"] == 3
    assert found["header"]["n_embd"] == run.config.n_embd
    first = 0
    for (name, rows), told in zip(run.params().items(), found["header"]["matrices"], strict=True):
        rms = pytest.approx(math.sqrt(sum(x * x for row in rows for x in row) / (len(rows) * len(rows[0]))))
        assert told == {"name": name, "rows": len(rows), "columns": len(rows[0]), "first": first, "rms": rms}
        first += len(rows) * len(rows[0])
    assert first == len(values) == run.num_params
    assert found["header"]["rms"] == pytest.approx(math.sqrt(sum(x * x for x in values) / len(values)), rel=1e-6)


def test_the_parameters_of_before_are_those_that_were_there_then(wire: Wire) -> None:
    wire.start()
    before = wire.taken(wire.ask("parameters", run="r"))["values"]
    wire.events(steps=2)
    after = wire.taken(wire.ask("parameters", run="r"))["values"]
    assert after != before
    earlier = wire.ask("parameters", run="r", after=0)
    assert earlier["header"]["step"] == 0
    assert wire.taken(earlier)["values"] == before


def test_to_ask_for_the_parameters_changes_no_loss(wire: Wire) -> None:
    losses = []
    for is_asked in (False, True):
        wire.start()
        done = []
        for _ in range(4):
            done += [event["loss"] for event in wire.events(steps=1) if "loss" in event]
            if is_asked:
                wire.ask("parameters", run="r")
                wire.ask("parameters", run="r", after=0)
        losses.append(done)
    assert losses[0] == losses[1]


def test_a_text_is_told_as_its_tokens_with_the_special_ones(wire: Wire) -> None:
    wire.ask("start", run="r", text="emma\nava\n", data_name="names")  # a e m v, and BOS
    found = wire.ask("encode", run="r", text="eva")
    expected = [("<BOS>", 4), ("e", 1), ("v", 3), ("a", 0), ("<BOS>", 4)]
    assert [(each["text"], each["token_id"]) for each in found["tokens"]] == expected
    assert (found["text"], found["kept"], found["complaint"]) == ("eva", 5, None)


def test_with_the_first_revision_a_text_ends_with_a_token_of_its_own(wire: Wire) -> None:
    wire.ask("start", run="r", preset_name="first", text="emma\nava\n", data_name="names")
    found = wire.ask("encode", run="r", text="a")
    assert [(each["text"], each["token_id"]) for each in found["tokens"]] == [("<BOS>", 0), ("a", 2), ("<EOS>", 1)]


@pytest.mark.parametrize(("preset", "kept"), [("microgpt", 5), ("first", 4)])
def test_of_a_long_text_as_much_is_kept_as_the_model_trains_on(wire: Wire, preset: str, kept: int) -> None:
    """A block of 4 has room for 4 predictions, from 5 tokens; the first revision counts tokens."""
    wire.ask("start", run="r", preset_name=preset, settings={"block_size": 4}, text="emma\n", data_name="names")
    found = wire.ask("encode", run="r", text="emmamemma")
    assert len(found["tokens"]) == 11
    assert found["kept"] == kept


def test_a_character_that_is_not_in_the_vocabulary_is_refused_in_the_tokenizers_sentence(wire: Wire) -> None:
    wire.ask("start", run="r", text="emma\n", data_name="names")
    found = wire.ask("encode", run="r", text="eXm")
    assert found["complaint"] == "'X' in 'eXm' is not among the 3 characters of the data"
    assert [each["token_id"] for each in found["tokens"]] == [3, 1, None, 2, 3]
    assert found["kept"] == 0


def test_a_probability_costs_its_negative_logarithm(wire: Wire) -> None:
    found = wire.ask("surprise", probs=[1, 0.5, 1 / 27])["probs"]
    assert [each["loss"] for each in found] == pytest.approx([0, math.log(2), math.log(27)])
    assert math.copysign(1, found[0]["loss"]) == 1, "what was certain costs 0, not -0"
    assert [each["one_in"] for each in found] == pytest.approx([1, 2, 27])


def test_a_loss_means_the_probability_whose_logarithm_it_is(wire: Wire) -> None:
    (found,) = wire.ask("surprise", losses=[2.25])["losses"]
    assert found == pytest.approx({"p": math.exp(-2.25), "loss": 2.25, "one_in": math.exp(2.25)})


@pytest.mark.parametrize("p", [0, -0.5, 1.01, "half", None])
def test_what_is_no_probability_is_refused_in_a_sentence(wire: Wire, p: object) -> None:
    assert wire.complaint("surprise", probs=[p]).startswith("p must be a number above 0")


@pytest.mark.parametrize("loss", [-1, 700, "big"])
def test_what_is_no_loss_is_refused_in_a_sentence(wire: Wire, loss: object) -> None:
    assert wire.complaint("surprise", losses=[loss]) == f"a loss must be a number from 0 to 700, not {loss!r}"
