import assert from "node:assert/strict";
import { test } from "node:test";
import { number, place } from "../../web/figures/settings.js";
import { newLook } from "../../web/state/look.js";
import { newPage, reduce, traceOfLook } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { operationCount } from "../../web/trace/moves.js";
import { traceNamed } from "./traces.js";

/** @import {Action, PageState} from "../../web/state/page.js" */

const DESCRIPTION = /** @type {any} */ ({ step: 0, config: { num_steps: 10 }, snapshots: [0] });
const ORIGIN = /** @type {any} */ ({ setup: { preset: "microgpt", settings: {}, text: null }, autograd: "vector" });
const ERROR = { type: "WorkerDied", message: "It stopped.", traceback: "at line 1" };
const BILL = traceNamed("bill");

/**
 * @param {number} number
 * @param {number} loss
 */
const step = (number, loss) => /** @type {any} */ ({ step: number, loss, average: loss, autograd: "vector" });

/** @param {number} number */
const heldOut = (number) => ({ held_out: { step: number, loss: 2, documents: 100, of: 500 } });

/** A trace by another id, of another document if that is said. @param {string} id @param {object} [header] */
const traced = (id, header = {}) => ({ ...BILL, header: /** @type {any} */ ({ ...BILL.header, id, ...header }) });

const first = () => newPage([newRun("main"), newRun("other")], [newLook("look", "main"), newLook("second", "main")]);

/** @param {PageState} state @param {...any} actions */
const after = (state, ...actions) =>
  actions.reduce((all, action) => reduce(all, /** @type {Action} */ (action)), state);

/** @param {any} value */
function freeze(value) {
  if (value && typeof value === "object" && !ArrayBuffer.isView(value))
    Object.values(Object.freeze(value)).forEach(freeze);
}

test("an action changes no state but makes another", () => {
  const run = "main";
  const look = "look";
  const kinds = { where: place(number("a place", null)) };
  const actions = [
    { type: "placed", placed: "pic", as: { name: "pic", look, kinds, settings: { where: 2 } } },
    { type: "run-started", run, description: DESCRIPTION, origin: ORIGIN },
    { type: "train-asked", run },
    { type: "training-began", run, description: DESCRIPTION },
    { type: "progress", run, events: [step(1, 3), { sampled_at: 1, name: "a" }, { snapshots: [0, 1] }] },
    { type: "progress", run, events: [{ sampled_at: 1, name: "b" }, step(2, 2), heldOut(2)] },
    { type: "step-hovered", run, step: 1 },
    { type: "num-steps-set", run, numSteps: 3 },
    { type: "pause-asked", run },
    { type: "saved", run, step: 2 },
    { type: "became-idle", run, description: DESCRIPTION },
    { type: "generate-asked", run },
    { type: "generated", run, names: ["c"], inData: ["c"] },
    { type: "trace-asked", look, run },
    { type: "trace-shown", look, trace: traced("t1") },
    { type: "cursor-set", look, cursor: 40 },
    { type: "operation-set", look, operation: 1 },
    { type: "moved", look, t: 0.5 },
    { type: "selected", look, ref: { kind: "node", node: 5000 } },
    { type: "hovered", look, ref: null },
    { type: "set", placed: "pic", settings: { where: 3 } },
    { type: "answered", placed: "pic", name: "q", answer: { key: "k", about: "t1", result: 1 } },
    { type: "trace-shown", look, trace: traced("t2", { doc: "emma" }) },
    { type: "failed", run, message: "No.", details: "" },
    { type: "problem-dismissed" },
    { type: "python-stopped", error: ERROR },
    { type: "restart-asked" },
    { type: "run-restored", run, description: { ...DESCRIPTION, step: 1 }, origin: ORIGIN },
    { type: "reset-asked", run },
    { type: "taken-away", placed: "pic" },
  ];
  let state = first();
  for (const action of actions) {
    const { traces, ...rest } = state;
    freeze(rest);
    Object.freeze(traces);
    const next = after(state, action);
    assert.ok(next, action.type);
    state = next;
  }
  assert.deepEqual(after(first(), ...actions), state);
});

