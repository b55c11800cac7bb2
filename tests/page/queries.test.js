import assert from "node:assert/strict";
import { test } from "node:test";
import { fileOf } from "../../web/state/filed.js";
import { newPage, reduce } from "../../web/state/page.js";
import { answersTo, asking } from "../../web/state/queries.js";
import { createStore } from "../../web/state/store.js";

/** @import {Question} from "../../web/figures/figure.js" */

/**
 * @param {string} trace
 * @param {number} temperature
 * @returns {Question}
 */
const temper = (trace, temperature) => ({ name: "tempered", command: "temper", args: { trace, temperature } });

/** A page with a figure that asks. */
function pageWithFigure() {
  const store = createStore(reduce, newPage([], []));
  store.dispatch({ type: "placed", placed: "pic", as: { name: "pic", look: null, kinds: {}, settings: {} } });
  return store;
}

/** Of which nothing was recorded. */
const NOTHING = { recordedAnswers: {}, traces: {} };

/** Where no file of answers is to be fetched. */
const noFile = () => assert.fail("a file was fetched");

/** Let what has been answered be told. */
const told = () => new Promise((resolve) => setImmediate(resolve));

test("a question is asked once, and the newest of a name after the one under way", async () => {
  const store = pageWithFigure();
  /** @type {number[]} */
  const log = [];
  /** @type {((answer: any) => void)[]} */
  const replies = [];
  const request = /** @type {any} */ (
    (/** @type {string} */ _, /** @type {{temperature: number}} */ { temperature }) => {
      log.push(temperature);
      return new Promise((resolve) => replies.push(resolve));
    }
  );
  const ask = asking(store, request, assert.fail, noFile);
  for (const temperature of [1, 1, 0.5, 2]) ask("pic", [temper("t1", temperature)]);
  for (let reply = replies.shift(); reply; reply = replies.shift()) {
    reply({ probs: log.length });
    await told();
    ask("pic", [temper("t1", 2)]);
  }
  assert.deepEqual(log, [1, 2]);
  assert.deepEqual(answersTo([temper("t1", 2)], store.state.value.placed.pic.answers, NOTHING), {
    tempered: { probs: 2 },
  });
});

test("an older answer stands in for the newest, but not where the question wants its own", () => {
  const answer = { key: JSON.stringify(["temper", { trace: "t1", temperature: 1 }, null]), about: "t1", result: 7 };
  const [older, own] = [temper("t1", 2), temper("t1", 1)];
  assert.deepEqual(answersTo([older], { tempered: answer }, NOTHING), { tempered: 7 });
  assert.deepEqual(answersTo([{ ...older, isExact: true }], { tempered: answer }, NOTHING), { tempered: null });
  assert.deepEqual(answersTo([{ ...own, isExact: true }], { tempered: answer }, NOTHING), { tempered: 7 });
});

test("a question that failed is told and not asked again, and another of its name is", async () => {
  const store = pageWithFigure();
  /** @type {string[]} */
  const errors = [];
  const refuse = /** @type {any} */ (() => Promise.reject(new Error("no")));
  const ask = asking(store, refuse, (error) => errors.push(/** @type {Error} */ (error).message), noFile);
  for (const temperature of [1, 1, 1, 2, 2]) {
    ask("pic", [temper("t1", temperature)]);
    await told();
  }
  assert.deepEqual(errors, ["no", "no"]);
});

test("an older answer stands in for the newest only if it is about the same trace", () => {
  const answers = { tempered: { key: "old", about: "emma", result: "of emma" } };
  assert.deepEqual(answersTo([temper("emma", 2)], answers, NOTHING), { tempered: "of emma" });
  assert.deepEqual(answersTo([temper("bob", 2)], answers, NOTHING), { tempered: null });
});

/** What was recorded of temper. */
const TEMPERED = /** @type {any} */ ([{ command: "temper", args: { temperature: 0.5 }, result: "recorded" }]);

/**
 * Ask about the recorded trace at temperatures, one after the other.
 *
 * @param {() => Promise<any>} fetchAnswers
 * @param {boolean} canAsk
 */
async function askedOfRecorded(fetchAnswers, canAsk) {
  const store = pageWithFigure();
  /** @type {(number | string)[]} */
  const log = [];
  const request = /** @type {any} */ (
    async (/** @type {string} */ _, /** @type {{temperature: number}} */ { temperature }) => {
      log.push(temperature);
      return "of Python";
    }
  );
  const fetchOf = (/** @type {string} */ command) => {
    log.push(command);
    return fetchAnswers();
  };
  const ask = asking(store, request, (error) => log.push(/** @type {Error} */ (error).message), fetchOf);
  for (const temperature of [0.5, 0.5, 0.7, 0.7]) {
    ask("pic", [temper("recorded", temperature)], canAsk); // as a figure does whenever the state has changed
    ask("pic", [temper("recorded", temperature)], canAsk);
    await told();
  }
  const { value } = store.state;
  const answers = [0.5, 0.7].map(
    (each) => answersTo([temper("recorded", each)], value.placed.pic.answers, value).tempered,
  );
  return { log, answers };
}

test("what is asked of the recorded trace is answered by the recording, fetched once, or else by Python", async () => {
  const { log, answers } = await askedOfRecorded(async () => TEMPERED, true);
  assert.deepEqual(log, ["temper", 0.7]);
  assert.deepEqual(answers, ["recorded", "of Python"]);
});

