/**
 * What the heat maps can show of the parameters: what is known of it when the cursor stands there, how large it gets.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {"value" | "grad" | "m" | "v" | "direction" | "update"} Quantity
 *
 * @typedef {object} QuantityKind
 * @property {string | null} before  the column that holds it before the step
 * @property {string} after
 * @property {"signed" | "gradient" | "share"} scale
 * @property {string} label
 * @property {string} word
 */

import { isUpdated, rowState } from "../../trace/known.js";
import { oncePer } from "../../trace/once.js";

/** @type {Record<Quantity, QuantityKind>} */
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
 * The column that holds a quantity of a row of a matrix by then: before or after the step; null while it is not known.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {{matrix: number, row: number}} place
 * @param {Quantity} quantity
 */
export function columnOf(trace, cursor, { matrix, row }, quantity) {
  const { before, after } = QUANTITIES[quantity];
  const isThere =
    quantity === "grad" ? rowState(trace, matrix, row, cursor) === "complete" : isUpdated(trace, matrix, cursor);
  const name = isThere ? after : before;
  return name === null ? null : /** @type {Float64Array} */ (trace.columns[name]);
}

/**
 * Whether a quantity is known of any row of a matrix.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} matrix
 * @param {Quantity} quantity
 */
export function isAnyKnown(trace, cursor, matrix, quantity) {
  const rows = Array.from({ length: trace.matrices[matrix].rows }, (_, row) => row);
  return rows.some((row) => columnOf(trace, cursor, { matrix, row }, quantity) !== null);
}

/** @type {(trace: Trace) => Record<Quantity, {matrices: number[], all: number}>} */
const ranges = oncePer((trace) => {
  const all = NAMES.map((quantity) => {
    const { before, after } = QUANTITIES[quantity];
    const columns = [before, after].flatMap((name) => (name === null ? [] : [trace.columns[name]]));
    const matrices = trace.matrices.map(({ first, rows, columns: across }) => {
      let max = 0;
      for (const column of columns)
        for (let i = first; i < first + rows * across; i++) max = Math.max(max, Math.abs(column[i]));
      return max;
    });
    return [quantity, { matrices, all: Math.max(...matrices) }];
  });
  return Object.fromEntries(all);
});

/**
 * The greatest absolute number of a quantity, of each matrix and of all, before the step or after.
 *
 * @param {Trace} trace
 * @param {Quantity} quantity
 */
export const rangesOf = (trace, quantity) => ranges(trace)[quantity];
