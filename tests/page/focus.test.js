import assert from "node:assert/strict";
import test from "node:test";
import { actsOf } from "../../web/draw/acts.js";
import { focusElement, focusParam } from "../../web/trace/focus.js";
import { stageNamed, stageValues } from "../../web/trace/read.js";
import { stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const PLACE = { operation: null, selection: null, hovered: null };

test("the acts begin at nothing, end at all and never go back", () => {
  assert.deepEqual(actsOf(0), { travel: 0, add: 0, fill: 0 });
  assert.deepEqual(actsOf(1), { travel: 1, add: 1, fill: 1 });
  for (const act of /** @type {const} */ (["travel", "add", "fill"])) {
    for (let i = 0; i < 100; i++) assert.ok(actsOf(i / 100)[act] <= actsOf((i + 1) / 100)[act]);
  }
});

test("what is read travels before the sum adds up, and the result fills in last", () => {
  const { travel, add, fill } = actsOf(0.5);
  assert.ok(travel > add && add > fill);
});

test("the number in focus is the one pointed at, else the selected one, else the largest", () => {
  const trace = traceNamed("bill");
  const stage = stageNamed(trace, "layer0.attn_q", 2);
  const cursor = trace.forwardFrame[stage];
  const largest = Math.max(...stageValues(trace, stage).map(Math.abs));
  const unasked = focusElement(trace, { ...PLACE, cursor });
  assert.equal(Math.abs(stageValues(trace, stage)[/** @type {number} */ (unasked)]), largest);
  const [selection, hovered] = [stageRef(stage, 3), stageRef(stage, 5)];
  assert.equal(focusElement(trace, { ...PLACE, cursor, selection }), 3);
  assert.equal(focusElement(trace, { ...PLACE, cursor, selection, hovered }), 5);
  const elsewhere = stageRef(stageNamed(trace, "layer0.attn_k", 2), 1);
  assert.equal(focusElement(trace, { ...PLACE, cursor, hovered: elsewhere }), unasked);
});

test("while Adam is at a matrix the parameter in focus is one of it", () => {
  const trace = traceNamed("bill");
  const cursor = trace.frames.findIndex(({ matrix }) => matrix === 1);
  assert.equal(focusParam(trace, { ...PLACE, cursor })?.matrix, 1);
  /** @type {import("../../web/trace/refs.js").ParamRef} */
  const selection = { kind: "param", matrix: 1, row: 2, column: 3 };
  assert.deepEqual(focusParam(trace, { ...PLACE, cursor, selection }), selection);
  assert.equal(focusParam(trace, { ...PLACE, cursor: 0 }), null);
});
