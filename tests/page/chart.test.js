import assert from "node:assert/strict";
import { test } from "node:test";
import { askSteps, extentOf, nearest, pathOf } from "../../web/draw/chart.js";

const STEPS = [1, 5, 9, 40];

/**
 * A chart whose steps are 10 px apart, drawn once, and what it tells.
 *
 * @param {Partial<import("../../web/draw/chart.js").StepChart>} [changes]
 */
function drawnChart(changes = {}) {
  /** @type {(number | null)[]} */
  const told = [];
  const onStep = (/** @type {number | null} */ step) => told.push(step);
  const chart = askSteps({ steps: STEPS, step: null, at: 9, stepAt: (px) => px / 10, onStep, ...changes });
  let taken = 0;
  const press = (/** @type {string} */ key, held = {}) =>
    chart.press(/** @type {any} */ ({ key, ...held, preventDefault: () => (taken += 1) }));
  const follow = (/** @type {number} */ clientX) =>
    chart.follow(/** @type {any} */ ({ clientX, currentTarget: { getBoundingClientRect: () => ({ left: 100 }) } }));
  return { ...chart, press, follow, told, taken: () => taken };
}

test("keys walk from the step that is told, and stop at the ends", () => {
  const { press, told, taken } = drawnChart();
  for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft", "End", "ArrowUp", "PageDown", "ArrowRight"]) press(key);
  assert.deepEqual(told, [5, 1, 40, 1, 5]); // none is told twice, and all before the next drawing
  assert.equal(taken(), 7);
});

test("Escape points at none", () => {
  const { press, told } = drawnChart({ step: 5, at: 5 });
  press("Escape");
  press("Escape");
  assert.deepEqual(told, [null]);
});

test("keys that are the page's or the browser's are left alone", () => {
  const { press, told, taken } = drawnChart();
  press("ArrowLeft", { ctrlKey: true });
  press("Enter");
  press("p");
  assert.deepEqual(told, []);
  assert.equal(taken(), 0);
});

test("the pointer finds the nearest step, and leaves it", () => {
  const { follow, leave, told } = drawnChart();
  for (const x of [100, 126, 130, 145, 900]) follow(x);
  leave();
  leave();
  assert.deepEqual(told, [1, 5, 40, null]);
});

test("a chart without steps is asked for none", () => {
  const { press, follow, told } = drawnChart({ steps: [], at: 0 });
  press("Home");
  follow(120);
  assert.deepEqual(told, []);
});

test("a step is chosen with Enter, or where the pointer is", () => {
  /** @type {number[]} */
  const chosen = [];
  const { press, follow, choose } = drawnChart({ onChoose: (step) => chosen.push(step) });
  choose();
  press("Enter");
  follow(100);
  choose();
  press("End");
  press("Enter");
  assert.deepEqual(chosen, [9, 1, 40]);
});

test("a line goes through its points", () => {
  const path = pathOf(
    [1, 2, 3],
    [0, 1, 4],
    (step) => 10 * step,
    (number) => 100 - number,
  );
  assert.equal(path, "M10,100L20,99L30,96");
  assert.equal(pathOf([], [], Number, Number), "");
});

test("the extent of numbers is never empty", () => {
  assert.deepEqual(extentOf([3, -1, 2], false), [-1, 3]);
  assert.deepEqual(extentOf([3, 1], true), [0, 3]);
  assert.deepEqual(extentOf([2, 2], false), [1, 3]);
  assert.deepEqual(extentOf([], true), [-1, 1]);
  assert.equal(nearest(STEPS, 30), 3);
});
