"""The state of a run, as a page keeps it and hands it back: to the last bit, with its snapshots, or not at all."""

from __future__ import annotations

import json
import math
from array import array
from typing import Any

import pytest
from page_side import SMALL, Json, Wire, losses

from microgpt import checkpoint
from microgpt.data import census


@pytest.fixture
def wire() -> Wire:
    return Wire()


Numbers = dict[str, array[float]]


def kept(wire: Wire) -> tuple[Json, Numbers]:
    """All that a page keeps of the run: what it tells, and the numbers by the names under which they are given back."""
    told = wire.ask("state")
    state, numbers = told["header"], wire.taken(told)
    snapshots = []
    for after in state["snapshots"]:
        told = wire.ask("snapshot", after=after)
        snapshots.append(told["header"])
        numbers[str(after)] = wire.taken(told)["numbers"]
    crossed: Json = json.loads(json.dumps({**state, "snapshots": snapshots}))
    return crossed, numbers


def give(wire: Wire, numbers: Numbers) -> None:
    for name, each in numbers.items():
        wire.session.give_column(name, each.tobytes())


def resume(state: Json, numbers: Numbers, **args: Any) -> tuple[Wire, Json]:
    """A session that goes on from what was kept, as after the end of the one before."""
    wire = Wire()
    give(wire, numbers)
    return wire, wire.ask("resume", state=state, **args)


def test_a_run_goes_on_from_what_was_kept_bit_for_bit_with_every_earlier_state(wire: Wire) -> None:
    wire.start(sample_every=2, num_steps=230)
    undisturbed, names = wire.events(), wire.ask("sample")
    wire.start(sample_every=2, num_steps=230)
    before = wire.events(steps=120)
    moments = [wire.header("trace", after=after)["loss"] for after in (0, 60, 100, 119)]
    other, description = resume(*kept(wire), sample_every=2)
    assert description == {**wire.ask("describe"), "kept": description["kept"]}
    assert description["snapshots"] == [0, 50, 100]
    assert [other.header("trace", after=after)["loss"] for after in (0, 60, 100, 119)] == moments
    assert before + other.events() == undisturbed
    assert other.ask("describe")["snapshots"] == [0, 50, 100, 150, 200]
    assert other.ask("sample") == names


def test_snapshots_that_were_thinned_go_on_as_thin(wire: Wire) -> None:
    wire.start(num_steps=5000, n_embd=2, n_head=1)
    wire.events(steps=3300)
    assert wire.ask("describe")["snapshots"][:2] == [0, 100]
    other, _ = resume(*kept(wire))
    other.events(steps=300)
    wire.events(steps=300)
    assert other.ask("describe")["snapshots"] == wire.ask("describe")["snapshots"]


def test_what_is_kept_is_what_the_file_of_the_command_line_holds(wire: Wire) -> None:
    wire.start()
    wire.events(steps=5)
    file = json.loads(wire.ask("checkpoint")["text"])
    state, numbers = kept(wire)
    params = [x for matrix in file["params"].values() for row in matrix for x in row]
    assert list(numbers["numbers"]) == params + file["m"] + file["v"]
    other, _ = resume(state, numbers)
    again = json.loads(other.ask("checkpoint")["text"])
    assert again == file


def test_damage_is_refused_in_a_sentence_and_the_run_that_was_there_stays(wire: Wire) -> None:
    wire.start()
    wire.events(steps=5)
    state, numbers = kept(wire)
    there = wire.ask("describe")
    numbers["numbers"][17] += 1e-12
    give(wire, numbers)
    assert "the run that was kept here is damaged" in wire.complaint("resume", state=state)
    numbers["numbers"] = numbers["numbers"][:-1]
    give(wire, numbers)
    assert "damaged" in wire.complaint("resume", state=state)
    assert wire.ask("describe") == there


def test_a_damaged_snapshot_is_left_behind_and_the_others_are_not(wire: Wire) -> None:
    wire.start(num_steps=120)
    wire.events()
    loss = wire.header("trace", after=110)["loss"]
    state, numbers = kept(wire)
    numbers["0"][3] += 1e-9
    numbers["50"] = numbers["50"][:-1]
    other, description = resume(state, numbers)
    assert description["snapshots"] == [100]
    assert other.header("trace", after=110)["loss"] == loss
    complaint = other.complaint("trace", after=20)
    assert (
        complaint == "wanted a number of steps from 100 to the 120 that are done, not 20: no state before that was kept"
    )


def test_numbers_that_were_given_are_for_one_command_only(wire: Wire) -> None:
    wire.start()
    state, numbers = kept(wire)
    give(wire, numbers)
    wire.ask("describe")
    assert wire.error("resume", state=state)["type"] == "KeyError"


def test_a_run_on_own_documents_wants_them_again(wire: Wire) -> None:
    wire.ask("start", settings=SMALL, text="abba\nbaab\n", data_name="mine")
    wire.events(steps=2)
    state, numbers = kept(wire)
    other = Wire()
    give(other, numbers)
    assert "wanted the same documents" in other.complaint("resume", state=state)
    other, _ = resume(state, numbers, text="abba\nbaab\n", data_name="mine")
    assert losses(other.events()) == losses(wire.events())


def test_the_first_step_after_a_file_can_be_looked_into_also_when_it_was_kept_since(wire: Wire) -> None:
    wire.start(num_steps=40)
    wire.events(steps=20)
    loss = wire.header("trace")["loss"]
    opened = Wire()
    opened.ask("restore", checkpoint=wire.ask("checkpoint")["text"])
    opened.events(steps=1)
    assert opened.header("trace", after=20)["loss"] == loss
    later, _ = resume(*kept(opened))
    assert later.header("trace", after=20)["loss"] == loss


def test_a_run_that_has_diverged_is_not_kept(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.start()
    wire.session._runs.get("r").run.optimizer.m[3] = math.nan
    assert "this one has diverged" in wire.complaint("state")


@pytest.mark.parametrize(
    ("preset", "settings"),
    [("microgpt", {}), ("microgpt", {"n_layer": 2, "seed": 7}), ("first", {}), ("first", {"seed": 3})],
)
def test_a_file_says_how_its_run_would_be_set_up(wire: Wire, preset: str, settings: Json) -> None:
    wire.ask("start", preset_name=preset, settings={**settings, "num_steps": 12})
    text = wire.ask("checkpoint")["text"]
    outlook = Wire().ask("outlook", checkpoint=text)
    assert outlook["setup"] == {"preset": preset, "settings": settings}
    assert (outlook["num_steps"], outlook["list"]) == (12, "census")
    assert outlook["data_digest"] == census().digest
    assert outlook["is_checked"]


def test_a_file_says_that_its_documents_are_not_the_built_in_ones(wire: Wire) -> None:
    wire.ask("start", settings=SMALL, text="abba\nbaab\n", data_name="mine")
    outlook = wire.ask("outlook", checkpoint=wire.ask("checkpoint")["text"])
    assert (outlook["data_name"], outlook["list"]) == ("mine", None)


def test_a_foreign_file_is_refused_by_the_sentence_of_the_checkpoint(wire: Wire) -> None:
    with pytest.raises(checkpoint.CheckpointError) as refused:
        checkpoint.from_json("{}")
    assert wire.complaint("outlook", checkpoint="{}") == str(refused.value)
