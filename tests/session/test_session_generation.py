"""Inventing and scoring over the wire: what a figure asks of a run."""

from __future__ import annotations

import random

import pytest
from page_side import TEXT, Wire
from test_session_traces import SETTINGS, run_after

from microgpt.observe.generation import generation, score
from microgpt.sample import samples


@pytest.fixture
def wire() -> Wire:
    """After three steps with vectors."""
    wire = Wire()
    wire.ask("start", settings=SETTINGS, data_name="names", text=TEXT)
    wire.events(steps=3)
    return wire


def test_a_run_invents_the_name_of_a_seed_with_all_that_it_came_from(wire: Wire) -> None:
    run = run_after(3)
    found = wire.ask("invent", temperature=0.7, seed=5, prefix="e")
    expected = generation(run, 5, 0.7, "e")
    assert found == {"refused": None, **expected, "in_data": expected["name"] in run.docs}
    assert [wire.ask("invent", temperature=2, seed=9)["name"]] == samples(run, 1, random.Random(9), 2.0)
    assert found["step"] == 3


def test_a_name_that_is_in_the_data_is_no_invention(wire: Wire) -> None:
    found = [wire.ask("invent", temperature=1, seed=seed) for seed in range(100)]
    docs = set(TEXT.split())
    assert [each["in_data"] for each in found] == [each["name"] in docs for each in found]
    assert any(each["in_data"] for each in found)


def test_a_run_scores_a_word(wire: Wire) -> None:
    assert wire.ask("score", text="emma") == {"refused": None, **score(run_after(3), "emma"), "in_data": True}
    assert wire.ask("score", text="mame")["in_data"] is False


@pytest.mark.parametrize(
    ("text", "part"), [("emmz", "'z' in 'emmz' is not among"), ("e" * 40, "wanted a word of at most")]
)
def test_a_word_that_cannot_be_read_is_refused_in_an_answer(wire: Wire, text: str, part: str) -> None:
    assert part in wire.ask("score", text=text)["refused"]


def test_a_beginning_that_cannot_be_read_is_refused_in_an_answer(wire: Wire) -> None:
    for prefix, part in (("zoe", "'z' in 'zoe' is not among"), ("e" * 40, "wanted a beginning of at most")):
        refused = wire.ask("invent", temperature=1, seed=1, prefix=prefix)
        assert part in refused["refused"]
        assert refused.keys() == {"refused"}


@pytest.mark.parametrize(
    ("args", "part"),
    [
        ({"temperature": 0, "seed": 1}, "temperature must be above 0"),
        ({"temperature": "hot", "seed": 1}, "temperature must be a finite number"),
        ({"temperature": 1, "seed": 1.5}, "seed must be a whole number"),
        ({"temperature": 1, "seed": -1}, "seed must be 0 or more"),
        ({"temperature": 1e-320, "seed": 1}, "temperature well above"),
    ],
)
def test_what_makes_no_sense_is_an_error_in_a_sentence(wire: Wire, args: dict[str, object], part: str) -> None:
    assert part in wire.complaint("invent", **args)


def test_to_invent_and_to_score_leaves_the_run_and_its_stream_alone(wire: Wire) -> None:
    before = wire.ask("checkpoint")
    wire.ask("invent", temperature=1, seed=5)
    wire.ask("score", text="emma")
    assert wire.ask("checkpoint") == before
