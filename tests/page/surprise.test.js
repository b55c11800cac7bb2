import assert from "node:assert/strict";
import { test } from "node:test";
import { surpriseLayout } from "../../web/figures/surprise/layout.js";
import { markedBy, marksOf } from "../../web/figures/surprise/marks.js";
import { costText, oneInText } from "../../web/figures/surprise/text.js";
import { newRun } from "../../web/state/run.js";

/** @import {Mark} from "../../web/figures/surprise/marks.js" */

const CURVE = [
  { p: 0.5, loss: 0.69, one_in: 2 },
  { p: 1, loss: 0, one_in: 1 },
];

/**
 * @param {number} loss
 * @returns {Mark}
 */
const markAt = (loss) => ({ kind: "now", loss, words: "", brief: "", p: 0.04, oneIn: 25 });

test("the words of the marks never touch, and stand in the order of their losses", () => {
  for (const losses of [[3.3], [3.3, 3.31], [3.3, 3.35, 3.32], [6.9, 6.95, 7], [0.01, 0.02, 0]]) {
    const { marks } = surpriseLayout({ curve: CURVE, marks: losses.map(markAt), width: 672 });
    const found = marks.map(({ mark }) => mark.loss);
    assert.deepEqual(
      found,
      [...losses].sort((a, b) => b - a),
    );
    marks.slice(1).forEach(({ textY }, at) => {
      assert.ok(textY - marks[at].textY >= 18, `${losses}`);
    });
  }
});

test("a lower probability stands further left and higher", () => {
  const { x, y } = surpriseLayout({ curve: CURVE, marks: [], width: 360 });
  assert.ok(x(0.1) < x(0.9));
  assert.ok(y(2.3) < y(0.1));
});

/** @param {any} more */
const runWith = (more) => ({ ...newRun("mine"), ...more });

test("marked are a random guess, the first step and the mean of the last ones", () => {
  const description = { tokens: Array(27).fill("a"), random_guess: 3.2958 };
  const steps = Array.from({ length: 70 }, (_, at) => ({
    step: at + 1,
    loss: 3.4 - at / 100,
    average: 3.4 - at / 200,
  }));
  const marks = marksOf(runWith({ shown: { description, steps } }));
  assert.deepEqual(
    marks.map(({ kind, loss }) => [kind, loss]),
    [
      ["guess", 3.2958],
      ["first", 3.4],
      ["now", 3.4 - 69 / 200],
    ],
  );
  assert.equal(marks[0].words, "a random guess among 27 tokens");
  assert.equal(marks[2].words, "mean of steps 21 to 70");
  assert.deepEqual(
    marksOf(runWith({ shown: { description, steps: [] } })).map(({ kind }) => kind),
    ["guess"],
  );
  const restored = marksOf(runWith({ shown: { description, steps: steps.slice(40) } }));
  assert.deepEqual(
    restored.map(({ kind }) => kind),
    ["guess", "now"],
  );
  assert.deepEqual(marksOf(newRun("mine")), []);
});

test("the mean that is marked of a long run, of which not all steps are kept, says which steps it is of", () => {
  const description = { tokens: ["a", "b"], random_guess: 0.69 };
  const steps = [1, 128, 256, 300, 301].map((step) => ({
    step,
    loss: 1,
    average: step / 1000,
    seconds_per_step: 0.001,
  }));
  const live = { description, steps };
  const marks = marksOf(runWith({ shown: live, live, isLive: true, activity: "training" }));
  assert.deepEqual([marks[2].loss, marks[2].words], [0.256, "mean of steps 207 to 256"]);
});

test("a loss that Python has said nothing of yet is not marked", () => {
  const asked = marksOf(runWith({ shown: { description: { tokens: ["a", "b"], random_guess: 0.69 }, steps: [] } }));
  assert.deepEqual(markedBy(asked, []), []);
  assert.deepEqual(markedBy(asked, [{ p: 0.5, loss: 0.69, one_in: 2 }]), [{ ...asked[0], p: 0.5, oneIn: 2 }]);
});

test("one in so many is said with as many digits as it takes", () => {
  assert.deepEqual([1, 2, 2.5, 9.2, 27.00001, 1000].map(oneInText), [
    "1 in 1",
    "1 in 2",
    "1 in 2.5",
    "1 in 9.2",
    "1 in 27",
    "1 in 1,000",
  ]);
});

test("what was certain costs nothing, and what was not says how likely it was", () => {
  assert.match(costText({ p: 1, loss: 0, one_in: 1 }), /costs nothing/);
  assert.match(costText({ p: 0.5, loss: 0.69, one_in: 2 }), /like a coin/);
  assert.match(costText({ p: 0.01, loss: 4.6, one_in: 100 }), /gave 0.01 to what came, 1 in 100\. .*dear/);
});
