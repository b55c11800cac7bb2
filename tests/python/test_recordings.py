"""What the build cuts out of the Python: its source, line by line, and traces packed into bytes."""

from __future__ import annotations

import html
import json
import math
import re
import sys
from array import array
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from session import Session
from small import ABLATIONS, small_run

from microgpt.config import Config
from microgpt.data import Data, census
from microgpt.model import flatten
from microgpt.observe.generation import generation, generations
from microgpt.observe.heads import head_summaries
from microgpt.observe.trace import Trace, trace
from microgpt.ops import vector
from microgpt.run import Run, start
from microgpt.train import train
from tools import documents, pieces, recording, trained
from tools.packing import unpacked
from tools.run_pieces import DOCUMENTS, RUN, whole_run
from tools.site import SHOWN_SOURCES
from tools.source_listing import coloured_lines

pytestmark = pytest.mark.needs("the build")

ROOT = Path(__file__).parents[2]


def test_the_coloured_lines_are_those_of_the_file() -> None:
    for name in SHOWN_SOURCES:
        lines = [html.unescape(re.sub(r"</?span[^>]*>", "", line)) for line in coloured_lines(ROOT / name)]
        assert lines == (ROOT / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_each_coloured_line_closes_what_it_opens() -> None:
    for name in SHOWN_SOURCES:
        for line in coloured_lines(ROOT / name):
            assert line.count("<span") == line.count("</span>")


@pytest.mark.parametrize("settings", [{}, *ABLATIONS], ids=str)
def test_all_files_that_a_trace_points_into_are_shown(settings: dict[str, Any]) -> None:
    header = trace(small_run(**settings), "emma", graph=False).header
    functions = {place["file"] for place in header["functions"].values()}
    assert {*header["files"], *functions} <= set(SHOWN_SOURCES)


# --- a recording, of few steps


STEPS, TRACED_FROM, TEMPERATURES = 60, 5, [0.2, 1.0]


@dataclass(frozen=True)
class Recorded:
    """The files of a recording, taken apart."""

    run: Any
    brief: Any  # the run, without the documents of its steps
    trace: Any
    columns: dict[str, list[float]]
    answers: dict[str, list[Any]]  # by file
    checkpoint: Any
    moments: dict[str, bytes]

    def answers_to(self, command: str) -> list[Any]:
        """What was recorded of a command: its args and its result."""
        return [(answer["args"], answer["result"]) for answer in self.answers[recording.answers_name(command)]]


@pytest.fixture(scope="module")
def recorded() -> Recorded:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "RECORDED_STEPS", STEPS)
        patch.setattr(recording, "TRACED_FROM", TRACED_FROM)
        patch.setattr(recording, "TEMPERATURES", TEMPERATURES)
        patch.setattr(sys, "path", list(sys.path))
        files = recording._record()
    moments = {name: content for name, content in files.items() if name.startswith(("through-", "parameters-"))}
    answered = {name: content for name, content in files.items() if name.startswith("answers-")}
    others = {documents.file_name(each) for each in documents.DOCUMENTS}
    alone = {RUN, DOCUMENTS, trained.TRAINED, "checkpoint.json", "facts.json"}
    assert files.keys() - moments.keys() - answered.keys() == alone | others | set(pieces.NAMES)
    header, packed_columns = pieces.whole(files)
    columns = {name: column.tolist() for name, column in packed_columns.items()}
    answers = {name: json.loads(content) for name, content in answered.items()}
    brief, checkpoint = json.loads(files[RUN]), json.loads(files["checkpoint.json"])
    return Recorded(whole_run(files), brief, header, columns, answers, checkpoint, moments)


def run_after(steps: int) -> Run:
    """The recorded run, trained without a session."""
    run = start(Config(num_steps=STEPS), census(), vector)
    for _ in islice(train(run), steps):
        pass
    return run


def test_a_recording_is_of_the_run_that_the_page_begins_with(recorded: Recorded) -> None:
    losses = [event["loss"] for event in recorded.run["events"] if "loss" in event]
    assert losses == [step.loss for step in train(start(Config(num_steps=STEPS), census(), vector))]
    assert recorded.run["description"]["step"] == STEPS
    assert recorded.run["description"]["kept"]["steps"] == STEPS
    assert len(recorded.run["names"]) == 20
    assert not [name for event in recorded.run["events"] for name in event if name.startswith("seconds")]


