import assert from "node:assert/strict";
import { test } from "node:test";
import { asks, recordedAt } from "../../web/figures/generation/asked.js";
import {
  cellsLayout,
  rankedLayout,
  roomFor,
  sharesLayout,
  stripLayout,
  TOKENS,
  tokensLayout,
} from "../../web/figures/generation/layout.js";
import { later } from "../../web/figures/generation/play.js";
import { PAUSE } from "../../web/figures/generation/settings.js";
import {
  knownText,
  lossText,
  nameSumText,
  oneInText,
  scoredAfterText,
  severalText,
  sumText,
} from "../../web/figures/generation/odds.js";
import { percent } from "../../web/figures/generation/phrases.js";
import {
  leadText,
  letterText,
  refusedText,
  roomText,
  tokenSaid,
  whoseText,
} from "../../web/figures/generation/text.js";
import { RECORDED } from "../../web/trace/read.js";

/** @import {InventedName as Name, Several} from "../../web/wire/protocol.js" */
/** @import {Letter} from "../../web/figures/generation/layout.js" */
/** @import {Word} from "../../web/figures/generation/many.js" */

/** Of a, b and BOS; b was drawn. @type {Letter} */
const LETTER = {
  token: 1,
  prob: 0.4,
  log_prob: -0.916,
  given: false,
  logits: [1, 2, -1],
  probs: [0.25, 0.5, 0.25],
  order: [1, 0, 2],
  drawable: 3,
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
/** The letter with none but the likeliest token to draw from. */
const ONE_OF_ALL = { ...LETTER, drawable: 1, probs: [0, 1, 0], cumulative: [0, 1, 1] };
const SETTINGS = { temperature: 0.7, topK: 0, seed: 3, nth: 0, many: false, prefix: "jo", word: "" };

const brief = (/** @type {string} */ name, /** @type {number} */ logProb, newness = "new") =>
  /** @type {any} */ ({ name, log_prob: logProb, newness, seed: 0 });
/** @type {Several} */
const SEVERAL = /** @type {any} */ ({
  names: [brief("ann", -10), brief("bo", -6, "read"), brief("cleo", -14, "unread")],
  likeliest: [1, 0, 2],
  step: 1,
  seed: 4,
  temperature: 0.5,
  top_k: 0,
});
/** @type {Word} */
const WORD = /** @type {any} */ ({ doc: "emma", log_prob: -12, newness: "read" });

/** @param {Letter} letter @param {"vocabulary" | "likely"} order */
const columnsOf = (letter, order) => tokensLayout(NAME, letter, { order, width: 300, grown: 1, pointed: null });

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
  const { columns, zero, bottom } = columnsOf(LETTER, "vocabulary");
  const [a, b, end] = columns;
  assert.equal(b.logit.height, 2 * a.logit.height);
  assert.equal(a.logit.y + a.logit.height, zero);
  assert.deepEqual([end.logit.y, end.logit.isNegative], [zero, true]);
  assert.equal(zero + end.logit.height, TOKENS.logits);
  assert.deepEqual([b.prob.y, b.prob.height], [bottom - TOKENS.probs, TOKENS.probs]);
  assert.equal(a.prob.height, TOKENS.probs / 2);
});

test("likeliest first, the columns change their places and nothing else", () => {
  const one = columnsOf(LETTER, "vocabulary").columns;
  const other = columnsOf(LETTER, "likely").columns;
  assert.deepEqual(
    other.map(({ token }) => token),
    LETTER.order,
  );
  for (const { token, x: _, ...rest } of other) {
    const { x: __, ...expected } = one[token];
    assert.deepEqual({ token, ...rest }, expected);
  }
});

test("what top-k leaves out has no probability, is marked, and is parted from the rest when that comes first", () => {
  const { columns, end } = columnsOf(ONE_OF_ALL, "likely");
  assert.deepEqual(
    columns.map(({ token, isCut }) => [token, isCut]),
    [
      [1, false],
      [0, true],
      [2, true],
    ],
  );
  assert.equal(end, columns[1].x);
  assert.deepEqual([columns[1].prob.height, columns[1].logit.height > 0], [0, true]);
  assert.equal(columnsOf(ONE_OF_ALL, "vocabulary").end, null);
  assert.equal(columnsOf(LETTER, "likely").end, null);
});

