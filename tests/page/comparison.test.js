import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apart, comparisonLayout, MARGIN } from "../../web/figures/comparison/layout.js";
import { worthComparing } from "../../web/figures/comparison/offer.js";
import { chanceText, changesOf, differences, namesTogether, results } from "../../web/figures/comparison/words.js";

/** @param {number} number @param {number} average */
const step = (number, average) => ({ step: number, loss: average + 1, average, autograd: "vector" });
/** @param {object[]} steps @param {object} [more] */
const past = (steps, more = {}) =>
  /** @type {any} */ ({ description: null, steps, every: 1, heldOut: [], samples: [], ...more });
/** @param {any[]} pasts @param {object} [chart] */
const layout = (pasts, chart = {}) =>
  comparisonLayout({ pasts, numSteps: 100, hoveredStep: null, width: 600, height: 300, ...chart });

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

test("what guessing costs is said once, or of each where it is not the same", () => {
  const guessing = (/** @type {number} */ loss) => past([], { description: { random_guess: loss } });
  const texts = (/** @type {any[]} */ pasts) => layout(pasts).guesses.map(({ text, isBelow }) => [text, isBelow]);
  assert.deepEqual(texts([guessing(3.3), guessing(3.3)]), [["a random guess", false]]);
  assert.deepEqual(texts([guessing(3.3), past([])]), [["a random guess", false]]);
  assert.deepEqual(texts([guessing(3.3), guessing(2.5)]), [
    ["a random guess in A", false],
    ["a random guess in B", true],
  ]);
});

test("pointed at, a run that has not come so far has no mark", () => {
  const pasts = [past([step(1, 3), step(100, 2)]), past([step(1, 3), step(40, 2.5)])];
  assert.equal(layout(pasts, { hoveredStep: 40 }).hovered?.at.length, 2);
  assert.equal(layout(pasts, { hoveredStep: 41 }).hovered?.at.length, 1);
});

test("nothing to draw is drawn as nothing", () => {
  const { curves, labels, hovered } = layout([past([]), past([])]);
  assert.deepEqual([curves.map(({ line }) => line), labels, hovered], [["", ""], [], null]);
});

test("what was set up is told as far as it differs from the run that is there", () => {
  const here = { preset: "microgpt", settings: { seed: 7, learning_rate: 0.1 }, text: null };
  /** @param {object} setup @param {any} [own] */
  const told = (setup, own = here) =>
    changesOf(
      { origin: { setup: own, autograd: "vector" }, numSteps: 200 },
      { setup: /** @type {any} */ ({ ...here, ...setup }), numSteps: 200 },
    );
  const settings = (/** @type {object} */ more) => ({ settings: { ...here.settings, ...more } });
  assert.deepEqual(told({}), []);
  assert.deepEqual(told(settings({ n_head: 1 })), ["n_head 1"]);
  assert.deepEqual(told(settings({ learning_rate: "0.10", num_steps: "200" })), [], "however it was typed");
  assert.deepEqual(told(settings({ num_steps: 300 })), ["num_steps 300"]);
  assert.deepEqual(told({ settings: { learning_rate: 0.1 } }), ["seed as in the program"]);
  assert.deepEqual(told(settings({ attention: false })), ["attention off"]);
  assert.deepEqual(told({ preset: "first" }), ["the program first"]);
  assert.deepEqual(told({ text: "anna", file: { name: "mine.txt", docs: 1 } }), ["documents of mine.txt"]);
  assert.deepEqual(told({ data: "gods" }), ["the documents gods"]);
  assert.deepEqual(told({ data: "census" }), [], "which it has without being said");
  assert.deepEqual(told({ data: "makemore", text: "emma" }, { ...here, data: "makemore", text: "emma" }), []);
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
  assert.deepEqual(of("of up to 100"), ["2.750", "–"]);
  assert.deepEqual(of("mean of up to 50"), ["2.500", "2.500"]);
  assert.equal(of("held-out"), undefined, "nothing is held out");
});

test("the held-out losses of one step are told with it once, those of two steps each with its own", () => {
  /** @param {number} step @param {number | null} loss */
  const run = (step, loss) => ({
    ...{ done: 100, numSteps: 100, pace: {} },
    live: past([], { heldOut: [{ step, loss }], description: { num_params: 1, num_held_out: 3 } }),
  });
  const rows = (/** @type {any} */ ...runs) => results(runs).find(({ name }) => name.startsWith("held-out"));
  assert.deepEqual(rows(run(50, 2.5), run(50, null)), {
    name: "held-out loss after step 50",
    values: ["2.500", "infinite"],
  });
  assert.deepEqual(rows(run(50, 2.5), run(100, 2)), {
    name: "held-out loss",
    values: ["2.500, after step 50", "2.000, after step 100"],
  });
});

test("what two seeds differ in is chance, and how much that is was measured", () => {
  const row = (/** @type {string} */ name) => ({ name, values: ["1", "2"] });
  assert.match(chanceText([row("seed")]), /what lies between their losses after as many steps is chance/);
  assert.doesNotMatch(chanceText([row("seed")], false), /in their seed alone: /);
  const table = readFileSync(new URL("../../bench/ablations.md", import.meta.url), "utf8");
  const [, scatter] = /^unchanged .*? ± ([\d.]+) /m.exec(table) ?? [];
  assert.ok(chanceText([row("n_head")]).includes(`scatter by ${Number(scatter).toFixed(2)} (`), scatter);
  assert.match(table, /--num_steps 500 .*--vary seed=1,2,3/);
  assert.equal(chanceText([]), "");
  assert.match(chanceText([row("n_head"), row("documents")]), /the lower loss is not the better model/);
});

test("of how many steps is said once, or of each where it is not the same", () => {
  const run = (/** @type {number} */ done, /** @type {number} */ numSteps) => ({
    done,
    numSteps,
    pace: {},
    live: past([]),
  });
  const row = (/** @type {any} */ ...runs) => results(runs).find(({ name }) => name.startsWith("steps done"));
  assert.deepEqual(row(run(7, 1000), run(9, 1000)), { name: "steps done of 1,000", values: ["7", "9"] });
  assert.deepEqual(row(run(7, 10), run(9, 20)), { name: "steps done", values: ["7 of 10", "9 of 20"] });
});

test("names are compared that were invented after the same step", () => {
  const one = past([], { samples: [1, 50, 100].map((step) => ({ step, names: [`a${step}`] })) });
  const other = past([], { samples: [1, 50].map((step) => ({ step, names: [`b${step}`] })) });
  assert.deepEqual(namesTogether([one, other]), { step: 50, names: [["a50"], ["b50"]] });
  assert.equal(namesTogether([one, past([])]), null);
});

test("what is worth a comparison changes one setting of the run that is there, and never to what it has", () => {
  const config = /** @type {any} */ ({
    attention: true,
    mlp: false,
    n_head: 1,
    n_layer: 1,
    optimizer: "adam",
    seed: 4,
  });
  const found = worthComparing(config).map(({ name, value }) => [name, value]);
  assert.deepEqual(found, [
    ["attention", false],
    ["n_layer", 2],
    ["optimizer", "sgd"],
    ["seed", 5],
  ]);
  const without = worthComparing({ ...config, attention: false, n_head: 4 });
  assert.ok(!without.some(({ name }) => name === "n_head"), "heads have no effect there");
});
