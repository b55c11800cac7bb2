/**
 * What the computation graph shows at a moment: what is known then (see known.js), and within the frame how far it has
 * come.
 *
 * @import {Look as At} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 *
 * @typedef {"empty" | "value" | "waiting" | "gradient"} Look  waiting: has a value, but not yet its gradient
 *
 * @typedef {object} StageLook
 * @property {Look} look
 * @property {number} pass  whose gradients are shown
 * @property {number} filled  how many of its elements show
 *
 * @typedef {object} Moment
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number | null} stage  of the frame
 * @property {number | null} opNode  the node that is being stepped through
 * @property {number} t
 * @property {boolean} isBackward  gradients are shown
 * @property {boolean} flows  gradients flow in this very frame
 */

import { nodesOfStage } from "../../trace/graph.js";
import { known, lastPass, rowState } from "../../trace/known.js";
import { operationAt } from "../../trace/moves.js";
import { gradientPass, isComputed } from "../../trace/read.js";
import { numParams, paramRef, rowOfStage } from "../../trace/refs.js";

/**
 * @param {Trace} trace
 * @param {Pick<At, "cursor" | "operation" | "t">} look
 * @returns {Moment}
 */
export function momentAt(trace, { cursor, operation, t }) {
  const { phase, stage } = trace.frames[cursor];
  const isBackward = phase === "backward" || phase === "adam";
  return { trace, cursor, stage, opNode: nodeAt(trace, cursor, operation), t, isBackward, flows: phase === "backward" };
}

/**
 * The node that an operation of a frame makes, null if there is none.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} operation
 */
export function nodeAt(trace, cursor, operation) {
  return operation === null || operation < 0 || !trace.hasGraph ? null : operationAt(trace, cursor, operation);
}

/**
 * What a stage shows, and how many of its elements do.
 *
 * @param {Moment} moment
 * @param {number} stage
 * @returns {StageLook}
 */
export function stageLook(moment, stage) {
  const { trace, cursor, isBackward } = moment;
  const { size } = trace.stages[stage];
  if (!isComputed(trace, stage, cursor)) return { look: "empty", pass: -1, filled: 0 };
  if (!isBackward) return { look: "value", pass: -1, filled: filledOf(moment, stage) };
  const last = trace.header.passes - 1; // what is complete is after all of them as it is now
  const row = rowOfStage(trace, stage);
  if (row) return { look: rowLook(moment, row.matrix, row.row), pass: last, filled: size };
  const pass = gradientPass(trace, stage, cursor);
  return { look: pass < 0 ? "waiting" : "gradient", pass: pass === lastPass(trace, stage) ? last : pass, filled: size };
}

/**
 * How many elements of a stage have been computed.
 *
 * @param {Moment} moment
 * @param {number} stage
 */
function filledOf({ trace, stage: current, opNode, t }, stage) {
  const { size, first } = trace.stages[stage];
  if (stage !== current) return size;
  if (opNode === null) return Math.floor(t * size);
  let filled = 0;
  while (filled < size && trace.columns.stage_nodes[first + filled] <= opNode) filled += 1;
  return filled;
}

/**
 * What a row of a matrix shows.
 *
 * @param {Moment} moment
 * @param {number} matrix
 * @param {number} row
 * @returns {Look}
 */
export function rowLook({ trace, cursor, isBackward }, matrix, row) {
  if (!isBackward) return "value";
  return rowState(trace, matrix, row, cursor) === "complete" ? "gradient" : "waiting";
}

/**
 * What a node shows.
 *
 * @param {Moment} moment
 * @param {number} node
 * @returns {Look}
 */
export function nodeLook(moment, node) {
  const { trace, cursor, isBackward } = moment;
  if (node < numParams(trace)) {
    const { matrix, row } = paramRef(trace, node);
    return rowLook(moment, matrix, row);
  }
  const { grad, state } = known(trace, { kind: "node", node }, isAhead(moment, node) ? cursor - 1 : cursor);
  if (state === "absent") return "empty";
  return !isBackward ? "value" : grad === null ? "waiting" : "gradient";
}

/**
 * Whether a frame has still to come to one of its nodes.
 *
 * @param {Moment} moment
 * @param {number} node
 */
function isAhead({ trace, stage, opNode, t, isBackward, flows }, node) {
  if (trace.columns.node_stage[node] !== stage) return false;
  if (opNode !== null) return flows ? node < opNode : node > opNode;
  if (isBackward || t >= 1) return false;
  const nodes = nodesOfStage(trace, stage);
  return node - nodes[0] > t * nodes.length;
}

/**
 * The cursor at which what is known of a ref is what is shown of it: within a frame that has still to come to it, the
 * one before.
 *
 * @param {Moment} moment
 * @param {Ref} ref
 */
export function cursorFor(moment, ref) {
  const { cursor, stage, isBackward } = moment;
  if (ref.kind === "node") return isAhead(moment, ref.node) ? cursor - 1 : cursor;
  if (ref.kind !== "stage" || ref.stage !== stage || isBackward) return cursor;
  return (ref.element ?? 0) >= filledOf(moment, ref.stage) ? cursor - 1 : cursor;
}
