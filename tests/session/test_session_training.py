"""A run in training, as the page is told of it: in slices, with checkpoints, however it is changed on the way."""

from __future__ import annotations

import json
import math
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import session.training as module
from page_side import LONG, SMALL, Json, Wire, losses, steps

from microgpt import held_out
from microgpt.config import Config
from microgpt.data import census, documents
from microgpt.held_out import after_step
from microgpt.ops import vector
from microgpt.presets import preset
from microgpt.run import Run, start
from microgpt.train import Step, train

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def printed_by(command: str) -> tuple[list[float], list[str]]:
    """The losses and the samples of a command line."""
    words = shlex.split(command)
    assert words[:3] == ["python3", "-m", "microgpt"]
    done = subprocess.run([sys.executable, *words[1:], "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    *trained, last = map(json.loads, done.stdout.splitlines())
    return [line["loss"] for line in trained], last["samples"]


# a run as a whole


def test_a_started_run_is_described(wire: Wire) -> None:
    description = wire.ask("start")
    assert description["step"] == 0
    assert description["config"]["num_steps"] == 1000
    assert description["num_docs"] == 5163
    assert description["tokens"] == [*"abcdefghijklmnopqrstuvwxyz", "<BOS>"]
    assert description["num_params"] == 4192
    assert description["random_guess"] == math.log(27)
    assert description["command"] == "python3 -m microgpt train"


def test_the_first_revision_is_described_as_such(wire: Wire) -> None:
    description = wire.ask("start", preset_name="first")
    assert description["tokens"][:3] == ["<BOS>", "<EOS>", "a"]
    assert description["num_params"] == 3648
    assert "--preset first" in description["command"]


@pytest.mark.parametrize(
    ("preset_name", "settings"),
    [
        ("microgpt", {"num_steps": 3}),
        ("microgpt", SMALL | {"num_steps": 4, "seed": 7, "learning_rate": 0.02, "temperature": 0.9, "num_samples": 3}),
        ("first", {"num_steps": 3, "n_embd": 8, "n_layer": 2}),
    ],
)
def test_the_command_in_the_description_prints_the_same_losses_and_names(
    wire: Wire, preset_name: str, settings: Json
) -> None:
    command = wire.ask("start", preset_name=preset_name, settings=settings, sample_every=2)["command"]
    printed, names = printed_by(command)
    assert losses(wire.events()) == printed
    assert len(printed) == settings["num_steps"]
    assert wire.ask("sample")["names"] == names


def test_the_command_names_every_setting_that_is_not_the_preset_s(wire: Wire) -> None:
    command = wire.start(beta1=0.5, attention=False)["command"]
    assert command.startswith("python3 -m microgpt train ")
    assert "--beta1 0.5" in command
    assert "--attention off" in command


def test_no_command_is_named_for_a_text_that_only_the_page_has(wire: Wire) -> None:
    assert wire.ask("start", settings=SMALL, text="anna\notto", data_name="mine")["command"] is None


def test_asked_for_data_that_are_not_there_it_refuses_and_does_not_take_others(wire: Wire) -> None:
    assert "have not been fetched" in wire.error("start", data_name="makemore")["message"]
    assert wire.error("start", data_name="mine")["message"].startswith("no data is called 'mine' here")


# documents that are held out


def test_the_loss_on_held_out_documents_is_told_as_the_command_line_measures_it(wire: Wire) -> None:
    settings = SMALL | {"num_steps": 20, "holdout": 0.002}
    description = wire.ask("start", settings=settings)
    assert description["num_held_out"] >= 10
    assert description["num_docs"] + description["num_held_out"] == 5163
    told = [event["held_out"] for event in wire.events() if "held_out" in event]
    run = start(Config.from_dict({**preset("microgpt").to_dict(), **settings}), census(), vector)
    measured = [found for _ in train(run) if (found := after_step(run))]
    assert [(each["step"], each["loss"]) for each in told] == [(each.step, each.loss) for each in measured]
    assert [each["step"] for each in told] == list(range(2, 21, 2))
    assert {each["documents"] for each in told} == {description["num_held_out"]}


def test_a_held_out_loss_that_is_infinite_is_told_as_none(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.ask("start", settings=SMALL | {"num_steps": 2, "holdout": 0.002})

    def impossible(*_args: object) -> None:
        raise ValueError("math domain error")

    monkeypatch.setattr(held_out, "predictions", impossible)
    assert [event["held_out"]["loss"] for event in wire.events() if "held_out" in event] == [None, None]


def test_between_held_out_documents_there_is_time_for_other_things(wire: Wire) -> None:
    wire.ask("start", settings=SMALL | {"num_steps": 1, "holdout": 0.1}, sample_every=0)
    wire.ask("train")
    slices = 0
    events: list[Json] = []
    while not events or wire.ask("describe")["step"] < 1 or "held_out" not in events[-1]:
        done = wire.ask("slice", milliseconds=0)
        slices += 1
        events += done["events"]
    assert [event["held_out"]["documents"] for event in events if "held_out" in event] == [516]
    assert slices > 500


# how a run came about


def test_a_description_names_the_documents_by_their_digest(wire: Wire) -> None:
    assert wire.start()["data_digest"] == census().digest
    own = wire.ask("start", settings=SMALL, text="anna\notto", data_name="mine")
    assert own["data_digest"] == documents("anna\r\n otto\n", "whatever").digest


def test_a_run_is_as_it_was_started_until_something_is_changed_on_the_way(wire: Wire) -> None:
    assert wire.start()["is_as_started"]
    wire.events(steps=2)
    assert wire.ask("describe")["is_as_started"]
    assert not wire.ask("use", autograd="scalar")["is_as_started"]
    assert wire.ask("use", autograd="vector")["is_as_started"]  # no step was done with the other
    wire.ask("use", autograd="scalar")
    wire.events(steps=1)
    assert not wire.ask("use", autograd="vector")["is_as_started"]
    assert wire.ask("describe")["command"]  # whose losses are equal to rounding
    wire.start()
    wire.events(steps=2)
    assert not wire.ask("train", num_steps=14)["is_as_started"]


def test_before_the_first_step_nothing_is_on_the_way_yet(wire: Wire) -> None:
    wire.start()
    assert wire.ask("use", autograd="scalar")["is_as_started"]
    assert wire.ask("train", num_steps=14)["is_as_started"]


def test_a_run_on_the_readers_text_is_as_it_was_started_though_no_command_repeats_it(wire: Wire) -> None:
    wire.ask("start", settings=SMALL, text="anna\notto", data_name="mine")
    wire.events()
    description = wire.ask("describe")
    assert (description["is_as_started"], description["command"]) == (True, None)


def test_a_restored_run_is_as_it_was_started_if_it_was_before_and_nothing_changes(wire: Wire) -> None:
    wire.start()
    wire.events(steps=2)
    stored = wire.ask("checkpoint")
    args = {"checkpoint": stored["text"], "memory": stored["memory"]}
    assert wire.ask("restore", **args)["is_as_started"]
    wire.events()
    assert wire.ask("describe")["is_as_started"]
    assert not wire.ask("restore", **args, autograd="scalar")["is_as_started"]
    assert not wire.ask("restore", checkpoint=stored["text"])["is_as_started"]  # who knows


def test_what_was_changed_is_remembered_beside_a_checkpoint(wire: Wire) -> None:
    wire.start()
    wire.events(steps=2)
    wire.events(steps=2, num_steps=20)
    stored = wire.ask("checkpoint")
    assert stored["memory"]["stints"] == [[0, "vector", 12, 0.01], [2, "vector", 20, 0.01]]
    description = Wire().ask("restore", checkpoint=stored["text"], memory=stored["memory"])
    assert not description["is_as_started"]


# training in slices


class Clock:
    """Stands in for the time module: shows what it was set to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def perf_counter(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock by which every training step takes 7 ms, and nothing else takes any time."""
    clock = Clock()

    def timed_train(run: Run) -> Iterator[Step]:
        steps = train(run)
        while True:
            clock.seconds += 0.007
            if (step := next(steps, None)) is None:
                return
            yield step

    monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=clock.perf_counter))
    monkeypatch.setattr(module, "train", timed_train)
    return clock


def test_a_slice_ends_with_the_first_step_after_its_time_is_up(wire: Wire, clock: Clock) -> None:
    wire.start()
    wire.ask("train")
    done = wire.ask("slice", milliseconds=20)
    assert [event["step"] for event in done["events"]] == [1, 2, 3]
    assert done["more"]
    assert [event["step"] for event in wire.ask("slice", milliseconds=0)["events"]] == [4]


def test_the_time_a_step_takes_and_the_time_left_follow_the_clock(wire: Wire, clock: Clock) -> None:
    wire.start()
    wire.ask("train")
    wire.ask("slice", milliseconds=20)
    clock.seconds += 1000  # the reader paused, and thought
    (event,) = wire.ask("slice", milliseconds=0)["events"]
    assert event["seconds_per_step"] == pytest.approx(0.007)
    assert event["seconds_left"] == pytest.approx(0.007 * (SMALL["num_steps"] - 4))


def test_training_ends_with_the_last_of_num_steps(wire: Wire) -> None:
    wire.start()
    assert [event["step"] for event in wire.events()] == list(range(1, 13))
    assert wire.ask("slice", milliseconds=LONG) == {"events": [], "more": False}
    assert wire.events() == []
    assert wire.events(steps=1) == []


def test_so_many_steps_are_trained_and_no_more(wire: Wire) -> None:
    wire.start()
    assert [event["step"] for event in wire.events(steps=3)] == [1, 2, 3]
    assert wire.ask("slice", milliseconds=LONG) == {"events": [], "more": False}
    assert [event["step"] for event in wire.events(steps=1)] == [4]
    assert [event["step"] for event in wire.events(steps=1000)] == list(range(5, 13))


@pytest.mark.parametrize("wanted", [0, -1, 1.5, "2"])
def test_an_impossible_number_of_steps_is_refused_in_a_sentence(wire: Wire, wanted: object) -> None:
    wire.start()
    assert wire.error("train", steps=wanted)["message"] == f"steps must be a whole number of at least 1, not {wanted!r}"


def test_however_it_is_sliced_the_run_is_the_same(wire: Wire) -> None:
    wire.start(sample_every=3)
    at_once = wire.events()
    wire.start(sample_every=3)
    one_by_one = wire.events(milliseconds=0)
    wire.start(sample_every=3)
    with_pauses = wire.events(steps=3) + wire.events(milliseconds=0, steps=1) + wire.events()
    assert at_once == one_by_one == with_pauses


def test_paused_in_the_midst_of_names_it_goes_on_with_the_next_name(wire: Wire) -> None:
    wire.start(sample_every=2)
    undisturbed = wire.events()
    wire.start(sample_every=2)
    wire.ask("train")
    events = wire.ask("slice", milliseconds=0)["events"] + wire.ask("slice", milliseconds=0)["events"]
    assert "name" in events[-1]  # the first of five
    assert losses(events) + losses(wire.events()) == losses(undisturbed)
    assert wire.events() == []


def test_a_step_tells_its_document_and_the_loss_of_each_position(wire: Wire) -> None:
    wire.start(block_size=16)
    for event in wire.events():
        assert event["tokens"] == ["<BOS>", *event["doc"], "<BOS>"]
        assert len(event["losses"]) == len(event["doc"]) + 1
        assert event["loss"] == pytest.approx(sum(event["losses"]) / len(event["losses"]), rel=1e-12)
        assert event["learning_rate"] == 0.01 * (1 - (event["step"] - 1) / 12)
        assert event["doc"] in census().docs


def test_the_average_is_that_of_the_last_50_losses(wire: Wire) -> None:
    wire.start(num_steps=60)
    events = steps(wire.events())
    for number, event in enumerate(events, start=1):
        last = losses(events)[max(0, number - 50) : number]
        assert event["average"] == pytest.approx(sum(last) / len(last), rel=1e-12)


# looking in


def test_names_come_after_the_first_step_and_then_after_every_so_many(wire: Wire) -> None:
    wire.start(sample_every=5)
    names = [event["sampled_at"] for event in wire.events() if "name" in event]
    assert names == [1] * 5 + [5] * 5 + [10] * 5


def test_the_names_of_a_step_come_before_training_stops_there(wire: Wire) -> None:
    wire.start(sample_every=5)
    assert [event["sampled_at"] for event in wire.events(steps=1)[1:]] == [1] * 5


@pytest.mark.parametrize("holdout", [0.0, 0.4])
def test_of_every_invented_name_it_is_said_whether_it_is_in_the_data(wire: Wire, holdout: float) -> None:
    wire.ask("start", settings=SMALL | {"holdout": holdout}, data_name="names", text="a\nab\nb\n", sample_every=1)
    found = [(event["name"], event["in_data"]) for event in wire.events() if "name" in event]
    assert found == [(name, name in ("a", "ab", "b")) for name, _ in found]
    assert {is_known for _, is_known in found} == {True, False}
    answer = wire.ask("sample", count=40)
    assert answer["in_data"] == [name for name in answer["names"] if name in ("a", "ab", "b")]


def test_looking_in_changes_no_loss_and_no_name(wire: Wire) -> None:
    wire.start(sample_every=0)
    unwatched, names = losses(wire.events()), wire.ask("sample")
    wire.start(sample_every=1)
    assert losses(wire.events()) == unwatched
    assert wire.ask("sample") == names


def test_names_asked_for_in_mid_run_change_no_loss_and_no_name(wire: Wire) -> None:
    wire.start()
    undisturbed, names = losses(wire.events()), wire.ask("sample")
    wire.start()
    first = losses(wire.events(steps=5))
    once, again = wire.ask("sample")["names"], wire.ask("sample")["names"]
    assert once != again  # new ones each time
    assert first + losses(wire.events()) == undisturbed
    assert wire.ask("sample") == names


def test_as_many_names_are_invented_as_were_asked_for(wire: Wire) -> None:
    wire.start()
    assert len(wire.ask("sample")["names"]) == 20
    assert len(wire.ask("sample", count=3, temperature=2.0)["names"]) == 3
    assert wire.ask("sample", count=0)["names"] == []
    assert wire.error("sample", count=-1)["message"] == "num_samples must be 0 or more, not -1"
    assert wire.error("sample", temperature=0)["message"] == "temperature must be above 0, not 0.0"


# checkpoints


def test_a_restored_run_goes_on_bit_for_bit(wire: Wire) -> None:
    wire.start(sample_every=2, num_steps=60)
    undisturbed, names = wire.events(), wire.ask("sample")
    wire.start(sample_every=2, num_steps=60)
    before = wire.events(steps=53)
    stored = wire.ask("checkpoint")
    assert stored["step"] == 53

    other = Wire()
    description = other.ask("restore", checkpoint=stored["text"], memory=stored["memory"], sample_every=2)
    past = {"snapshots": [53], "kept": description["kept"]}  # of those before nothing is in a checkpoint
    assert description == {**wire.ask("describe"), **past}
    assert description["kept"]["steps"] == 0
    assert before + other.events() == undisturbed
    assert other.ask("sample") == names


def test_a_restored_run_names_a_command_only_if_it_did_before(wire: Wire) -> None:
    wire.start()
    wire.events(steps=2)
    wire.events(steps=1, num_steps=20)
    stored = wire.ask("checkpoint")
    assert Wire().ask("restore", checkpoint=stored["text"], memory=stored["memory"])["command"] is None
    assert Wire().ask("restore", checkpoint=stored["text"])["command"] is None  # who knows how it came about


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "microgpt checkpoint", "version": 99}'])
def test_what_is_not_a_checkpoint_is_refused_in_a_sentence(wire: Wire, text: str) -> None:
    error = wire.error("restore", checkpoint=text)
    assert error["type"] == "CheckpointError"
    assert error["message"].startswith("checkpoint: wanted")


