import assert from "node:assert/strict";
import { test } from "node:test";
import { fixed } from "../../web/draw/format.js";
import { marginOf } from "../../web/figures/source/margin.js";
import { stageGrads, stageNamed, stageValues } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

/**
 * The first two numbers as the margin writes them.
 *
 * @param {Float64Array} numbers
 * @param {number} decimals
 */
const shown = (numbers, decimals) =>
  [...numbers.subarray(0, 2)].map((x) => fixed(x, decimals)).join(" ") + (numbers.length > 2 ? " …" : "");

for (const name of ["bill", "layers"]) {
  const trace = traceNamed(name);
  const { n_layer: layers, n_head: heads } = trace.header.config;

  test(`${name}: while a head is at work, its lines show its own numbers, forwards and backwards`, () => {
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        for (const what of ["attn_logits", "attn_weights", "out"]) {
          const stage = stageNamed(trace, `layer${layer}.head${head}.${what}`, 2);
          const { file, line } = trace.stages[stage];
          const forward = marginOf(trace, trace.forwardFrame[stage], file).get(line);
          assert.equal(forward, shown(stageValues(trace, stage), 2));
          const backward = marginOf(trace, trace.backwardFrame[0][stage], file).get(line);
          assert.equal(backward, shown(stageGrads(trace, stage, 0), 3));
        }
      }
    }
  });
}

test("after the heads their lines show what they made last", () => {
  const trace = traceNamed("bill");
  const last = trace.header.config.n_head - 1;
  const out = stageNamed(trace, `layer0.head${last}.out`, 1);
  const { file, line } = trace.stages[out];
  const logits = stageNamed(trace, "logits", 1);
  assert.equal(marginOf(trace, trace.forwardFrame[logits], file).get(line), shown(stageValues(trace, out), 2));
  const first = stageNamed(trace, "layer0.head0.out", 1);
  const query = stageNamed(trace, "layer0.attn_q", 1);
  assert.equal(marginOf(trace, trace.backwardFrame[0][query], file).get(line), shown(stageGrads(trace, first, 0), 3));
});

test("a line that has made nothing at this position says nothing", () => {
  const trace = traceNamed("bill");
  const query = stageNamed(trace, "layer0.attn_q", 1);
  const { file } = trace.stages[query];
  const margin = marginOf(trace, trace.forwardFrame[query], file);
  assert.ok(margin.has(trace.stages[query].line));
  assert.ok(!margin.has(trace.stages[stageNamed(trace, "layer0.attn_k", 1)].line));
});

test("the line of a frame shows what that very frame made, in every frame of every trace", () => {
  for (const trace of ["bill", "first", "layers", "target"].map(traceNamed)) {
    trace.frames.forEach(({ stage, phase, pass }, cursor) => {
      if (stage === null || trace.stages[stage].reads.length === 0) return; // a row, which gathers more
      const { file, line } = trace.stages[stage];
      const made = phase === "backward" ? stageGrads(trace, stage, pass ?? 0) : stageValues(trace, stage);
      assert.equal(marginOf(trace, cursor, file).get(line), shown(made, phase === "backward" ? 3 : 2));
    });
  }
});

test("the other lines of the loop show the head that the cursor is at, as far as it has come", () => {
  const trace = traceNamed("bill");
  const at = (/** @type {string} */ name) => stageNamed(trace, `layer0.head1.${name}`, 3);
  const beside = (/** @type {number} */ cursor, /** @type {string} */ name) => {
    const { file, line } = trace.stages[at(name)];
    return marginOf(trace, cursor, file).get(line);
  };
  const back = trace.backwardFrame[0][at("out")];
  assert.equal(beside(back, "attn_weights"), shown(stageValues(trace, at("attn_weights")), 2));
  assert.equal(beside(trace.forwardFrame[at("attn_logits")], "out"), undefined);
});

test("of two layers a line shows the one that the cursor is at", () => {
  const trace = traceNamed("layers");
  for (const layer of [0, 1]) {
    const at = (/** @type {string} */ name) => stageNamed(trace, `layer${layer}.${name}`, 1);
    const { file, line } = trace.stages[at("attn_q")];
    const [later, earlier] = [trace.forwardFrame[at("mlp_out")], trace.backwardFrame[0][at("attn_norm")]];
    assert.equal(marginOf(trace, later, file).get(line), shown(stageValues(trace, at("attn_q")), 2));
    assert.equal(marginOf(trace, earlier, file).get(line), shown(stageGrads(trace, at("attn_q"), 0), 3));
  }
});

test("before the first frame of a position and in Adam's nothing stands beside a line", () => {
  const trace = traceNamed("bill");
  for (const cursor of [0, trace.frames.length - 1]) assert.equal(marginOf(trace, cursor, "microgpt/model.py").size, 0);
});
