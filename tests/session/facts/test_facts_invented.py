"""What the article says of a name that the model invents."""

from __future__ import annotations

import math
import random
import re

import pytest
from session import Session
from session.facts import invented

from microgpt.sample import sample_tokens, samples

OWN = "anna\nanna\nbo\n"  # two names are learned by heart


def trained(steps: int, text: str | None = None) -> Session:
    session = Session()
    session.start("r", settings={"num_steps": steps}, sample_every=0, text=text)
    session.train("r")
    while session.slice("r", 1e9)["more"]:
        pass
    return session


@pytest.fixture(scope="module")
def session() -> Session:
    return trained(60)


def test_the_name_is_the_one_that_the_run_samples_from_that_seed(session: Session) -> None:
    training = session._runs.get("r")
    found = invented.facts(training)
    (name,) = samples(training.run, 1, random.Random(invented.SEED), invented.TEMPERATURE)
    assert found["invented-name"] == f"“{name}”"
    assert found["invented-draws"] == f"{min(len(name) + 1, 16)} draws"
    assert found["invented-end"] == ("BOS ends it" if len(name) < 16 else "all 16 positions are used")
    assert found["invented-read"] == "after 60 steps it has read 60 of 5,163"


def test_the_random_number_falls_on_the_share_that_is_told(session: Session) -> None:
    training = session._runs.get("r")
    run, rng = training.run, random.Random(invented.SEED)
    rows: list[list[float]] = []

    def tap(name: str, x: list[float]) -> list[float]:
        if name == "probs":
            rows.append(x)
        return x

    tokens = list(sample_tokens(run, rng, invented.TEMPERATURE, tap=tap))  # type: ignore[arg-type]
    numbers = random.Random(invented.SEED)
    number = [numbers.random() for _ in range(3)][2]
    start = math.fsum(rows[2][: tokens[2]])
    told = invented.facts(training)["invented-draw"]
    letters = [run.tokenizer.tokens[token] for token in tokens]
    assert told.startswith(f"after “{letters[0]}{letters[1]}” the random number {number:.4f} falls on “{letters[2]}”")
    assert told.endswith(f"whose share is {start:.3f} to {start + rows[2][tokens[2]]:.3f}")


def test_a_narrow_share_is_told_with_the_digits_in_which_its_ends_differ() -> None:
    letter = {"token": 1, "cumulative": [0.37001, 0.37003, 1.0], "number": 0.370018}
    told = invented._draw({"name": "", "letters": [letter]}, ["“a”", "“b”", "BOS"])
    assert told == "after BOS the random number 0.37002 falls on “b”, whose share is 0.37001 to 0.37003"


def test_a_higher_temperature_makes_the_likeliest_token_less_likely(session: Session) -> None:
    told = invented.facts(session._runs.get("r"))["invented-sharpened"]
    shares = [int(each) for each in re.findall(r"(\d+)\N{NO-BREAK SPACE}% at temperature", told)]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 3


def test_a_name_that_was_read_is_no_invention() -> None:
    found = invented.facts(trained(150, OWN)._runs.get("r"))
    assert found["invented-name"] in ("“anna”", "“bo”")
    assert found["invented-new"] == "is in the data, and the model has read it"
    assert re.fullmatch(r"\d+ are in the data, and the model has read all of them", found["invented-known"])
    assert found["invented-read"] == "after 150 steps it has read 3 of 3"


def test_a_name_that_has_not_been_read_yet_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    training = trained(150, OWN)._runs.get("r")
    monkeypatch.setattr(training.run, "docs", ["zoe", *training.run.docs])
    monkeypatch.setattr(training.run, "step", 1)
    found = invented.facts(training)
    assert found["invented-new"] == "is in the data, but not among the documents that the model has read"
    assert found["invented-known"].endswith("the model has read none of them")


def test_a_name_that_is_held_out_is_in_the_data_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    training = trained(150, OWN)._runs.get("r")
    name = invented.facts(training)["invented-name"].strip("“”")
    monkeypatch.setattr(training, "docs", training.docs - {name})
    monkeypatch.setattr(training.run, "held_out", [name])
    assert "held out" in invented.facts(training)["invented-new"]


def test_of_a_model_without_its_documents_it_is_said_that_nobody_can_tell() -> None:
    session = trained(3, OWN)
    session.open_shared("other", session.share("r")["text"])
    found = invented.facts(session._runs.get("other"))
    assert found["invented-new"] == "cannot be looked up: the data of this model is not here"
    assert found["invented-known"] == "none can be looked up"
    assert found["invented-read"] == "after 3 steps it has read documents that are not here"


def test_what_is_said_of_a_model_that_knows_nothing_yet_is_true_too() -> None:
    session = Session()
    session.start("r")
    found = invented.facts(session._runs.get("r"))
    assert found["invented-read"] == "after 0 steps it has read 0 of 5,163"
    assert found["invented-known"] == "none is in the data"
    assert found["invented-new"] == "is not in the data"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.02, "1 in 1.02"),
        (194_095.2, "1 in 194,000"),
        (2_314_000, "1 in 2.31 million"),
        (5.5e10, "1 in 55 billion"),
        (1.234e14, "1 in 123 trillion"),
        (3.21e20, "1 in 3.2e20"),
        (None, "less than 1 in 1e304"),
    ],
)
def test_odds_are_written_to_three_digits(number: float | None, text: str) -> None:
    assert invented.one_in(number) == text


def test_the_odds_are_those_of_every_letter_and_the_end(session: Session) -> None:
    training = session._runs.get("r")
    name = invented.facts(training)["invented-name"].strip("“”")
    scored = session.score("r", name)
    assert invented.facts(training)["invented-one-in"] == invented.one_in(
        math.prod(1 / letter["prob"] for letter in scored["letters"])
    )