def test_a_checkpoint_of_a_text_wants_that_text_again(wire: Wire) -> None:
    wire.ask("start", settings=SMALL, text="abba\nbaab\n", data_name="mine")
    wire.events(steps=2)
    stored = wire.ask("checkpoint")["text"]
    assert "wanted the same documents" in wire.error("restore", checkpoint=stored)["message"]
    other = Wire()
    other.ask("restore", checkpoint=stored, text="abba\nbaab\n", data_name="mine")
    assert losses(other.events()) == losses(wire.events())


# another num_steps


def test_before_the_first_step_another_num_steps_is_a_setting_like_any_other(wire: Wire) -> None:
    wire.start(num_steps=5)
    expected = losses(wire.events())
    wire.start(num_steps=12)
    description = wire.ask("train", num_steps=5)
    assert description["config"]["num_steps"] == 5
    assert "--num_steps 5" in description["command"]
    assert losses(wire.events()) == expected


def test_in_mid_run_another_num_steps_bends_the_rest_of_the_schedule(wire: Wire) -> None:
    wire.start()
    wire.events(steps=4)
    events = wire.events(num_steps=8)
    assert [event["step"] for event in events] == [5, 6, 7, 8]
    assert [event["learning_rate"] for event in events] == [0.01 * (1 - done / 8) for done in range(4, 8)]
    assert wire.ask("describe")["command"] is None  # no one command repeats that


