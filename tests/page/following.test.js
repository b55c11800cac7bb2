import assert from "node:assert/strict";
import { test } from "node:test";
import { followed, ledTo } from "../../web/state/following.js";
import { newLook } from "../../web/state/look.js";
import { newPage } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { sameFrame } from "../../web/trace/same-place.js";
import { traceNamed } from "./traces.js";

const BILL = traceNamed("bill");
const DEEPER = traceNamed("layers");
const LEAD = { look: "main", run: "main" };
const CURSOR = 40;

/** A page of which one look goes with another, in that trace. @param {any} trace @param {object} [wishes] */
function page(trace, wishes = {}) {
  const main = newLook("main", "main", { trace: "lead", cursor: CURSOR, t: 0.5, speed: 4, isPlaying: true, ...wishes });
  const looks = [main, newLook("other", "other", { trace: "own" })];
  return { ...newPage([newRun("main"), newRun("other")], looks), traces: { lead: BILL, own: trace } };
}

test("a look that goes with another is at its frame, in its own trace, and moves as it moves", () => {
  const look = followed(page(BILL), "other", LEAD);
  assert.deepEqual([look.id, look.run, look.trace], ["other", "other", "own"]);
  assert.deepEqual([look.cursor, look.t, look.speed, look.isPlaying], [CURSOR, 0.5, 4, true]);
});

test("in a model of another shape it is at the frame that does the same, and nothing is pointed at", () => {
  const selection = /** @type {const} */ ({ kind: "stage", stage: 3, element: 1 });
  assert.deepEqual(followed(page(BILL, { selection }), "other", LEAD).selection, selection);
  const look = followed(page(DEEPER, { selection, hovered: selection }), "other", LEAD);
  assert.equal(look.cursor, sameFrame(BILL, CURSOR, DEEPER));
  assert.notEqual(look.cursor, CURSOR);
  assert.deepEqual([look.selection, look.hovered], [null, null]);
});

test("a node of one graph is none of the other", () => {
  const look = followed(page(BILL, { selection: { kind: "node", node: 9 } }), "other", LEAD);
  assert.equal(look.selection, null);
});

test("a frame that is gone to in it is gone to in the other's trace", () => {
  const there = sameFrame(BILL, CURSOR, DEEPER);
  assert.equal(ledTo(page(DEEPER), "other", LEAD, there), CURSOR);
});

test("without a trace of its own it is at nothing yet", () => {
  const state = page(BILL);
  const look = { ...state.looks.other, trace: null };
  assert.equal(followed({ ...state, looks: { ...state.looks, other: look } }, "other", LEAD), look);
});
