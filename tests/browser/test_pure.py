"""The page's pure functions, called in Node without a page: how the state changes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.environment import ROOT

Call = Callable[..., Any]

SOURCES = ("store.js",)
NAMED = {"lab": "lab-store.js", "questions": "questions.js", "asking": "asking.js", "url": "url.js"}


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bundle = tmp_path_factory.mktemp("pure") / "pure.mjs"
    exports = "\n".join(f"export * from './{name}';" for name in SOURCES)
    exports += "\n".join(f"export * as {name} from './{source}';" for name, source in NAMED.items())
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=esm", "--log-level=warning", f"--outfile={bundle}"]
    subprocess.run([str(esbuild), *options], input=exports, cwd=ROOT / "web" / "src", text=True, check=True)
    return bundle


@pytest.fixture(scope="session")
def js(bundle: Path) -> Call:
    """Evaluates an expression, in which `m` holds the functions and `args` what was given."""

    def evaluate(expression: str, **args: Any) -> Any:
        program = (
            f"import * as m from {json.dumps(bundle.as_uri())}; const args = {json.dumps(args)};"
            f"console.log(JSON.stringify({expression}));"
        )
        command = ["node", "--input-type=module", "-e", program]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluate


def step(number: int, loss: float, average: float | None = None) -> dict[str, Any]:
    return {
        "step": number,
        "loss": loss,
        "average": loss if average is None else average,
        "doc": "ab",
        "tokens": ["<BOS>", "a", "b", "<BOS>"],
        "losses": [1.25, 2.5, 7.5],
        "learning_rate": 0.01,
    }


# how the state changes

DESCRIPTION = {"step": 0, "config": {"num_steps": 10}}
ERROR = {"type": "WorkerDied", "message": "It stopped.", "traceback": "at line 1"}


def reduced(js: Call, *actions: dict[str, Any]) -> Any:
    """The state after these actions, from the first one on."""
    return js("args.actions.reduce(m.reduce, m.INITIAL)", actions=actions)


def progress(*events: dict[str, Any]) -> dict[str, Any]:
    return {"type": "progress", "events": events}


def test_an_action_changes_no_state_but_makes_another(js: Call) -> None:
    actions = [
        {"type": "run-started", "description": DESCRIPTION},
        {"type": "train-asked"},
        {"type": "training-began", "description": DESCRIPTION},
        progress(step(1, 3.0), {"sampled_at": 1, "name": "a"}),
        progress({"sampled_at": 1, "name": "b"}, step(2, 2.0)),
        {"type": "step-hovered", "step": 1},
        {"type": "num-steps-set", "numSteps": 3},
        {"type": "pause-asked"},
        {"type": "saved", "step": 2},
        {"type": "became-idle", "description": DESCRIPTION},
        {"type": "generate-asked"},
        {"type": "generated", "names": ["c"]},
        {"type": "failed", "message": "No.", "details": ""},
        {"type": "problem-dismissed"},
        {"type": "python-stopped", "error": ERROR},
        {"type": "restart-asked"},
        {"type": "run-restored", "description": {**DESCRIPTION, "step": 1}},
        {"type": "reset-asked"},
    ]
    frozen = """args.actions.reduce((state, action) => {
      const freeze = (value) => {
        if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
      };
      freeze(state);
      const after = m.reduce(state, action);
      if (after === undefined) throw new Error(action.type);
      return after;
    }, structuredClone(m.INITIAL))"""
    assert js(frozen, actions=actions) == reduced(js, *actions)


def test_the_recording_is_shown_until_there_is_a_live_step(js: Call) -> None:
    recording = {"type": "recording-loaded", "description": DESCRIPTION, "events": [step(1, 3.0)], "names": ["ann"]}
    begun = {"type": "run-started", "description": DESCRIPTION}
    shown = "m.shown(args.actions.reduce(m.reduce, m.INITIAL))"
    before = js(shown, actions=[recording, begun])
    assert not before["isLive"]
    assert before["history"]["generated"] == ["ann"]
    after = js(shown, actions=[recording, begun, progress(step(1, 2.5))])
    assert after["isLive"]
    assert [each["loss"] for each in after["history"]["steps"]] == [2.5]


def test_names_of_one_step_are_one_group_though_they_come_in_two_messages(js: Call) -> None:
    state = reduced(
        js,
        progress(step(1, 3.0), {"sampled_at": 1, "name": "a"}),
        progress({"sampled_at": 1, "name": "b"}, step(2, 2.0), {"sampled_at": 2, "name": "c"}),
    )
    assert state["live"]["samples"] == [{"step": 1, "names": ["a", "b"]}, {"step": 2, "names": ["c"]}]


def test_a_restored_run_shows_what_was_before_its_step_and_no_more(js: Call) -> None:
    state = reduced(
        js,
        progress(
            step(1, 3.0), {"sampled_at": 1, "name": "a"}, step(2, 2.5), step(3, 2.0), {"sampled_at": 3, "name": "b"}
        ),
        {"type": "run-restored", "description": {**DESCRIPTION, "step": 2}},
    )
    assert [each["step"] for each in state["live"]["steps"]] == [1, 2]
    assert state["live"]["samples"] == [{"step": 1, "names": ["a"]}]


@pytest.mark.parametrize(
    ("actions", "activity"),
    [
        (["train-asked"], "waiting"),
        (["train-asked", "pause-asked"], "idle"),
        (["train-asked", "training-began"], "training"),
        (["train-asked", "training-began", "pause-asked"], "pausing"),
        (["train-asked", "training-began", "pause-asked", "became-idle"], "idle"),
        (["generate-asked"], "generating"),
        (["train-asked", "training-began", "python-stopped"], "idle"),
        (["train-asked", "training-began", "failed"], "idle"),
    ],
)
def test_what_is_being_done_follows_what_was_asked_and_what_was_told(
    js: Call, actions: list[str], activity: str
) -> None:
    more = {"description": DESCRIPTION, "error": ERROR, "message": "", "details": ""}
    assert reduced(js, *({"type": type} | more for type in actions))["activity"] == activity


def test_a_dead_worker_is_a_problem_with_a_restart_and_an_exception_one_without(js: Call) -> None:
    dead = reduced(js, {"type": "python-stopped", "error": ERROR})
    assert dead["problem"] == {"message": "It stopped.", "details": "at line 1", "restart": True}
    assert dead["python"] == {"kind": "stopped"}
    failed = reduced(js, {"type": "failed", "message": "No.", "details": "why"})
    assert failed["problem"] == {"message": "No.", "details": "why", "restart": False}


# the lab: what its pictures ask of Python, and when


ASKED = """(() => {
  const stages = [{ name: "logits", position: 0, first: 0, size: 2 }];
  const matrices = [{ name: "wte", rows: 2, columns: 2, first: 0 }];
  const columns = { stage_values: Float64Array.of(1, 2), adam_update: Float64Array.of(0, -3, 1, 0) };
  const trace = { header: { token_ids: [1, 0], base: 1 }, stages, matrices, columns };
  const live = { steps: [{ step: 7 }], description: {}, samples: [], generated: [] };
  const state = { ...m.lab.INITIAL, live, python: { kind: "ready", seconds: 1 }, ...args.state };
  return m.questions.questionsOf({ ...state, liveTrace: args.isRecorded ? null : trace }, trace);
})()"""


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        ({"view": "map"}, []),
        ({"view": "heads"}, ["heads", "over_training"]),
        ({"view": "map", "beside": "predictions"}, ["temper"]),
        ({"view": "adam"}, ["norms", "replay"]),
        ({"view": "adam", "beside": "heads"}, ["heads", "over_training", "norms", "replay"]),
        ({"view": "adam", "activity": "training"}, []),
        ({"view": "heads", "python": {"kind": "stopped"}}, []),
    ],
)
def test_python_is_asked_what_the_shown_pictures_need(js: Call, state: Any, asked: list[str]) -> None:
    assert [each["what"] for each in js(ASKED, state=state)] == asked


def test_of_a_recorded_trace_only_what_needs_no_run_is_asked(js: Call) -> None:
    asked = js(ASKED, state={"view": "heads", "beside": "predictions"}, isRecorded=True)
    assert [(each["what"], each["args"]["logits"]) for each in asked] == [("temper", [[1, 2]])]


def test_adams_past_is_asked_of_the_selected_parameter_or_of_the_one_that_moves_most(js: Call) -> None:
    selection = {"kind": "param", "matrix": 0, "row": 1, "column": 1}
    for state, place in (({}, (0, 1)), ({"selection": selection}, (1, 1))):
        replay = js(ASKED, state={"view": "adam", **state})[1]["args"]
        assert (replay["matrix"], replay["row"], replay["column"]) == ("wte", *place)


def test_a_question_is_asked_once_and_the_newest_of_a_kind_after_the_one_under_way(js: Call) -> None:
    log = js(
        """await (async () => {
          const log = [], replies = [];
          const request = (what, args) => (log.push(args), new Promise((resolve) => replies.push(resolve)));
          const answers = {};
          let wanted;
          const ask = m.asking.asking(request, (what, answer) => { answers[what] = answer; ask(wanted, answers); });
          const question = (key) => [{ what: "temper", args: key, key }];
          for (const key of ["a", "a", "b", "c"]) ask((wanted = question(key)), answers);
          while (replies.length) { replies.shift()(0); await new Promise((resolve) => setTimeout(resolve)); }
          ask(wanted, answers);
          return [log, answers.temper.key];
        })()"""
    )
    assert log == [["a", "c"], "c"]


def test_a_question_that_failed_is_told_and_not_asked_again(js: Call) -> None:
    told = js(
        """await (async () => {
          const told = [];
          const refuse = () => Promise.reject(new Error("no"));
          const ask = m.asking.asking(refuse, () => {}, (error) => told.push(error.message));
          for (let i = 0; i < 3; i++) {
            ask([{ what: "heads", args: {}, key: "k" }], {});
            await new Promise((resolve) => setTimeout(resolve));
          }
          return told;
        })()"""
    )
    assert told == ["no"]


def test_a_picture_cannot_stand_beside_itself(js: Call) -> None:
    actions = [{"type": "beside-set", "view": "adam"}, {"type": "view-set", "view": "adam"}]
    state = js("args.actions.reduce(m.lab.reduce, m.lab.INITIAL)", actions=actions)
    assert (state["view"], state["beside"]) == ("adam", None)


def test_a_link_restores_both_pictures(js: Call) -> None:
    assert js("m.url.readHash('#view=heads&beside=cache', m.url.LAB_TABLE)")["beside"] == "cache"
    assert js("m.url.readHash('#view=heads&beside=nonsense', m.url.LAB_TABLE)")["beside"] is None


@pytest.mark.parametrize(("base", "kept"), [(1, ["heads", "norms"]), (2, [])])
def test_an_edit_keeps_the_answers_that_it_does_not_change_and_another_trace_none(
    js: Call, base: int, kept: list[str]
) -> None:
    answers = js(
        """(() => {
          const made = (base) => ({ header: { base, doc: "emma", step: 1, config: {} }, frames: [{ stage: null }] });
          const answer = { key: "k", result: 1 };
          const answers = { heads: answer, norms: answer, temper: answer };
          const state = { ...m.lab.INITIAL, liveTrace: made(1), answers };
          return m.lab.reduce(state, { type: "trace-made", trace: made(args.base) }).answers;
        })()""",
        base=base,
    )
    assert sorted(answers) == kept
