"""Several runs and traces at a time: each is what it was alone, so many are kept, and one that is gone is told of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from page_side import LONG, SMALL, TEXT, Json, Wire, losses, plain, steps, timeless
from session.commands import MOST_RUNS, MOST_TRACES

PARAM: Json = {"matrix": "wte", "row": 1, "column": 0}
EDITS: list[Json] = [{**PARAM, "value": 2.0}]

# what can be asked of a run, and of a trace
OF_A_RUN: dict[str, Json] = {
    "use": {"autograd": "scalar"},
    "train": {},
    "slice": {"milliseconds": 0},
    "sample": {"count": 3},
    "trace": {"trace": "t"},
    "norms": {},
    "replay": PARAM,
    "checkpoint": {},
    "describe": {},
}
OF_A_TRACE: dict[str, Json] = {
    "experiment": {"trace": "e", "edits": EDITS},
    "check": PARAM,
    "grab": {**PARAM, "values": [2.0]},
    "heads": {"count": 4},
    "over_training": {},
    "temper": {"temperature": 0.8, "drawn": 30},
}


def named(command: str, id: str) -> Json:
    """A run or a trace, as that command wants it named."""
    return {"of": id} if command == "experiment" else {"trace": id} if command in OF_A_TRACE else {"run": id}


@pytest.fixture
def wire() -> Wire:
    return Wire()


# each is what it was alone


def in_turn(wire: Wire, *runs: str) -> dict[str, list[Json]]:
    """The events of runs that are all in training, one step at a time in turn."""
    events: dict[str, list[Json]] = {run: [] for run in runs}
    for run in runs:
        wire.ask("train", run=run)
    waiting = list(runs)
    while waiting:
        run = waiting.pop(0)
        done = wire.ask("slice", run=run, milliseconds=0)
        events[run] += timeless(done["events"])
        waiting += [run] if done["more"] else []
    return events


def test_two_runs_in_turn_come_to_what_each_comes_to_alone(wire: Wire) -> None:
    def begin(wire: Wire, run: str) -> None:
        wire.start(run=run, sample_every=3, seed={"one": 1, "two": 2}[run], num_steps=60)

    begin(wire, "one")
    begin(wire, "two")
    together = in_turn(wire, "one", "two")
    for run in ("one", "two"):
        alone = Wire()
        begin(alone, run)
        assert together[run] == alone.events(run=run)
        for command, args in {"checkpoint": {}, "sample": {}, "norms": {}, "replay": PARAM, "describe": {}}.items():
            assert wire.ask(command, run=run, **args) == alone.ask(command, run=run, **args), command
    assert losses(together["one"]) != losses(together["two"])


def test_one_run_is_paused_and_changed_while_another_goes_on(wire: Wire) -> None:
    wire.start(run="one")
    undisturbed = wire.events(run="one")
    wire.start(run="one")
    wire.start(run="two", num_steps=5)
    before = wire.events(run="one", steps=4)
    wire.events(run="two", steps=2)
    wire.ask("use", run="two", autograd="scalar")
    wire.events(run="two", steps=1, num_steps=9)
    wire.ask("pause", run="two")
    assert before + wire.events(run="one") == undisturbed
    assert wire.ask("describe", run="two")["step"] == 3


def test_a_run_that_diverges_takes_no_other_with_it(wire: Wire) -> None:
    wire.start(run="good")
    wire.start(run="bad", learning_rate=1e6)
    wire.ask("train", run="good")
    wire.ask("train", run="bad")
    wire.ask("slice", run="bad", milliseconds=LONG)
    assert wire.error("slice", run="bad", milliseconds=LONG)["type"] == "TrainingDiverged"
    assert len(steps(wire.ask("slice", run="good", milliseconds=LONG)["events"])) == 12


def test_each_trace_is_of_the_run_that_was_named(wire: Wire) -> None:
    wire.start(run="one", seed=1)
    wire.start(run="two", seed=2)
    for run in ("one", "two"):
        alone = Wire()
        alone.start(run=run, seed={"one": 1, "two": 2}[run])
        result, expected = (each.ask("trace", run=run, trace=f"of {run}") for each in (wire, alone))
        assert result == expected
        assert wire.taken(result) == alone.taken(expected)
        assert (result["header"]["id"], result["header"]["run"]) == (f"of {run}", run)


@pytest.mark.parametrize("command", OF_A_TRACE)
def test_an_answer_about_emma_stays_about_emma_after_ava_was_traced(command: str) -> None:
    def trained() -> Wire:
        wire = Wire()
        wire.ask("start", settings=SMALL, data_name="names", text=TEXT)
        wire.events(steps=3)
        wire.ask("trace", trace="emma's", doc="emma")
        return wire

    wire, alone = trained(), trained()
    ask = {**OF_A_TRACE[command], **named(command, "emma's")}
    expected = alone.ask(command, **ask)
    columns = alone.taken(expected) if "columns" in expected else None

    wire.events(steps=2)
    wire.ask("trace", trace="ava's", doc="ava")
    wire.ask("experiment", of="ava's", trace="with edits", edits=EDITS)
    wire.start(run="another")
    wire.ask("trace", run="another", trace="another's")
    result = wire.ask(command, **ask)
    assert result == expected
    assert columns is None or wire.taken(result) == columns
    about_ava = wire.ask(command, **{**ask, **named(command, "ava's")})
    assert about_ava != expected


# so many are kept


def test_a_tenth_run_takes_the_place_of_the_one_not_used_for_longest(wire: Wire) -> None:
    for run in "abcdefghi":
        wire.start(run=run)
    wire.ask("describe", run="a")
    wire.start(run="j")
    assert wire.complaint("describe", run="b") == "the run 'b' is no longer kept: start it again"
    assert [wire.ask("describe", run=run)["run"] for run in "acdefghij"] == list("acdefghij")
    assert MOST_RUNS == 9


def test_no_run_makes_room_that_is_in_training_or_was_started_last(wire: Wire) -> None:
    for run in "abcdefghi":
        wire.start(run=run)
    wire.ask("train", run="a")
    wire.ask("describe", run="b")
    wire.ask("describe", run="c")
    wire.ask("describe", run="d")
    for run in "efgh":
        wire.ask("describe", run=run)
    wire.start(run="j")  # i was started last, a trains: so b
    assert [wire.answer("describe", {"run": run}).keys() for run in "acdefghi"] == [{"result"}] * 8
    assert wire.error("describe", run="b")["type"] == "NotKept"


def test_when_all_runs_are_in_use_another_is_refused_and_none_is_lost(wire: Wire) -> None:
    for run in "abcdefghi":
        wire.start(run=run)
        wire.ask("train", run=run)
        wire.ask("slice", run=run, milliseconds=0)
    sentence = wire.complaint("start", run="j", settings=SMALL)
    assert sentence == "no more than 9 runs are kept, and all are in use: drop one first"
    assert [wire.ask("describe", run=run)["step"] for run in "abcdefghi"] == [1] * 9
    wire.start(run="c")  # again, which takes no room
    wire.ask("pause", run="a")
    wire.start(run="j")
    assert wire.error("describe", run="a")["type"] == "NotKept"


def ends_of_training(wire: Wire) -> Iterator[str]:
    """Runs whose training came to an end, each in another way."""
    wire.start(run="done")
    wire.events(run="done")
    yield "done"
    wire.start(run="paused")
    wire.ask("train", run="paused")
    wire.ask("slice", run="paused", milliseconds=0)
    wire.ask("pause", run="paused")
    yield "paused"
    wire.start(run="broken", learning_rate=1e6)
    wire.ask("train", run="broken")
    wire.ask("slice", run="broken", milliseconds=LONG)
    wire.error("slice", run="broken", milliseconds=LONG)
    yield "broken"


def test_a_run_whose_training_is_over_makes_room_again(wire: Wire) -> None:
    ended = list(ends_of_training(wire))
    for run in ("idle", *"abcd", "last"):
        wire.start(run=run)
    for number, run in enumerate(ended):
        wire.start(run=f"new {number}")
        assert wire.error("describe", run=run)["type"] == "NotKept"


def test_a_seventeenth_trace_takes_the_place_of_the_one_not_used_for_longest(wire: Wire) -> None:
    wire.start()
    for number in range(MOST_TRACES):
        wire.ask("trace", trace=str(number))
    wire.ask("temper", trace="0", temperature=1.0)
    wire.ask("experiment", of="1", trace="more", edits=EDITS)
    assert wire.complaint("heads", trace="2") == "the trace '2' is no longer kept: trace the document again"
    for kept in ("0", "1", "3", "15", "more"):
        wire.ask("temper", trace=kept, temperature=1.0)
    assert MOST_TRACES == 16


@pytest.mark.parametrize("command", [*OF_A_RUN, *OF_A_TRACE])
def test_a_question_about_what_is_gone_or_never_was_gets_a_sentence(wire: Wire, command: str) -> None:
    kind, what_to_do = ("run", "start it again") if command in OF_A_RUN else ("trace", "trace the document again")
    args = OF_A_RUN.get(command) or OF_A_TRACE.get(command) or {}
    for _ in range(2):
        error = wire.error(command, **{**args, **named(command, "gone")})
        assert (error["type"], error["message"]) == ("NotKept", f"the {kind} 'gone' is no longer kept: {what_to_do}")
        wire.start(run="gone")
        wire.ask("trace", run="gone", trace="gone")
        wire.ask("drop", **{kind: "gone"})


@pytest.mark.parametrize("id", ["", None, 3, ["a"]])
def test_an_id_is_a_text_that_is_not_empty(wire: Wire, id: object) -> None:
    wire.start()
    ending = f", which is a text that is not empty, not {id!r}"
    assert wire.complaint("start", run=id) == f"wanted the id of a run{ending}"
    assert wire.complaint("describe", run=id) == f"wanted the id of a run{ending}"
    assert wire.complaint("trace", trace=id) == f"wanted the id of a trace{ending}"
    assert wire.complaint("heads", trace=id) == f"wanted the id of a trace{ending}"


# the same id again


def test_a_run_of_the_same_id_is_a_new_start(wire: Wire) -> None:
    wire.start(sample_every=3)
    first = wire.events()
    wire.start(sample_every=3)
    description = wire.ask("describe")
    assert (description["step"], description["kept"]["steps"]) == (0, 0)
    assert wire.events() == first


def test_a_trace_of_the_same_id_is_a_new_trace(wire: Wire) -> None:
    wire.ask("start", settings=SMALL, data_name="names", text=TEXT)
    wire.ask("trace", doc="emma")
    wire.ask("trace", doc="ava")
    assert wire.header("over_training")["doc"] == "ava"
    again = wire.header("experiment", of="t", trace="t", edits=EDITS)
    assert (again["id"], again["of"], again["doc"]) == ("t", "t", "ava")
    assert len(wire.header("experiment", of="t", trace="e", edits=EDITS)["experiment"]["edits"]) == 1


def test_a_trace_knows_the_run_that_it_is_of_from_another_of_the_same_id(wire: Wire) -> None:
    """What needs the run's own past is refused; what needs the traced model only is answered as before."""
    wire.start(seed=1)
    traced = wire.header("trace")
    heads = wire.ask("heads", count=3)
    wire.start(seed=2)
    sentence = "the run 'r' is another than the one that was traced: trace the document again"
    error = wire.error("over_training")
    assert (error["type"], error["message"]) == ("NotKept", sentence)
    assert wire.ask("heads", count=3) == heads
    assert plain(wire.header("experiment", edits=[])) == plain(traced)


# dropped


def test_a_dropped_run_is_gone_and_its_traces_are_not(wire: Wire) -> None:
    wire.start(run="one")
    wire.start(run="two")
    traced = wire.header("trace", run="one")
    wire.ask("drop", run="one")
    assert wire.error("describe", run="one")["type"] == "NotKept"
    assert wire.error("over_training")["message"] == "the run 'one' is no longer kept: start it again"
    assert plain(wire.header("experiment", edits=[])) == plain(traced)
    assert wire.ask("describe", run="two")["run"] == "two"


def test_a_dropped_trace_is_gone_and_its_experiments_are_not(wire: Wire) -> None:
    wire.start()
    wire.ask("trace")
    wire.ask("experiment", edits=EDITS)
    wire.ask("drop", trace="t")
    assert wire.error("heads")["type"] == "NotKept"
    wire.ask("heads", trace="e", count=2)


def test_dropping_what_is_not_there_does_nothing(wire: Wire) -> None:
    assert wire.ask("drop", run="never") is None
    assert wire.ask("drop", trace="never") is None
    assert wire.ask("pause", run="never") is None
    sentence = "wanted either a run or a trace to drop"
    assert wire.complaint("drop") == wire.complaint("drop", run="r", trace="t") == sentence