def test_the_recorded_trace_is_of_the_first_step_from_there_on_whose_document_is_neither_short_nor_long(
    recorded: Recorded,
) -> None:
    docs = run_after(0).docs
    step = next(i for i in range(TRACED_FROM - 1, STEPS) if len(docs[i]) in (4, 5, 6)) + 1
    expected = trace(run_after(step - 1))
    ids = {"id": "recorded", "run": "recorded", "of": None}
    assert recorded.trace["doc"] == docs[step - 1]
    assert recorded.trace == json.loads(json.dumps({**ids, **expected.header}))
    assert recorded.columns == {name: column.tolist() for name, column in expected.columns.items()}


def test_from_the_recorded_checkpoint_a_session_makes_the_recorded_trace_again(recorded: Recorded) -> None:
    session = Session()
    checkpoint = recorded.checkpoint
    run = session.restore("recorded", checkpoint["text"], checkpoint["memory"], sample_every=0)
    assert run["step"] == checkpoint["step"] == recorded.trace["step"] - 1
    header = session.trace("recorded", "recorded")["header"]
    assert json.loads(json.dumps(header)) == recorded.trace
    for name, numbers in recorded.columns.items():
        assert session.take_column(name).tolist() == pytest.approx(numbers, rel=1e-9, abs=1e-12)


def test_the_recorded_document_is_there_after_more_and_more_steps(recorded: Recorded) -> None:
    """Each number as it is traced there, those of Adam rounded to seven digits."""
    doc, own = recorded.trace["doc"], recorded.trace["step"] - 1
    moments = sorted({0, 10, 20, 50, own})
    assert recorded.run["through"] == {"doc": doc, "after": moments, "traced": own}
    files = {f"through-{after}.bin" for after in moments if after != own}
    assert recorded.moments.keys() == files | {f"parameters-{after}.bin" for after in moments}
    for after in (0, 20):
        expected = trace(run_after(after), doc, graph=False)
        header, columns = unpacked(recorded.moments[f"through-{after}.bin"])
        shown = {**recorded.trace, **header, "columns": None, "refused": None}
        ids = {"id": f"recorded-{after}", "run": "recorded", "of": None, "columns": None}
        assert shown == json.loads(json.dumps({**expected.header, **ids}))
        assert columns.keys() == expected.columns.keys()
        for name, column in expected.columns.items():
            error = 1e-7 if name.startswith("adam_") else 1e-12
            assert columns[name].tolist() == pytest.approx(column.tolist(), rel=error, abs=1e-37)


def test_the_parameters_of_every_moment_are_those_of_the_run_then_to_float32(recorded: Recorded) -> None:
    for after in recorded.run["through"]["after"]:
        header, columns = unpacked(recorded.moments[f"parameters-{after}.bin"])
        run = run_after(after)
        assert columns["values"] == array("f", flatten(run.params().values()))
        shapes = {each["name"]: (each["rows"], each["columns"], each["first"]) for each in recorded.trace["matrices"]}
        assert {each["name"]: (each["rows"], each["columns"], each["first"]) for each in header["matrices"]} == shapes
        assert (header["step"], header["n_embd"]) == (after, run.config.n_embd)


def test_what_probabilities_and_the_losses_of_the_run_mean_is_recorded(recorded: Recorded) -> None:
    (_, curve), (_, run) = recorded.answers_to("surprise")
    assert [each["loss"] for each in curve["probs"]] == pytest.approx([-math.log(p) for p in recording.PROBS])
    steps = [event for event in recorded.run["events"] if "loss" in event]
    expected = [math.log(27), steps[0]["loss"], steps[-1]["average"]]
    assert [each["loss"] for each in run["losses"]] == expected
    assert [each["one_in"] for each in run["losses"]] == pytest.approx([math.exp(loss) for loss in expected])


def test_every_answer_can_be_found_by_its_command_and_arguments(recorded: Recorded) -> None:
    for name, answers in recorded.answers.items():
        assert {recording.answers_name(answer["command"]) for answer in answers} == {name}
        assert len({json.dumps(answer["args"]) for answer in answers}) == len(answers)
        assert all(answer.keys() == {"command", "args", "result"} for answer in answers)
        assert not [answer for answer in answers if {"run", "trace"} & answer["args"].keys()]


