"""A run that has diverged goes on from a snapshot, with another learning rate."""

from __future__ import annotations

import pytest
from page_side import LONG, Json, Wire


@pytest.fixture
def wire() -> Wire:
    return Wire()


def diverge(wire: Wire, **settings: object) -> Json:
    """Start a run and train it to where it diverges; its description there."""
    wire.start(**{"num_steps": 400, **settings})
    wire.ask("train")
    for _ in range(400):
        answer = wire.answer("slice", {"milliseconds": LONG})
        if "error" in answer:
            assert answer["error"]["type"] == "TrainingDiverged"
            description: Json = wire.ask("describe")
            return description
        assert answer["result"]["more"], "it has not diverged"
    raise AssertionError("it has not diverged")


def test_the_way_back_of_a_run_that_diverged_early_is_its_first_state(wire: Wire) -> None:
    ended = diverge(wire, learning_rate=1e6)
    way = wire.ask("way_back")
    assert ended["step"] > 0
    assert way["after"] == 0
    assert way["learning_rate"] == 1e5
    assert way["documents"] == 5
    assert way["loss"] == pytest.approx(way["random_guess"], abs=0.2)


def test_the_way_back_leaves_out_snapshots_that_are_worse_than_guessing(wire: Wire) -> None:
    """Fifty steps at a good rate, then a hundred at one at which the loss only climbs."""
    wire.start(num_steps=400)
    wire.events(steps=50)
    wire.ask("go_back", after=50, learning_rate=0.7)
    wire.events(steps=101)
    ended, way = wire.ask("describe"), wire.ask("way_back")
    assert ended["snapshots"] == [0, 50, 100, 150]
    assert ended["last_loss"] > 3 * ended["random_guess"]
    assert way["after"] == 50
    assert way["loss"] < way["random_guess"]
    assert way["learning_rate"] == 0.07


def test_a_run_that_cannot_do_its_first_step_has_no_way_back(wire: Wire) -> None:
    wire.start(init_std=1e200)
    wire.ask("train")
    assert wire.error("slice", milliseconds=LONG)["type"] == "TrainingDiverged"
    assert wire.ask("way_back") is None


def test_gone_back_it_trains_as_a_run_does_that_had_the_rate_from_there_on(wire: Wire) -> None:
    diverge(wire, learning_rate=1e6)
    description = wire.ask("go_back", after=0, learning_rate="0.02")
    assert (description["step"], description["config"]["learning_rate"], description["snapshots"]) == (0, 0.02, [0])
    assert description["is_as_started"]
    after = wire.events()
    other = Wire()
    other.start(num_steps=400, learning_rate=0.02)
    assert after == other.events()


def test_what_was_done_before_the_snapshot_is_still_known(wire: Wire) -> None:
    wire.start(num_steps=200)
    first = wire.events(steps=60)
    wire.ask("go_back", after=50, learning_rate=0.001)
    description = wire.ask("describe")
    assert description["step"] == 50
    assert description["snapshots"] == [0, 50]
    assert description["last_loss"] == pytest.approx(
        sum(each["loss"] for each in first if each.get("step", 99) <= 50) / 50
    )
    second = wire.events(steps=10)
    assert [each["step"] for each in second if "loss" in each] == list(range(51, 61))
    assert second[0]["learning_rate"] == pytest.approx(0.001 * (1 - 50 / 200))
    again = wire.ask("trace", after=20, doc="emma")["header"]
    assert again["lr_t"] == pytest.approx(0.01 * (1 - 20 / 200))
    assert not wire.ask("describe")["is_as_started"]
    assert wire.ask("describe")["command"] is None
    stored = wire.ask("checkpoint")
    assert stored["memory"]["stints"] == [[0, "vector", 200, 0.01], [50, "vector", 200, 0.001]]


def test_a_run_that_was_kept_before_rates_could_change_is_gone_on_with(wire: Wire) -> None:
    wire.start()
    wire.events(steps=4)
    stored = wire.ask("checkpoint")
    memory = stored["memory"] | {"stints": [[0, "vector", 12]]}
    assert wire.ask("restore", checkpoint=stored["text"], memory=memory)["is_as_started"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"learning_rate": "fast"}, "learning_rate must be a finite number"),
        ({"learning_rate": -1}, "learning_rate must be"),
        ({"learning_rate": "nan"}, "learning_rate must be a finite number"),
        ({"learning_rate": 1e6}, "wanted another learning_rate than 1e+06, which ends as before"),
        ({"after": 7, "learning_rate": 0.1}, "wanted one of the snapshots that were kept"),
    ],
)
def test_a_way_that_there_is_not_is_refused_and_the_run_is_left(wire: Wire, args: Json, said: str) -> None:
    before = diverge(wire, learning_rate=1e6)
    assert said in wire.complaint("go_back", **({"after": 0} | args))
    assert wire.ask("describe") == before