def test_a_finished_run_can_be_given_more_steps(wire: Wire) -> None:
    wire.start(num_steps=3)
    wire.events()
    assert [event["step"] for event in wire.events(num_steps=5)] == [4, 5]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (3, "num_steps must be at least the 4 that are done already, not 3"),
        (0, "num_steps must be at least 1, not 0"),
        (6.5, "num_steps must be a whole number from 1 to 100000000, not 6.5"),
        ("9", "num_steps must be a whole number from 1 to 100000000, not '9'"),
    ],
)
def test_an_impossible_num_steps_is_refused_and_changes_nothing(wire: Wire, wanted: object, sentence: str) -> None:
    wire.start()
    wire.events(steps=4)
    before = wire.ask("describe")
    error = wire.error("train", num_steps=wanted)
    assert (error["type"], error["message"]) == ("ConfigError", sentence)
    assert wire.ask("describe") == before


# the two autograds


def test_switched_in_mid_run_it_goes_on_with_the_same_numbers_but_for_rounding(wire: Wire) -> None:
    wire.start()
    undisturbed = losses(wire.events())
    wire.start()
    before = wire.events(steps=4)
    assert wire.ask("use", autograd="scalar")["autograd"] == "scalar"
    after = wire.events(steps=4)
    wire.ask("use", autograd="vector")
    last = wire.events()
    assert [{event["autograd"] for event in steps(events)} for events in (before, after, last)] == [
        {"vector"},
        {"scalar"},
        {"vector"},
    ]
    assert losses(before + after + last) == pytest.approx(undisturbed, rel=1e-9)


