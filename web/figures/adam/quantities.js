/**
 * What Adam has for each parameter, where the trace holds it, and how great it gets.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {"value" | "grad" | "m" | "v" | "direction" | "update"} Quantity
 *
 * @typedef {object} Kind
 * @property {string | null} before  its column before the step; null: there is none
 * @property {string} after
 * @property {"signed" | "gradient" | "share"} scale
 * @property {string} label
 * @property {string} word
 */

import { oncePer } from "../../trace/once.js";
import { hasAllGradients, isUpdated } from "../../trace/known.js";

/** In the order in which they are shown. @type {Record<Quantity, Kind>} */
export const QUANTITIES = {
  value: { before: "adam_before", after: "adam_after", scale: "signed", label: "value", word: "the value" },
  grad: { before: null, after: "adam_grad", scale: "gradient", label: "gradient", word: "the gradient" },
  m: { before: "adam_m_before", after: "adam_m", scale: "signed", label: "m", word: "m, the first moment" },
  v: { before: "adam_v_before", after: "adam_v", scale: "share", label: "v", word: "v, the second moment" },
  direction: {
    before: null,
    after: "adam_direction",
    scale: "signed",
    label: "direction",
    word: "m_hat / (v_hat**0.5 + eps)",
  },
  update: { before: null, after: "adam_update", scale: "signed", label: "update", word: "the update" },
};
export const NAMES = /** @type {Quantity[]} */ (Object.keys(QUANTITIES));

/**
 * The column that holds a quantity of a matrix by then: before or after the step; null while it is not known.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} matrix
 * @param {Quantity} quantity
 */
export function columnOf(trace, cursor, matrix, quantity) {
  const { before, after } = QUANTITIES[quantity];
  const isThere = quantity === "grad" ? hasAllGradients(trace, cursor) : isUpdated(trace, matrix, cursor);
  const name = isThere ? after : before;
  return name === null ? null : trace.columns[name];
}

/** @type {(trace: Trace) => Partial<Record<Quantity, {matrices: number[], all: number}>>} */
const foundRanges = oncePer(() => ({}));

/**
 * The greatest absolute number of a quantity, of each matrix and of all, before the step or after.
 *
 * @param {Trace} trace
 * @param {Quantity} quantity
 */
export function rangesOf(trace, quantity) {
  const found = foundRanges(trace);
  const range = found[quantity] ?? rangeIn(trace, quantity);
  found[quantity] = range;
  return range;
}

/**
 * @param {Trace} trace
 * @param {Quantity} quantity
 */
function rangeIn(trace, quantity) {
  const { before, after } = QUANTITIES[quantity];
  const columns = [before, after].flatMap((name) => (name === null ? [] : [trace.columns[name]]));
  const matrices = trace.matrices.map(({ first, rows, columns: across }) => {
    let max = 0;
    for (const column of columns) {
      for (let i = first; i < first + rows * across; i++) max = Math.max(max, Math.abs(column[i]));
    }
    return max;
  });
  return { matrices, all: Math.max(...matrices) };
}
