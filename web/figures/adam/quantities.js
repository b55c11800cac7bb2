/**
 * What Adam has for each parameter, where the trace holds it, and how great it gets.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {"value" | "grad" | "m" | "v" | "direction" | "update" | "m_hat" | "v_hat"} Quantity
 * @typedef {"turn" | Quantity} Chosen  turn: one after the other, as the step goes
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

/** @type {Record<Quantity, Kind>} */
export const QUANTITIES = {
  value: { before: "adam_before", after: "adam_after", scale: "signed", label: "value", word: "the value" },
  grad: { before: null, after: "adam_grad", scale: "gradient", label: "gradient", word: "the gradient" },
  m: { before: "adam_m_before", after: "adam_m", scale: "signed", label: "m", word: "m, the first moment" },
  v: { before: "adam_v_before", after: "adam_v", scale: "share", label: "v", word: "v, the second moment" },
  m_hat: { before: null, after: "adam_m_hat", scale: "signed", label: "m_hat", word: "m, bias corrected" },
  v_hat: { before: null, after: "adam_v_hat", scale: "share", label: "v_hat", word: "v, bias corrected" },
  direction: {
    before: null,
    after: "adam_direction",
    scale: "signed",
    label: "direction",
    word: "m_hat / (v_hat**0.5 + eps)",
  },
  update: { before: null, after: "adam_update", scale: "signed", label: "update", word: "the update" },
};

/** What a matrix goes through while Adam is at it. @type {Quantity[]} */
const TURNS = ["grad", "m", "v", "update", "value"];
/** ... and line by line of Adam's update. @type {Quantity[]} */
const LINES = ["m", "v", "m_hat", "v_hat", "value"];

/**
 * What is shown of a matrix: a quantity and, while it sweeps over the one before, how far it has come.
 *
 * @typedef {{quantity: Quantity, before: Quantity | null, sweep: number}} Shown
 *
 * @param {Trace} trace
 * @param {Look} look
 * @param {number} matrix
 * @param {Chosen} chosen
 * @returns {Shown}
 */
export function shownOf(trace, { cursor, operation, t }, matrix, chosen) {
  const { phase, matrix: at } = trace.frames[cursor];
  const isHere = phase === "adam" && at === matrix;
  if (isHere && chosen === "turn") {
    if (operation !== null && operation < LINES.length) {
      return { quantity: LINES[operation], before: operation > 0 ? LINES[operation - 1] : "grad", sweep: t };
    }
    const turn = Math.min(Math.floor(t * TURNS.length), TURNS.length - 1);
    const sweep = Math.min((t * TURNS.length - turn) * 1.6, 1);
    return { quantity: TURNS[turn], before: turn > 0 ? TURNS[turn - 1] : null, sweep: turn > 0 ? sweep : 1 };
  }
  const quantity = chosen === "turn" ? (phase === "backward" ? "grad" : "value") : chosen;
  if (isHere && quantity !== "grad") return { quantity, before: quantity, sweep: t };
  const isComing = quantity !== "grad" && columnOf(trace, cursor, matrix, quantity) === null;
  return { quantity: isComing ? "value" : quantity, before: null, sweep: 1 }; // until then the values stand there
}

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
