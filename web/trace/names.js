/**
 * What things in a trace are called: as expressions in Python, and in words.
 *
 * @import {Trace} from "./read.js"
 * @import {Ref} from "./refs.js"
 */

import { tokenText } from "../draw/format.js";
import { operandsOf, opOf } from "./graph.js";
import { tokenAt } from "./read.js";
import { refOfNode } from "./refs.js";
import { kindOf } from "./stages.js";

/**
 * What a ref is called in Python: keys[0][2][5].
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @returns {string}
 */
export function expressionOf(trace, ref) {
  if (ref.kind === "param") return `${trace.matrices[ref.matrix].name}[${ref.row}][${ref.column}]`;
  if (ref.kind === "node") return operationText(trace, ref.node, (operand) => nodeName(trace, operand, 1));
  const { expression, size, name } = trace.stages[ref.stage];
  const isScalar = size === 1 && kindOf(name).numbers === "loss";
  return ref.element === null || isScalar ? expression : `${expression}[${ref.element}]`;
}

/**
 * A node's name, or what it is made of, no deeper than so many operations.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {number} depth
 * @returns {string}
 */
export function nodeName(trace, node, depth) {
  const ref = refOfNode(trace, node);
  if (ref.kind !== "node") return expressionOf(trace, ref);
  if (opOf(trace, node) === "") return String(trace.columns.node_data[node]);
  return depth === 0 ? "(…)" : operationText(trace, node, (operand) => nodeName(trace, operand, depth - 1));
}

/**
 * An operation written out with some text for each operand.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {(operand: number) => string} text
 */
function operationText(trace, node, text) {
  const op = opOf(trace, node);
  const operands = operandsOf(trace, node).map((each) => text(each.node));
  if (op === "") return String(trace.columns.node_data[node]);
  if (op === "+" || op === "*") return operands.join(` ${op} `);
  if (op.startsWith("**")) return `(${operands[0]}) ${op.replace("**", "** ")}`;
  return `${op}(${operands[0]})`;
}

/**
 * position 2 “l”
 *
 * @param {Trace} trace
 * @param {number} position
 */
export function placeText(trace, position) {
  return `position ${position} “${tokenText(tokenAt(trace, position))}”`;
}

/**
 * query, head 1, layer 0, position 2 “l”
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function stageText(trace, stage) {
  const { name, position, layer, head } = trace.stages[stage];
  const where = (head === null ? "" : `, head ${head}`) + (layer === null ? "" : `, layer ${layer}`);
  return kindOf(name).label + where + (position === null ? "" : `, ${placeText(trace, position)}`);
}

/**
 * The part of the model that a stage belongs to: Attention, layer 0
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function groupText(trace, stage) {
  const { name, layer } = trace.stages[stage];
  return kindOf(name).group + (layer === null ? "" : `, layer ${layer}`);
}
