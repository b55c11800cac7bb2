import assert from "node:assert/strict";
import { test } from "node:test";
import { wantedOf } from "../../web/figures/weights/shown.js";
import { cellText, rowText, titleText } from "../../web/figures/weights/text.js";
import { newRun } from "../../web/state/run.js";
import { pacedSteps } from "../../web/trace/pace.js";

const NEWEST = { after: null, at: null };
const THROUGH = { doc: "bill", after: [0, 10, 100, 1000], traced: 10 };

/**
 * A run with so many steps done in this page, each in so many seconds.
 *
 * @param {number} steps
 * @param {number} seconds
 * @param {Record<string, unknown>} [more]
 * @returns {any}
 */
function runAfter(steps, seconds, more = {}) {
  const done = Array.from({ length: steps }, (_, at) => ({ step: at + 1, seconds_per_step: seconds }));
  const run = newRun("mine");
  const live = { ...run.live, steps: done };
  const recorded = { ...run.recorded, through: THROUGH };
  return { ...run, live, recorded, isLive: steps > 0, done: steps, snapshots: [0, 50, 100], ...more };
}

test("before the reader has trained, the recorded run's last parameters are wanted, from their file", () => {
  const { index, canSlide, questions } = wantedOf(runAfter(0, 0), NEWEST);
  assert.deepEqual([index, canSlide], [3, true]);
  assert.deepEqual(questions, [{ name: "parameters", command: "parameters", args: { run: "recorded", after: 1000 } }]);
});

test("what is played goes through all moments, from the first to the last", () => {
  const seen = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => wantedOf(runAfter(0, 0), { after: null, at }).index);
  assert.deepEqual(seen, [0, 1, 1, 2, 2, 3]);
});

test("a number of steps that has no moment of its own means the nearest", () => {
  assert.equal(wantedOf(runAfter(0, 0), { after: 90, at: null }).index, 2);
});

test("with nothing recorded and nothing trained nothing is asked", () => {
  const run = { ...runAfter(0, 0), recorded: newRun("mine").recorded };
  assert.deepEqual(wantedOf(run, NEWEST), { isLive: false, moments: [], index: -1, canSlide: false, questions: [] });
});

test("while the run trains its newest parameters are wanted, whatever was slid to", () => {
  const run = runAfter(70, 0.5, { activity: "training" });
  for (const settings of [NEWEST, { after: 0, at: null }, { after: null, at: 0 }]) {
    const { moments, canSlide, questions } = wantedOf(run, settings);
    assert.deepEqual([moments, canSlide], [[70], false]);
    assert.deepEqual(questions[0].args, { run: "mine", after: null });
    assert.equal(questions[0].after, 70);
  }
});

test("when it has stopped any snapshot can be slid to", () => {
  const run = runAfter(70, 0.5);
  assert.deepEqual(wantedOf(run, NEWEST).moments, [0, 50, 70]);
  const [question] = wantedOf(run, { after: 50, at: null }).questions;
  assert.deepEqual([question.args, question.after], [{ run: "mine", after: 50 }, undefined]);
});

test("while steps are quick it is asked anew at most four times a second, and at the end of the last one", () => {
  for (const seconds of [0.001, 0.004, 0.03, 0.2, 0.4]) {
    const asked = new Set(
      Array.from({ length: 1000 }, (_, at) => pacedSteps(runAfter(at + 1, seconds, { activity: "training" }))),
    );
    const most = Math.max(4 * 1000 * seconds, 0) + 2; // the first step counts, too
    assert.ok(asked.size <= Math.min(most, 1000), `${asked.size} times in ${1000 * seconds} s`);
    assert.ok(asked.size >= Math.min(most, 1000) / 2 - 2, `only ${asked.size} times in ${1000 * seconds} s`);
  }
  assert.equal(pacedSteps(runAfter(999, 0.001)), 999);
});

test("words: all of them, one of them, and whose row it is in", () => {
  const wpe = { name: "wpe", rows: 1, columns: 2, first: 2, rms: 0.1 };
  const wte = { name: "wte", rows: 1, columns: 2, first: 0, rms: 0.1 };
  const values = Float32Array.of(0.5, -0.25, 0, 1);
  const shown = { step: 1, n_embd: 2, rms: 0.1, matrices: [wte, wpe], values };
  assert.equal(titleText(shown), "All 4 parameters after 1 step");
  assert.equal(titleText({ ...shown, step: 0 }), "All 4 parameters before the first step");
  assert.equal(cellText(shown, { matrix: 0, row: 0, column: 1 }), "wte[0][1] = −0.2500");
  assert.equal(cellText(shown, { matrix: 1, row: 0, column: 1 }), "wpe[0][1] = 1.000");
  assert.equal(rowText(wte, 0, ["<BOS>"]), "row of BOS; the embedding of each token, a row for each");
  assert.equal(rowText(wpe, 0, ["<BOS>"]), "row of position 0; the embedding of each position, a row for each");
});
