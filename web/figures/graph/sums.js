/**
 * How a number of the computation graph was added up: its terms in the order in which they were added, each with the
 * node of the sum so far. Every number of it is a node of the trace.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{term: number, sum: number, before: number | null}} Step  before: the sum that the term was added to
 */

import { operandsOf, opOf } from "../../trace/graph.js";
import { isPlusZero } from "./helpers.js";
import { numberText } from "./screen.js";
import { equationText } from "./equation.js";

/**
 * @param {Trace} trace
 * @param {number} node
 * @returns {Step[]}
 */
export function stepsOf(trace, node) {
  const { node_stage: stageOf, node_element: elementOf } = trace.columns;
  const isOwn = (/** @type {number} */ each) =>
    stageOf[each] === stageOf[node] && elementOf[each] === elementOf[node] && opOf(trace, each) === "+";
  /** @type {Step[]} */
  const steps = [];
  let at = node;
  while (isOwn(at)) {
    const [left, right] = operandsOf(trace, at);
    if (!isPlusZero(trace, at)) steps.push({ term: right.node, sum: at, before: left.node });
    at = left.node;
  }
  steps.push({ term: at, sum: at, before: null });
  return steps.reverse();
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
  const factors = opOf(trace, term) === "*" ? operandsOf(trace, term).map((each) => number(each.node)) : [];
  const added = factors.length ? factors.join(" × ") : number(term);
  return `${number(before)} + ${added} = ${number(sum)}`;
}
