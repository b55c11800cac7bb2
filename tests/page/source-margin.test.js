/** What stands beside the lines of the source: of several stages that one line makes, which one, and what of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOfFrames, marginOf } from "../../web/figures/source/margin.js";
import { stageGrads, stageNamed, stageValues } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

const MODEL = "microgpt/model.py";
const TRACES = ["bill", "first", "layers", "target"].map(traceNamed);
const BILL = TRACES[0];

/**
 * @param {Float64Array} numbers
 * @param {number} digits
 */
const text = (numbers, digits) =>
  [...numbers.subarray(0, 2)].map((x) => x.toFixed(digits).replace("-", "\u2212")).join(" ") +
  (numbers.length > 2 ? " …" : "");

/**
 * What stands beside the line of a stage.
 *
 * @param {number} cursor
 * @param {string} name
 * @param {number} position
 */
function beside(cursor, name, position) {
  return marginOf(BILL, cursor, MODEL).get(BILL.stages[stageNamed(BILL, name, position)].line);
}

/**
 * @param {string} name
 * @param {number} position
 */
const values = (name, position) => text(stageValues(BILL, stageNamed(BILL, name, position)), 2);

/**
 * @param {string} name
 * @param {number} position
 */
const grads = (name, position) => text(stageGrads(BILL, stageNamed(BILL, name, position), 0), 3);

/** @param {number} head @param {string} name */
const of = (head, name) => `layer0.head${head}.${name}`;

test("the line of a frame shows what that very frame made, in every frame of every trace", () => {
  for (const trace of TRACES) {
    trace.frames.forEach(({ stage, phase, pass }, cursor) => {
      if (stage === null || trace.stages[stage].reads.length === 0) return; // an embedding is its row, which gathers more
      const { file, line } = trace.stages[stage];
      const isBack = phase === "backward";
      const made = isBack ? stageGrads(trace, stage, pass ?? 0) : stageValues(trace, stage);
      assert.equal(marginOf(trace, cursor, file).get(line), text(made, isBack ? 3 : 2));
    });
  }
});

test("on the way back the line of the attention logits shows the gradients of the frame's own head", () => {
  for (const head of [3, 2, 1, 0]) {
    const cursor = BILL.backwardFrame[0][stageNamed(BILL, of(head, "attn_logits"), 3)];
    assert.equal(beside(cursor, of(head, "attn_logits"), 3), grads(of(head, "attn_logits"), 3));
    assert.equal(beside(cursor, of(head, "attn_weights"), 3), grads(of(head, "attn_weights"), 3));
    assert.equal(beside(cursor, of(head, "out"), 3), grads(of(head, "out"), 3));
  }
});

test("the other lines of the loop show the head that the cursor is at, as far as it has come", () => {
  const back = BILL.backwardFrame[0][stageNamed(BILL, of(1, "out"), 3)];
  assert.equal(beside(back, of(1, "attn_weights"), 3), values(of(1, "attn_weights"), 3));
  const forth = BILL.forwardFrame[stageNamed(BILL, of(1, "attn_logits"), 3)];
  assert.equal(beside(forth, of(1, "out"), 3), undefined);
});

test("outside of the loop its lines show the head that ran last", () => {
  const forth = BILL.forwardFrame[stageNamed(BILL, "layer0.mlp_out", 3)];
  assert.equal(beside(forth, of(3, "attn_logits"), 3), values(of(3, "attn_logits"), 3));
  const back = BILL.backwardFrame[0][stageNamed(BILL, "layer0.mlp_out", 3)];
  assert.equal(beside(back, of(3, "attn_logits"), 3), values(of(3, "attn_logits"), 3));
  const after = BILL.backwardFrame[0][stageNamed(BILL, "layer0.attn_norm", 3)];
  assert.equal(beside(after, of(0, "attn_logits"), 3), grads(of(0, "attn_logits"), 3));
});

test("of two layers a line shows the one that the cursor is at", () => {
  const layers = TRACES[2];
  const line = layers.stages[stageNamed(layers, "layer0.attn_q", 1)].line;
  for (const layer of [0, 1]) {
    const stage = stageNamed(layers, `layer${layer}.attn_q`, 1);
    const next = layers.forwardFrame[stageNamed(layers, `layer${layer}.mlp_out`, 1)];
    assert.equal(marginOf(layers, next, MODEL).get(line), text(stageValues(layers, stage), 2));
    const back = layers.backwardFrame[0][stageNamed(layers, `layer${layer}.attn_norm`, 1)];
    assert.equal(marginOf(layers, back, MODEL).get(line), text(stageGrads(layers, stage, 0), 3));
  }
});

test("a line that has not run yet at this position shows nothing, and neither does any before the first", () => {
  const cursor = BILL.forwardFrame[stageNamed(BILL, "layer0.attn_q", 2)];
  assert.equal(beside(cursor, "layer0.attn_q", 2), values("layer0.attn_q", 2));
  assert.equal(beside(cursor, "layer0.attn_k", 2), undefined);
  assert.equal(marginOf(BILL, 0, MODEL).size, 0);
  assert.equal(marginOf(BILL, BILL.frames.length - 1, MODEL).size, 0);
});

test("the lines that make frames are those of the stages", () => {
  for (const trace of TRACES) {
    for (const { file, line } of trace.stages) assert.ok(linesOfFrames(trace).get(file)?.has(line));
  }
  assert.equal(linesOfFrames(BILL).get("microgpt/adam.py"), undefined);
});