def test_the_page_knows_to_which_commands_there_are_recorded_answers(recorded: Recorded) -> None:
    source = (ROOT / "web" / "state" / "filed.js").read_text(encoding="utf-8")
    named = re.findall(r'"(\w+)"', source.split("ANSWERED = new Set([")[1].split("]")[0])
    assert {recording.answers_name(command) for command in named} == recorded.answers.keys()


def test_of_the_steps_of_the_run_only_the_last_has_its_document_at_first(recorded: Recorded) -> None:
    """The others have everything else; what they lack is of the run that was trained, to 1 in 1e11."""
    brief, whole = ([each for each in run["events"] if "loss" in each] for run in (recorded.brief, recorded.run))
    assert [(step["tokens"], step["losses"]) for step in brief[:-1]] == [([], [])] * (STEPS - 1)
    assert [len(brief[-1]["tokens"]), len(brief[-1]["losses"])] == [
        len(brief[-1]["doc"]) + 2,
        len(brief[-1]["doc"]) + 1,
    ]
    lacked = {"tokens": 0, "losses": 0, "learning_rate": 0}
    assert ["learning_rate" in step for step in brief] == [False] * (STEPS - 1) + [True]
    assert [{**step, **lacked} for step in brief] == [{**step, **lacked} for step in whole]
    trained = list(train(start(Config(num_steps=STEPS), census(), vector)))
    assert [step["tokens"] for step in whole] == [["<BOS>", *step["doc"], "<BOS>"] for step in whole]
    assert [step["doc"] for step in whole] == [each.doc for each in trained]
    for step, each in zip(whole, trained):
        assert step["losses"] == pytest.approx(list(each.losses), rel=1e-11)


def test_of_each_matrix_the_past_of_what_moves_most_is_recorded(recorded: Recorded) -> None:
    """It ends with the step before the recorded one, with the value that this finds."""
    found = [(args, past) for args, past in recorded.answers_to("replay") if not args.get("whole")]
    assert [args["matrix"] for args, _ in found] == [each["name"] for each in recorded.trace["matrices"]]
    before = flatten(run_after(recorded.trace["step"] - 1).params().values())
    for matrix, (args, past) in zip(recorded.trace["matrices"], found):
        assert args["what_if"] is None
        assert past["steps"] == list(range(1, recorded.trace["step"]))
        index = matrix["first"] + args["row"] * matrix["columns"] + args["column"]
        assert past["true"]["value"][-1] == before[index]


def test_the_whole_life_of_one_of_these_is_recorded_too(recorded: Recorded) -> None:
    """It is that of lm_head, and goes on to the last step of the run."""
    [(args, life)] = [each for each in recorded.answers_to("replay") if each[0].get("whole")]
    [past] = [each for each, _ in recorded.answers_to("replay") if each["matrix"] == "lm_head" and each != args]
    assert args == {**past, "whole": True}
    assert life["steps"] == list(range(1, STEPS + 1))
    [matrix] = [each for each in recorded.trace["matrices"] if each["name"] == "lm_head"]
    index = matrix["first"] + args["row"] * matrix["columns"] + args["column"]
    for step in (recorded.trace["step"] - 1, STEPS):
        now = flatten(run_after(step).params().values())
        assert life["true"]["value"][step - 1] == pytest.approx(now[index], rel=1e-6)


def test_it_is_recorded_which_names_are_in_the_data(recorded: Recorded) -> None:
    docs = set(census().docs)
    sampled = [event for event in recorded.run["events"] if "name" in event]
    assert [event["in_data"] for event in sampled] == [event["name"] in docs for event in sampled]
    assert recorded.run["in_data"] == [name for name in recorded.run["names"] if name in docs]


def test_the_recorded_heads_are_of_the_model_that_was_traced(recorded: Recorded) -> None:
    run = run_after(recorded.trace["step"] - 1)
    assert recorded.answers_to("heads") == [({"count": 200}, head_summaries(run, run.docs[:200]))]


