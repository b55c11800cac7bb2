/**
 * Where things stand: the shares of the tokens along a bar and the needle on it, a column for each token, the cells of
 * attention and cache; many names on one scale.
 *
 * @import {Brief, InventedName as Name, Several} from "../../wire/protocol.js"
 * @import {Word} from "./many.js"
 *
 * @typedef {Name["letters"][number]} Letter
 * @typedef {"vocabulary" | "likely"} Order
 * @typedef {ReturnType<typeof cellsLayout>} CellsLayout
 */

import { linearScale } from "../../draw/scale.js";

export const NARROW = 520; // px below which things stand under each other
export const SHARES = { height: 54, top: 18, bar: 22 };
export const TOKENS = { height: 100, logits: 32, probs: 34, under: 14 };
const LABELS = 68; // px for the names of the two rows of bars, where there is room
const [LEAST_LETTER, LEAST_SHARE] = [11, 38]; // px of a share for its letter, and for its percentage too
const LEAST_DRAWN = 0.5; // px of a share, below which it is not seen
const LEAST_COLUMN = 3; // px of a column
const [LETTER, WIDE_LETTER] = [8, 13]; // px that a letter wants, and one of a script whose letters are wide
const WIDE = /[\u1100-\uffdc]/; // from Hangul on, kana and Han among them
export const STRIP = { height: 62, line: 46, mark: 8, names: [11, 25], edge: 40 };
export const HEAD = 16; // px of the line above the cells
const GAP = 28; // between attention and cache
const GUTTER = 44; // for the names of heads
const CACHE_GUTTER = 20; // for the letters
const [WIDEST, HIGHEST] = [38, 17]; // px of a cell of attention

/**
 * The shares of all tokens in the order of the vocabulary, in which random.choices() adds them up.
 *
 * @param {Letter} letter
 * @param {number} width
 * @param {number} travelled  how far the needle has come, from 0 to 1
 */
export function sharesLayout({ cumulative, needle, token }, width, travelled) {
  const scale = width / cumulative[cumulative.length - 1];
  const shares = cumulative.map((end, each) => {
    const x = (cumulative[each - 1] ?? 0) * scale;
    const size = end * scale - x;
    return { token: each, x, width: size, hasLetter: size >= LEAST_LETTER, hasShare: size >= LEAST_SHARE };
  });
  const seen = shares.filter((each) => each.width >= LEAST_DRAWN || each.token === token);
  return { shares: seen, needle: needle === null ? null : needle * scale * travelled };
}

/**
 * Which columns have room for their letters: of two that are too near to each other the first of these tokens.
 *
 * @param {{token: number, x: number}[]} columns
 * @param {number[]} first
 * @param {number} apart  px
 */
function named(columns, first, apart) {
  const xs = new Map(columns.map(({ token, x }) => [token, x]));
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const token of first) {
    const x = xs.get(token) ?? Number.NaN;
    if ([...found.values()].every((other) => Math.abs(other - x) >= apart)) found.set(token, x);
  }
  return new Set(found.keys());
}

/** The room for the names of the two rows of bars. @param {number} width */
const gutterIn = (width) => (width < NARROW ? 0 : LABELS);

/** How many of so many tokens have a column. @param {number} tokens @param {number} width */
export const roomFor = (tokens, width) => Math.min(tokens, Math.floor((width - gutterIn(width)) / LEAST_COLUMN));

/**
 * A column for each token: its logit as a bar from a line at 0, up or down, and its probability as a bar from below.
 * Where there is no room for all, the likeliest have one, and that which was drawn.
 *
 * @param {Pick<Name, "tokens">} name
 * @param {Letter} letter
 * @param {{order: Order, width: number, grown: number, pointed: number | null}} shown  grown: how far the bars have,
 *   from 0 to 1
 */
