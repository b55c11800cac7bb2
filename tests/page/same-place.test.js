import assert from "node:assert/strict";
import { test } from "node:test";
import { sameFrame } from "../../web/trace/same-place.js";
import { traceNamed } from "./traces.js";

const BILL = traceNamed("bill");
const LATER = traceNamed("layers"); // on another document, of two layers

/** @param {any} trace @param {number} cursor */
const told = (trace, cursor) => {
  const { phase, stage, matrix } = trace.frames[cursor];
  const { name, position } = stage === null ? { name: "", position: null } : trace.stages[stage];
  return [phase, name, position, matrix === null ? "" : trace.matrices[matrix].name];
};

test("in a trace of the same shape every frame is its own place", () => {
  for (let at = 0; at < BILL.frames.length; at++) assert.equal(sameFrame(BILL, at, BILL), at);
});

test("in a model of more layers a frame of the first is found where that does the same", () => {
  let found = 0;
  for (let at = 0; at < BILL.frames.length; at++) {
    const there = sameFrame(BILL, at, LATER);
    if (JSON.stringify(told(BILL, at)) === JSON.stringify(told(LATER, there))) found += 1;
  }
  assert.ok(found > BILL.frames.length * 0.5, `${found} of ${BILL.frames.length}`);
});

test("what the other has not leads to the last before it that it has", () => {
  const second = LATER.frames.findIndex(({ stage }) => stage !== null && LATER.stages[stage].layer === 1);
  const there = sameFrame(LATER, second, BILL);
  assert.deepEqual(told(BILL, there), told(LATER, second - 1));
  assert.equal(sameFrame(LATER, second + 1, BILL), there);
});
