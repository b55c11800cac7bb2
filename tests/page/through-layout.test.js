import assert from "node:assert/strict";
import { test } from "node:test";
import { trackLayout } from "../../web/figures/through/layout.js";

const AFTER = [0, 10, 20, 50, 100, 500, 1000];
const steps = /** @type {any[]} */ (
  Array.from({ length: 1000 }, (_, index) => ({ step: index + 1, average: 3 - index / 1000 }))
);

test("moments stand one beside the other, and above each the loss about then", () => {
  const { points } = trackLayout(AFTER, steps, 1440);
  const xs = points.map((point) => Number(point.split(",")[0]));
  const ys = points.map((point) => Number(point.split(",")[1]));
  assert.deepEqual([xs.length, xs[0], xs[6]], [7, 0, 1000]);
  assert.ok(xs.every((x, index) => Math.abs(x - (index * 1000) / 6) < 0.01));
  assert.deepEqual([ys[0], ys[6]], [1, 17]);
  assert.deepEqual(
    [...ys].sort((a, b) => a - b),
    ys,
    "it falls all along",
  );
});

test("of a long run, of which not all steps are kept, it is the loss of the last before a moment that is", () => {
  const few = steps.filter(({ step }) => step === 1 || step % 16 === 0);
  const near = trackLayout(AFTER, few, 1440).points;
  trackLayout(AFTER, steps, 1440).points.forEach((point, at) => {
    const [[x, y], [fewX, fewY]] = [point, near[at]].map((each) => each.split(",").map(Number));
    assert.ok(x === fewX && Math.abs(y - fewY) < 0.5, `${point} and ${near[at]}`);
  });
});

test("as many moments are named as there is room for, the last always", () => {
  const names = (/** @type {number[]} */ after, /** @type {number} */ width) =>
    trackLayout(after, steps, width).labels.map(({ text }) => text);
  assert.deepEqual(names(AFTER, 1440), ["0", "10", "20", "50", "100", "500", "1,000"]);
  const many = Array.from({ length: 21 }, (_, index) => 50 * index);
  assert.deepEqual(names(many, 390), ["0", "100", "200", "300", "400", "500", "600", "700", "800", "900", "1,000"]);
  assert.deepEqual(names([500], 1440), ["500"]);
  assert.deepEqual(names([], 1440), []);
});

test("a training without a step has no losses to draw", () => {
  assert.deepEqual(trackLayout([0], [], 1440).points, []);
});