def test_a_run_is_started_and_restored_with_the_autograd_asked_for(wire: Wire) -> None:
    description = wire.ask("start", settings=SMALL | {"num_steps": 3}, autograd="scalar")
    assert description["autograd"] == "scalar"
    stored = wire.ask("checkpoint")["text"]
    assert Wire().ask("restore", checkpoint=stored, autograd="scalar")["autograd"] == "scalar"
    printed, names = printed_by(description["command"])
    assert losses(wire.events()) == printed  # to the last bit
    assert wire.ask("sample")["names"] == names


def test_a_run_trains_with_the_quickest_autograd_that_it_can(wire: Wire) -> None:
    description = wire.ask("start", settings=SMALL)
    assert (description["autograd"], description["autograds"]) == ("vector", ["vector", "scalar"])
    description = wire.ask("start", preset_name="first", settings=SMALL | {"num_steps": 3})
    assert (description["autograd"], description["autograds"]) == ("scalar", ["scalar"])
    assert "--autograd" not in description["command"]
    stored = wire.ask("checkpoint")["text"]
    assert Wire().ask("restore", checkpoint=stored)["autograd"] == "scalar"
    printed, _ = printed_by(description["command"])
    assert losses(wire.events()) == printed  # to the last bit


@pytest.mark.parametrize("command", ["start", "restore", "use"])
def test_an_autograd_that_cannot_train_the_run_is_refused(wire: Wire, command: str) -> None:
    wire.ask("start", preset_name="first", settings=SMALL)
    args = {
        "start": {"preset_name": "first", "settings": SMALL},
        "restore": {"checkpoint": wire.ask("checkpoint")["text"]},
        "use": {},
    }[command]
    error = wire.error(command, **args, autograd="vector")
    assert error["type"] == "ConfigError"
    assert error["message"].startswith("wanted the scalar autograd for backward 'position'")
    assert wire.ask("describe")["autograd"] == "scalar"


