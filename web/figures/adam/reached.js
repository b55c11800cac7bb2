/**
 * How far Adam has come with the parameter under the lens.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 *
 * @typedef {object} Reached
 * @property {number} results  of the seven lines under the lens, as many as have come to theirs
 * @property {number | null} line  the one that is being done
 * @property {number} moved  how far the value is on the way from its old place to its new one
 */

import { eased } from "../../draw/acts.js";
import { isUpdated, known } from "../../trace/known.js";

export const COUNT = 7; // the gradient, the five lines, of which the last has two results
const MOVES = 5; // the line of the update; the new value comes after it

/**
 * @param {Trace} trace
 * @param {Look} look
 * @param {ParamRef} param
 * @returns {Reached}
 */
export function reachedOf(trace, { cursor, operation, t }, param) {
  const { phase, matrix } = trace.frames[cursor];
  if (phase === "adam" && matrix === param.matrix) {
    if (operation !== null) {
      const isLast = operation === 4;
      const results = operation + 1 + (t < 0.7 ? 0 : isLast ? 2 : 1);
      return { results, line: operation + 1, moved: isLast ? eased((t - 0.3) / 0.7) : 0 };
    }
    if (t < 1) {
      const results = Math.min(Math.floor(t * (COUNT + 1)), COUNT);
      return { results, line: Math.min(results, COUNT - 1), moved: eased((t * (COUNT + 1) - MOVES) / 2) };
    }
  }
  if (isUpdated(trace, param.matrix, cursor)) return { results: COUNT, line: null, moved: 1 };
  return { results: known(trace, param, cursor).grad === null ? 0 : 1, line: null, moved: 0 };
}