test("a look stays where it is when the same document is shown after other steps of training", () => {
  const ref = { kind: "stage", stage: 40, element: 0 };
  const state = after(
    first(),
    { type: "trace-shown", look: "look", trace: traced("t1") },
    { type: "cursor-set", look: "look", cursor: 40 },
    { type: "selected", look: "look", ref },
    { type: "slid", look: "look", run: "main", after: 50 },
    { type: "trace-shown", look: "look", trace: traced("t2", { step: 51 }) },
  );
  const { cursor, selection, trace, choice } = state.looks.look;
  assert.deepEqual([cursor, selection, trace, choice.after], [40, ref, "t2", 50]);
});

test("what a trace without a graph has no place for comes back with the graph, if the reader has gone nowhere", () => {
  const begun = [
    { type: "trace-shown", look: "look", trace: traced("t1") },
    { type: "cursor-set", look: "look", cursor: 40 },
    { type: "operation-set", look: "look", operation: 1 },
    { type: "selected", look: "look", ref: { kind: "node", node: 5000 } },
    { type: "trace-shown", look: "look", trace: { ...traced("t2", { step: 51 }), hasGraph: false } },
  ];
  const without = after(first(), ...begun).looks.look;
  assert.deepEqual([without.cursor, without.operation, without.selection], [40, null, null]);
  const again = { type: "trace-shown", look: "look", trace: traced("t3", { step: 101 }) };
  const back = after(first(), ...begun, again).looks.look;
  assert.deepEqual([back.operation, back.selection], [1, { kind: "node", node: 5000 }]);
  const moved = after(first(), ...begun, { type: "cursor-set", look: "look", cursor: 41 }, again).looks.look;
  assert.deepEqual([moved.operation, moved.selection], [null, null]);
});

test("when more of a trace comes, every look at it stays where it is and has again what only a graph has", () => {
  const ref = { kind: "stage", stage: 40, element: 0 };
  const without = { ...traced("t1"), hasGraph: false };
  const node = { kind: "node", node: 5000 };
  const linked = { ...newLook("look", "main"), cursor: 40, operation: 1, selection: /** @type {any} */ (node) };
  const looks = [linked, newLook("second", "main"), newLook("third", "main")];
  const before = after(
    newPage([newRun("main")], looks),
    { type: "trace-shown", look: "look", trace: without },
    { type: "trace-shown", look: "second", trace: without },
    { type: "cursor-set", look: "second", cursor: 50 },
    { type: "moved", look: "second", t: 0.5 },
    { type: "played", look: "second" },
    { type: "selected", look: "second", ref },
    { type: "trace-shown", look: "third", trace: traced("t2") },
  );
  assert.deepEqual([before.looks.look.operation, before.looks.look.selection], [null, null]);
  const state = after(before, { type: "trace-completed", trace: traced("t1") });
  assert.equal(traceOfLook(state, "look")?.hasGraph, true);
  const { cursor, operation, selection } = state.looks.look;
  assert.deepEqual([cursor, operation, selection], [40, 1, node]);
  assert.deepEqual(state.looks.second, before.looks.second);
  assert.equal(state.looks.third, before.looks.third);
});

test("more of the recorded step is kept though nobody looks at it yet", () => {
  const recorded = traced("recorded");
  const state = after(first(), { type: "trace-completed", trace: recorded });
  assert.equal(state.traces.recorded, recorded);
  assert.equal(state.looks.look.trace, null);
});

test("the documents of the recorded steps are theirs when they have come, and of no live step", () => {
  const brief = { ...step(1, 3), tokens: [], losses: [] };
  const recording = { description: DESCRIPTION, events: [brief, { ...brief, step: 2 }], names: [], in_data: [] };
  const documents = [
    { tokens: ["a", "b"], losses: [3] },
    { tokens: ["c", "d"], losses: [4] },
  ];
  const { main } = after(
    first(),
    { type: "recording-loaded", run: "main", recording },
    { type: "progress", run: "main", events: [step(1, 2.5)] },
    { type: "documents-loaded", run: "main", documents },
  ).runs;
  assert.deepEqual(
    main.recorded.steps.map(({ step, loss, tokens, losses }) => ({ step, loss, tokens, losses })),
    documents.map((each, index) => ({ step: index + 1, loss: 3, ...each })),
  );
  assert.deepEqual(main.shown.steps, [step(1, 2.5)]);
});

