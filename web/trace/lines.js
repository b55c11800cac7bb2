/**
 * The statements of Python that run at a moment, and what they run on: one reading for all that show the source.
 *
 * @import {FunctionPlace, Place} from "../wire/trace-format.js"
 * @import {Trace} from "./read.js"
 * @import {Ref} from "./refs.js"
 *
 * @typedef {object} Running
 * @property {"token" | "forward" | "seed" | "chain" | "nothing" | "adam"} kind  backwards: the loss's own gradient, the
 *   chain rule, or nothing to send gradients through
 * @property {Place[]} places  of what runs, one after the other
 * @property {Place[]} around  the loops that it runs in
 * @property {number | null} node  that is computed, or sends gradients to its operands
 *
 * @typedef {{cursor: number, operation: number | null, selection: Ref | null, hovered: Ref | null}} Moment
 */

import { maxIndex } from "d3-array";
import { focusElement } from "./focus.js";
import { operandsOf, opOf } from "./graph.js";
import { operationAt, operationNodes, updateLines } from "./moves.js";

/**
 * @param {Trace} trace
 * @param {Moment} moment
 * @returns {Running}
 */
export function runningAt(trace, moment) {
  const { cursor, operation } = moment;
  const { phase, stage } = trace.frames[cursor];
  if (phase === "tokens") return { kind: "token", places: [statement(trace, phase, "return")], around: [], node: null };
  if (phase === "adam") {
    const lines = updateLines(trace);
    const line = lines[operation ?? lines.length - 1];
    return {
      kind: "adam",
      places: [statement(trace, phase, line)],
      around: [statement(trace, phase, "for i, g")],
      node: null,
    };
  }
  const node = operation === null ? null : operationAt(trace, cursor, operation);
  if (phase !== "backward" && stage !== null) {
    return { kind: "forward", places: [trace.stages[stage]], around: [], node };
  }
  return backward(trace, moment, node);
}

/**
 * @param {Trace} trace
 * @param {Moment} moment
 * @param {number | null} asked  the node that the reader went to
 * @returns {Running}
 */
function backward(trace, moment, asked) {
  const at = (/** @type {string} */ name) => statement(trace, "backward", name);
  const loop = at("for node");
  if (asked === null && trace.frames[moment.cursor - 1]?.phase === "loss") {
    return { kind: "seed", places: [at("self.grad")], around: [], node: null };
  }
  const node = asked ?? busiestNode(trace, moment);
  const operands = node === null ? operandsWithoutGraph(trace, moment.cursor) : operandsOf(trace, node).length;
  if (operands === 0) return { kind: "nothing", places: [loop], around: [], node };
  if (operands === 1) {
    return { kind: "chain", places: [at("child.grad")], around: [loop, at("for child, local_grad")], node };
  }
  return { kind: "chain", places: [at("left.grad"), at("right.grad")], around: [loop], node };
}

/**
 * How many operands those operations have that a stage is made with; 0 where nothing is computed. For a trace without a
 * graph: of several kinds the most frequent.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
function operandsWithoutGraph(trace, cursor) {
  const { stage } = trace.frames[cursor];
  const operation = stage === null ? "" : trace.stages[stage].operation;
  if (trace.hasGraph || operation === "row" || operation === "concat") return 0;
  return operation === "relu" || operation === "square" ? 1 : 2;
}

/**
 * Of the operations of a backward frame that the number in focus came from, the product that sends most; where there is
 * none, the operation that made the number itself, and null where nothing is computed.
 *
 * @param {Trace} trace
 * @param {Moment} moment
 */
function busiestNode(trace, moment) {
  const element = focusElement(trace, moment);
  const all = operationNodes(trace, moment.cursor);
  const own = all.filter((node) => trace.columns.node_element[node] === element);
  const nodes = own.length > 0 ? own : all;
  const products = nodes.filter((node) => opOf(trace, node) === "*");
  const { node_first: first, node_shares: shares } = trace.columns;
  const sent = products.map((node) => Math.max(...shares.subarray(first[node], first[node + 1]).map(Math.abs)));
  return products[maxIndex(sent)] ?? nodes[0] ?? null;
}

/**
 * A statement of the function that does a phase, by what it assigns.
 *
 * @param {Trace} trace
 * @param {"tokens" | "backward" | "adam"} phase
 * @param {string} name
 */
export function statement(trace, phase, name) {
  const place = trace.header.functions[phase].statements[name];
  if (!place) throw new Error(`wanted a statement ${name} in the function of ${phase}`);
  return place;
}
