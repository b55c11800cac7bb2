/**
 * The nodes that say nothing of the model: what Python adds to spell out a sum, a difference or a quotient.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { operandsOf, opOf } from "../../trace/graph.js";
import { numParams } from "../../trace/refs.js";

/**
 * Whether a node only spells out a sign, a quotient or the start of a sum, or is a constant in such.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function isHelper(trace, node) {
  const op = opOf(trace, node);
  if (op === "") return node >= numParams(trace);
  return op === "**-1" || isPlusZero(trace, node) || isTimes(trace, node, -1);
}

/**
 * @param {Trace} trace
 * @param {number} node
 */
export function isPlusZero(trace, node) {
  if (opOf(trace, node) !== "+") return false;
  return isConstant(trace, operandsOf(trace, node)[1].node, 0);
}

/**
 * @param {Trace} trace
 * @param {number} node
 * @param {number} factor
 */
function isTimes(trace, node, factor) {
  return opOf(trace, node) === "*" && isConstant(trace, operandsOf(trace, node)[1].node, factor);
}

/**
 * @param {Trace} trace
 * @param {number} node
 * @param {number} value
 */
function isConstant(trace, node, value) {
  return node >= numParams(trace) && opOf(trace, node) === "" && trace.columns.node_data[node] === value;
}
