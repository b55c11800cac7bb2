import assert from "node:assert/strict";
import test from "node:test";
import { momentOf } from "../../web/figures/cache/moment.js";
import { actionText } from "../../web/figures/cache/sentences.js";
import { sumOf } from "../../web/figures/cache/sum.js";
import { known } from "../../web/trace/known.js";
import { stageNamed } from "../../web/trace/read.js";
import { stageRef } from "../../web/trace/refs.js";
import { traceNamed } from "./traces.js";

/** @typedef {import("../../web/trace/read.js").Trace} Trace */

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Record<string, unknown>} [other]
 */
function sumAt(trace, cursor, other = {}) {
  const look = /** @type {any} */ ({ cursor, t: 1, operation: null, hovered: null, selection: null, ...other });
  return sumOf(trace, look, momentOf(trace, cursor));
}

/** @param {Trace} trace */
const sentences = (trace) => trace.frames.map((_, cursor) => actionText(trace, cursor, momentOf(trace, cursor)));

for (const name of ["bill", "first", "layers", "target"]) {
  test(`every frame has its sentence, and none of the way back is one of the way there: ${name}`, () => {
    const trace = traceNamed(name);
    /** @type {Record<string, Set<string>>} */
    const said = { forward: new Set(), backward: new Set() };
    sentences(trace).forEach((sentence, cursor) => {
      assert.match(sentence, /^[A-Z].*\.$/);
      assert.doesNotMatch(sentence, /undefined|null|NaN/);
      said[trace.frames[cursor].phase]?.add(sentence);
    });
    for (const sentence of said.backward) assert.ok(!said.forward.has(sentence), sentence);
  });

  test(`a sentence has room on a phone: ${name}`, () => {
    for (const sentence of sentences(traceNamed(name))) assert.ok(sentence.length <= 104, sentence);
  });
}

test("the first position reads itself alone, and its sentences say no more", () => {
  const trace = traceNamed("bill");
  for (const [cursor, sentence] of sentences(trace).entries()) {
    const { stage } = trace.frames[cursor];
    if (stage === null || trace.stages[stage].position !== 0) continue;
    assert.doesNotMatch(sentence, /every|each row|each key|its own too/, sentence);
  }
});

test("while the MLP is at work the cache says why nothing moves, both ways", () => {
  const trace = traceNamed("bill");
  const said = sentences(trace);
  const stage = stageNamed(trace, "layer0.mlp_hidden", 2);
  assert.match(said[trace.forwardFrame[stage]], /The MLP looks at one position alone/);
  assert.match(said[trace.backwardFrame[0][stage]], /Back through the MLP of position 2 .* alone/);
});

for (const name of ["bill", "layers", "target"]) {
  test(`the parts of a number of the cache come to the gradient that is known of it: ${name}`, () => {
    const trace = traceNamed(name);
    const { backwardFrame, stages, header } = trace;
    let seen = 0;
    for (const [stage, { name, position }] of stages.entries()) {
      if (!/attn_[kv]$/.test(name) || backwardFrame[0][stage] >= trace.frames.length) continue;
      for (const element of [0, 5, header.config.n_embd - 1]) {
        const ref = stageRef(stage, element);
        const sum = sumAt(trace, backwardFrame[0][stage], { hovered: ref });
        assert.ok(sum);
        const reading = header.target === "document" ? header.token_ids.length - 1 - Number(position) : null;
        assert.ok(sum.terms.length === reading || (reading === null && sum.terms.length > 0));
        const parts = sum.terms.map(({ value }) => /** @type {number} */ (value));
        const { grad } = known(trace, ref, backwardFrame[0][stage]);
        assert.deepEqual(sum.results, [{ label: "sum", value: sum.results[0].value }]);
        const total = /** @type {number} */ (sum.results[0].value);
        assert.ok(Math.abs(total - /** @type {number} */ (grad)) <= 1e-12);
        assert.ok(Math.abs(parts.reduce((a, b) => a + b, 0) - total) <= 1e-12);
        seen += 1;
      }
    }
    assert.ok(seen > 10);
  });
}

test("a part is not there before its position has sent it, and the total is what has come", () => {
  const trace = traceNamed("bill");
  const ref = stageRef(stageNamed(trace, "layer0.attn_k", 1), 6);
  const sender = stageNamed(trace, "layer0.head1.attn_logits", 3);
  const sum = sumAt(trace, trace.backwardFrame[0][sender], { hovered: ref });
  assert.deepEqual(
    sum?.terms.map(({ value }) => value !== null),
    [true, true, false, false],
  );
  assert.equal(sum?.results[0].label, "so far");
  assert.equal(sum?.results[0].value, known(trace, ref, trace.backwardFrame[0][sender]).grad);
});

for (const [name, length] of /** @type {[string, number][]} */ ([
  ["layer0.attn_k", 16],
  ["layer0.head1.attn_logits", 4],
  ["layer0.head1.out", 3],
])) {
  test(`a sum adds up term after term, by totals that are in the graph: ${name}`, () => {
    const trace = traceNamed("bill");
    const stage = stageNamed(trace, name, 2);
    const cursor = trace.forwardFrame[stage];
    const whole = sumAt(trace, cursor);
    assert.equal(whole?.terms.length, length);
    assert.equal(whole?.results.at(-1)?.value, known(trace, whole.ref, cursor).value);
    const node = trace.columns.node_data;
    let before = 0;
    for (let i = 0; i <= 20; i++) {
      const sum = sumAt(trace, cursor, { t: i / 20 });
      const there = sum?.terms.filter(({ value }) => value !== null) ?? [];
      assert.ok(there.length >= before);
      before = there.length;
      const total = sum?.results[0].value ?? null;
      if (there.length === 0) assert.equal(total, null);
      else assert.ok(node.includes(/** @type {never} */ (total)), "a number that Python computed");
    }
    assert.equal(before, length);
  });
}

test("every frame of attention has the sum of a number, in both directions", () => {
  const trace = traceNamed("layers");
  trace.frames.forEach(({ stage, phase }, cursor) => {
    if (stage === null) return;
    const base = trace.stages[stage].name.split(".").at(-1) ?? "";
    const forward = ["attn_q", "attn_k", "attn_v", "attn_logits", "attn_weights", "out"];
    const backward = ["attn_k", "attn_v", "attn_logits", "out"];
    const wanted = (phase === "forward" && forward.includes(base)) || (phase === "backward" && backward.includes(base));
    if (wanted && trace.hasGraph) assert.ok(sumAt(trace, cursor), `${phase} ${base}`);
    if (!wanted) assert.equal(sumAt(trace, cursor), null, `${phase} ${base}`);
  });
});
