import assert from "node:assert/strict";
import test from "node:test";
import { comeTo, frameOf } from "../../web/figures/heads/motion.js";
import { actionText } from "../../web/figures/heads/sentences.js";
import { layerAt } from "../../web/trace/attention.js";
import { stageNamed } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

/** @param {import("../../web/trace/read.js").Trace} trace */
const sentences = (trace) => trace.frames.map((_, cursor) => actionText(trace, cursor));

for (const name of ["bill", "first", "layers", "target"]) {
  test(`every frame has its sentence, and none of the way back is one of the way there: ${name}`, () => {
    const trace = traceNamed(name);
    /** @type {Record<string, Set<string>>} */
    const said = { forward: new Set(), backward: new Set() };
    sentences(trace).forEach((sentence, cursor) => {
      assert.match(sentence, /^[A-Z].*\.$/);
      assert.doesNotMatch(sentence, /undefined|null|NaN/);
      assert.ok(sentence.length <= 104, sentence); // two lines on a phone
      said[trace.frames[cursor].phase]?.add(sentence);
    });
    for (const sentence of said.backward) assert.ok(!said.forward.has(sentence), sentence);
  });
}

test("a query meets its own key too, and the first position no other", () => {
  const trace = traceNamed("bill");
  const at = (/** @type {number} */ position) =>
    actionText(trace, trace.forwardFrame[stageNamed(trace, "layer0.head1.attn_logits", position)]);
  assert.match(at(0), /its own key, the only one there is/);
  assert.match(at(3), /each key up to its own/);
});

test("what comes to a row comes one position after the other, from nothing to all", () => {
  for (const position of [0, 1, 4, 15]) {
    for (let s = 0; s <= position; s++) {
      assert.equal(comeTo(0, s, position), 0);
      assert.equal(comeTo(1, s, position), 1);
      assert.ok(comeTo(0.9, s, position) === 1);
      for (let i = 0; i < 50; i++) assert.ok(comeTo(i / 50, s, position) <= comeTo((i + 1) / 50, s, position));
      if (s > 0) assert.ok(comeTo(0.5, s, position) <= comeTo(0.5, s - 1, position));
    }
  }
});

test("a frame is about one row of attention, forwards and backwards", () => {
  const trace = traceNamed("bill");
  const row = { layer: 0, head: 2, t: 3 };
  const stage = stageNamed(trace, "layer0.head2.out", 3);
  assert.deepEqual(frameOf({ trace, cursor: trace.forwardFrame[stage] }, row), { what: "out", isBack: false });
  assert.deepEqual(frameOf({ trace, cursor: trace.backwardFrame[0][stage] }, row), { what: "out", isBack: true });
  assert.equal(frameOf({ trace, cursor: trace.forwardFrame[stage] }, { ...row, t: 2 }), null);
});

test("a frame that is in no layer is looked at in the one it comes from", () => {
  const trace = traceNamed("layers");
  const last = trace.header.config.n_layer - 1;
  const at = (/** @type {string} */ name) => layerAt(trace, trace.forwardFrame[stageNamed(trace, name, 1)]);
  assert.equal(at("tok_emb"), 0);
  assert.equal(at("layer1.attn_q"), 1);
  assert.equal(at("logits"), last);
  assert.equal(layerAt(trace, 0), 0);
  const matrix = trace.matrices.findIndex(({ name }) => name === "layer1.attn_wq");
  assert.equal(
    layerAt(
      trace,
      trace.frames.findIndex((frame) => frame.matrix === matrix),
    ),
    1,
  );
});