test("a recorded step that has its document from the beginning keeps it as it is", () => {
  const last = { ...step(1, 3), tokens: ["a", "b"], losses: [3.00001] };
  const recording = { description: DESCRIPTION, events: [last], names: [], in_data: [] };
  const { main } = after(
    first(),
    { type: "recording-loaded", run: "main", recording },
    { type: "documents-loaded", run: "main", documents: [{ tokens: ["a", "b"], losses: [3] }] },
  ).runs;
  assert.deepEqual(main.recorded.steps[0].losses, [3.00001]);
});

test("the recorded run is shown until there is a live step", () => {
  const recording = { description: DESCRIPTION, events: [step(1, 3)], names: ["ann"], in_data: [] };
  const begun = [
    { type: "recording-loaded", run: "main", recording },
    { type: "run-started", run: "main", description: DESCRIPTION, origin: ORIGIN },
  ];
  const before = after(first(), ...begun).runs.main;
  assert.equal(before.isLive, false);
  assert.deepEqual(before.shown.generated, ["ann"]);
  const now = after(first(), ...begun, { type: "progress", run: "main", events: [step(1, 2.5)] }).runs.main;
  assert.equal(now.isLive, true);
  assert.deepEqual(
    now.shown.steps.map(({ loss }) => loss),
    [2.5],
  );
});

test("the moments to look into are those that Python has a state of, however many there were before", () => {
  const state = after(
    first(),
    { type: "progress", run: "main", events: [step(1, 3), { snapshots: [0, 50] }, { snapshots: [0, 50, 100] }] },
    { type: "progress", run: "main", events: [{ snapshots: [0, 100] }, step(2, 3)] },
    { type: "progress", run: "main", events: [step(3, 3)] },
  );
  assert.deepEqual(state.runs.main.snapshots, [0, 100]);
});

test("it is remembered which of the invented names are in the data", () => {
  const named = (/** @type {string} */ name, /** @type {boolean} */ in_data) => ({ sampled_at: 1, name, in_data });
  const state = after(
    first(),
    { type: "progress", run: "main", events: [step(1, 3), named("ann", true), named("xo", false)] },
    { type: "progress", run: "main", events: [named("ann", true)] },
    { type: "generated", run: "main", names: ["bo", "ann", "qy"], inData: ["bo", "ann"] },
  );
  assert.deepEqual(state.runs.main.live.inData, ["ann", "bo"]);
});

test("what is told of one run stays with that run", () => {
  const state = after(
    first(),
    { type: "progress", run: "main", events: [step(1, 3)] },
    { type: "progress", run: "other", events: [step(1, 2)] },
    { type: "train-asked", run: "other" },
    { type: "failed", run: "other", message: "No.", details: "" },
  );
  assert.deepEqual([state.runs.main.live.steps[0].loss, state.runs.other.live.steps[0].loss], [3, 2]);
  assert.deepEqual([state.runs.main.activity, state.runs.other.activity], ["idle", "idle"]);
});

test("names of one step are one group though they come in two messages", () => {
  const run = "main";
  const { samples } = after(
    first(),
    { type: "progress", run, events: [step(1, 3), { sampled_at: 1, name: "a" }] },
    { type: "progress", run, events: [{ sampled_at: 1, name: "b" }, step(2, 2), { sampled_at: 2, name: "c" }] },
  ).runs.main.live;
  assert.deepEqual(samples, [
    { step: 1, names: ["a", "b"] },
    { step: 2, names: ["c"] },
  ]);
});

