/**
 * Which frame something on the model map leads to.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { stageNamed } from "../../trace/read.js";

/**
 * The frame that makes a stage: forward, or backward when the cursor is there; the other one if it is at that.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} stage
 */
export function frameOfStage(trace, cursor, stage) {
  const never = trace.frames.length;
  const forward = trace.forwardFrame[stage];
  const backward = trace.backwardFrame[Math.max(trace.passAt[cursor], 0)]?.[stage] ?? never;
  const wantsBack = isBackward(trace, cursor) || cursor === forward;
  return wantsBack && backward < never && cursor !== backward ? backward : forward;
}

/**
 * The first frame about a position in the phase that the cursor is in.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 */
export function frameOfPosition(trace, cursor, position) {
  const [phase, pass] = isBackward(trace, cursor) ? ["backward", Math.max(trace.passAt[cursor], 0)] : ["forward", null];
  const isThere = (/** @type {number | null} */ stage) => stage !== null && trace.stages[stage].position === position;
  const found = trace.frames.findIndex(
    (frame) => frame.phase === phase && isThere(frame.stage) && (pass === null || frame.pass === pass),
  );
  return found < 0 ? trace.forwardFrame[trace.stages.findIndex((stage) => stage.position === position)] : found;
}

/**
 * The frame of the same stage at another position; the first one about that position if there is none.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 */
export function frameBeside(trace, cursor, position) {
  const { phase, stage, pass } = trace.frames[cursor];
  const there = stage === null ? -1 : stageNamed(trace, trace.stages[stage].name, position);
  const frames = phase === "backward" ? trace.backwardFrame[pass ?? 0] : trace.forwardFrame;
  return there >= 0 && frames[there] < trace.frames.length ? frames[there] : frameOfPosition(trace, cursor, position);
}

/**
 * @param {Trace} trace
 * @param {number} cursor
 */
function isBackward(trace, cursor) {
  return ["backward", "adam"].includes(trace.frames[cursor].phase);
}
