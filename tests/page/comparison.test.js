import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, comparisonLayout, MARGIN } from "../../web/figures/comparison/layout.js";
import { changesOf, differences, namesTogether, results } from "../../web/figures/comparison/words.js";

/** @param {number} number @param {number} average */
const step = (number, average) => ({ step: number, loss: average + 1, average, autograd: "vector" });
/** @param {object[]} steps @param {object} [more] */
const past = (steps, more = {}) =>
  /** @type {any} */ ({ description: null, steps, every: 1, heldOut: [], samples: [], ...more });
/** @param {any[]} pasts @param {object} [chart] */
const layout = (pasts, chart = {}) =>
  comparisonLayout({ pasts, numSteps: 100, randomGuess: 3.3, hoveredStep: null, width: 600, height: 300, ...chart });

/** @param {number} loss */
const ring = (loss) => ({ step: 100, loss, documents: 10, of: 10 });

test("both runs stand on one scale: the same loss at the same step is the same point", () => {
  const shorter = past([step(1, 3.3), step(50, 2.5)]);
  const longer = past([step(1, 3.3), step(50, 2.5), step(100, 2.2)], { heldOut: [ring(9.5)] });
  const [one, other] = layout([shorter, longer]).curves;
  assert.ok(other.line.startsWith(one.line));
  assert.ok(other.rings[0].y >= MARGIN.top - 0.1, "there is room for a held-out loss beyond all others");
  assert.ok(other.rings[0].y < Number(other.end?.y));
});

for (const ys of [
  [100, 100, 100, 100],
  [265, 268, 271, 290],
  [12, 13, 250, 251],
]) {
  test(`labels that would stand at ${ys} stand clear of one another, in that order, and not below the chart`, () => {
    const placed = apart(
      ys.map((y, index) => ({ x: 0, y, text: String(index), kind: "A" })),
      272,
    );
    assert.deepEqual(
      placed.map(({ text }) => text),
      ["0", "1", "2", "3"],
    );
    for (const [index, { y }] of placed.entries()) {
      assert.ok(y <= 272);
      if (index > 0) assert.ok(y - placed[index - 1].y >= 16);
    }
  });
}

test("pointed at, a run that has not come so far has no mark", () => {
  const pasts = [past([step(1, 3), step(100, 2)]), past([step(1, 3), step(40, 2.5)])];
  assert.equal(layout(pasts, { hoveredStep: 40 }).hovered?.at.length, 2);
  assert.equal(layout(pasts, { hoveredStep: 41 }).hovered?.at.length, 1);
});

test("nothing to draw is drawn as nothing", () => {
  const { curves, labels, hovered } = layout([past([]), past([])], { randomGuess: null });
  assert.deepEqual([curves.map(({ line }) => line), labels, hovered], [["", ""], [], null]);
});

test("what was set up is told as far as it differs from the run that is there", () => {
  const here = { preset: "microgpt", settings: { seed: 7 }, text: null };
  /** @param {object} setup @param {any} [origin] */
  const told = (setup, origin = { setup: here }) =>
    changesOf(/** @type {any} */ ({ origin, setup: { ...here, ...setup } }));
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ settings: { seed: 7, n_head: 1 } }), ["n_head 1"]);
  assert.deepEqual(told({ settings: {} }), ["seed as in the program"]);
  assert.deepEqual(told({ settings: { seed: 7, attention: false } }), ["attention off"]);
  assert.deepEqual(told({ preset: "first" }), ["the program first"]);
  assert.deepEqual(told({ text: "anna", file: { name: "mine.txt", docs: 1 } }), ["documents of mine.txt"]);
});

test("two runs differ in their settings and their documents, however long they are trained", () => {
  const one = { config: { n_head: 4, num_steps: 10, attention: true }, data_digest: "d", data_name: "census" };
  const other = { config: { n_head: 1, num_steps: 20, attention: true }, data_digest: "e", data_name: "gods" };
  const rows = differences(/** @type {any} */ (one), /** @type {any} */ (other));
  assert.deepEqual(
    rows.map(({ name, values }) => [name, ...values]),
    [
      ["n_head", "4", "1"],
      ["documents", "census", "gods"],
    ],
  );
  assert.deepEqual(differences(/** @type {any} */ (one), null), []);
});

test("the mean of the last 100 is told of a run that has stopped, and not of steps that are past", () => {
  /** @param {number} done */
  const run = (done) => ({
    ...{ done, numSteps: 20, pace: {} },
    live: past([step(done, 2.5)], { description: { step: 10, last_loss: 2.75, num_params: 4192, num_held_out: 0 } }),
  });
  const rows = results(/** @type {any} */ ([run(10), run(11)]));
  const of = (/** @type {string} */ name) => rows.find((row) => row.name.startsWith(name))?.values;
  assert.deepEqual(of("of the last 100"), ["2.750", "–"]);
  assert.deepEqual(of("mean loss"), ["2.500", "2.500"]);
  assert.equal(of("held-out"), undefined, "nothing is held out");
});

test("names are compared that were invented after the same step", () => {
  const one = past([], { samples: [1, 50, 100].map((step) => ({ step, names: [`a${step}`] })) });
  const other = past([], { samples: [1, 50].map((step) => ({ step, names: [`b${step}`] })) });
  assert.deepEqual(namesTogether([one, other]), { step: 50, names: [["a50"], ["b50"]] });
  assert.equal(namesTogether([one, past([])]), null);
});
