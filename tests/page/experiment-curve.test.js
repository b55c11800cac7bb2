import assert from "node:assert/strict";
import { test } from "node:test";
import { axisOf, curveLayout } from "../../web/figures/experiment/curve-layout.js";
import { holdable, pressed, sweepOf } from "../../web/figures/experiment/held.js";

const SIZE = /** @type {const} */ ([300, 100]);

/**
 * An answer about these values, whose losses are those of a parabola, its slope foretold at 0.2.
 *
 * @param {number[]} values
 * @returns {any}
 */
function answer(values, loss = (/** @type {number} */ value) => 2 + value * value) {
  const [value, slope] = [0.2, 0.4];
  const predicted = values.map((each) => 2.04 + slope * (each - value));
  return { values, value, slope, loss_before: 2.04, loss: values.map(loss), predicted };
}

/** @param {number | null} held @param {number} [reach] @returns {any} */
const hold = (held, reach = 1) => ({ own: 0.2, reach, held });

const sweep = answer(sweepOf(hold(null)));

test("a sweep reaches as far as the number can be dragged, evenly", () => {
  const values = sweepOf(hold(0.5, 2));
  assert.deepEqual([values[0], values[16], values.at(-1)], [-1.8, 0.2, 2.2]);
  const gaps = values.slice(1).map((each, i) => each - values[i]);
  for (const gap of gaps) assert.ok(Math.abs(gap - gaps[0]) < 1e-12);
});

test("a place on the chart is the value that is drawn there", () => {
  const { x, valueAt } = axisOf(hold(0.5), 300);
  assert.deepEqual([x(-0.8), x(0.2), x(1.2)], [0, 150, 300]);
  for (const value of [-0.8, 0, 0.33, 1.2]) assert.ok(Math.abs(valueAt(x(value)) - value) < 1e-12);
});

test("the foretold line touches the curve where the parameter is", () => {
  const { tangent, own } = curveLayout(hold(null), sweep, null, ...SIZE);
  assert.equal(own.x, 150);
  assert.ok(Math.abs((tangent.y1 + tangent.y2) / 2 - own.y) < 0.11);
});

test("every loss is in the plot, and the one that is held is on the curve", () => {
  const { dots, now, own } = curveLayout(hold(0.9), sweep, answer([0.9]), ...SIZE);
  for (const { x, y } of [...dots, own]) assert.ok(x >= 0 && x <= 300 && y >= 0 && y <= 100);
  assert.ok(now);
  const [before, after] = [dots.findLast(({ x }) => x <= now.x), dots.find(({ x }) => x > now.x)];
  assert.ok(before && after && now.y <= before.y && now.y >= after.y);
  assert.ok(now.foretold > now.y, "a parabola lies above its tangent");
});

test("what was foretold far away does not squeeze the curve to less than half", () => {
  const far = { ...answer([0.9]), predicted: [-500] };
  const { dots } = curveLayout(hold(0.9), sweep, far, ...SIZE);
  const ys = dots.map(({ y }) => y);
  assert.ok(Math.max(...ys) - Math.min(...ys) > 40);
});

test("a loss that is not a finite number is left out, and the others are drawn", () => {
  const broken = answer(sweep.values, (value) => (value > 1 ? Number.NaN : 2 + value * value));
  const { dots, curve, now } = curveLayout(
    hold(1.1),
    broken,
    answer([1.1], () => Number.NaN),
    ...SIZE,
  );
  assert.equal(dots.length, broken.loss.filter((/** @type {number} */ loss) => !Number.isNaN(loss)).length);
  assert.ok(!curve.includes("NaN"));
  assert.equal(now, null);
});

test("a loss that does not move is a level line", () => {
  const flat = answer(sweep.values, () => 2.04);
  const { dots, scale } = curveLayout(hold(null), flat, null, ...SIZE);
  assert.equal(new Set(dots.map(({ y }) => y)).size, 1);
  assert.equal(scale.length, 1);
});

test("a number is held in four decimals within reach, and as its own exactly where it is as near as that", () => {
  const own = 0.123456789;
  const of = /** @type {any} */ ({ own, reach: 1, held: null });
  assert.deepEqual(
    [0.5, 7, own + 4e-5].map((value) => holdable(of, value)),
    [0.5, 1.1235, own],
  );
  const key = (/** @type {string} */ name, shiftKey = false) => /** @type {any} */ ({ key: name, shiftKey });
  const right = pressed(of, key("ArrowRight"));
  assert.equal(right, 0.1435);
  assert.equal(pressed({ ...of, held: right }, key("ArrowLeft")), own);
  assert.equal(pressed(of, key("ArrowUp", true)), 0.1255);
  assert.equal(pressed(of, key("a")), null);
});