def test_an_unknown_autograd_is_refused_with_those_there_are(wire: Wire) -> None:
    wire.start()
    assert wire.error("use", autograd="matrix")["message"] == (
        "no autograd is called 'matrix'; there are vector, scalar"
    )
    assert wire.ask("describe")["autograd"] == "vector"


# divergence


def test_divergence_is_told_in_a_sentence_after_the_steps_before_it(wire: Wire) -> None:
    wire.start(learning_rate=1e6)
    wire.ask("train")
    done = wire.ask("slice", milliseconds=LONG)
    assert done["more"]
    last = done["events"][-1]["step"]
    error = wire.error("slice", milliseconds=LONG)
    assert error["type"] == "TrainingDiverged"
    assert error["message"].startswith(f"step {last + 1}: the ")
    assert "no longer a finite number" in error["message"]


def test_after_divergence_every_command_works_still(wire: Wire) -> None:
    wire.start(learning_rate=1e6)
    wire.ask("train")
    trained = wire.ask("slice", milliseconds=LONG)["events"]
    wire.error("slice", milliseconds=LONG)
    assert wire.ask("slice", milliseconds=LONG) == {"events": [], "more": False}
    assert wire.ask("describe")["step"] == wire.ask("checkpoint")["step"] == trained[-1]["step"]
    wire.ask("train")  # again, and it fails again
    assert wire.error("slice", milliseconds=LONG)["type"] == "TrainingDiverged"
    wire.start()
    assert len(wire.events()) == 12


