import assert from "node:assert/strict";
import { test } from "node:test";
import { asks, recordedAt } from "../../web/figures/generation/asked.js";
import { cellsLayout, sharesLayout, TOKENS, tokensLayout } from "../../web/figures/generation/layout.js";
import { later } from "../../web/figures/generation/play.js";
import { PAUSE } from "../../web/figures/generation/settings.js";
import { leadText, letterText, oneInText, percent, tokenSaid } from "../../web/figures/generation/text.js";
import { RECORDED } from "../../web/trace/read.js";

/** @import {Letter, Name} from "../../web/figures/generation/layout.js" */

/** Of a, b and BOS; b was drawn. @type {Letter} */
const LETTER = {
  token: 1,
  prob: 0.4,
  log_prob: -0.916,
  given: false,
  logits: [1, 2, -1],
  probs: [0.25, 0.5, 0.25],
  order: [1, 0, 2],
  cumulative: [0.25, 0.75, 1],
  number: 0.6,
  needle: 0.6,
  attention: [[[1], [1]]],
  keys: [[1, 2]],
  values: [[3, 4]],
};
const END = { ...LETTER, token: 2, number: 0.9, needle: 0.9 };
const NAME = /** @type {Name} */ ({
  tokens: ["a", "b", "<BOS>"],
  letters: [LETTER, END],
  ended: true,
  temperature: 0.5,
});
const SETTINGS = { temperature: 0.7, seed: 3, prefix: "jo", word: "" };

/** @param {object} more */
const props = (more) =>
  /** @type {any} */ ({
    run: { id: "run", isLive: false, activity: "idle", live: { description: { step: 0 }, steps: [] } },
    settings: SETTINGS,
    canAsk: true,
    ...more,
  });

test("each share is as wide as its probability, and the needle stands in that of what was drawn", () => {
  const { shares, needle } = sharesLayout(LETTER, 400, 1);
  assert.deepEqual(
    shares.map(({ x, width }) => [x, width]),
    [
      [0, 100],
      [100, 200],
      [300, 100],
    ],
  );
  assert.equal(needle, 240);
  const drawn = shares[LETTER.token];
  assert.ok(needle !== null && needle >= drawn.x && needle < drawn.x + drawn.width);
  assert.equal(sharesLayout(LETTER, 400, 0.5).needle, 120);
  assert.equal(sharesLayout({ ...LETTER, needle: null }, 400, 1).needle, null);
});

test("a token's bars say its logit, up or down from 0, and its probability", () => {
  const { columns, zero, bottom } = tokensLayout(LETTER, "vocabulary", 300, 1);
  const [a, b, end] = columns;
  assert.equal(b.logit.height, 2 * a.logit.height);
  assert.equal(a.logit.y + a.logit.height, zero);
  assert.deepEqual([end.logit.y, end.logit.isNegative], [zero, true]);
  assert.equal(zero + end.logit.height, TOKENS.logits);
  assert.deepEqual([b.prob.y, b.prob.height], [bottom - TOKENS.probs, TOKENS.probs]);
  assert.equal(a.prob.height, TOKENS.probs / 2);
});

test("likeliest first, the columns change their places and nothing else", () => {
  const one = tokensLayout(LETTER, "vocabulary", 300, 1).columns;
  const other = tokensLayout(LETTER, "likely", 300, 1).columns;
  assert.deepEqual(
    other.map(({ token }) => token),
    LETTER.order,
  );
  for (const { token, x: _, ...rest } of other) {
    const { x: __, ...expected } = one[token];
    assert.deepEqual({ token, ...rest }, expected);
  }
});

test("attention and cache have room for every position, at any width", () => {
  for (const width of [328, 672, 1040]) {
    for (const positions of [1, 6, 16]) {
      const { attention, cache } = cellsLayout({ positions, heads: 4, numbers: 32 }, width);
      assert.ok(attention.gutter + positions * attention.cell <= attention.width + 0.01);
      assert.ok(positions * cache.row <= cache.height + 0.01);
      assert.ok(cache.cell > 2);
    }
  }
});

