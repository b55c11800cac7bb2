/**
 * What the frame at the cursor reads and writes, and where the eye should be.
 *
 * @import {Frame} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} Lit
 * @property {Frame} frame
 * @property {boolean} isBackward
 * @property {number | null} writes  the stage that is computed, or whose gradient is completed
 * @property {number[]} reads  the stages it is computed from; backward, those its gradient comes back from
 * @property {[matrix: number, firstRow: number, rows: number][]} rows  the parameters that takes
 */

import { eased } from "../../draw/acts.js";
import { positionAt, usersOfStage } from "../../trace/read.js";

const MOVED = 0.4; // of a move: by then the eye has gone over to the next position

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @returns {Lit}
 */
export function litAt(trace, cursor) {
  const frame = trace.frames[cursor];
  const { stage, matrix } = frame;
  const isBackward = frame.phase === "backward";
  if (stage === null) {
    return { frame, isBackward, writes: null, reads: [], rows: matrix === null ? [] : [wholeOf(trace, matrix)] };
  }
  const { reads, reads_rows: rows } = trace.stages[stage];
  if (!isBackward) return { frame, isBackward, writes: stage, reads, rows };
  const arrived = trace.backwardFrame[frame.pass ?? 0];
  const users = usersOfStage(trace, stage).filter((user) => arrived[user] <= cursor);
  return {
    frame,
    isBackward,
    writes: stage,
    reads: users,
    rows: users.flatMap((user) => trace.stages[user].reads_rows),
  };
}

/**
 * All rows of a matrix.
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @returns {[matrix: number, firstRow: number, rows: number]}
 */
export const wholeOf = (trace, matrix) => [matrix, 0, trace.matrices[matrix].rows];

/**
 * Where the eye should be when the motion into a frame is so far: a position, or between two.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} t
 */
export function focusAt(trace, cursor, t) {
  const to = positionAt(trace, cursor);
  const from = cursor > 0 ? positionAt(trace, cursor - 1) : to;
  return from + (to - from) * eased(t / MOVED);
}