test("many names stand the likeliest first, and a word that is scored at its place among them", () => {
  const names = (/** @type {Word | null} */ word) => rankedLayout(SEVERAL, word).map(({ name }) => name);
  assert.deepEqual(names(null), ["bo", "ann", "cleo"]);
  assert.deepEqual(names(WORD), ["bo", "ann", "emma", "cleo"]);
  assert.deepEqual(names({ ...WORD, log_prob: -1 }), ["emma", "bo", "ann", "cleo"]);
  assert.deepEqual(names({ ...WORD, log_prob: -99 }), ["bo", "ann", "cleo", "emma"]);
  assert.deepEqual(
    rankedLayout(SEVERAL, WORD).map(({ at }) => at),
    [1, 0, null, 2],
  );
});

test("on one scale each of them is as far from the next as their log-probabilities are", () => {
  for (const width of [248, 672, 1040]) {
    const { marks } = stripLayout(rankedLayout(SEVERAL, WORD), 2, width);
    const [bo, ann, emma, cleo] = marks;
    assert.ok(Math.abs(bo.x - ann.x - 2 * (ann.x - emma.x)) < 0.01);
    assert.ok(Math.abs(ann.x - cleo.x - 2 * (ann.x - emma.x)) < 0.01);
    assert.ok(marks.every(({ x }) => x > 0 && x < width));
    assert.deepEqual([emma.isWord, cleo.isLit, cleo.anchor, bo.anchor], [true, true, "start", "end"]);
  }
  const one = stripLayout(rankedLayout({ ...SEVERAL, likeliest: [1] }, null), 1, 300);
  assert.equal(one.marks[0].x, 150);
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
  assert.deepEqual(args, { run: RECORDED, temperature: 0.7, seed: 3, top_k: 0, prefix: "jo" });
  const live = { id: "run", isLive: true, done: 9, activity: "idle", live: { description: { step: 0 } } };
  const [question, score] = asks(props({ run: live, settings: { ...SETTINGS, word: "emma" } }));
  const wanted = { run: "run", temperature: 0.7, seed: 3, top_k: 0, prefix: "jo" };
  assert.deepEqual([question.args, question.after], [wanted, 9]);
  assert.deepEqual([score.command, score.args], ["score", { run: "run", text: "emma" }]);
});