test("what is asked is what is set, about the reader's run once it has a step, else about the recorded one", () => {
  const [{ args }] = asks(props({}));
  assert.deepEqual(args, { run: RECORDED, temperature: 0.7, seed: 3, prefix: "jo" });
  const live = { id: "run", isLive: true, done: 9, activity: "idle", live: { description: { step: 0 } } };
  const [question, score] = asks(props({ run: live, settings: { ...SETTINGS, word: "emma" } }));
  assert.deepEqual([question.args, question.after], [{ run: "run", temperature: 0.7, seed: 3, prefix: "jo" }, 9]);
  assert.deepEqual([score.command, score.args], ["score", { run: "run", text: "emma" }]);
});

test("while a run trains it is not asked step after step", () => {
  const run = { id: "run", isLive: true, done: 6, activity: "training", live: { description: { step: 4 } } };
  assert.equal(asks(props({ run }))[0].after, 4);
  assert.equal(asks(props({ run: { ...run, activity: "idle" } }))[0].after, 6);
});

test("before Python is up what was recorded is asked for, at the nearest temperature", () => {
  assert.deepEqual(
    [0.1, 0.5, 0.7, 0.8, 2].map((each) => recordedAt(each)),
    [0.5, 0.5, 0.5, 1, 1],
  );
  const [{ args }, ...others] = asks(props({ canAsk: false }));
  assert.deepEqual(JSON.stringify(args), '{"run":"recorded","temperature":0.5,"seed":6,"prefix":""}');
  assert.deepEqual(others, []);
});

test("playing goes from letter to letter with a pause after each, and stops at the end of the last", () => {
  let moment = { letter: 0, t: 0, playing: true };
  const seen = [];
  for (let frame = 0; moment.playing && frame < 1000; frame++) {
    moment = later(moment, 50, 2);
    seen.push(moment);
  }
  assert.deepEqual(moment, { letter: 1, t: 1, playing: false });
  assert.deepEqual([...new Set(seen.map(({ letter }) => letter))], [0, 1]);
  assert.ok(seen.some(({ letter, t }) => letter === 0 && t > 1));
  assert.ok(seen.every(({ t }) => t >= 0 && t <= 1 + PAUSE));
});

test("a letter is told with the number that fell and the share on which it did", () => {
  assert.equal(
    leadText(NAME, 0, true),
    "After BOS the random number 0.6000 falls on b, whose share is 0.250 to 0.750.",
  );
  assert.match(
    leadText(NAME, 1, true),
    /^After “b” .* falls on BOS, whose share is 0\.750 to 1\.000: the name ends\.$/,
  );
  assert.match(leadText({ ...NAME, ended: false }, 1, true), /no position is left\.$/);
  assert.match(leadText(NAME, 0, false), /a random number falls on it\.$/);
  const given = { ...NAME, letters: [{ ...LETTER, given: true, number: null, needle: null }, END] };
  assert.match(leadText(given, 0, true), /b is given, not drawn: at temperature 1 the model finds it 40 % likely\.$/);
  assert.equal(letterText(NAME, 1), "BOS, drawn after “b”: log-probability −0.92, 40 %");
  assert.equal(tokenSaid(NAME, 0, 0), "a: logit 1.000, probability 25 %, share 0.000 to 0.250");
});

test("how likely a word is reads as one in so many, however many", () => {
  assert.deepEqual([2, 195123.4, 1.45e6, 1.2e12, 2.34e21, null].map(oneInText), [
    "1 in 2",
    "1 in 195,000",
    "1 in 1.45 million",
    "1 in 1.2 trillion",
    "1 in 2.3e21",
    "less than 1 in 1e304",
  ]);
  assert.deepEqual([0.5, 0.0123, 0.0004, 0].map(percent), ["50 %", "1.2 %", "below 0.1 %", "0 %"]);
});
