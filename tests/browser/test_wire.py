"""The wire in a browser: client.js, worker.js and the session in Pyodide, without any of our pages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tools.environment import ROOT
from tools.parts import part_address

Do = Callable[..., Any]

# Pyodide's own words on the error that a test has gone through it
MEANT = "Pyodide has suffered a fatal error|Maximum call stack|Stack \\(most recent|cause of the fatal error"

# what a test evaluates can say ask(), worker, heard and later()
PAGE = """([address, script]) => {
  window.heard = [];
  window.begin = () => wire.startWorker(new URL(script, address), {
    onEvent: (event) => heard.push(event),
    onDeath: (error) => heard.push({ event: "death", message: error.message }),
  });
  window.worker = begin();
  window.ask = (command, args) => worker.request(command, args);
  window.later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  window.told = (name, run) => heard.filter((each) => each.event === name && each.run === run);
  window.stepsOf = (run) => told("progress", run).flatMap(({ events }) => events).filter((each) => "loss" in each);
  window.until = async (isSo) => { while (!isSo()) await later(5); };
}"""


@pytest.fixture(scope="module")
def wired(browser: Browser, address: str, site: Path) -> Iterator[Page]:
    """A page that has a worker, in which Python comes up once for all tests."""
    source = "export { startWorker } from './client.js';"
    esbuild = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=iife", "--global-name=wire"]
    done = subprocess.run(
        [str(esbuild), *options], input=source, cwd=ROOT / "web" / "wire", text=True, capture_output=True, check=True
    )
    page = browser.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/blank.html", lambda route: route.fulfill(body="<link rel=icon href=favicon.svg>"))
    page.goto(f"{address}blank.html")
    page.evaluate(f"() => {{ {done.stdout}; window.wire = wire; }}")
    page.evaluate(PAGE, [address, f"{part_address(site, 'src')}/worker.js"])
    yield page
    page.close()
    assert [each for each in errors if not re.search(MEANT, each)] == []


@pytest.fixture
def do(wired: Page) -> Do:
    """Evaluates JavaScript in that page."""
    return lambda body, **args: wired.evaluate(f"async (args) => {{ {body} }}", args)


def test_all_bytes_of_booting_are_counted(do: Do) -> None:
    boots = do("""
      await ask("start", { run: "first" });
      return heard.filter((each) => each.event === "boot");
    """)
    assert {each["stage"] for each in boots} == {"Fetching Python"}
    assert boots[-1]["loaded"] == boots[-1]["total"]


def test_several_runs_train_in_turn_and_are_paused_one_by_one(do: Do) -> None:
    found = do("""
      for (const run of ["one", "two"]) await ask("start", { run, sample_every: 0 });
      const [one, two] = ["one", "two"].map((run) => ask("train", { run }));
      await until(() => stepsOf("one").length > 3 && stepsOf("two").length > 3);
      const order = heard.filter((each) => each.event === "progress").map((each) => each.run);
      await ask("pause", { run: "one" });
      const done = stepsOf("one").length;
      const others = stepsOf("two").length;
      await until(() => stepsOf("two").length > others + 2);
      const stillDone = stepsOf("one").length;
      await ask("pause", { run: "two" });
      const ends = await Promise.all([one, two]);
      const steps = Object.fromEntries(["one", "two"].map((run) => [run, stepsOf(run)]));
      const saved = ["one", "two"].map((run) => told("state", run).at(-1).state.step);
      const began = ["one", "two"].map((run) => told("began", run).map((each) => each.description.run));
      return { order, done, stillDone, ends: ends.map((each) => each.step), steps, saved, began };
    """)
    assert max(len(list(group)) for _, group in groupby(found["order"][2:])) <= 2  # in turn
    assert found["done"] == found["stillDone"] == found["ends"][0]
    assert found["saved"] == found["ends"]
    assert found["began"] == [["one"], ["two"]]
    one, two = ([step["loss"] for step in found["steps"][run]] for run in ("one", "two"))
    shorter = min(len(one), len(two))
    assert one[:shorter] == two[:shorter]  # of one seed: neither got in the way of the other
    assert [step["step"] for step in found["steps"]["two"]] == list(range(1, found["ends"][1] + 1))


def test_of_several_wishes_to_train_the_newest_counts(do: Do) -> None:
    ends = do("""
      await ask("start", { run: "one", sample_every: 0 });
      const asked = [ask("train", { run: "one" }), ask("train", { run: "one", steps: 5 })];
      asked.push(ask("train", { run: "one", steps: 2 }));
      const ends = (await Promise.all(asked)).map((each) => each.step);
      return { ends, began: told("began", "one").length, steps: stepsOf("one").map((each) => each.step) };
    """)
    first, *_, last = ends["ends"]
    assert last == first + 2  # the one in the middle did none
    assert ends["ends"][1] == first


@pytest.mark.parametrize("command", ["start", "drop"])
def test_a_run_in_training_is_stopped_before_it_is_taken_away(do: Do, command: str) -> None:
    found = do(
        """
      const run = args.command;
      await ask("start", { run, sample_every: 0 });
      const training = ask("train", { run });
      await until(() => stepsOf(run).length > 0);
      await ask(args.command, { run });
      const done = stepsOf(run).length;
      const end = await training;
      await later(150);
      return { end: end.step, done, now: stepsOf(run).length };
    """,
        command=command,
    )
    assert found["end"] == found["done"] == found["now"]


def test_columns_come_as_typed_arrays(do: Do) -> None:
    found = do("""
      await ask("start", { run: "one" });
      const { header, columns } = await ask("trace", { run: "one", trace: "emma's", doc: "emma" });
      const over = await ask("over_training", { trace: "emma's" });
      const ids = [header.id, header.run, header.of, header.doc];
      const types = ["stage_values", "node_op", "node_stage"].map((name) => columns[name].constructor.name);
      const sizes = [columns.adam_grad.length, columns.token_grads.length];
      return { ids, types, sizes, over: over.header, weights: over.columns.weights.length };
    """)
    assert found["ids"] == ["emma's", "one", None, "emma"]
    assert found["types"] == ["Float64Array", "Uint8Array", "Uint32Array"]
    assert found["sizes"] == [4192, 5 * 16]
    assert (found["over"], found["weights"]) == ({"doc": "emma", "snapshots": [0]}, 4 * 15)


def test_what_is_not_kept_is_told_by_a_rejection_of_that_name(do: Do) -> None:
    error = do("""
      return ask("heads", { trace: "never" }).catch(({ name, message, traceback }) => ({ name, message, traceback }));
    """)
    assert error["name"] == "NotKept"
    assert error["message"] == "the trace 'never' is no longer kept: trace the document again"
    assert error["traceback"].startswith("Traceback")


def test_whoever_waits_is_told_when_the_worker_is_ended_and_another_can_begin(do: Do) -> None:
    found = do("""
      const waiting = ask("describe", { run: "one" }).catch(({ name }) => name);
      worker.terminate();
      const names = [await waiting, await ask("describe", { run: "one" }).catch(({ name }) => name)];
      const before = heard.length;
      worker = begin();
      const description = await ask("start", { run: "one" });
      return { names, step: description.step, told: heard.slice(before).some((each) => each.event === "ready") };
    """)
    assert found == {"names": ["WorkerEnded", "WorkerDied"], "step": 0, "told": True}


def test_a_worker_that_ends_without_a_word_is_noticed(do: Do, wired: Page) -> None:
    do("window.waiting = ask('train', { run: 'one' }).catch(({ name, message }) => [name, message]);")
    do("await until(() => stepsOf('one').length > 0);")
    with suppress(Error):  # it ends before it can answer
        wired.workers[0].evaluate("self.close()")
    found = do("return { waiting: await waiting, deaths: heard.filter((each) => each.event === 'death') };")
    sentence = "The Python in this page has stopped: it ended without a word."
    assert found["waiting"] == ["WorkerDied", sentence]
    assert [each["message"] for each in found["deaths"]] == [sentence]


WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"


def test_a_worker_that_ends_without_a_word_is_noticed_where_there_are_no_locks(do: Do, wired: Page) -> None:
    do(WITHOUT_LOCKS + "worker.terminate(); worker = begin(); await ask('start', { run: 'one' }); heard.length = 0;")
    do("await ask('trace', { run: 'one', trace: 'long' }); await later(5000);")
    assert do("return heard.filter((each) => each.event === 'death');") == []
    with suppress(Error):
        wired.workers[-1].evaluate("self.close()")
    do("await until(() => heard.some((each) => each.event === 'death'));")
    assert do("return heard.at(-1).message;") == "The Python in this page has stopped: it ended without a word."


def test_after_an_error_that_is_none_of_pythons_own_the_worker_is_at_its_end(do: Do, wired: Page) -> None:
    do("worker.terminate(); worker = begin(); await ask('start', { run: 'one' }); heard.length = 0;")
    # as when the browser's stack is at its end in the middle of Python
    wired.workers[-1].evaluate("""() => {
      const now = performance.now.bind(performance);
      performance.now = () => {
        if (new Error().stack.includes("wasm")) throw new RangeError("Maximum call stack size exceeded");
        return now();
      };
    }""")
    message = do("return ask('train', { run: 'one', steps: 2 }).catch(({ name, message }) => `${name}: ${message}`);")
    assert message == "WorkerDied: The Python in this page has stopped: Maximum call stack size exceeded."
    assert [each["event"] for each in do("return heard;")].count("death") == 1
    assert do("return ask('describe', { run: 'one' }).catch(({ name }) => name);") == "WorkerDied"
