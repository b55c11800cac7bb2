/**
 * How a node was computed, with names and with numbers.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { fixed } from "../../draw/format.js";
import { operandsOf, opOf, termsOf } from "../../trace/graph.js";
import { nodeName } from "../../trace/names.js";
import { refOfNode } from "../../trace/refs.js";

const MOST_TERMS = 16;

/**
 * The lines of a sum, or one operation; null for a leaf.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function formulaOf(trace, node) {
  if (opOf(trace, node) === "") return null;
  const terms = termsOf(trace, node);
  const all = terms.length > 1 ? terms : [node];
  return {
    lines: all.slice(0, MOST_TERMS).map((term) => ({ node: term, ...written(trace, term) })),
    more: Math.max(all.length - MOST_TERMS, 0),
    result: number(trace, node),
  };
}

/**
 * One term by its names and by its numbers.
 *
 * @param {Trace} trace
 * @param {number} node
 */
function written(trace, node) {
  const op = opOf(trace, node);
  if (op === "" || (op === "+" && refOfNode(trace, node).kind !== "node")) {
    return { names: nodeName(trace, node, 1), numbers: number(trace, node) };
  }
  const operands = operandsOf(trace, node).map((each) => each.node);
  const names = operands.map((each) => nodeName(trace, each, 1));
  const numbers = operands.map((each) => number(trace, each));
  if (op === "*") return { names: names.join(" · "), numbers: numbers.map(bracketed).join(" · ") };
  if (op === "+") return { names: names.join(" + "), numbers: numbers.join(" + ") };
  if (op.startsWith("**")) return { names: `${names[0]} ${op}`, numbers: `${bracketed(numbers[0])} ${op}` };
  return { names: `${op}(${names[0]})`, numbers: `${op}(${numbers[0]})` };
}

/**
 * @param {Trace} trace
 * @param {number} node
 */
const number = (trace, node) => fixed(trace.columns.node_data[node], 3);

/** @param {string} number */
const bracketed = (number) => (number.startsWith("\u2212") ? `(${number})` : number);
