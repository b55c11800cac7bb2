/**
 * The numbers of backward()'s lines: to what a gradient is sent, the local gradient, the gradient, and their product.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Noted} from "./forward.js"
 */

import { digits } from "../../draw/format.js";
import { operandsOf, opOf } from "../../trace/graph.js";
import { known } from "../../trace/known.js";
import { expressionOf, inOneLayer } from "../../trace/names.js";
import { refOfNode } from "../../trace/refs.js";
import { notesAt } from "./code.js";

/** The names in each line: to what it adds, the local gradient, the gradient of the node. */
const NAMES = /** @type {const} */ ({
  left: ["left.grad", "left_grad", "grad"],
  right: ["right.grad", "right_grad", "grad"],
  child: ["child.grad", "local_grad", "node.grad"],
});

/**
 * The operands of a node as backward() calls them.
 *
 * @param {Trace} trace
 * @param {number} node
 * @returns {{as: keyof typeof NAMES, node: number, edge: number}[]}
 */
export function sides(trace, node) {
  const operands = operandsOf(trace, node);
  const names = operands.length === 2 ? /** @type {const} */ (["left", "right"]) : /** @type {const} */ (["child"]);
  return operands.map((operand, at) => ({
    as: names[at],
    node: operand.node,
    edge: trace.columns.node_first[node] + at,
  }));
}

/**
 * What one of its lines adds to an operand of a node. The product is there once the gradient of the node is complete:
 * the trace keeps what was sent last.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} node
 * @param {ReturnType<typeof sides>[number]} side
 * @param {string} line
 * @returns {Noted}
 */
export function shareNotes(trace, cursor, node, side, line) {
  const { node_locals: locals, node_shares: shares } = trace.columns;
  const { grad, state } = known(trace, refOfNode(trace, node), cursor);
  const [target, local, own] = NAMES[side.as];
  const notes = notesAt(line, [
    [target, gatheredText(trace, cursor, side)],
    [local, digits(locals[side.edge])],
    [own, grad === null ? "…" : digits(grad)],
  ]);
  return { notes, result: state === "complete" && grad !== null ? `= ${digits(shares[side.edge], true)}` : "" };
}

/**
 * What the gradient of an operand has come to with this; where the trace does not say, what is known of it.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ReturnType<typeof sides>[number]} side
 */
function gatheredText(trace, cursor, { node, edge }) {
  const { node_gathered: gathered } = trace.columns;
  if (gathered) return `→ ${digits(gathered[edge])}`;
  const { grad, state } = known(trace, refOfNode(trace, node), cursor);
  return grad === null ? "not whole yet" : `${digits(grad)}${state === "partial" ? " so far" : ""}`;
}

/**
 * What an operand is, in a few words: layer0.attn_wq[3][5], a sum, the number −1
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function operandName(trace, node) {
  const ref = refOfNode(trace, node);
  if (ref.kind !== "node") return inOneLayer(trace, expressionOf(trace, ref));
  const op = opOf(trace, node);
  if (op === "") return `the number ${digits(trace.columns.node_data[node])}`;
  return NAMES_OF_RESULTS[op] ?? "a power";
}

/** @type {Record<string, string>} */
const NAMES_OF_RESULTS = {
  "+": "a sum",
  "*": "a product",
  exp: "an exponential",
  log: "a logarithm",
  relu: "a relu",
};
