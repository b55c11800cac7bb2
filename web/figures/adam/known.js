/**
 * What is known of the parameters when the cursor stands there, and how large it gets.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 *
 * @typedef {"value" | "grad" | "m" | "v" | "direction" | "update"} Quantity
 * @typedef {Extract<Ref, {kind: "param"}>} ParamRef
 */

import { nodeOf, numParams, paramRef } from "../../trace/read.js";

/** @type {Record<Quantity, {before: string | null, after: string, scale: "signed" | "gradient" | "share", label: string, word: string}>} */
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

/** @type {WeakMap<Trace, {first: number, frames: number[]}>} */
const adamFrames = new WeakMap();

/** The first frame of Adam, and the frame of each matrix. @param {Trace} trace */
export function adamFramesOf(trace) {
  let known = adamFrames.get(trace);
  if (!known) {
    const frames = trace.matrices.map((_, matrix) =>
      trace.frames.findIndex((frame) => frame.phase === "adam" && frame.matrix === matrix),
    );
    adamFrames.set(trace, (known = { first: trace.frames.findIndex(({ phase }) => phase === "adam"), frames }));
  }
  return known;
}

/** Whether the gradients of all parameters are complete. @param {Trace} trace @param {number} cursor */
export function hasGradients(trace, cursor) {
  return cursor >= adamFramesOf(trace).first;
}

/** Whether Adam has been at a matrix. @param {Trace} trace @param {number} cursor @param {number} matrix */
export function isUpdated(trace, cursor, matrix) {
  return cursor >= adamFramesOf(trace).frames[matrix];
}

/**
 * The column that holds a quantity of a matrix by then: before or after the step; null while it is not known.
 *
 * @param {Trace} trace @param {number} cursor @param {number} matrix @param {Quantity} quantity
 */
export function columnOf(trace, cursor, matrix, quantity) {
  const { before, after } = QUANTITIES[quantity];
  const isThere = quantity === "grad" ? hasGradients(trace, cursor) : isUpdated(trace, cursor, matrix);
  const name = isThere ? after : before;
  return name === null ? null : /** @type {Float64Array} */ (trace.columns[name]);
}

/** A parameter's number in a column adam_*. @param {Trace} trace @param {string} name @param {number} index */
export function termOf(trace, name, index) {
  return trace.columns[`adam_${name}`][index];
}

/** @type {WeakMap<Trace, Record<string, {matrices: number[], all: number}>>} */
const ranges = new WeakMap();

/** The greatest absolute number of a quantity, of each matrix and of all, before the step or after. @param {Trace} trace @param {Quantity} quantity */
export function rangesOf(trace, quantity) {
  let known = ranges.get(trace);
  if (!known) ranges.set(trace, (known = {}));
  if (!known[quantity]) {
    const { before, after } = QUANTITIES[quantity];
    const columns = [before, after].filter((name) => name !== null).map((name) => trace.columns[name]);
    const matrices = trace.matrices.map(({ first, rows, columns: across }) => {
      let max = 0;
      for (const column of columns)
        for (let i = first; i < first + rows * across; i++) max = Math.max(max, Math.abs(column[i]));
      return max;
    });
    known[quantity] = { matrices, all: Math.max(...matrices) };
  }
  return known[quantity];
}

/** @type {WeakMap<Trace, ParamRef>} */
const movedMost = new WeakMap();

/** The parameter that the step moves most. @param {Trace} trace @returns {ParamRef} */
function mostMoved(trace) {
  let known = movedMost.get(trace);
  if (!known) {
    const { adam_update } = trace.columns;
    let most = 0;
    for (let i = 1; i < adam_update.length; i++) if (Math.abs(adam_update[i]) > Math.abs(adam_update[most])) most = i;
    movedMost.set(trace, (known = paramRef(trace, most)));
  }
  return known;
}

/** The parameter that a ref stands for, if it does. @param {Trace} trace @param {Ref | null} ref @returns {ParamRef | null} */
export function paramOf(trace, ref) {
  if (!ref || ref.kind === "param") return ref;
  if (ref.kind === "stage") {
    const { reads_rows, size } = trace.stages[ref.stage];
    const isRow =
      reads_rows.length === 1 && reads_rows[0][2] === 1 && trace.matrices[reads_rows[0][0]].columns === size;
    return isRow && ref.element !== null
      ? { kind: "param", matrix: reads_rows[0][0], row: reads_rows[0][1], column: ref.element }
      : null;
  }
  const node = nodeOf(trace, ref);
  return node !== null && node < numParams(trace) ? paramRef(trace, node) : null;
}

/**
 * The parameter under the lens: what is hovered, else selected, else the one that moves most.
 *
 * @param {Trace} trace @param {Ref | null} hovered @param {Ref | null} selection
 */
export function lensParam(trace, hovered, selection) {
  return paramOf(trace, hovered) ?? paramOf(trace, selection) ?? mostMoved(trace);
}
