import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { newLook } from "../../web/state/look.js";
import { newPage, reduce, traceOfLook } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { createStore } from "../../web/state/store.js";
import { createTracing } from "../../web/state/tracing.js";
import { idsOf } from "../../web/state/unique.js";
import { lastGuess } from "../../web/trace/moves.js";
import { RECORDED } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

/** @import {Action} from "../../web/state/page.js" */

const BILL = traceNamed("bill");
const THROUGH = { doc: "bill", after: [0, 50, 500], traced: 500 };

/** A trace like the recorded one. @param {string} id @param {string} [doc] @param {boolean} [hasGraph] */
const like = (id, doc = "bill", hasGraph = false) => ({
  ...BILL,
  hasGraph,
  header: { ...BILL.header, id, run: RECORDED, doc, graph: hasGraph ? BILL.header.graph : null },
});

/** A page with its tracing, whose Python answers when it is told to. */
function tracing(python = /** @type {any} */ (undefined)) {
  const first = newPage([newRun("main")], [newLook("look", "main")], python);
  const store = createStore(reduce, first);
  /** @type {{args: any, answer: (doc?: string) => void, refuse: (error: Error) => void}[]} */
  const asked = [];
  /** @type {string[]} */
  const told = [];
  const request = (/** @type {string} */ _, /** @type {any} */ args) =>
    new Promise((resolve, reject) => {
      const answer = () => {
        const { header, columns } = like(args.trace, args.doc ?? "bill", args.graph);
        resolve({ header, columns });
      };
      asked.push({ args, answer, refuse: reject });
    });
  const ahead = /** @type {number[]} */ ([]);
  const files = {
    step: async () => like(RECORDED),
    hasDocument: (/** @type {string} */ doc) => doc === "emma",
    document: async (/** @type {string} */ doc) => like(`${RECORDED}/${doc}`, doc),
    at: async (/** @type {any} */ _, /** @type {number} */ after) => like(`${RECORDED}-${after}`),
    fetchAhead: (/** @type {number} */ after) => void ahead.push(after),
  };
  const host = {
    request: /** @type {any} */ (request),
    tell: (/** @type {any} */ error) => told.push(error.message),
    newId: idsOf(""),
  };
  const gone = /** @type {number[]} */ ([]);
  store.onAction((action) => action.type === "go" && gone.push(action.cursor));
  const overtaken = /** @type {(boolean | undefined)[]} */ ([]);
  store.onAction((action) => action.type === "trace-shown" && overtaken.push(action.isOvertaken));
  const { destroy } = createTracing(store, host, files);
  const give = (/** @type {any} */ action) => store.dispatch(/** @type {Action} */ (action));
  give({ type: "trace-shown", look: "look", trace: like(RECORDED, "bill", true) });
  const recording = { description: null, events: [], names: [], through: THROUGH };
  give({ type: "recording-loaded", run: "main", recording });
  const look = () => store.state.value.looks.look;
  const type = (/** @type {string} */ doc, isDone = false) => give({ type: "doc-typed", look: "look", doc, isDone });
  const slide = (/** @type {number} */ after) => give({ type: "slid", look: "look", after });
  return { state: store.state, give, look, type, slide, asked, told, ahead, gone, overtaken, destroy };
}

