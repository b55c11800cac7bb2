import assert from "node:assert/strict";
import { test } from "node:test";
import { lossLayout } from "../../web/figures/loss/layout.js";

const GUESS = Math.log(27);

/** @param {number} number @param {number} loss @param {number} [average] */
const step = (number, loss, average = loss) => /** @type {any} */ ({ step: number, loss, average });

/** @param {Partial<Parameters<typeof lossLayout>[0]>} [chart] */
const layout = (chart) =>
  lossLayout({ steps: [], numSteps: 100, randomGuess: GUESS, hoveredStep: null, width: 600, height: 300, ...chart });

/** Where the dots stand, as [x, y] in px. @param {string} path */
const dotsOf = (path) =>
  path
    .split("M")
    .slice(1)
    .map((dot) => dot.replace("h0", "").split(",").map(Number));

test("the first step stands at the left and the last at the right", () => {
  const { x } = layout();
  assert.deepEqual([x(1), x(50.5), x(100)], [40, (40 + 516) / 2, 516]);
});

test("a greater loss stands higher", () => {
  const at = layout({ steps: [step(1, 3.5, 3), step(2, 2, 2.5)], hoveredStep: 2 });
  assert.ok(at.hovered && at.guess && at.end);
  assert.ok(at.hovered.loss > at.hovered.average && at.hovered.average > at.guess); // downwards, as in SVG
  assert.deepEqual([at.end.text, at.end.y], ["2.50", at.hovered.average]);
});

test("there is a dot for each loss and a line through the averages", () => {
  const at = layout({ steps: [step(1, 3.5), step(2, 3), step(3, 2.5)], numSteps: 3, width: 224 });
  assert.deepEqual(
    dotsOf(at.dots).map(([x]) => x),
    [40, 90, 140],
  );
  assert.match(at.average, /^M40,[^L]+L[^L]+L[^L]+$/);
});

for (const loss of [2, 0.3, 9.1]) {
  test(`the axis has room for a loss of ${loss}`, () => {
    const [[, y]] = dotsOf(layout({ steps: [step(1, loss)] }).dots);
    assert.ok(y >= 16 && y <= 300 - 32);
  });
}

test("the axis has room for the guess of a large vocabulary", () => {
  assert.ok(Number(layout({ randomGuess: Math.log(5000) }).guess) > 16);
});

test("ticks are whole steps however few there are", () => {
  const texts = (/** @type {object} */ chart) => layout(chart).xTicks.map(({ text }) => text);
  assert.deepEqual(texts({ numSteps: 3 }), ["1", "2", "3"]);
  assert.equal(texts({ numSteps: 1000 }).at(-1), "1,000");
  assert.ok(texts({ numSteps: 1000, width: 360 }).length <= 4);
});

test("of a long run there is a dot for each stretch, and behind them the range of all that is known of it", () => {
  const losses = [3, 2.5, 3.9, 1.6, 2, 2.2, 2.1, 1.9, 2.4, 3.1];
  const steps = losses.map((loss, at) => step(at + 4, loss, 2.5));
  const { x, dots, band, average } = layout({ steps, every: 2, numSteps: 13 });
  const near = (/** @type {number[]} */ one, /** @type {number[]} */ other) => {
    for (const [at, each] of one.entries()) assert.ok(Math.abs(each - other[at]) <= 0.1, `${one} is not ${other}`);
  };
  near(
    dotsOf(dots).map(([px]) => px),
    [4, 6, 8, 10, 12].map(x),
  );
  const all = dotsOf(layout({ steps, numSteps: 13 }).dots);
  const corners = band.slice(1, -1).split("L");
  assert.equal(corners.length, 6, "of steps 4 to 7 and 8 to 13, the range of each, and both ends");
  const at = [4, 6, 13, 13, 11, 7]; // 3.9 is the highest of the first four; of the others 3.1 is, which is the end, too
  for (const [index, corner] of corners.entries()) near(corner.split(",").map(Number), all[at[index] - 4]);
  assert.match(average, /^M[^L]+(L[^L]+){5}$/, "from stretch to stretch, and to the last step");
  assert.equal(layout({ steps, numSteps: 13 }).band, "");
});

test("a step that was let go while it was pointed at gives way to the nearest", () => {
  const { hovered } = layout({ steps: [step(1, 3), step(64, 2), step(128, 2.5)], hoveredStep: 70 });
  assert.equal(hovered?.step.step, 64);
});

test("nothing to draw is drawn as nothing", () => {
  const { dots, band, average, guess, end, hovered } = layout({ every: 2, randomGuess: null });
  assert.deepEqual([dots, band, average, guess, end, hovered], ["", "", "", null, undefined, undefined]);
});

test("the number at the end of the line says of how many losses it is the mean", () => {
  const of = (/** @type {number} */ last) => layout({ steps: [step(1, 3), step(last, 3)] }).end?.of;
  assert.deepEqual([of(1), of(7), of(50), of(1000)], ["", "mean of 7", "mean of 50", "mean of 50"]);
});

test("the mean of a model that came with steps behind it is of those since then", () => {
  const of = (/** @type {number} */ last) => layout({ steps: [step(21, 3), step(last, 3)] }).end?.of;
  assert.deepEqual([of(21), of(25), of(100)], ["", "mean of 5", "mean of 50"]);
});

/** @param {number} step @param {number | null} loss */
const measured = (step, loss) => ({ step, loss, documents: 100, of: 500 });

test("each held-out loss is a ring at its step and its loss, on the scale of the others", () => {
  const { heldOut, x } = layout({
    steps: [step(50, 3)],
    heldOut: [measured(50, 3), measured(100, 2)],
    hoveredStep: 50,
  });
  const at = layout({ steps: [step(50, 3), step(100, 2)], hoveredStep: 100 });
  assert.deepEqual(
    heldOut?.rings.map(({ x }) => x),
    [x(50), x(100)].map((px) => Math.round(px * 10) / 10),
  );
  assert.ok(at.hovered && Math.abs((heldOut?.rings[1].y ?? 0) - at.hovered.loss) < 0.1);
  assert.equal(heldOut?.label.text, "2.00");
});

test("the axis has room for a held-out loss beyond all others", () => {
  const [{ y }] = layout({ steps: [step(1, 3)], heldOut: [measured(1, 9.2)] }).heldOut?.rings ?? [];
  assert.ok(y >= 16 && y <= 300 - 32);
});

test("an infinite held-out loss is no ring", () => {
  assert.equal(layout({ steps: [step(1, 3)], heldOut: [measured(1, null)] }).heldOut, null);
});

for (const [loss, average] of [
  [2.3, 2.3],
  [2.35, 2.3],
  [2.25, 2.3],
  [1.6, 1.65],
  [1.55, 1.5],
]) {
  test(`the number of a held-out loss of ${loss} is clear of that of a mean of ${average}, and above the axis`, () => {
    const { heldOut, end } = layout({ steps: [step(100, average)], heldOut: [measured(100, loss)], height: 220 });
    assert.ok(heldOut && end);
    assert.ok(Math.abs(heldOut.label.y - end.y) >= 30, `${heldOut.label.y} and ${end.y}`);
    assert.ok(heldOut.label.y <= 220 - 32);
  });
}
