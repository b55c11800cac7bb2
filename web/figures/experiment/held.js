/**
 * The number that a reader holds in place of a parameter's own: how it stands among the settings, how far it can be
 * moved, and what the keys and the pointer make of it.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Look} from "../figure.js"
 *
 * @typedef {object} Hold  a parameter, and what it is held at
 * @property {ParamRef} param
 * @property {string} name  in Python
 * @property {{matrix: string, row: number, column: number}} place
 * @property {number} own  what it is in this trace
 * @property {number | null} held  null while nobody has touched it
 * @property {number} reach  how far it can be dragged from its own number, either way
 */

import { digits, fixed } from "../../draw/format.js";
import { focusParam } from "../../trace/focus.js";
import { expressionOf } from "../../trace/names.js";
import { paramIndex, paramOf } from "../../trace/refs.js";

const REACHES = [1, 2, 5];
const STEPS = 32; // of a sweep
const PLACES = 1e4; // a held number has four decimals

/**
 * The parameter that can be changed: the one selected, or the one that Adam's frame is about.
 *
 * @param {Trace} trace
 * @param {Look} look
 * @param {string} setting  what is held, as heldText() writes it
 * @returns {Hold | null}
 */
export function holdOf(trace, look, setting) {
  const param = paramOf(trace, look.selection) ?? focusParam(trace, { ...look, hovered: null });
  if (!param) return null;
  const name = expressionOf(trace, param);
  const place = { matrix: trace.matrices[param.matrix].name, row: param.row, column: param.column };
  const own = trace.columns.adam_before[paramIndex(trace, param)];
  const before = heldText(trace, name, "");
  const held = setting.startsWith(before) ? Number(setting.slice(before.length)) : null;
  return { param, name, place, own, held, reach: reachOf(Math.abs((held ?? own) - own)) };
}

/**
 * Which number of which trace is held, and at what: trace-3 wte[0][0]=0.25. Another trace's has another number.
 *
 * @param {Trace} trace
 * @param {string} name
 * @param {number | string} value
 */
export const heldText = (trace, name, value) => `${trace.header.id} ${name}=${value}`;

/**
 * A number that is held, or could be: those of usual size with so many decimals.
 *
 * @param {number} value
 * @param {number} [decimals]
 */
export const numberText = (value, decimals = 4) => (Math.abs(value) < 1e4 ? fixed(value, decimals) : digits(value));

/**
 * The least of 1, 2, 5, 10, 20, ... that a distance fits into, as exactly as numbers are held.
 *
 * @param {number} distance
 */
function reachOf(distance) {
  for (let power = 1; Number.isFinite(power); power *= 10) {
    const found = REACHES.find((each) => each * power >= distance - 1 / PLACES);
    if (found) return found * power;
  }
  return distance;
}

/**
 * The numbers that are asked about at once, so that a curve can be drawn through what they come to.
 *
 * @param {Hold} hold
 */
export function sweepOf({ own, reach }) {
  return Array.from({ length: STEPS + 1 }, (_, i) => own + reach * ((2 * i) / STEPS - 1));
}

/**
 * A number as it can be held: within reach, in few decimals, and the parameter's own where it is as near as that.
 *
 * @param {Hold} hold
 * @param {number} value
 */
export function holdable({ own, reach }, value) {
  const within = Math.min(Math.max(value, own - reach), own + reach);
  const found = Math.round(within * PLACES) / PLACES;
  return Math.abs(found - own) < 1 / PLACES ? own : found;
}

/**
 * Where a key press moves the number to; null if it is none that does.
 *
 * @param {Hold} hold
 * @param {KeyboardEvent} event
 */
export function pressed(hold, { key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  const { own, reach } = hold;
  const step = reach / (shiftKey ? 500 : 50);
  /** @type {Record<string, number>} */
  const moves = {
    ArrowLeft: -step,
    ArrowDown: -step,
    ArrowRight: step,
    ArrowUp: step,
    PageDown: -10 * step,
    PageUp: 10 * step,
  };
  const at = hold.held ?? own;
  if (key in moves) return holdable(hold, at + moves[key]);
  return key === "Home" ? holdable(hold, own - reach) : key === "End" ? holdable(hold, own + reach) : null;
}
