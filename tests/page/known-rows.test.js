import assert from "node:assert/strict";
import { test } from "node:test";
import { gradientNote, known, knownSince, knownVector, say } from "../../web/trace/known.js";
import { stageGrads, stageNamed } from "../../web/trace/read.js";
import { rowOfStage, stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

const NAMES = ["bill", "first", "layers", "target"];

/**
 * The frame that completes a stage's gradient in a pass.
 *
 * @param {import("../../web/trace/read.js").Trace} trace
 * @param {string} name
 * @param {number} position
 * @param {number} [pass]
 */
function backwardOf(trace, name, position, pass = 0) {
  return trace.backwardFrame[pass][stageNamed(trace, name, position)];
}

test("with a pass for each position a row has what it had after the last pass that is whole", () => {
  const trace = traceNamed("first"); // "ann": n stands at positions 2 and 3
  const [stage, other] = [2, 3].map((position) => stageNamed(trace, "tok_emb", position));
  const ref = stageRef(stage, 4);
  const cursor = backwardOf(trace, "tok_emb", 2, 2);
  assert.equal(known(trace, ref, cursor).grad, stageGrads(trace, stage, 2)[4]);
  assert.equal(gradientNote(trace, ref, cursor), "after 3 of 4 backward passes");
  // the last pass comes to the row by the logits, by position 3 and by position 2: only then it is more than that
  const next = backwardOf(trace, "tok_emb", 3, 3);
  assert.equal(known(trace, ref, next).grad, stageGrads(trace, stage, 2)[4]);
  assert.deepEqual(known(trace, stageRef(other, 4), next), known(trace, ref, next));
  const row = /** @type {{matrix: number, row: number}} */ (rowOfStage(trace, stage));
  assert.deepEqual(known(trace, { kind: "param", ...row, column: 4 }, next), known(trace, ref, next));
  const last = backwardOf(trace, "tok_emb", 2, 3);
  assert.equal(known(trace, ref, last).grad, stageGrads(trace, stage, 3)[4]);
  assert.equal(gradientNote(trace, ref, last), "");
});

test("a row that no embedding has been in has no number until it is complete", () => {
  const trace = traceNamed("first");
  const z = { kind: /** @type {const} */ ("param"), matrix: 0, row: trace.header.vocabulary.indexOf("z"), column: 1 };
  const cursor = backwardOf(trace, "logits", 1, 1);
  assert.deepEqual(known(trace, z, cursor), {
    value: trace.columns.adam_before[z.row * 16 + 1],
    grad: null,
    state: "partial",
  });
  assert.equal(gradientNote(trace, z, cursor), "gradient not whole yet");
  assert.equal(known(trace, z, backwardOf(trace, "logits", 3, 3)).state, "complete");
});

for (const name of NAMES) {
  test(`what is known of a stage is the same from its frame of news to the next: ${name}`, () => {
    const trace = traceNamed(name);
    trace.stages.forEach(({ size }, stage) => {
      let before = "";
      let since = -2;
      for (const cursor of trace.frames.keys()) {
        const vector = knownVector(trace, stage, cursor);
        const now = JSON.stringify([
          say(trace, stageRef(stage), cursor),
          say(trace, stageRef(stage, size - 1), cursor),
          vector && [Array.from(vector.values), vector.grads && Array.from(vector.grads)],
        ]);
        const newest = knownSince(trace, stage, cursor);
        assert.ok(newest <= cursor);
        if (newest === since) assert.equal(now, before, `${trace.stages[stage].name} at ${cursor}`);
        [before, since] = [now, newest];
      }
    });
  });
}
