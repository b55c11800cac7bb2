/**
 * How a number of the computation graph was made: a sum term by term in the order in which they were added, each with
 * the node of the sum so far, and what was done with it then. Every number of it is a node of the trace.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{term: number, sum: number, before: number | null}} Step  before: the sum that the term was added to; null
 *   for an operation that is told as it is
 */

import { operandsOf, opOf } from "../../trace/graph.js";
import { refOfNode } from "../../trace/refs.js";
import { equationText } from "./equation.js";
import { isHelper, isPlusZero } from "./helpers.js";
import { numberText } from "./screen.js";

/**
 * @param {Trace} trace
 * @param {number} node
 * @returns {Step[]}
 */
export function stepsOf(trace, node) {
  const { node_stage: stageOf, node_element: elementOf } = trace.columns;
  const isOwn = (/** @type {number} */ each) =>
    stageOf[each] === stageOf[node] && elementOf[each] === elementOf[node] && opOf(trace, each) !== "";
  /** @type {Step[]} */
  const steps = [];
  let at = node;
  while (isOwn(at) && opOf(trace, at) === "+") {
    const [left, right] = operandsOf(trace, at);
    if (!isPlusZero(trace, at)) steps.push({ term: right.node, sum: at, before: left.node });
    at = left.node;
  }
  if (!isOwn(at)) return steps.reverse(); // the first term is only read
  steps.push({ term: at, sum: at, before: null });
  steps.reverse();
  if (steps.length > 1) return steps;
  const made = operandsOf(trace, at).find((each) => isOwn(each.node) && !isHelper(trace, each.node));
  return made ? [...stepsOf(trace, made.node), ...steps] : steps;
}

/**
 * A step in numbers: "0.33 + 0.31 × −0.2 = 0.27".
 *
 * @param {Trace} trace
 * @param {Step} step
 */
export function stepText(trace, { term, sum, before }) {
  const number = (/** @type {number} */ node) => numberText(trace.columns.node_data[node]);
  if (before === null) return equationText(trace, term);
  const isRead = refOfNode(trace, term).kind !== "node"; // it was made elsewhere
  const isProduct = opOf(trace, term) === "*" && !isRead;
  const factors = isProduct ? operandsOf(trace, term).map((each) => number(each.node)) : [];
  const added = factors.length ? factors.join(" × ") : number(term);
  return `${number(before)} + ${added} = ${number(sum)}`;
}
