/**
 * What the page around asks for, read: a value of any kind becomes what is meant by it, or a sentence on why it is
 * nothing.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { frameAt } from "../../trace/places.js";

const LONGEST_QUOTE = 40;

/**
 * The frame of a step that is meant: by its number, or by the name of a place.
 *
 * @param {Trace} trace
 * @param {unknown} value
 * @returns {number | string}
 */
export function askedFrame(trace, value) {
  const last = trace.frames.length - 1;
  const number = numberOf(value);
  const found = number ?? (typeof value === "string" ? frameAt(trace, value) : -1);
  if (Number.isSafeInteger(found) && found >= 0 && found <= last) return found;
  return `Wanted a frame, from 0 to ${last} or by name such as forward:attn_q@2, but got ${quoted(value)}.`;
}

/**
 * How many training steps are meant; null for all that are left.
 *
 * @param {unknown} value
 * @param {number} most
 * @returns {number | null | string}
 */
export function askedSteps(value, most) {
  if (value === undefined || value === null) return null;
  const steps = numberOf(value) ?? Number.NaN;
  if (Number.isSafeInteger(steps) && steps >= 1 && steps <= most) return steps;
  return `Wanted a number of training steps, from 1 to ${most}, but got ${quoted(value)}.`;
}

/** A number, or digits as an attribute would hold them. @param {unknown} value */
function numberOf(value) {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : null;
}

/** @param {unknown} value */
function quoted(value) {
  if (typeof value === "string") return JSON.stringify(value.slice(0, LONGEST_QUOTE));
  return typeof value === "object" || typeof value === "function" ? `a value of type ${typeof value}` : String(value);
}
