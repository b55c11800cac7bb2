/**
 * What the computation graph shows at a moment: what is known then (see known.js), and within the frame how far it has
 * come (see presence.js).
 *
 * @import {Acts} from "../../draw/acts.js"
 * @import {Look as At} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 *
 * @typedef {"empty" | "value" | "waiting" | "gradient"} Look  waiting: has a value, but not yet its gradient
 *
 * @typedef {object} StageLook
 * @property {Look} look
 * @property {number} pass  whose gradients are shown
 * @property {(number | null)[] | null} parts  what its elements have gathered, if only part of it is there: null for
 *   one of which nothing is
 *
 * @typedef {object} Moment
 * @property {Trace} trace
 * @property {number} cursor
 * @property {number | null} stage  of the frame
 * @property {number | null} focus  the element of it whose sum adds up
 * @property {number[]} adding  the nodes that this takes, as they are made
 * @property {ParamRef | null} param  the parameter in focus, in a frame of Adam's
 * @property {number | null} opNode  the node that is being stepped through
 * @property {number} t
 * @property {Acts} acts
 * @property {boolean} isBackward  gradients are shown
 * @property {boolean} flows  gradients flow in this very frame
 */

import { actsOf } from "../../draw/acts.js";
import { focusElement, focusParam } from "../../trace/focus.js";
import { nodesOfStage } from "../../trace/graph.js";
import { known, knownSince, lastPass, rowState } from "../../trace/known.js";
import { operationAt } from "../../trace/moves.js";
import { oncePer } from "../../trace/once.js";
import { gradientPass, isComputed, NONE } from "../../trace/read.js";
import { numParams, paramRef, rowOfStage, stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";
import { elementPresence, nodePresence } from "./presence.js";

/**
 * @param {Trace} trace
 * @param {Pick<At, "cursor" | "operation" | "t"> & Partial<Pick<At, "selection" | "hovered">>} look
 * @returns {Moment}
 */
export function momentAt(trace, { cursor, operation, t, selection = null, hovered = null }) {
  const { phase, stage } = trace.frames[cursor];
  const place = { cursor, operation, selection, hovered };
  const focus = focusElement(trace, place);
  return {
    trace,
    cursor,
    stage,
    focus,
    adding: t < 1 && operation === null ? nodesFor(trace, stage, focus) : [],
    param: focusParam(trace, place),
    opNode: nodeAt(trace, cursor, operation),
    t,
    acts: actsOf(t),
    isBackward: phase === "backward" || phase === "adam",
    flows: phase === "backward",
  };
}

/**
 * The nodes that an element of a stage takes, with those that all of its elements share.
 *
 * @param {Trace} trace
 * @param {number | null} stage
 * @param {number | null} element
 */
function nodesFor(trace, stage, element) {
  if (stage === null || !trace.hasGraph) return [];
  const { node_element: of } = trace.columns;
  return nodesOfStage(trace, stage).filter((node) => of[node] === element || of[node] === NONE);
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
 * What a stage shows when the motion into the frame is over.
 *
 * @param {Moment} moment
 * @param {number} stage
 * @returns {StageLook}
 */
export function stageLook({ trace, cursor, isBackward }, stage) {
  if (!isComputed(trace, stage, cursor)) return { look: "empty", pass: -1, parts: null };
  if (!isBackward) return { look: "value", pass: -1, parts: null };
  const last = trace.header.passes - 1; // what is complete is after all of them as it is now
  const row = trace.areChanges ? null : rowOfStage(trace, stage);
  if (row) {
    if (rowState(trace, row.matrix, row.row, cursor) === "complete")
      return { look: "gradient", pass: last, parts: null };
    return { look: "waiting", pass: -1, parts: partsOf(trace, stage, cursor) };
  }
  const pass = gradientPass(trace, stage, cursor);
  if (pass < 0) return { look: "waiting", pass, parts: partsOf(trace, stage, cursor) };
  return { look: "gradient", pass: pass === lastPass(trace, stage) ? last : pass, parts: null };
}

/** @type {(trace: Trace) => Map<number, {since: number, parts: StageLook["parts"]}>} */
const foundParts = oncePer(() => new Map());

/**
 * What the elements of a stage have gathered while that is not all of it; null if nothing is there.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
function partsOf(trace, stage, cursor) {
  const { size, name } = trace.stages[stage];
  if (kindOf(name).role === null && !rowOfStage(trace, stage)) return null; // no other is known in part
  const since = knownSince(trace, stage, cursor);
  let found = foundParts(trace).get(stage);
  if (found?.since !== since) {
    const parts = Array.from({ length: size }, (_, element) => known(trace, stageRef(stage, element), cursor).grad);
    found = { since, parts: parts.some((part) => part !== null) ? parts : null };
    foundParts(trace).set(stage, found);
  }
  return found.parts;
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
 * What a row of a matrix has gathered while that is not all of it; null if nothing is there, or the trace does not say.
 *
 * @param {Moment} moment
 * @param {number} matrix
 * @param {number} row
 */
export function rowParts({ trace, cursor, isBackward }, matrix, row) {
  if (!isBackward || rowState(trace, matrix, row, cursor) !== "partial") return null;
  const part = (/** @type {number} */ column) => known(trace, { kind: "param", matrix, row, column }, cursor).grad;
  return part(0) === null ? null : Array.from({ length: trace.matrices[matrix].columns }, (_, column) => part(column));
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
const isAhead = (moment, node) => nodePresence(moment, node) <= 0;

/**
 * The cursor at which what is known of a ref is what is shown of it: within a frame that has still to come to it, the
 * one before.
 *
 * @param {Moment} moment
 * @param {Ref} ref
 */
export function cursorFor(moment, ref) {
  const { cursor, stage } = moment;
  if (ref.kind === "node") return isAhead(moment, ref.node) ? cursor - 1 : cursor;
  if (ref.kind !== "stage" || ref.stage !== stage) return cursor;
  return elementPresence(moment, ref.element ?? 0) > 0 ? cursor : cursor - 1;
}