export function tokensLayout({ tokens }, letter, { order, width, grown, pointed }) {
  const { token: drawn, logits, probs, order: likely, drawable } = letter;
  const gutter = gutterIn(width);
  const room = roomFor(logits.length, width);
  const size = (width - gutter) / room;
  const [low, high] = [Math.min(0, ...logits), Math.max(0, ...logits)];
  const scale = TOKENS.logits / (high - low || 1);
  const zero = high * scale;
  const most = probs[likely[0]];
  const best = likely.slice(0, room);
  const roomy = best.includes(drawn) ? best : [...best.slice(0, -1), drawn];
  const shown = order === "likely" ? roomy : [...roomy].sort((a, b) => a - b);
  const bottom = TOKENS.height - TOKENS.under;
  const cut = new Set(likely.slice(drawable));
  const columns = shown.map((token, at) => {
    const logit = logits[token] * scale;
    const prob = (probs[token] / most) * TOKENS.probs * grown;
    return {
      token,
      isCut: cut.has(token),
      x: gutter + at * size,
      logit: { y: logit > 0 ? zero - logit : zero, height: Math.abs(logit), isNegative: logit < 0 },
      prob: { y: bottom - prob, height: prob },
    };
  });
  const end = order === "likely" && drawable < room ? gutter + drawable * size : null; // of those that could be drawn
  const letters = tokens.some((text) => WIDE.test(text)) ? WIDE_LETTER : LETTER;
  const first = [...(pointed === null ? [] : [pointed]), drawn, ...roomy];
  return { columns, names: named(columns, first, letters), gutter, size, zero, bottom, end };
}

/**
 * Attention, a row a head, beside the cache, a row a position; under each other where there is little room.
 *
 * @param {{positions: number, heads: number, numbers: number}} of  numbers: in a row of the cache
 * @param {number} width
 */
export function cellsLayout({ positions, heads, numbers }, width) {
  const isStacked = width < NARROW;
  const half = isStacked ? width : (width - GAP) / 2;
  const row = Math.min(HIGHEST, Math.max(8, Math.floor(96 / heads)));
  const height = Math.max(heads * row, 68);
  return {
    isStacked,
    attention: { width: half, gutter: GUTTER, row, cell: Math.min(WIDEST, (half - GUTTER) / positions), height },
    cache: {
      width: half,
      gutter: CACHE_GUTTER,
      row: Math.min(HIGHEST, Math.max(6, height / positions)),
      cell: (half - CACHE_GUTTER - 8) / numbers,
      height: Math.max(height, positions * 6),
    },
  };
}

/**
 * The names and the word, the likeliest first; `at` is a name's place in the list of them, and null of the word.
 *
 * @param {Several} several
 * @param {Word | null} word
 */
export function rankedLayout({ names, likeliest }, word) {
  /** @type {(Pick<Brief, "name" | "log_prob" | "newness"> & {at: number | null})[]} */
  const ranked = likeliest.map((at) => ({ ...names[at], at }));
  if (!word) return ranked;
  const { doc: name, log_prob, newness } = word;
  const isLikelier = (/** @type {{log_prob: number}} */ each) => each.log_prob >= log_prob;
  const before = ranked.filter(isLikelier);
  return [...before, { name, log_prob, newness, at: null }, ...ranked.slice(before.length)];
}

/**
 * Where each of them stands on one scale, the likeliest at the right.
 *
 * @param {ReturnType<typeof rankedLayout>} ranked
 * @param {number} nth  the name that is looked at
 * @param {number} width
 */
export function stripLayout(ranked, nth, width) {
  const scale = linearScale(
    [ranked[ranked.length - 1].log_prob, ranked[0].log_prob],
    [STRIP.edge / 2, width - STRIP.edge / 2],
  );
  const marks = ranked.map(({ name, log_prob: logProb, at }) => {
    const x = scale(logProb);
    const [isWord, isLit] = [at === null, at === nth];
    const anchor = x < STRIP.edge ? "start" : x > width - STRIP.edge ? "end" : "middle";
    return { x, name, isWord, isLit, anchor, y: STRIP.names[isWord ? 0 : 1] };
  });
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 110))).map((number) => ({ number, x: scale(number) }));
  return { marks, ticks };
}
