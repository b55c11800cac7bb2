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
 * What an operand is called; one with no name of its own by what it is.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {number} operand
 */
function operandName(trace, node, operand) {
  const ref = refOfNode(trace, operand);
  if (ref.kind !== "node") return shortName(expressionOf(trace, ref));
  const op = opOf(trace, operand);
  if (op === "") return numberText(trace.columns.node_data[operand]);
  if (op === "+") return opOf(trace, node) === "+" ? "sum so far" : "sum";
  return op === "*" ? "product" : op.startsWith("**") ? "power" : op;
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
export function shortName(name) {
  return name.replace(/^layer\d+\.(attn_|mlp_)?/, "");
}