test("a restored run shows what was before its step and no more", () => {
  const run = "main";
  const events = [step(1, 3), { sampled_at: 1, name: "a" }, step(2, 2.5), step(3, 2), { sampled_at: 3, name: "b" }];
  const restored = { type: "run-restored", run, description: { ...DESCRIPTION, step: 2 }, origin: ORIGIN };
  const { live } = after(first(), { type: "progress", run, events }, restored).runs.main;
  assert.deepEqual(
    live.steps.map((each) => each.step),
    [1, 2],
  );
  assert.deepEqual(live.samples, [{ step: 1, names: ["a"] }]);
});

for (const [types, activity] of /** @type {[string[], string][]} */ ([
  [["train-asked"], "waiting"],
  [["train-asked", "pause-asked"], "idle"],
  [["train-asked", "training-began"], "training"],
  [["train-asked", "training-began", "pause-asked"], "pausing"],
  [["train-asked", "training-began", "pause-asked", "became-idle"], "idle"],
  [["generate-asked"], "generating"],
  [["train-asked", "training-began", "failed"], "idle"],
])) {
  test(`after ${types.join(", ")} a run is ${activity}`, () => {
    const more = { run: "main", description: DESCRIPTION, message: "", details: "" };
    assert.equal(after(first(), ...types.map((type) => ({ type, ...more }))).runs.main.activity, activity);
  });
}

test("a dead worker is a problem with a restart, ends all training, and an exception is one without", () => {
  const training = { type: "training-began", run: "other", description: DESCRIPTION };
  const dead = after(first(), training, { type: "python-stopped", error: ERROR });
  assert.deepEqual(dead.host.problem, { message: "It stopped.", details: "at line 1", restart: true });
  assert.equal(dead.host.python.kind, "stopped");
  assert.equal(dead.runs.other.activity, "idle");
  const failed = after(first(), { type: "failed", run: "main", message: "No.", details: "why" });
  assert.deepEqual(failed.host.problem, { message: "No.", details: "why", restart: false });
});

test("settings of the next run are set one by one, and those that a link has brought stay", () => {
  const brought = { type: "setup-set", run: "main", setup: { settings: { learning_rate: 0.02, n_head: 2 } } };
  const set = (/** @type {string} */ name, /** @type {number | null} */ value) => ({
    type: "setting-set",
    run: "main",
    name,
    value,
  });
  const { settings } = after(first(), brought, set("n_layer", 2), set("seed", 7), set("n_head", null)).runs.main.setup;
  assert.deepEqual(settings, { learning_rate: 0.02, n_layer: 2, seed: 7 });
});

test("two looks stand at places of their own, in one trace or in two", () => {
  let state = after(
    first(),
    { type: "trace-shown", look: "look", trace: traced("t1") },
    { type: "trace-shown", look: "second", trace: traced("t1") },
    { type: "cursor-set", look: "look", cursor: 40 },
    { type: "selected", look: "second", ref: { kind: "stage", stage: 3, element: 1 } },
  );
  assert.deepEqual([state.looks.look.cursor, state.looks.second.cursor], [40, 0]);
  assert.equal(state.looks.look.selection, null);
  state = after(state, { type: "trace-shown", look: "second", trace: traced("t2", { doc: "emma" }) });
  assert.equal(traceOfLook(state, "look")?.header.id, "t1");
  assert.equal(traceOfLook(state, "second")?.header.doc, "emma");
  state = after(state, { type: "trace-shown", look: "look", trace: traced("t3") });
  assert.deepEqual(Object.keys(state.traces), ["t2", "t3"], "what nobody looks at is let go");
});

test("an edited trace is looked at as the one before was, another document from where the old one had no place", () => {
  const kinds = { where: place(number("a place", null)), count: number("how many", 1) };
  const before = after(
    first(),
    { type: "placed", placed: "pic", as: { name: "pic", look: "look", kinds, settings: { where: null, count: 1 } } },
    { type: "trace-shown", look: "look", trace: traced("t1") },
    { type: "cursor-set", look: "look", cursor: 40 },
    { type: "selected", look: "look", ref: { kind: "param", matrix: 1, row: 0, column: 0 } },
    { type: "set", placed: "pic", settings: { where: 2, count: 5 } },
  );
  const edited = after(before, { type: "trace-shown", look: "look", trace: traced("t2") });
  assert.deepEqual([edited.looks.look.cursor, edited.looks.look.selection?.kind], [40, "param"]);
  assert.deepEqual(edited.placed.pic.settings, { where: 2, count: 5 });
  const other = after(before, { type: "trace-shown", look: "look", trace: traced("t2", { doc: "emma" }) });
  assert.equal(other.looks.look.selection, null);
  assert.deepEqual(other.placed.pic.settings, { where: null, count: 5 });
});

