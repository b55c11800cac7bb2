"""Inventing and scoring over the wire: what a figure asks of a run."""

from __future__ import annotations

import math
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
    assert found == {"refused": None, **expected, "newness": newness_of(expected["name"])}
    cut = wire.ask("invent", temperature=0.7, seed=5, prefix="e", top_k=2)
    assert cut == {"refused": None, **generation(run, 5, 0.7, "e", 2), "newness": newness_of(cut["name"])}
    assert [wire.ask("invent", temperature=2, seed=9)["name"]] == samples(run, 1, random.Random(9), 2.0)
    assert found["step"] == 3


def newness_of(name: str) -> str:
    """What a name is to a run after three steps, which have read three documents."""
    docs = run_after(3).docs
    return "new" if name not in docs else "read" if name in docs[:3] else "unread"


def test_a_name_is_new_or_in_the_data_and_read_or_not(wire: Wire) -> None:
    found = [wire.ask("invent", temperature=1, seed=seed) for seed in range(300)]
    assert [each["newness"] for each in found] == [newness_of(each["name"]) for each in found]
    docs = run_after(3).docs
    assert {newness_of(each) for each in docs} == {"read", "unread"}
    assert [wire.ask("score", text=each)["newness"] for each in docs] == [newness_of(each) for each in docs]


def test_a_name_that_is_held_out_is_told_as_such() -> None:
    wire = Wire()
    wire.ask("start", settings=SETTINGS | {"holdout": 0.4}, data_name="names", text=TEXT)
    told = {doc: wire.ask("score", text=doc)["newness"] for doc in TEXT.split()}
    assert set(told.values()) == {"unread", "held-out"}
    assert wire.ask("score", text="mame")["newness"] == "new"


def test_nobody_can_tell_of_a_model_that_came_without_its_documents(wire: Wire) -> None:
    model = wire.ask("share")["text"]
    wire.ask("open_shared", run="other", model=model)
    assert wire.ask("score", run="other", text="emma")["newness"] is None
    assert wire.ask("invent", run="other", temperature=1, seed=1)["newness"] is None


def test_many_names_at_once_are_those_of_one_seed_after_the_other(wire: Wire) -> None:
    asked = {"temperature": 0.9, "top_k": 5, "prefix": "e"}
    found = wire.ask("invent_many", seed=4, count=6, **asked)
    each = [wire.ask("invent", seed=seed, **asked) for seed in range(4, 10)]
    assert found["names"] == [{name: one[name] for name in found["names"][0]} for one in each]
    likely = [found["names"][at]["log_prob"] for at in found["likeliest"]]
    assert likely == sorted(likely, reverse=True)
    assert sorted(found["likeliest"]) == list(range(6))
    assert {name: found[name] for name in asked} == asked
    assert len(wire.ask("invent_many", temperature=1, seed=0)["names"]) == 20


def test_a_beginning_that_cannot_be_is_left_out_and_the_answer_says_why(wire: Wire) -> None:
    asked = {"temperature": 0.9, "top_k": 5, "seed": 4}
    for command in ("invent", "invent_many"):
        without = wire.ask(command, **asked)
        for prefix, part in (("zoe", "'z' in 'zoe' is not among"), ("e" * 40, "wanted a beginning of at most")):
            found = wire.ask(command, prefix=prefix, **asked)
            assert part in found["refused"]
            assert found == {**without, "refused": found["refused"]}
            assert found["prefix"] == ""


@pytest.mark.parametrize("count", [0, -1, 101, 2.0, True, "20"])
def test_how_many_makes_sense_or_is_refused_in_a_sentence(wire: Wire, count: object) -> None:
    complaint = wire.complaint("invent_many", temperature=1, seed=1, count=count)
    assert f"count must be a whole number from 1 to 100, not {count!r}" in complaint


def test_a_run_scores_a_word(wire: Wire) -> None:
    assert wire.ask("score", text="emma") == {
        "refused": None,
        **score(run_after(3), "emma"),
        "newness": newness_of("emma"),
    }
    assert wire.ask("score", text="mame")["newness"] == "new"


@pytest.mark.parametrize(
    ("text", "part"), [("emmz", "'z' in 'emmz' is not among"), ("e" * 40, "wanted a word of at most")]
)
def test_a_word_that_cannot_be_read_is_refused_in_an_answer(wire: Wire, text: str, part: str) -> None:
    assert part in wire.ask("score", text=text)["refused"]


@pytest.mark.parametrize(
    ("args", "part"),
    [
        ({"temperature": 0, "seed": 1}, "temperature must be above 0"),
        ({"temperature": "hot", "seed": 1}, "temperature must be a finite number"),
        ({"temperature": 1, "seed": 1.5}, "seed must be a whole number"),
        ({"temperature": 1, "seed": -1}, "seed must be 0 or more"),
        ({"temperature": 1, "seed": 1, "top_k": -1}, "top_k must be 0 or more"),
        ({"temperature": 1, "seed": 1, "top_k": 2.5}, "top_k must be a whole number"),
    ],
)
def test_what_makes_no_sense_is_an_error_in_a_sentence(wire: Wire, args: dict[str, object], part: str) -> None:
    assert part in wire.complaint("invent", **args)


def test_a_model_that_can_draw_nothing_is_told_in_an_answer(wire: Wire) -> None:
    for command in ("invent", "invent_many"):
        failed = wire.ask(command, temperature=1e-320, seed=1)
        assert "temperature well above" in failed.pop("failed")
        assert failed == {}
    run = wire.session._runs.get("r").run
    rows = [[math.nan] * run.config.n_embd for _ in range(run.tokenizer.vocab_size)]
    run.state_dict["lm_head"] = run.ops.parameters(rows)  # as after a training that has diverged
    assert "wanted a model that has not diverged" in wire.ask("invent", temperature=1, seed=1)["failed"]
    assert "wanted a model that has not diverged" in wire.ask("score", text="emma")["refused"]


def test_to_invent_and_to_score_leaves_the_run_and_its_stream_alone(wire: Wire) -> None:
    before = wire.ask("checkpoint")
    wire.ask("invent", temperature=1, seed=5)
    wire.ask("invent_many", temperature=1, seed=5, count=2)
    wire.ask("score", text="emma")
    assert wire.ask("checkpoint") == before


def test_a_run_that_is_asked_while_it_trains_ends_where_one_ends_that_was_left_alone() -> None:
    asked, alone = Wire(), Wire()
    for wire in (asked, alone):
        wire.ask("start", settings=SETTINGS, data_name="names", text=TEXT)
        wire.ask("train", steps=4)
    steps = []
    while asked.ask("slice", milliseconds=0)["more"]:
        steps.append(asked.ask("invent", temperature=1, seed=5)["step"])
        asked.ask("invent_many", temperature=1, seed=5, count=2)
        asked.ask("score", text="emma")
    while alone.ask("slice", milliseconds=0)["more"]:
        pass
    assert {1, 2, 3} <= set(steps)  # each by the model as it was at that step
    assert asked.ask("checkpoint") == alone.ask("checkpoint")
