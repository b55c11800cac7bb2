/**
 * What the computation graph shows at a cursor. What is known of a thing is known to known.js; within a frame the graph goes
 * on from there, one scalar operation after the other or as time goes by: of what that has not come to yet it shows what was
 * known a frame before.
 *
 * @import {Look} from "../figure.js"
 * @import {Known} from "../../trace/known.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref, StageRef} from "../../trace/refs.js"
 *
 * @typedef {"empty" | "value" | "waiting" | "gradient"} Shows  waiting: a value whose gradient is not there yet
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
import { known, say } from "../../trace/known.js";
import { operationAt } from "../../trace/moves.js";
import { stageText } from "../../trace/names.js";
import { gradientPass, isComputed } from "../../trace/read.js";
import { nodeOf, numParams, paramRef, rowOfStage, stageRef } from "../../trace/refs.js";

/**
 * @param {Trace} trace
 * @param {Pick<Look, "cursor" | "operation" | "t">} look
 * @returns {Moment}
 */
export function momentAt(trace, { cursor, operation, t }) {
  const { phase, stage } = trace.frames[cursor];
  const opNode = operation === null ? null : operationAt(trace, cursor, operation);
  const isBackward = phase === "backward" || phase === "adam";
  return { trace, cursor, stage, opNode, t, isBackward, flows: phase === "backward" };
}

/**
 * Whether the frame has come to a node by now: forwards it goes from the first of its stage on, backwards from the last.
 *
 * @param {Moment} moment
 * @param {number} node
 */
function isReached({ trace, stage, opNode, t, isBackward }, node) {
  if (stage === null || trace.columns.node_stage[node] !== stage) return true;
  if (opNode !== null) return isBackward ? node >= opNode : node <= opNode;
  const nodes = nodesOfStage(trace, stage);
  return isBackward || node - nodes[0] <= t * nodes.length;
}

/**
 * What is known of a node by now, and which of it is shown.
 *
 * @param {Moment} moment
 * @param {number} node
 */
export function nodeLook(moment, node) {
  const { trace } = moment;
  if (node < numParams(trace)) return paramLook(moment, paramRef(trace, node));
  return lookOf(moment, { kind: "node", node }, isReached(moment, node));
}

/**
 * @param {Moment} moment
 * @param {ParamRef} ref
 */
export const paramLook = (moment, ref) => lookOf(moment, ref, true);

/**
 * @param {Moment} moment
 * @param {Ref} ref
 * @param {boolean} isThere
 * @returns {Known & {shows: Shows}}
 */
function lookOf({ trace, cursor, isBackward }, ref, isThere) {
  const found = known(trace, ref, isThere ? cursor : cursor - 1);
  if (found.state === "absent") return { ...found, shows: "empty" };
  return { ...found, shows: !isBackward ? "value" : found.grad === null ? "waiting" : "gradient" };
}

/**
 * What a stage shows, with the gradient of which pass, and how many of its elements do; isSoFar: more will come to the
 * gradient of the row that it is.
 *
 * @param {Moment} moment
 * @param {number} stage
 * @returns {{shows: Shows, pass: number, filled: number, isSoFar: boolean}}
 */
export function stageLook(moment, stage) {
  const { trace, cursor, isBackward } = moment;
  const { size } = trace.stages[stage];
  const look = { pass: -1, filled: size, isSoFar: false };
  if (!isComputed(trace, stage, cursor)) return { ...look, shows: "empty", filled: 0 };
  if (!isBackward) return { ...look, shows: "value", filled: filledOf(moment, stage) };
  const pass = gradientPass(trace, stage, cursor);
  const { grad, state } = known(trace, stageRef(stage, 0), cursor);
  if (pass < 0 || grad === null) return { ...look, shows: "waiting" };
  return { ...look, shows: "gradient", pass, isSoFar: state === "partial" && rowOfStage(trace, stage) !== null };
}

/**
 * How many elements of a stage there are by now, on the way forward.
 *
 * @param {Moment} moment
 * @param {number} stage
 */
function filledOf({ trace, stage: current, opNode, t }, stage) {
  const { first, size } = trace.stages[stage];
  if (stage !== current) return size;
  if (opNode === null) return Math.floor(t * size);
  let filled = 0;
  while (filled < size && trace.columns.stage_nodes[first + filled] <= opNode) filled += 1;
  return filled;
}

/**
 * What a ref is called, with what is known of it by now.
 *
 * @param {Moment} moment
 * @param {Ref} ref
 */
export function refText(moment, ref) {
  const { trace, cursor, isBackward, stage } = moment;
  if (ref.kind === "stage" && ref.element === null && trace.stages[ref.stage].size > 1) return blockText(trace, ref);
  const node = nodeOf(trace, ref);
  const isThere =
    ref.kind === "stage" && ref.stage === stage && !isBackward
      ? (ref.element ?? 0) < filledOf(moment, stage)
      : node === null || isReached(moment, node);
  return say(trace, ref, isThere ? cursor : cursor - 1);
}

/**
 * @param {Trace} trace
 * @param {StageRef} ref  to a whole stage
 */
function blockText(trace, { stage }) {
  const { expression, size } = trace.stages[stage];
  return `${expression}: ${stageText(trace, stage)}, ${size} numbers`;
}