test("before Python is up, the recording is fetched and Python not asked", async () => {
  const { log, answers } = await askedOfRecorded(async () => TEMPERED, false);
  assert.deepEqual(log, ["temper"]);
  assert.deepEqual(answers, ["recorded", null]);
});

test("Python answers when what was recorded cannot be fetched, and the reader is told so once", async () => {
  const { log, answers } = await askedOfRecorded(() => Promise.reject(new Error("no file")), true);
  assert.deepEqual(log, ["temper", "no file", 0.5, 0.7]);
  assert.equal(answers[1], "of Python");
});

test("a question about the recorded run is answered from the recording, and not by what was said of another", () => {
  const args = { temperature: 0.5, seed: 6, prefix: "" };
  const recordedAnswers = /** @type {any} */ ({ invent: [{ command: "invent", args, result: "recorded" }] });
  const about = (/** @type {string} */ run, /** @type {object} */ more = {}) =>
    /** @type {Question} */ ({ name: "invent", command: "invent", args: { run, ...args, ...more }, after: 0 });
  const answers = { invent: { key: "old", about: "run", result: "of the reader's run" } };
  const found = (/** @type {Question} */ question) =>
    answersTo([question], answers, { recordedAnswers, traces: {} }).invent;
  assert.deepEqual([about("recorded"), about("recorded", { seed: 7 }), about("run")].map(found), [
    "recorded",
    null,
    "of the reader's run",
  ]);
});

test("the recorded weights over training are those of the recorded trace however it was edited", () => {
  const recordedAnswers = /** @type {any} */ ({
    over_training: [{ command: "over_training", args: {}, result: "recorded" }],
  });
  const traces = /** @type {any} */ ({ edited: { header: { of: "recorded" } }, other: { header: { of: "trace-1" } } });
  const about = (/** @type {string} */ trace) =>
    /** @type {Question} */ ({ name: "past", command: "over_training", args: { trace } });
  const past = (/** @type {string} */ trace) => answersTo([about(trace)], {}, { recordedAnswers, traces }).past;
  assert.deepEqual([past("recorded"), past("edited"), past("other")], ["recorded", "recorded", null]);
});

test("what the heads read on average is known whichever recorded document is looked at, and nothing else of it", () => {
  const of = (/** @type {string} */ command, /** @type {object} */ args) => ({ command, args: {}, result: args });
  const recordedAnswers = /** @type {any} */ ({ heads: [of("heads", {})], over_training: [of("over_training", {})] });
  const found = (/** @type {string} */ command, /** @type {string} */ trace) => {
    const question = /** @type {Question} */ ({ name: "asked", command, args: { trace } });
    return answersTo([question], {}, { recordedAnswers, traces: {} }).asked;
  };
  assert.deepEqual(found("heads", "recorded/emma"), {});
  assert.equal(found("over_training", "recorded/emma"), null);
  assert.equal(found("heads", "trace-1"), null);
});

test("what is about no run and no trace is answered from the recording, too", () => {
  const args = { probs: [0.5] };
  const recordedAnswers = /** @type {any} */ ({ surprise: [{ command: "surprise", args, result: "recorded" }] });
  const asked = (/** @type {number[]} */ probs) =>
    answersTo([{ name: "cost", command: "surprise", args: { probs } }], {}, { recordedAnswers, traces: {} }).cost;
  assert.deepEqual([asked([0.5]), asked([0.25])], ["recorded", null]);
});

test("only the parameters of a moment of the recorded run are in files", () => {
  const file = (/** @type {any} */ command, /** @type {any} */ args) => fileOf({ command, args });
  assert.equal(file("parameters", { run: "recorded", after: 50 }), "parameters-50.bin");
  assert.equal(file("parameters", { run: "recorded", after: 0 }), "parameters-0.bin");
  assert.equal(file("parameters", { run: "recorded", after: null }), null);
  assert.equal(file("parameters", { run: "run", after: 50 }), null);
  assert.equal(file("norms", { run: "recorded" }), null);
});

test("rows of numbers stand beside what else was answered", async () => {
  const store = pageWithFigure();
  const result = { header: { doc: "emma" }, columns: { weights: Float64Array.of(1, 2) } };
  const request = /** @type {any} */ (() => Promise.resolve(result));
  const question = /** @type {Question} */ ({
    name: "past",
    command: "over_training",
    args: { trace: "t1" },
    after: 7,
  });
  asking(store, request, assert.fail, noFile)("pic", [question]);
  await told();
  const { past } = answersTo([question], store.state.value.placed.pic.answers, NOTHING);
  assert.deepEqual(past, { doc: "emma", weights: Float64Array.of(1, 2) });
});

test("an answer to a figure that was taken away meanwhile is dropped", async () => {
  const store = pageWithFigure();
  asking(store, /** @type {any} */ (() => Promise.resolve(1)), assert.fail, noFile)("pic", [temper("t1", 1)]);
  store.dispatch({ type: "taken-away", placed: "pic" });
  await told();
  assert.deepEqual(store.state.value.placed, {});
});

test("what was recorded about no run at all is an answer wherever it is asked, and to nothing else", () => {
  const args = { text: "a * b", leaves: {} };
  const result = /** @type {any} */ ({ text: "a * b" });
  const recordedAnswers = { expression: [{ command: /** @type {const} */ ("expression"), args, result }] };
  const recording = { recordedAnswers, traces: {} };
  const asked = (/** @type {Record<string, number>} */ leaves) =>
    answersTo([{ name: "walk", command: "expression", args: { text: "a * b", leaves } }], {}, recording).walk;
  assert.equal(asked({}), result);
  assert.equal(asked({ a: 1 }), null);
});
