import assert from "node:assert/strict";
import { test } from "node:test";
import { newLook } from "../../web/state/look.js";
import { newPage, reduce } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { askedFor } from "../../web/state/tracing.js";
import { isThroughRecorded, momentsOf, namesAround, nearestMoment } from "../../web/trace/moments.js";
import { lastGuess } from "../../web/trace/moves.js";
import { RECORDED } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

/** @import {Choice, Run} from "../../web/figures/figure.js" */
/** @import {Action} from "../../web/state/page.js" */

const THROUGH = { doc: "bill", after: [0, 50, 500, 1000], traced: 500 };
/** @type {Choice} */
const BEGIN = { doc: "", target: null, after: null, isRecorded: true };
const PAST = { description: null, steps: [], samples: [], generated: [], through: null };

/** A run that was recorded at some moments, with so many steps of the reader's own. @param {number} [done] */
const run = (done = 0) =>
  /** @type {Run} */ ({
    ...newRun("main"),
    recorded: { ...PAST, through: THROUGH },
    live: { ...PAST, steps: Array.from({ length: done }, (_, index) => ({ step: index + 1 })) },
    isLive: done > 0,
    snapshots: done > 0 ? [0, 50, 100] : [],
  });

/** @param {Partial<Choice>} choice @param {number} [done] */
const momentsFor = (choice, done) => momentsOf(run(done), { ...BEGIN, ...choice });

/** A page at the recorded step, with this choice. @param {Partial<Choice>} choice @param {number} [done] */
function page(choice, done) {
  const bill = traceNamed("bill");
  const state = newPage([run(done)], [newLook("look", "main", { choice })]);
  return { ...state, traces: { [RECORDED]: { ...bill, header: { ...bill.header, id: RECORDED, run: RECORDED } } } };
}

test("until the reader trains, the recorded document is at all recorded moments, at the recorded step first", () => {
  assert.deepEqual(momentsFor({}), { isRecorded: true, after: [0, 50, 500, 1000], at: 2 });
  assert.deepEqual(momentsFor({ after: 50 }), { isRecorded: true, after: [0, 50, 500, 1000], at: 1 });
  assert.equal(momentsFor({ doc: "bill" }).after.length, 4);
});

test("another document, or one position's loss, is only at the recorded step", () => {
  for (const choice of [{ doc: "ann" }, { target: 2 }, { doc: "ann", after: 50 }]) {
    assert.deepEqual(momentsFor(choice), { isRecorded: true, after: [500], at: 0 });
    assert.equal(isThroughRecorded(run(), { ...BEGIN, ...choice }), false);
  }
});

test("once the reader trains, the moments are the kept states of that training, and now", () => {
  assert.deepEqual(momentsFor({}, 120), { isRecorded: false, after: [0, 50, 100, 120], at: 3 });
  assert.deepEqual(momentsFor({ doc: "ann", after: 50 }, 120), { isRecorded: false, after: [0, 50, 100, 120], at: 1 });
  assert.deepEqual(momentsFor({}, 100).after, [0, 50, 100]);
  assert.deepEqual(momentsFor({ after: 7 }, 100), { isRecorded: false, after: [0, 7, 50, 100], at: 1 });
});

test("a run that the reader set up is looked into though it has no step", () => {
  assert.equal(momentsFor({ isRecorded: false }).isRecorded, false);
});

test("nothing can be slid through before it is known what was recorded", () => {
  assert.deepEqual(momentsOf(newRun("main"), BEGIN), { isRecorded: true, after: [], at: -1 });
});

test("a step of the recorded chart is the nearest moment that was recorded", () => {
  assert.equal(nearestMoment(THROUGH.after, 80), 50);
  assert.equal(nearestMoment(THROUGH.after, 900), 1000);
});

test("the names about a moment are the last that were invented before it", () => {
  const samples = [
    { step: 1, names: ["x"] },
    { step: 50, names: ["ann"] },
  ];
  const recorded = { ...run(), recorded: { ...PAST, samples } };
  assert.equal(namesAround(recorded, true, 0), null);
  assert.deepEqual(namesAround(recorded, true, 20)?.names, ["x"]);
  assert.deepEqual(namesAround(recorded, true, 50)?.names, ["ann"]);
  assert.equal(namesAround(recorded, false, 50), null);
});

test("what is asked for is the recorded moment, else Python's trace with the model that is meant", () => {
  assert.deepEqual(askedFor(page({}), "look", "t"), { recorded: null });
  assert.deepEqual(askedFor(page({ after: 50 }), "look", "t"), { recorded: 50 });
  assert.deepEqual(askedFor(page({ doc: "bill", after: 500 }), "look", "t"), { recorded: null });
  const asked = { trace: "t", position: null, after: null };
  assert.deepEqual(askedFor(page({ doc: "ann", after: 50 }), "look", "t"), {
    args: { ...asked, run: RECORDED, doc: "ann" },
  });
  assert.deepEqual(askedFor(page({ target: 2 }), "look", "t"), {
    args: { ...asked, run: RECORDED, doc: null, position: 2 },
  });
  assert.deepEqual(askedFor(page({ doc: "ann", after: 50 }, 120), "look", "t"), {
    args: { ...asked, run: "main", doc: "ann", after: 50 },
  });
  assert.deepEqual(askedFor(page({ isRecorded: false }), "look", "t"), { args: { ...asked, run: "main", doc: null } });
});

test("a moment of one run is none of another: the first step of the reader's own begins with now", () => {
  const state = reduce(
    page({ doc: "ann", after: 50 }),
    /** @type {Action} */ ({
      type: "progress",
      run: "main",
      events: [/** @type {any} */ ({ step: 1, loss: 3 })],
    }),
  );
  assert.deepEqual(state.looks.look.choice, { doc: "ann", target: null, after: null, isRecorded: true });
});

test("the last guess is the probabilities where the last token is read", () => {
  for (const name of ["bill", "first", "layers", "target"]) {
    const trace = traceNamed(name);
    const { stage } = trace.frames[lastGuess(trace)];
    assert.equal(trace.stages[stage ?? -1].name, "probs");
    assert.equal(trace.stages[stage ?? -1].position, trace.header.token_ids.length - 2);
  }
});
