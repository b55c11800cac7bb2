import assert from "node:assert/strict";
import { test } from "node:test";
import { endText, stepsSkippedTo } from "../../web/figures/controls/end.js";
import { newRun } from "../../web/state/run.js";

const RECORDED = /** @type {any} */ ({ description: { step: 1000 } });
const PUBLISHED = { preset: "microgpt", settings: {}, text: null };

/** @param {object} setup @param {object} [more] */
const run = (setup, more = {}) =>
  newRun("main", { origin: { setup: { ...PUBLISHED, ...setup }, autograd: "vector" }, recorded: RECORDED, ...more });

test("the run that was recorded can be skipped to its end, and nothing needs to be said", () => {
  for (const setup of [{}, { data: "census" }, { model: null }]) {
    assert.deepEqual([stepsSkippedTo(run(setup)), endText(run(setup))], [1000, ""]);
  }
});

for (const setup of [
  { preset: "first" },
  { settings: { holdout: 0.1 } },
  { data: "gods" },
  { text: "anna" },
  { data: "makemore", text: "emma" },
]) {
  test(`with ${JSON.stringify(setup)} it is another run, of which no end was recorded, and it is said`, () => {
    assert.equal(stepsSkippedTo(run(setup)), 0);
    assert.match(endText(run(setup)), /no skipping to its end/);
  });
}

test("a run at its end says how it is trained on, one that trains says nothing", () => {
  assert.match(endText(run({}, { done: 1000 })), /Ask for more steps/);
  assert.equal(endText(run({ data: "gods" }, { activity: "training", done: 5 })), "");
});
