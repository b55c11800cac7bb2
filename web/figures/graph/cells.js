/**
 * The cells of the computation graph: of elements, of what a stage's elements share, and of parameters.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 * @import {Box, Layout} from "./layout.js"
 */

import { NONE } from "../../trace/read.js";
import { nodeOf, numParams, paramRef } from "../../trace/refs.js";

/**
 * The cell of an element of a stage; element `size` is the one that the others share.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @returns {Box}
 */
export function cellBox(layout, trace, stage, element) {
  const { x, y, width, across, pitch, cell } = layout.blocks[stage];
  const { size, head } = trace.stages[stage];
  if (element === size && head === null) return { x: x + width + 0.4, y, width: cell, height: cell };
  return { x: x + (element % across) * pitch, y: y + Math.floor(element / across) * pitch, width: cell, height: cell };
}

/**
 * @param {Layout} layout
 * @param {ParamRef} ref
 * @returns {Box}
 */
export function paramBox(layout, { matrix, row, column }) {
  const { x, y, cell } = layout.matrices[matrix];
  return { x: x + column * cell, y: y + row * cell, width: cell, height: cell };
}

/**
 * The stage and the cell in which a node that is no parameter was made.
 *
 * @param {Trace} trace
 * @param {number} node
 * @returns {[stage: number, element: number]}
 */
export function cellOfNode(trace, node) {
  const stage = trace.columns.node_stage[node];
  const element = trace.columns.node_element[node];
  return [stage, element === NONE ? trace.stages[stage].size : element];
}

/**
 * Where a node's number is to be seen: the cell of its element, the shared cell, or its parameter's cell.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} node
 */
export function cellOf(layout, trace, node) {
  if (node < numParams(trace)) return paramBox(layout, paramRef(trace, node));
  const [stage, element] = cellOfNode(trace, node);
  return cellBox(layout, trace, stage, element);
}

/**
 * The node of a ref, for a stage of one number also when the whole of it is meant.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 */
export function nodeOfRef(trace, ref) {
  const isWhole = ref.kind === "stage" && ref.element === null && trace.stages[ref.stage].size === 1;
  return nodeOf(trace, isWhole ? { ...ref, element: 0 } : ref);
}
