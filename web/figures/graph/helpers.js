/**
 * The helpers in a tree of scalar operations: nodes that only spell out a sign, a quotient or the start of a sum, and the
 * constants in such. They are folded away while there is no room for them.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Edge} from "./tree.js"
 */

import { opOf } from "../../trace/graph.js";
import { numParams } from "../../trace/refs.js";

export const NODE = 0;
export const HELPER = 1;
export const PORT = 2;

/**
 * @param {Trace} trace
 * @param {number} node
 */
export function isHelper(trace, node) {
  const op = opOf(trace, node);
  if (op === "") return node >= numParams(trace);
  return op === "**-1" || isPlusZero(trace, node) || isWith(trace, node, "*", -1);
}

/**
 * x + 0: how Python's sum() begins.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export const isPlusZero = (trace, node) => isWith(trace, node, "+", 0);

/**
 * Whether a node is an operation with this constant on the right.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {string} op
 * @param {number} constant
 */
function isWith(trace, node, op, constant) {
  if (opOf(trace, node) !== op) return false;
  const { node_first, node_operands, node_data } = trace.columns;
  const right = node_operands[node_first[node] + 1];
  return right >= numParams(trace) && opOf(trace, right) === "" && node_data[right] === constant;
}

/**
 * Edges with the helpers taken out: what flowed through one goes past it.
 *
 * @param {Edge[]} edges
 * @param {Uint8Array} kinds
 */
export function folded(edges, kinds) {
  /** The operand that a helper stands for, the first; a constant stands for none. @type {Map<number, number>} */
  const through = new Map();
  for (const { from, to } of edges) if (kinds[to] === HELPER && !through.has(to)) through.set(to, from);
  /** @type {Edge[]} */
  const result = [];
  for (const each of edges) {
    if (kinds[each.to] === HELPER) continue;
    let { from } = each;
    while (kinds[from] === HELPER && through.has(from)) from = /** @type {number} */ (through.get(from));
    if (kinds[from] === HELPER) continue;
    result.push(from === each.from ? each : { ...each, from, operand: -1 });
  }
  return result;
}