def test_the_recorded_weights_are_of_the_traced_document_after_every_snapshot(recorded: Recorded) -> None:
    """Those of the first snapshot are in a trace taken there."""
    ((args, found),) = recorded.answers_to("over_training")
    n = len(recorded.trace["doc"]) + 1
    assert (args, found["doc"], found["snapshots"]) == ({}, recorded.trace["doc"], [0, 50])
    pairs = 4 * n * (n + 1) // 2
    assert len(found["weights"]) == 2 * pairs
    traced = trace(run_after(0), found["doc"], graph=False)
    expected = [
        weight
        for stage in traced.header["stages"]
        if stage["name"].endswith(".attn_weights")
        for weight in traced.columns["stage_values"][stage["first"] : stage["first"] + stage["size"]]
    ]
    assert found["weights"][:pairs] == pytest.approx(expected, rel=1e-12)


def test_the_recorded_norms_reach_over_all_of_training(recorded: Recorded) -> None:
    ((args, norms),) = recorded.answers_to("norms")
    assert args == {}
    assert norms["steps"] == list(range(4, STEPS + 1, 4))
    assert norms["matrices"].keys() == {matrix["name"] for matrix in recorded.trace["matrices"]}
    assert {len(column) for column in (*norms["matrices"].values(), norms["all"])} == {STEPS // 4}
    assert min(norms["all"]) > 0


def test_the_recorded_predictions_are_tempered_from_the_logits_of_the_trace(recorded: Recorded) -> None:
    stages = [stage for stage in recorded.trace["stages"] if stage["name"] == "logits"]
    values = recorded.columns["stage_values"]
    tempered = recorded.answers_to("temper")
    assert [args for args, _ in tempered] == [{"temperature": temperature} for temperature in TEMPERATURES]
    for args, answer in tempered:
        assert answer["temperature"] == args["temperature"]
        assert len(answer["probs"]) == len(answer["draws"]) == len(stages)
        for stage, probs, counts in zip(stages, answer["probs"], answer["draws"], strict=True):
            logits = values[stage["first"] : stage["first"] + stage["size"]]
            exps = [math.exp((x - max(logits)) / answer["temperature"]) for x in logits]
            assert probs == pytest.approx([e / math.fsum(exps) for e in exps], rel=1e-9)
            assert sum(counts) == answer["drawn"]


def test_the_recorded_names_are_invented_by_the_model_that_was_traced(recorded: Recorded) -> None:
    run, docs = run_after(recorded.trace["step"] - 1), census().docs
    read = run.docs[: run.step]

    def newness(name: str) -> str:
        return "read" if name in read else "unread" if name in docs else "new"

    asked = [{"temperature": each, "seed": 6, "top_k": 0, "prefix": ""} for each in (0.5, 1)]
    found, many = recorded.answers_to("invent"), recorded.answers_to("invent_many")
    assert [args for args, _ in found] == asked
    assert [args for args, _ in many] == [{**args, "count": 20} for args in asked]
    for (args, answer), (_, others) in zip(found, many, strict=True):
        expected = generation(run, args["seed"], args["temperature"])
        assert answer == {"refused": None, **expected, "newness": newness(expected["name"])}
        names = generations(run, 20, args["seed"], args["temperature"])
        assert others["names"] == [{**each, "newness": newness(each["name"])} for each in names]


def test_python_that_is_handed_the_recorded_run_invents_the_recorded_names(recorded: Recorded) -> None:
    session, checkpoint = Session(), recorded.checkpoint
    session.restore("r", checkpoint["text"], checkpoint["memory"], sample_every=0)
    for args, answer in recorded.answers_to("invent"):
        assert session.invent("r", **args) == answer
    for args, answer in recorded.answers_to("invent_many"):
        assert session.invent_many("r", **args) == answer


def test_the_figure_of_a_generation_begins_with_what_is_recorded() -> None:
    """Or it would have nothing to show before Python is up."""
    source = (ROOT / "web" / "figures" / "generation" / "settings.js").read_text(encoding="utf-8")
    assert f"RECORDED_AT = {list(recording.INVENTED_AT)};" in source
    assert f"RECORDED_SEED = {recording.INVENTED_SEED};" in source
    assert f"AT_ONCE = {recording.INVENTED_AT_ONCE};" in source


def test_the_temperatures_that_are_recorded_are_those_of_the_slider() -> None:
    assert recording.TEMPERATURES[0] == 0.1
    assert recording.TEMPERATURES[-1] == 2.0
    assert [round(10 * temperature) for temperature in recording.TEMPERATURES] == list(range(1, 21))


def small_trace() -> Trace:
    return trace(start(Config(n_embd=4, n_head=2), Data("names", ("emma", "ava"))))
