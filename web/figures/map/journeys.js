/**
 * What travels in a frame of the model map, and on which way: forwards the numbers that are read, backwards the
 * gradients that come back from where a number was used.
 *
 * @import {Strip} from "./layout.js"
 * @import {Scene} from "./paint.js"
 * @import {Line} from "./stroke.js"
 *
 * @typedef {object} Journey
 * @property {Line} line  from the strip that it sets out from to the other
 * @property {Strip} from
 * @property {number} first  of the elements of that stage that travel
 * @property {number} count
 * @property {"query" | "key" | "value" | null} cached  what it is in the KV cache, if it goes through that
 * @property {(element: number) => string} colourOf
 * @property {(element: number) => number} sizeOf  from 0 to 1: of attention, how much of it counts
 * @property {(element: number) => Line} wayOf  from its cell to the one that it goes into
 */

import { headDim, headOf, termIndex } from "../../trace/attention.js";
import { stageNamed, stageValues } from "../../trace/read.js";
import { cellBox } from "./cells.js";
import { coloursOf } from "./strips.js";
import { cachedRole, wireOf } from "./wires.js";

const FULL = () => 1;

/**
 * @param {Scene} scene
 * @returns {Journey[]}
 */
export function journeysOf(scene) {
  const { layout, lit } = scene;
  if (lit.writes === null) return [];
  const written = layout.strips[lit.writes];
  return lit.reads.flatMap((read) => {
    const other = layout.strips[read];
    const [operand, user] = lit.isBackward ? [written, other] : [other, written];
    const line = wireOf(layout, operand, user);
    const shown = coloursOf(scene, other, scene.cursor);
    if (line.length < 2 || !shown) return [];
    const way = lit.isBackward ? line.toReversed() : line;
    const goal = goalOf(scene, operand, user);
    return {
      line: way,
      from: other,
      ...travellers(scene, operand, user, lit.isBackward),
      cached: cachedRole(layout, operand, user),
      colourOf: shown.colourOf,
      sizeOf: weightOf(scene, operand, user),
      wayOf: (each) => [centre(other, each), ...way, centre(written, goal(each))],
    };
  });
}

/**
 * Which element of what is written each goes into: where each is made of one, that one; else the one in focus, or its
 * like in the head that it comes from.
 *
 * @param {Scene} scene
 * @param {Strip} operand
 * @param {Strip} user
 * @returns {(element: number) => number}
 */
function goalOf({ trace, layout, lit, element }, operand, user) {
  const { kind } = layout.rows[user.row].row;
  const size = headDim(trace);
  if (kind.base === "attn_heads") {
    const start = (trace.stages[operand.stage].head ?? 0) * size;
    return (each) => each + (lit.isBackward ? -start : start);
  }
  if (kind.isStream || /norm$|relu2?$|gelu$/.test(kind.base)) return (each) => each;
  const focus = element ?? 0;
  const { head } = trace.stages[user.stage];
  const isOfHead = lit.isBackward && head !== null && layout.rows[operand.row].row.kind.role !== null;
  return () => (isOfHead ? head * size + (focus % size) : focus);
}

/**
 * The middle of a cell.
 *
 * @param {Strip} strip
 * @param {number} element
 * @returns {Line[number]}
 */
function centre(strip, element) {
  const { x, y, width, height } = cellBox(strip, element);
  return [x + width / 2, y + height / 2];
}

/**
 * Which elements travel: a head reads its own part of a query, a key or a value vector, and of attention logits one is
 * about a key; a loss is made of one probability.
 *
 * @param {Scene} scene
 * @param {Strip} operand
 * @param {Strip} user
 * @param {boolean} isBackward
 */
function travellers({ trace, layout }, operand, user, isBackward) {
  const { head } = trace.stages[user.stage];
  const { role, base } = layout.rows[operand.row].row.kind;
  if (base === "probs" && !isBackward) return { first: trace.header.token_ids[operand.column + 1], count: 1 };
  const part = trace.stages[operand.stage].head;
  if (base === "out" && isBackward && part !== null) return { first: part * headDim(trace), count: headDim(trace) };
  if (head === null || !role) return { first: 0, count: trace.stages[(isBackward ? user : operand).stage].size };
  if (isBackward && layout.rows[user.row].row.kind.isOverCache && role === "key") {
    return { first: operand.column, count: 1 };
  }
  if (isBackward) return { first: 0, count: trace.stages[user.stage].size };
  return { first: head * headDim(trace), count: headDim(trace) };
}

/**
 * How much of what travels counts: of a value vector, its attention weight; of the gradient that comes back to a row of
 * the cache, its share among all that the row gets.
 *
 * @param {Scene} scene
 * @param {Strip} operand
 * @param {Strip} user
 * @returns {(element: number) => number}
 */
function weightOf({ trace, layout, lit, element }, operand, user) {
  const { layer, head, position, name } = trace.stages[user.stage];
  const role = cachedRole(layout, operand, user);
  if (!role || layer === null || head === null || position === null) return FULL;
  const sent = trace.columns[role === "key" ? "cache_key_sent" : "cache_value_sent"];
  if (lit.isBackward && sent && element !== null && headOf(trace, element) === head) {
    const sizes = layout.columns.map((_, t) =>
      t < operand.column ? 0 : Math.abs(sent[termIndex(trace, t, layer, operand.column, element)]),
    );
    const share = sizes[position] / (Math.max(...sizes) || 1);
    return () => share;
  }
  if (role === "key") return FULL;
  const weights = stageNamed(trace, name.replace(/\.out$/, ".attn_weights"), position);
  const weight = weights < 0 ? 1 : stageValues(trace, weights)[operand.column];
  return () => weight;
}