test("what was made of settings is forgotten when there are others by now", () => {
  const kinds = { at: number("how far it has played", null), count: number("how many", 1) };
  const as = { name: "pic", look: null, kinds, settings: { at: 0.5, count: 1 } };
  const playing = after(first(), { type: "placed", placed: "pic", as });
  const from = playing.placed.pic.settings;
  const moved = after(playing, { type: "set", placed: "pic", settings: { at: 0.6 }, from });
  assert.deepEqual(moved.placed.pic.settings, { at: 0.6, count: 1 });
  const stopped = after(playing, { type: "set", placed: "pic", settings: { at: null } });
  assert.deepEqual(after(stopped, { type: "set", placed: "pic", settings: { at: 0.6 }, from }), stopped);
});

test("a cursor and an operation stay within their trace", () => {
  const state = after(first(), { type: "trace-shown", look: "look", trace: traced("t1") });
  const last = BILL.frames.length - 1;
  for (const [asked, got] of [
    [-5, 0],
    [1e9, last],
  ]) {
    assert.equal(after(state, { type: "cursor-set", look: "look", cursor: asked }).looks.look.cursor, got);
  }
  const cursor = BILL.frames.findIndex((_, at) => operationCount(BILL, at) > 3);
  const at = after(state, { type: "cursor-set", look: "look", cursor });
  const count = operationCount(BILL, cursor);
  for (const [asked, got] of [
    [-1, 0],
    [1e9, count - 1],
    [2, 2],
    [null, null],
  ]) {
    assert.equal(after(at, { type: "operation-set", look: "look", operation: asked }).looks.look.operation, got);
  }
  const none = BILL.frames.findIndex((_, at) => operationCount(BILL, at) === 0); // a row of wte: nothing is computed
  const there = after(state, { type: "cursor-set", look: "look", cursor: none });
  assert.equal(after(there, { type: "operation-set", look: "look", operation: 0 }).looks.look.operation, null);
});

test("an operation that a link names stays within what its frame has", () => {
  const adam = BILL.frames.findIndex(({ phase }) => phase === "adam");
  for (const [cursor, got] of [
    [0, operationCount(BILL, 0) - 1],
    [adam, 4],
    [BILL.frames.findIndex((_, at) => operationCount(BILL, at) === 0), null],
  ]) {
    const asked = newLook("look", "main", { cursor, operation: 1e6 });
    const shown = after(newPage([newRun("main")], [asked]), { type: "trace-shown", look: "look", trace: traced("t1") });
    assert.equal(shown.looks.look.operation, got);
  }
});

test("Adam's lines are gone through with the parameter that was chosen", () => {
  const adam = BILL.frames.findIndex(({ phase }) => phase === "adam");
  const selected = { type: "selected", look: "look", ref: { kind: "param", matrix: 0, row: 1, column: 2 } };
  for (const [cursor, isKept] of /** @type {const} */ ([
    [adam, true],
    [BILL.forwardFrame[4], false],
  ])) {
    const at = after(
      first(),
      { type: "trace-shown", look: "look", trace: traced("t1") },
      { type: "cursor-set", look: "look", cursor },
      selected,
      { type: "operation-set", look: "look", operation: 1 },
    );
    assert.deepEqual([at.looks.look.operation, at.looks.look.selection !== null], [1, isKept]);
  }
});

test("a step that is not done yet is looked into as the next one", () => {
  const state = after(first(), { type: "progress", run: "main", events: [step(1, 3), step(2, 2)] });
  const chosen = (/** @type {number} */ each) =>
    after(state, { type: "step-chosen", look: "look", run: "main", step: each }).looks.look.choice.after;
  assert.deepEqual([chosen(1), chosen(2), chosen(3)], [0, 1, null]);
});

