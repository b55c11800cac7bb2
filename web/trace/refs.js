/**
 * What points at one thing in a trace: at what is selected, hovered, or asked about.
 *
 * @import {Trace} from "./read.js"
 *
 * @typedef {{kind: "stage", stage: number, element: number | null}} StageRef  an element; null: the whole of it
 * @typedef {{kind: "param", matrix: number, row: number, column: number}} ParamRef
 * @typedef {StageRef | ParamRef | {kind: "node", node: number}} Ref  node: of the scalar graph, if it is neither
 */

import { oncePer } from "./once.js";

/**
 * @param {Ref | null} a
 * @param {Ref | null} b
 */
export function sameRef(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/**
 * @param {number} stage
 * @param {number | null} element
 * @returns {StageRef}
 */
export const stageRef = (stage, element = null) => ({ kind: "stage", stage, element });

/**
 * Whether there is such a thing in a trace. A node is in none without a graph.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 */
export function isThere(trace, ref) {
  if (ref.kind === "stage") return ref.stage < trace.stages.length && (ref.element ?? 0) < trace.stages[ref.stage].size;
  if (ref.kind === "node") return trace.hasGraph && ref.node < trace.columns.node_op.length;
  const matrix = trace.matrices[ref.matrix];
  return matrix !== undefined && ref.row < matrix.rows && ref.column < matrix.columns;
}

/**
 * How many parameters there are.
 *
 * @param {Trace} trace
 */
export function numParams(trace) {
  const last = trace.matrices[trace.matrices.length - 1];
  return last.first + last.rows * last.columns;
}

/**
 * The index of a parameter in the flat order, which is also its node.
 *
 * @param {Trace} trace
 * @param {ParamRef} ref
 */
export function paramIndex(trace, { matrix, row, column }) {
  const { first, columns } = trace.matrices[matrix];
  return first + row * columns + column;
}

/**
 * The parameter that a flat index stands for.
 *
 * @param {Trace} trace
 * @param {number} index
 * @returns {ParamRef}
 */
export function paramRef(trace, index) {
  const matrix = trace.matrices.findLastIndex(({ first }) => first <= index);
  const { first, columns } = trace.matrices[matrix];
  return { kind: "param", matrix, row: Math.floor((index - first) / columns), column: (index - first) % columns };
}

/**
 * The row of a matrix that a stage is: an embedding is no copy of its row, but the same numbers under another name.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @returns {{matrix: number, row: number} | null}
 */
export function rowOfStage(trace, stage) {
  const { reads, reads_rows: rows, size } = trace.stages[stage];
  if (reads.length > 0 || rows.length !== 1) return null;
  const [matrix, row, count] = rows[0];
  return count === 1 && trace.matrices[matrix].columns === size ? { matrix, row } : null;
}

/**
 * The parameter that a ref stands for, if it does: an element of an embedding is one.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 * @returns {ParamRef | null}
 */
export function paramOf(trace, ref) {
  if (!ref || ref.kind === "param") return ref;
  if (ref.kind === "node") return ref.node < numParams(trace) ? paramRef(trace, ref.node) : null;
  const row = ref.element === null ? null : rowOfStage(trace, ref.stage);
  return row && { kind: "param", ...row, column: /** @type {number} */ (ref.element) };
}

/**
 * The graph node of a ref, or null without a graph or for a whole stage.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 */
export function nodeOf(trace, ref) {
  if (!trace.hasGraph) return null;
  if (ref.kind === "node") return ref.node;
  if (ref.kind === "param") return paramIndex(trace, ref);
  return ref.element === null ? null : trace.columns.stage_nodes[trace.stages[ref.stage].first + ref.element];
}

/** @type {(trace: Trace) => Map<number, StageRef>} */
const elementOfNode = oncePer((trace) => {
  /** @type {Map<number, StageRef>} */
  const found = new Map();
  trace.stages.forEach(({ first, size }, stage) => {
    for (let element = 0; element < size; element++) {
      const id = trace.columns.stage_nodes[first + element];
      if (!found.has(id)) found.set(id, { kind: "stage", stage, element });
    }
  });
  return found;
});

/**
 * What a graph node is called elsewhere: a parameter, the element of the stage that made it, or itself.
 *
 * @param {Trace} trace
 * @param {number} node
 * @returns {Ref}
 */
export function refOfNode(trace, node) {
  if (node < numParams(trace)) return paramRef(trace, node);
  return elementOfNode(trace).get(node) ?? { kind: "node", node };
}