/** Let what was promised come about. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const ASLEEP = { kind: "asleep", total: 1 };
const READY = { type: "python-ready", seconds: 1 };

test("letters typed while one is looked into are asked for together, as they stand then", async () => {
  const { give, type, asked, look, state, destroy } = tracing();
  give(READY);
  type("a");
  type("an");
  type("ann");
  assert.deepEqual(
    asked.map(({ args }) => [args.run, args.doc, args.graph]),
    [[RECORDED, "a", false]],
  );
  asked[0].answer();
  await settle();
  assert.equal(traceOfLook(state.value, "look")?.header.doc, "a");
  assert.deepEqual(
    asked.map(({ args }) => args.doc),
    ["a", "ann"],
  );
  asked[1].answer();
  await settle();
  assert.equal(look().choice.doc, "ann");
  assert.equal(traceOfLook(state.value, "look")?.header.doc, "ann");
  assert.equal(asked.length, 2);
  destroy();
});

test("a trace that comes when another is wanted already says so, and the newest does not", async () => {
  const { give, type, asked, overtaken, destroy } = tracing();
  give(READY);
  type("a");
  type("an");
  overtaken.length = 0;
  asked[0].answer();
  await settle();
  asked[1].answer();
  await settle();
  assert.deepEqual(overtaken, [true, false]);
  destroy();
});

test("who has typed a letter is taken to where it is read, and stays there when the whole trace comes", async () => {
  const { give, type, asked, gone, state, destroy } = tracing();
  give(READY);
  type("a");
  asked[0].answer();
  await settle();
  assert.deepEqual(gone, [lastGuess(BILL)]);
  type("a", true);
  asked[1].answer();
  await settle();
  assert.equal(asked[1].args.graph, true);
  assert.equal(traceOfLook(state.value, "look")?.hasGraph, true);
  assert.equal(gone.length, 1);
  destroy();
});

test("who slides stays where they are", async () => {
  const { slide, gone, look, give, destroy } = tracing();
  give({ type: "cursor-set", look: "look", cursor: 77 });
  slide(50);
  await settle();
  assert.deepEqual([look().trace, look().cursor, gone], [`${RECORDED}-50`, 77, []]);
  destroy();
});

test("a reader who rests gets the whole trace, a reader who types on does not", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { give, type, asked, destroy } = tracing();
  give(READY);
  type("a");
  asked[0].answer();
  await settle();
  mock.timers.tick(900);
  type("an");
  asked[1].answer();
  await settle();
  mock.timers.tick(900);
  assert.equal(asked.length, 2);
  mock.timers.tick(200);
  assert.deepEqual([asked[2].args.doc, asked[2].args.graph], ["an", true]);
  destroy();
  mock.timers.reset();
});

test("a recorded moment is shown once, also to a reader who rests", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { slide, state, destroy } = tracing();
  slide(50);
  await settle();
  const before = state.value;
  mock.timers.tick(2000);
  await settle();
  assert.equal(state.value, before);
  destroy();
  mock.timers.reset();
});

test("what was typed before Python is up is looked into when it is", async () => {
  const { give, type, asked, look, destroy } = tracing();
  type("a");
  type("an");
  assert.equal(asked.length, 0);
  assert.equal(look().choice.doc, "an");
  give(READY);
  assert.deepEqual(
    asked.map(({ args }) => args.doc),
    ["an"],
  );
  destroy();
});

test("the recorded document needs no Python, whenever in training", async () => {
  const { type, slide, asked, ahead, look, destroy } = tracing();
  slide(50);
  await settle();
  assert.equal(look().trace, `${RECORDED}-50`);
  assert.deepEqual(ahead, [0], "the one after is there already");
  slide(500);
  await settle();
  assert.equal(look().trace, RECORDED);
  type("bill", true);
  await settle();
  assert.equal(look().trace, RECORDED);
  assert.equal(asked.length, 0);
  destroy();
});

test("a document that cannot be is complained of, and what was typed stays", async () => {
  const { give, type, asked, told, look, destroy } = tracing();
  give(READY);
  type("é");
  asked[0].refuse(Object.assign(new Error("'é' is not among the 26 characters"), { name: "TraceError" }));
  await settle();
  assert.equal(look().complaint, "'é' is not among the 26 characters");
  assert.equal(look().choice.doc, "é");
  assert.equal(look().trace, RECORDED);
  assert.deepEqual(told, []);
  type("e");
  assert.equal(look().complaint, "");
  asked[1].refuse(new Error("Python is out of memory"));
  await settle();
  assert.equal(look().complaint, "");
  assert.deepEqual(told, ["Python is out of memory"]);
  destroy();
});

test("a document that was recorded is taken from its file while Python sleeps, and else made by Python", async () => {
  const { give, look, state, asked, destroy } = tracing(ASLEEP);
  const choose = (/** @type {string} */ doc) => {
    give({ type: "choice-set", look: "look", choice: { doc } });
    give({ type: "trace-asked", look: "look", run: "main" });
  };
  choose("emma");
  await settle();
  assert.deepEqual([look().trace, state.value.host.python.kind, asked.length], ["recorded/emma", "asleep", 0]);
  assert.equal(traceOfLook(state.value, "look")?.header.doc, "emma");
  choose("bill");
  await settle();
  assert.equal(look().trace, RECORDED);
  choose("emma");
  await settle();
  choose("emma"); // what is there already is asked of Python
  await settle();
  assert.equal(state.value.host.python.kind, "loading");
  give(READY);
  await settle();
  assert.deepEqual(
    asked.map(({ args }) => [args.run, args.doc, args.graph]),
    [[RECORDED, "emma", true]],
  );
  destroy();
});
