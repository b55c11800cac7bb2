/**
 * The number in focus: of all those that a frame computes, the one whose sum adds up before the reader's eyes.
 *
 * @import {Trace} from "./read.js"
 * @import {ParamRef, Ref} from "./refs.js"
 *
 * @typedef {{cursor: number, operation: number | null, selection: Ref | null, hovered: Ref | null}} Place
 */

import { maxIndex } from "d3-array";
import { operationAt } from "./moves.js";
import { gradientPass, stageGrads, stageValues } from "./read.js";
import { paramOf, paramRef } from "./refs.js";

/**
 * The element of the frame's stage that is in focus: the one pointed at, else selected, else that of the operation the
 * reader went into, else the largest in size; null in a frame of no stage.
 *
 * @param {Trace} trace
 * @param {Place} place
 * @returns {number | null}
 */
export function focusElement(trace, { cursor, operation, selection, hovered }) {
  const { stage, phase } = trace.frames[cursor];
  if (stage === null) return null;
  for (const ref of [hovered, selection]) {
    if (ref?.kind === "stage" && ref.stage === stage && ref.element !== null) return ref.element;
  }
  const node = operation === null || !trace.hasGraph ? null : operationAt(trace, cursor, operation);
  const { size } = trace.stages[stage];
  if (node !== null && trace.columns.node_element[node] < size) return trace.columns.node_element[node];
  const pass = phase === "backward" ? gradientPass(trace, stage, cursor) : -1;
  return largestAt(pass < 0 ? stageValues(trace, stage) : stageGrads(trace, stage, pass));
}

/**
 * The parameter in focus while Adam is at a matrix: the one pointed at, else selected, else the one that moves
 * furthest; null in other frames.
 *
 * @param {Trace} trace
 * @param {Place} place
 * @returns {ParamRef | null}
 */
export function focusParam(trace, { cursor, selection, hovered }) {
  const { matrix } = trace.frames[cursor];
  if (matrix === null) return null;
  for (const ref of [hovered, selection]) {
    const param = paramOf(trace, ref);
    if (param?.matrix === matrix) return param;
  }
  return mostMovedIn(trace, matrix);
}

/**
 * The parameter of a matrix that the step moves furthest.
 *
 * @param {Trace} trace
 * @param {number} matrix
 */
export function mostMovedIn(trace, matrix) {
  const { first, rows, columns } = trace.matrices[matrix];
  const moved = trace.columns.adam_update.subarray(first, first + rows * columns);
  return paramRef(trace, first + largestAt(moved));
}

/**
 * Where the largest in size of some numbers stands; of numbers that are not there yet, the first.
 *
 * @param {ArrayLike<number>} numbers
 */
export const largestAt = (numbers) => Math.max(0, maxIndex(Array.from(numbers, Math.abs)));