# the reader's own text

HOSTILE = [
    "<script>alert(1)</script>\n<img src=x onerror=alert(1)>",
    "\"quoted\" \\ 'text'\n</td>&amp;",
    "\u202eright to left\u202c\n\u0645\u0631\u064a\u0645",
    "\N{PARTY POPPER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}\ne\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}",
    "a\u2028b\u2029c\x1b[31md\x07",
    "<BOS>\n<EOS>",
    "\ufeffanna\r\notto\r\reva",
    "x" * 100_000,
    "__proto__\nconstructor\ntoString",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_can_be_learned_from(wire: Wire, text: str) -> None:
    description = wire.ask("start", settings=SMALL | {"num_steps": 2}, text=text, data_name="mine", sample_every=1)
    *characters, bos = description["tokens"]
    docs = [line.strip() for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")) if line.strip()]
    assert characters == sorted(set("".join(docs)))
    assert bos == "<BOS>"
    assert description["num_docs"] == len(docs)
    assert description["random_guess"] == math.log(len(characters) + 1)
    assert description["data_name"] == "mine"
    events = wire.events()
    for event in steps(events):
        assert event["doc"] in docs
        assert event["tokens"][1:5] == [*event["doc"], bos][:4]
    names = [event["name"] for event in events if "name" in event] + wire.ask("sample")["names"]
    assert set("".join(names)) <= set(characters)


@pytest.mark.parametrize("data_name", ["mine", "census"])
def test_no_command_repeats_a_run_on_the_readers_text(wire: Wire, data_name: str) -> None:
    assert wire.ask("start", settings=SMALL, text="anna", data_name=data_name)["command"] is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "mine: wanted at least one line of text"),
        (" \r\n\t\n", "mine: wanted at least one line of text"),
        ("anna\nb\0b", "mine, line 2: wanted text, but there is a NUL character"),
        ("anna\n\nb\ud800b", "mine, line 3: wanted text, but there is half of a surrogate pair"),
    ],
)
def test_what_is_not_text_is_refused_in_a_sentence(wire: Wire, text: str, sentence: str) -> None:
    error = wire.error("start", text=text, data_name="mine")
    assert error["type"] == "DataError"
    assert error["message"].startswith(sentence)
