/**
 * What the computation graph shows at a cursor: of which stages and nodes the value or the gradient is there.
 *
 * @import {Trace} from "../../trace/read.js"
 * @typedef {"empty" | "value" | "waiting" | "gradient"} Look  waiting: has a value, but not yet its gradient
 */

import { gradientPass, isComputed, numParams } from "../../trace/read.js";
import { firstNodeOfStage } from "./layout.js";

/**
 * @typedef {object} Moment
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number | null} stage  of the frame
 * @property {number | null} opNode  the node that is being stepped through
 * @property {number} t
 * @property {boolean} isBackward  gradients are shown
 * @property {boolean} flows  gradients flow in this very frame
 */

/** @param {Trace} trace @param {number} cursor @param {number | null} op @param {number} t @returns {Moment} */
export function momentAt(trace, cursor, op, t) {
  const { phase, stage } = trace.frames[cursor];
  let opNode = null;
  if (op !== null && stage !== null && trace.hasGraph) {
    const firsts = firstNodeOfStage(trace);
    if (op >= 0 && firsts[stage] + op < firsts[stage + 1]) opNode = firsts[stage] + op;
  }
  const isBackward = phase === "backward" || phase === "adam";
  return { trace, cursor, stage, opNode, t, isBackward, flows: phase === "backward" };
}

/** What a stage shows, and how many of its elements do. @param {Moment} moment @param {number} stage @returns {{look: Look, pass: number, filled: number}} */
export function stageLook({ trace, cursor, stage: current, opNode, t, isBackward }, stage) {
  const { size, first } = trace.stages[stage];
  if (!isComputed(trace, stage, cursor)) return { look: "empty", pass: -1, filled: 0 };
  if (!isBackward) {
    let filled = size;
    if (stage === current && opNode !== null) {
      filled = 0;
      while (filled < size && trace.columns.stage_nodes[first + filled] <= opNode) filled += 1;
    } else if (stage === current) {
      filled = Math.floor(t * size);
    }
    return { look: "value", pass: -1, filled };
  }
  const pass = gradientPass(trace, stage, cursor);
  return { look: pass >= 0 && pass === trace.passAt[cursor] ? "gradient" : "waiting", pass, filled: size };
}

/** @type {WeakMap<Trace, Int32Array[]>} */
const rowFrames = new WeakMap();

/** By matrix, by row: the frame in which the gradients of that row are complete. @param {Trace} trace */
function gradientFrames(trace) {
  let frames = rowFrames.get(trace);
  if (!frames) {
    const { backwardFrame, matrices, stages, frames: all } = trace;
    frames = matrices.map(({ rows }) => new Int32Array(rows));
    stages.forEach(({ reads_rows }, stage) => {
      for (const byStage of backwardFrame) {
        if (byStage[stage] >= all.length) continue;
        for (const [matrix, first, count] of reads_rows) {
          for (let row = first; row < first + count; row++) {
            /** @type {Int32Array[]} */ (frames)[matrix][row] = Math.max(
              /** @type {Int32Array[]} */ (frames)[matrix][row],
              byStage[stage],
            );
          }
        }
      }
    });
    rowFrames.set(trace, frames);
  }
  return frames;
}

/** What a row of a matrix shows. @param {Moment} moment @param {number} matrix @param {number} row @returns {Look} */
export function rowLook({ trace, cursor, isBackward }, matrix, row) {
  if (!isBackward) return "value";
  return gradientFrames(trace)[matrix][row] <= cursor ? "gradient" : "waiting";
}

/** What a node shows. @param {Moment} moment @param {number} node @returns {Look} */
export function nodeLook(moment, node) {
  const { trace, cursor, stage: current, opNode, t, isBackward } = moment;
  if (node < numParams(trace)) {
    const matrix = trace.matrices.findLastIndex(({ first }) => first <= node);
    return rowLook(moment, matrix, Math.floor((node - trace.matrices[matrix].first) / trace.matrices[matrix].columns));
  }
  const stage = trace.columns.node_stage[node];
  if (!isComputed(trace, stage, cursor)) return "empty";
  if (!isBackward) {
    if (stage !== current) return "value";
    if (opNode !== null) return node <= opNode ? "value" : "empty";
    if (t >= 1) return "value";
    const firsts = firstNodeOfStage(trace);
    return node - firsts[stage] <= t * (firsts[stage + 1] - firsts[stage]) ? "value" : "empty";
  }
  // the number there is for a node that is no element is its gradient after the last pass
  const pass = gradientPass(trace, stage, cursor);
  if (pass < 0 || pass !== trace.passAt[cursor] || pass < trace.header.passes - 1) return "waiting";
  if (stage === current && opNode !== null && moment.flows && node < opNode) return "waiting";
  return "gradient";
}
