import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { unpacked } from "../../web/state/packed.js";
import { withPieces } from "../../web/state/recorded.js";
import { focusParam } from "../../web/trace/focus.js";
import { known, knownVector, say } from "../../web/trace/known.js";
import { stageNamed, traceOf } from "../../web/trace/read.js";
import { stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const FOLDER = new URL("../../.cache/traces/", import.meta.url);

/** @param {string} name */
function piece(name) {
  const bytes = gunzipSync(readFileSync(new URL(`bill-trace-${name}.bin`, FOLDER)));
  return unpacked(Uint8Array.from(bytes).buffer);
}

const bill = traceNamed("bill");
const [frames, stages, adam, graph] = ["frames", "stages", "adam", "graph"].map(piece);
const first = withPieces(traceOf(/** @type {any} */ (frames.header), {}), [stages]);

/**
 * @param {ArrayLike<number>} got
 * @param {ArrayLike<number>} expected
 * @param {string} of
 */
function assertNear(got, expected, of) {
  assert.equal(got.length, expected.length, of);
  for (let i = 0; i < got.length; i++) {
    assert.ok(Math.abs(got[i] - expected[i]) <= 1e-11 * Math.abs(expected[i]), `${of} ${i}: ${got[i]} ${expected[i]}`);
  }
}

test("all pieces together are the trace, to the last bit", () => {
  const { columns: _, ...header } = /** @type {any} */ (bill.header);
  const whole = withPieces(first, [adam, graph]);
  assert.deepEqual(whole.header, header);
  assert.equal(whole.hasGraph, true);
  assert.deepEqual(Object.keys(whole.columns).sort(), Object.keys(bill.columns).sort());
  for (const [name, column] of Object.entries(bill.columns)) assert.deepEqual(whole.columns[name], column, name);
});

test("a piece that a trace has already makes no other trace of it", () => {
  const withAdam = withPieces(first, [adam]);
  assert.notEqual(withAdam, first);
  assert.equal(withPieces(withAdam, [adam]), withAdam);
  const whole = withPieces(withAdam, [adam, graph]);
  assert.equal(withPieces(whole, [adam]), whole);
  assert.equal(withPieces(whole, [adam, graph]), whole);
});

test("with the frames and the stages, whatever is known of a stage before Adam is what the whole knows", () => {
  assert.equal(first.hasGraph, false);
  const last = bill.frames.findIndex(({ phase }) => phase === "adam");
  for (let cursor = 0; cursor < last; cursor += 7) {
    bill.stages.forEach((_, stage) => {
      const [got, expected] = [first, bill].map((trace) => knownVector(trace, stage, cursor));
      assert.equal(got === null, expected === null);
      if (!got || !expected) return;
      assertNear(got.values, expected.values, `values of ${stage} at ${cursor}`);
      assert.equal(got.grads === null, expected.grads === null);
      if (got.grads && expected.grads) assertNear(got.grads, expected.grads, `gradients of ${stage} at ${cursor}`);
      assert.equal(say(first, stageRef(stage, 0), cursor), say(bill, stageRef(stage, 0), cursor));
    });
  }
});

test("with the frames and the stages an embedding that Adam has moved is where the whole has it", () => {
  const stage = stageNamed(bill, "tok_emb", 2);
  const cursor = bill.frames.length - 1;
  const [got, expected] = [first, bill].map((trace) => known(trace, stageRef(stage, 3), cursor));
  assert.equal(got.state, "updated");
  assertNear([Number(got.value), Number(got.grad)], [Number(expected.value), Number(expected.grad)], "embedding");
});

test("a parameter that is in a later piece is said not to be there yet, and none is missed", () => {
  const cursor = bill.frames.findIndex(({ matrix }) => matrix === 2);
  const look = { cursor, operation: null, selection: null, hovered: null };
  assert.deepEqual(focusParam(first, look), { kind: "param", matrix: 2, row: 0, column: 0 });
  const inAttention = { kind: /** @type {const} */ ("param"), matrix: 3, row: 0, column: 0 }; // the logits have theirs
  assert.match(say(first, inAttention, 0), /= …/);
  assert.deepEqual(focusParam(withPieces(first, [adam]), look), focusParam(bill, look));
});
