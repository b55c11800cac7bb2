/**
 * What the frame at the cursor reads and writes.
 *
 * @import {Frame, Trace} from "../../trace/read.js"
 *
 * @typedef {object} Lit
 * @property {Frame} frame
 * @property {boolean} isBackward
 * @property {number | null} writes  the stage that is computed, or whose gradient is completed
 * @property {number[]} reads  the stages it is computed from; backward, those its gradient comes back from
 * @property {[matrix: number, firstRow: number, rows: number][]} rows  the parameters that takes
 */

import { positionAt } from "../../trace/read.js";

/** @type {WeakMap<Trace, number[][]>} */
const usersOfStage = new WeakMap();

/** By stage: the stages that were made from it. @param {Trace} trace */
function usersOf(trace) {
  let users = usersOfStage.get(trace);
  if (!users) {
    users = trace.stages.map(() => /** @type {number[]} */ ([]));
    for (const [stage, { reads }] of trace.stages.entries()) for (const read of reads) users[read].push(stage);
    usersOfStage.set(trace, users);
  }
  return users;
}

/** @param {Trace} trace @param {number} cursor @returns {Lit} */
export function litAt(trace, cursor) {
  const frame = trace.frames[cursor];
  const isBackward = frame.phase === "backward";
  if (frame.stage === null) {
    const { matrix } = frame;
    const rows = matrix === null ? null : trace.matrices[matrix].rows;
    return {
      frame,
      isBackward,
      writes: null,
      reads: [],
      rows: matrix === null || rows === null ? [] : [[matrix, 0, rows]],
    };
  }
  const { stage } = frame;
  if (!isBackward)
    return { frame, isBackward, writes: stage, reads: trace.stages[stage].reads, rows: trace.stages[stage].reads_rows };
  const arrived = trace.backwardFrame[frame.pass ?? 0];
  const reads = usersOf(trace)[stage].filter((user) => arrived[user] <= cursor);
  return { frame, isBackward, writes: stage, reads, rows: reads.flatMap((user) => trace.stages[user].reads_rows) };
}

/**
 * Where the eye should be when the motion into a frame is so far: a position, or between two.
 *
 * @param {Trace} trace @param {number} cursor @param {number} t
 */
export function focusAt(trace, cursor, t) {
  const to = positionAt(trace, cursor);
  const from = cursor > 0 ? positionAt(trace, cursor - 1) : to;
  return from + (to - from) * t * t * (3 - 2 * t);
}
