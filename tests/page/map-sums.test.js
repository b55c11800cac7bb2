import assert from "node:assert/strict";
import { test } from "node:test";
import { litAt } from "../../web/figures/map/lit.js";
import { sumAt } from "../../web/figures/map/sums.js";
import { stageGrads, stageNamed, stageValues } from "../../web/trace/read.js";
import { traceNamed } from "./traces.js";

const TRACE = traceNamed("bill");

/**
 * The sum that an element of a stage came from, forwards or backwards.
 *
 * @param {string} name
 * @param {number} position
 * @param {number} element
 * @param {boolean} [isBackward]
 */
function sumOf(name, position, element, isBackward = false) {
  const stage = stageNamed(TRACE, name, position);
  const cursor = (isBackward ? TRACE.backwardFrame[0] : TRACE.forwardFrame)[stage];
  return { stage, sum: sumAt(TRACE, litAt(TRACE, cursor), cursor, element) };
}

test("a number of a query is the sum of a product for each number that it is made of", () => {
  for (let element = 0; element < 16; element++) {
    const { stage, sum } = sumOf("layer0.attn_q", 2, element);
    assert.equal(sum?.terms.length, 16);
    assert.equal(sum.what, "products");
    assert.equal(sum.totals[15], stageValues(TRACE, stage)[element]);
    assert.equal(sum.totals[0], sum.terms[0]);
    for (let i = 1; i < 16; i++) assert.equal(sum.totals[i], sum.totals[i - 1] + sum.terms[i]);
  }
});

test("a norm adds up squares, a softmax exponentials, the residual stream two numbers", () => {
  const whatOf = (/** @type {string} */ name) => {
    const { sum } = sumOf(name, 3, 1);
    return [sum?.terms.length, sum?.what];
  };
  assert.deepEqual(whatOf("layer0.attn_norm"), [16, "squares"]);
  assert.deepEqual(whatOf("layer0.head1.attn_weights"), [4, "exponentials"]);
  assert.deepEqual(whatOf("probs"), [27, "exponentials"]);
  assert.deepEqual(whatOf("layer0.attn_residual"), [2, "numbers"]);
  assert.deepEqual(whatOf("layer0.head0.out"), [4, "products"]);
});

test("what only passes through adds up nothing", () => {
  for (const name of ["tok_emb", "layer0.attn_heads", "layer0.mlp_relu"]) assert.equal(sumOf(name, 1, 3).sum, null);
});

test("a gradient gathers a part from each use, up to all of it", () => {
  for (const [name, parts] of /** @type {[string, number][]} */ ([
    ["layer0.attn_v", 3],
    ["layer0.attn_norm", 48],
    ["layer0.attn_heads", 16],
  ])) {
    const { stage, sum } = sumOf(name, 2, 5, true);
    assert.equal(sum?.terms.length, parts, name);
    const whole = stageGrads(TRACE, stage, 0)[5];
    assert.ok(Math.abs(sum.totals[parts - 1] - whole) <= 1e-6 * Math.abs(whole));
  }
});
