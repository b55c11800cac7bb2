/**
 * An operation of the computation graph in full: "0.31 × −0.2 = −0.06", and what its operands are called. Pure
 * functions; the numbers are the trace's.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { operandsOf, opOf } from "../../trace/graph.js";
import { expressionOf } from "../../trace/names.js";
import { refOfNode } from "../../trace/refs.js";
import { numberText } from "./screen.js";

/**
 * An operation with its numbers put in, and its result.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function equationText(trace, node) {
  const result = numberText(trace.columns.node_data[node]);
  const made = writtenOut(trace, node, (operand) => numberText(trace.columns.node_data[operand]));
  return made === "" ? result : `${made} = ${result}`;
}

/**
 * An operation with the names of its operands: "wq[3][0] × x[0]".
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function namesText(trace, node) {
  return writtenOut(trace, node, (operand) => operandName(trace, node, operand)) || "a constant";
}

/**
 * What an operand is called; of a sum the sum so far.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {number} operand
 */
function operandName(trace, node, operand) {
  const isSoFar = opOf(trace, node) === "+" && opOf(trace, operand) === "+";
  return isSoFar && refOfNode(trace, operand).kind === "node" ? "sum so far" : calledText(trace, operand);
}

/**
 * What a node is called; one with no name of its own, by what made it.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function calledText(trace, node) {
  const ref = refOfNode(trace, node);
  if (ref.kind !== "node") return shortName(expressionOf(trace, ref));
  const op = opOf(trace, node);
  if (op === "") return numberText(trace.columns.node_data[node]);
  if (op === "+") return "sum";
  if (op === "*") return "product";
  return op.startsWith("**") ? `(…) ${op.replace("**", "** ").replace("-", "\u2212")}` : `${op}(…)`;
}

/**
 * @param {Trace} trace
 * @param {number} node
 * @param {(operand: number) => string} text
 */
function writtenOut(trace, node, text) {
  const op = opOf(trace, node);
  if (op === "") return "";
  const operands = operandsOf(trace, node).map((each) => text(each.node));
  if (op === "+") return operands.join(" + ");
  if (op === "*") return operands.join(" × ");
  if (op.startsWith("**")) return `(${operands[0]}) ${op.replace("**", "** ").replace("-", "\u2212")}`;
  return `${op}(${operands[0]})`;
}

/**
 * A parameter's name without the layer it is in, which the picture shows by its place.
 *
 * @param {string} name
 */
function shortName(name) {
  return name.replace(/^layer\d+\.(attn_|mlp_)?/, "");
}