test("of many names the one that is looked at is asked for letter by letter, by its own seed", () => {
  const settings = { ...SETTINGS, many: true, nth: 5, topK: 4 };
  const [one, many, ...others] = asks(props({ settings }));
  assert.deepEqual(one.args, { run: RECORDED, temperature: 0.7, seed: 8, top_k: 4, prefix: "jo" });
  const { command, args } = many;
  assert.deepEqual([command, args], ["invent_many", { ...one.args, seed: 3, count: 20 }]);
  assert.deepEqual(others, []);
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
  const recorded = { run: "recorded", temperature: 0.5, seed: 6, top_k: 0, prefix: "" };
  assert.equal(JSON.stringify(args), JSON.stringify(recorded));
  assert.deepEqual(others, []);
  const settings = { ...SETTINGS, many: true, nth: 5, topK: 4 };
  const [one, many] = asks(props({ canAsk: false, settings }));
  assert.equal(JSON.stringify(one.args), JSON.stringify(recorded));
  assert.equal(JSON.stringify(many.args), JSON.stringify({ ...recorded, count: 20 }));
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

test("it can be played no further than the letter that comes next", () => {
  const moment = { letter: 0, t: 1 + PAUSE, playing: true };
  assert.deepEqual(later(moment, 50, 2, true), { letter: 0, t: 1, playing: false });
  assert.deepEqual(later(moment, 50, 2), { letter: 1, t: 0, playing: true });
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

test("the ends of a narrow share are told with the digits in which they differ, and the number with as many", () => {
  const narrow = { ...LETTER, probs: [0.37001, 0.00002, 0.62997], cumulative: [0.37001, 0.37003, 1], number: 0.370018 };
  const told = leadText({ ...NAME, letters: [narrow, END] }, 0, true);
  assert.equal(told, "After BOS the random number 0.37002 falls on b, whose share is 0.37001 to 0.37003.");
  const none = { ...narrow, token: 0, probs: [0, 0.5, 0.5], cumulative: [0, 0.5, 1], number: 0.1 };
  assert.match(tokenSaid({ ...NAME, letters: [none, END] }, 0, 0), /share 0\.000 to 0\.000$/);
});

test("what top-k leaves out is told", () => {
  const name = { ...NAME, letters: [ONE_OF_ALL, END] };
  assert.match(leadText(name, 0, false), /^After BOS the likeliest token has the whole bar, and a random number/);
  const two = { ...NAME, letters: [{ ...LETTER, drawable: 2 }, END] };
  assert.match(leadText(two, 0, false), /^After BOS the 2 likeliest tokens share the bar, and/);
  assert.equal(tokenSaid(name, 0, 0), "a: logit 1.000, left out: not among the top 1");
  assert.match(tokenSaid(name, 0, 1), /^b: logit 2\.000, probability 100 %/);
});

test("how likely a letter was and how likely all of them are is told for temperature 1, whatever the bar is of", () => {
  const whole = { log_prob: -2, one_in: 7.4 };
  assert.equal(sumText(whole), "log-probability at temperature 1: −2.00, 1 in 7.4");
  const name = { ...NAME, ...whole, top_k: 0 };
  assert.equal(nameSumText(name, 0), "log-probability at temperature 1: b −0.92, 40 %; in all −2.00, 1 in 7.4");
  assert.match(
    nameSumText({ ...name, top_k: 3 }, 1),
    /^log-probability at temperature 1, from all tokens: BOS −0\.92,/,
  );
});

test("a model that was recorded, or came with a link or a file, is not said to be trained here before it is", () => {
  /** @param {number} step @param {object} more */
  const whose = (step, more) => {
    const origin = /** @type {any} */ ({ setup: {}, autograd: "vector", ...more });
    const name = /** @type {any} */ ({ step, temperature: 1, top_k: 0, seed: 3 });
    return whoseText(name, { isLive: true, activity: "idle", origin }).split(", after")[0];
  };
  assert.equal(whose(1000, { recorded: 1000 }), "Recorded model");
  assert.equal(whose(1001, { recorded: 1000 }), "Recorded model, trained on here");
  assert.equal(whose(500, { shared: { step: 500 } }), "The link’s model");
  assert.equal(whose(501, { shared: { step: 500 } }), "The link’s model, trained on here");
  assert.equal(whose(20, { opened: 20 }), "The file’s model");
  assert.equal(whose(21, { opened: 20 }), "The file’s model, trained on here");
});

test("what a model in training is asked is told to be of the step at which it was asked", () => {
  const name = /** @type {any} */ ({ step: 7, temperature: 1, top_k: 0, seed: 3 });
  const settled = "Model trained here, after 7 steps; temperature 1, seed 3.";
  assert.equal(whoseText(name, { isLive: true, activity: "idle", origin: null }), settled);
  for (const activity of /** @type {const} */ (["training", "pausing"])) {
    const told = whoseText(name, { isLive: true, activity, origin: null });
    assert.ok(
      told.startsWith(`${settled} It is training: `) && /when training stops, all of it is asked again\.$/.test(told),
    );
  }
  assert.doesNotMatch(whoseText(name, { isLive: false, activity: "training", origin: null }), /It is training/);
  assert.equal(scoredAfterText({ ...WORD, step: 7 }, name), "");
  assert.equal(scoredAfterText({ ...WORD, step: 1200 }, name), "after 1,200 steps, ");
});

test("why a name does not begin as it was wanted is a sentence, and that it begins without", () => {
  assert.equal(refusedText(null), "");
  assert.equal(refusedText("wanted x, not y"), "Wanted x, not y. What you see begins without it.");
});

test("of a large vocabulary the likeliest tokens have a column each, and the one that came", () => {
  const probs = Array.from({ length: 1000 }, (_, token) => (token + 1) / 500_500);
  const order = probs.map((_, token) => 999 - token);
  let sum = 0;
  const cumulative = probs.map((each) => {
    sum += each;
    return sum;
  });
  const letter = {
    ...LETTER,
    token: 5,
    logits: probs.map(Math.log),
    probs,
    order,
    drawable: 1000,
    cumulative,
    needle: 0,
  };
  const name = { tokens: probs.map((_, token) => String.fromCodePoint(0x4e00 + token)) };
  for (const width of [280, 1040]) {
    const room = roomFor(1000, width);
    assert.ok(room >= 90 && room < 1000);
    for (const way of /** @type {const} */ (["vocabulary", "likely"])) {
      const shown = { order: way, width, grown: 1, pointed: null };
      const { columns, names, size, gutter } = tokensLayout(name, letter, shown);
      const tokens = columns.map(({ token }) => token);
      const wanted = [...order.slice(0, room - 1), 5];
      assert.deepEqual(tokens, way === "likely" ? wanted : wanted.sort((a, b) => a - b));
      assert.ok(names.has(5) && names.has(999) && names.size < room);
      const xs = columns.filter(({ token }) => names.has(token)).map(({ x }) => x);
      assert.ok(xs.slice(1).every((x, each) => x - xs[each] >= 13));
      const pointed = tokens[50];
      assert.ok(tokensLayout(name, letter, { ...shown, pointed }).names.has(pointed));
      assert.ok(Math.abs(gutter + room * size - width) < 0.01);
    }
  }
  assert.ok(sharesLayout(letter, 280, 1).shares.length < 500);
  assert.ok(sharesLayout(letter, 280, 1).shares.some(({ token }) => token === 5));
  assert.equal(roomFor(27, 280), 27);
  assert.equal(roomText(27, 27), "");
  assert.match(roomText(93, 1000), /^Of 1,000 tokens the likeliest have a column/);
});

test("whether a name is new, memorised or neither is told, and when nobody can tell", () => {
  assert.equal(lossText({ loss: 2, newness: "read" }), "loss 2.00; in the data already, and the model has read it");
  assert.match(lossText({ loss: 2, newness: "held-out" }), /held out: never trained on$/);
  assert.match(lossText({ loss: 2, newness: null }), /its data is not here to tell whether it is new$/);
  const told = (/** @type {any[]} */ ...each) =>
    knownText({ ...SEVERAL, names: each.map((newness) => brief("ann", -1, newness)) });
  assert.equal(told("new", "new"), "None of them is in the data.");
  assert.equal(told("new", "read"), "1 of 2, underlined with dots, is in the data; the model has read it.");
  assert.equal(told("new", "unread"), "1 of 2, underlined with dots, is in the data; the model has not read it.");
  assert.match(told("read", "held-out", "unread"), /^3 of 3, .* are in the data; the model has read 1 of them\.$/);
  assert.match(told("held-out", "unread"), /has read none of them\.$/);
  assert.match(told("read", "read"), /has read all of them\.$/);
  assert.equal(told(null, null), "Its data is not here to tell whether they are in it.");
  assert.match(severalText(SEVERAL), /^3 names at temperature 0\.5 from seeds 4 to 0, after 1 step, /);
  assert.match(severalText({ ...SEVERAL, top_k: 5 }), /at temperature 0\.5, top-k 5, from seeds/);
  const alike = { ...SEVERAL, names: [brief("ann", -1), brief("ann", -1), brief("bo", -2)] };
  assert.match(severalText(alike), /from seeds 4 to 0, 2 of them different, after 1 step/);
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
