import assert from "node:assert/strict";
import { test } from "node:test";
import { newPage, reduce } from "../../web/state/page.js";
import { newRun } from "../../web/state/run.js";
import { MOST_STRETCHES, NEWEST_SAMPLES, NEWEST_STEPS } from "../../web/state/thinned.js";
import { stepNear, stepNumbered, stepUpTo, stretchesOf, TOGETHER } from "../../web/trace/steps.js";

const MOST_STEPS = (1 + 2 / TOGETHER) * MOST_STRETCHES + NEWEST_STEPS;

/** A loss that jumps about, with a peak and a pit far out that come once. @param {number} step */
const lossOf = (step) => (step === 30_011 ? 99 : step === 60_013 ? 0.01 : 2 + ((step * 7919) % 1013) / 1013);

/** What Python tells of so many steps. @param {number} first @param {number} last */
function eventsOf(first, last) {
  const events = [];
  for (let step = first; step <= last; step++) {
    events.push({ step, loss: lossOf(step), average: 3 - step / 1e6, doc: `d${step}`, tokens: ["a"], losses: [1] });
    if (step === 1 || step % 50 === 0) {
      for (const name of ["ann", `x${step}`]) events.push({ sampled_at: step, name, in_data: step % 200 === 0 });
    }
  }
  return events;
}

/** A run that was told of so many steps. @param {number} steps @param {number} [slice]  at a time */
function trained(steps, slice = 1000) {
  let state = newPage([newRun("main")], []);
  for (let first = 1; first <= steps; first += slice) {
    const events = /** @type {any} */ (eventsOf(first, Math.min(first + slice - 1, steps)));
    state = reduce(state, { type: "progress", run: "main", events });
  }
  return state.runs.main.live;
}

test("of a short run every step is kept, and every name", () => {
  const { steps, samples, every } = trained(1000);
  assert.deepEqual([steps.length, samples.length, every], [1000, 21, 1]);
});

test("of 100,000 steps no more is kept than of some thousand, and what is kept is as it came", () => {
  const { steps, samples, inData, every } = trained(100_000);
  assert.ok(steps.length <= MOST_STEPS, `${steps.length} steps`);
  assert.ok(samples.length <= 2 * NEWEST_SAMPLES + 1, `${samples.length} samples`);
  assert.ok(inData.length <= 2 * samples.length, `${inData.length} names`);
  assert.equal(every, 128);
  for (const { step, loss, doc } of steps) assert.deepEqual([loss, doc], [lossOf(step), `d${step}`]);
  const numbers = steps.map(({ step }) => step);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
});

test("the first step is kept, the newest are, and one of every stretch between", () => {
  const { steps, every } = trained(20_000);
  assert.equal(steps[0].step, 1);
  assert.deepEqual(
    steps.slice(-NEWEST_STEPS).map(({ step }) => step),
    Array.from({ length: NEWEST_STEPS }, (_, at) => 20_001 - NEWEST_STEPS + at),
  );
  for (let step = every; step < 20_000; step += every) assert.ok(stepNumbered(steps, step), `step ${step}`);
});

test("the lowest and the highest loss of stretches together survive however long the run gets", () => {
  const { steps, every } = trained(70_000);
  const losses = steps.map(({ loss }) => loss);
  assert.deepEqual([Math.min(...losses), Math.max(...losses)], [0.01, 99]);
  const truth = Array.from({ length: 70_000 }, (_, at) => /** @type {any} */ ({ step: at + 1, loss: lossOf(at + 1) }));
  const extremes = (/** @type {any[]} */ all) =>
    stretchesOf(all, TOGETHER * every).map(({ first, lowest, highest }) => [first.step, lowest.loss, highest.loss]);
  assert.deepEqual(extremes(steps), extremes(truth));
});

test("what is kept does not depend on how the steps came", () => {
  const { steps, samples } = trained(3000, 1);
  for (const slice of [7, 333, 3000]) {
    const other = trained(3000, slice);
    assert.deepEqual(
      other.steps.map(({ step }) => step),
      steps.map(({ step }) => step),
    );
    assert.deepEqual(other.samples, samples);
  }
});

test("of the names those before the first step's end stay, the newest, and evenly chosen ones between", () => {
  const { samples, inData } = trained(10_000);
  const steps = samples.map(({ step }) => step);
  assert.equal(steps[0], 1);
  assert.deepEqual(
    steps.slice(-NEWEST_SAMPLES),
    Array.from({ length: NEWEST_SAMPLES }, (_, at) => 9050 + 50 * at),
  );
  const gaps = steps.slice(1, -NEWEST_SAMPLES).map((step, at, all) => step - (all[at - 1] ?? 0));
  assert.ok(gaps.every((gap) => gap === gaps[0]));
  assert.ok(inData.includes("ann") && inData.includes("x9400"));
  assert.ok(!inData.includes("x9200") || steps.includes(9200));
});

test("a run that goes on from a later step is thinned from there", () => {
  const run = "main";
  const events = /** @type {any} */ (eventsOf(99_001, 100_000));
  const { live } = reduce(newPage([newRun(run)], []), { type: "progress", run, events }).runs.main;
  assert.deepEqual([live.steps.length, live.every], [1000, 1]);
});

test("a step that is not kept is looked for among those that are", () => {
  const steps = /** @type {any[]} */ ([1, 2, 64, 128].map((step) => ({ step })));
  assert.equal(stepNumbered(steps, 64)?.step, 64);
  assert.equal(stepNumbered(steps, 65), undefined);
  assert.equal(stepNumbered([], 1), undefined);
  assert.deepEqual(
    [0, 1, 63, 64, 65, 1000, Infinity].map((step) => stepUpTo(steps, step)?.step),
    [1, 1, 2, 64, 64, 128, 128],
  );
  assert.deepEqual(
    [0, 32, 34, 95, 97].map((step) => stepNear(steps, step)?.step),
    [1, 2, 64, 64, 128],
  );
  assert.deepEqual([stepUpTo([], 5), stepNear([], 5)], [undefined, undefined]);
});