test("what went with a Python that stopped cannot be asked about any more", () => {
  const state = after(
    first(),
    { type: "trace-shown", look: "look", trace: traced("t1") },
    { type: "python-stopped", error: ERROR },
    { type: "restart-asked" },
    { type: "python-ready", seconds: 1 },
  );
  assert.deepEqual(state.lost, ["t1"]);
});

test("a Python that stopped can be handed the recorded step again, unless that could not be had", () => {
  const stopped = { type: "python-stopped", error: ERROR };
  const shown = after(
    first(),
    { type: "trace-shown", look: "look", trace: traced("recorded", { run: "recorded" }) },
    { type: "trace-shown", look: "second", trace: traced("t1", { run: "recorded", of: "recorded" }) },
  );
  assert.deepEqual(after(shown, stopped).lost, ["t1"]);
  const named = { type: "trace-shown", look: "look", trace: traced("recorded/emma", { run: "recorded" }) };
  assert.deepEqual(after(shown, named, stopped).lost, ["t1"]);
  const lost = after(shown, { type: "recording-lost" });
  assert.deepEqual(lost.lost, ["recorded"]);
  assert.deepEqual(after(lost, { type: "restart-asked" }).lost, []);
});

test("a link that selects what a trace does not have selects nothing", () => {
  /** @type {any[]} */
  const senseless = [
    { kind: "stage", stage: 9999, element: null },
    { kind: "stage", stage: 40, element: 999 },
    { kind: "param", matrix: 0, row: 999, column: 0 },
    { kind: "param", matrix: 99, row: 0, column: 0 },
    { kind: "node", node: 1e9 },
  ];
  const selected = (/** @type {any} */ ref) =>
    after(first(), { type: "selected", look: "look", ref }, { type: "trace-shown", look: "look", trace: traced("t") })
      .looks.look.selection;
  for (const ref of senseless) assert.equal(selected(ref), null);
  assert.deepEqual(selected({ kind: "stage", stage: 1, element: 2 }), { kind: "stage", stage: 1, element: 2 });
});

test("of the held-out losses those after the step that a run is taken back to are forgotten, as its steps are", () => {
  const run = "main";
  const events = [step(1, 3), heldOut(1), step(2, 2), heldOut(2)];
  const description = { ...DESCRIPTION, step: 1 };
  const before = after(first(), { type: "progress", run, events });
  assert.deepEqual(
    before.runs.main.live.heldOut.map((each) => each.step),
    [1, 2],
  );
  const taken = after(before, { type: "run-restored", run, description, origin: ORIGIN });
  assert.deepEqual(taken.runs.main.live.heldOut, [heldOut(1).held_out]);
  const { heldOut: _, ...older } = before.runs.main.live; // a run that was kept when none were measured
  const left = after(first(), { type: "run-restored", run, description, origin: ORIGIN, past: older });
  assert.deepEqual(left.runs.main.live.heldOut, []);
});

test("the run that is compared is the one that was set up, as long, and is gone when it is no longer compared", () => {
  const setup = { settings: { n_head: 1 } };
  const begun = after(
    newPage([newRun("main")], []),
    { type: "run-started", run: "main", description: DESCRIPTION, origin: ORIGIN },
    { type: "num-steps-set", run: "main", numSteps: 30 },
    { type: "setup-set", run: "main", setup },
    { type: "compare-asked", run: "main" },
  );
  const { main, other } = begun.runs;
  assert.deepEqual([other.setup.settings, other.numSteps, other.done], [setup.settings, 30, 0]);
  assert.deepEqual(main.origin, ORIGIN);
  const gone = after(begun, { type: "compare-ended", run: "main" });
  assert.deepEqual(Object.keys(gone.runs), ["main"]);
  assert.deepEqual(gone.runs.main, main);
  const late = after(
    gone,
    { type: "progress", run: "other", events: [step(1, 3)] },
    { type: "saved", run: "other", step: 1 },
  );
  assert.deepEqual(Object.keys(late.runs), ["main"], "what its training still tells is of nobody");
});
