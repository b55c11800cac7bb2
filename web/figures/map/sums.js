/**
 * The sum that the number in focus came from, term by term with what there is after each: forwards read off the scalar
 * graph, which has a node for every one of them, backwards what each use has sent to its gradient.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Lit} from "./lit.js"
 *
 * @typedef {object} Sum
 * @property {number[]} terms
 * @property {number[]} totals  after each
 * @property {string} what  the terms are
 * @property {boolean} isGradient
 */

import { chainOf } from "../../trace/chain.js";
import { additionsOf, operandsOf, opOf } from "../../trace/graph.js";
import { refOfNode, stageRef } from "../../trace/refs.js";

const DEEPEST = 6; // operations between a number and the sum it came from

/**
 * @param {Trace} trace
 * @param {Lit} lit
 * @param {number} cursor
 * @param {number} element
 * @returns {Sum | null}  null where nothing is added, or the trace does not say what
 */
export function sumAt(trace, { writes, isBackward }, cursor, element) {
  if (writes === null || trace.areChanges) return null;
  const sum = isBackward ? gathered(trace, writes, cursor, element) : added(trace, writes, element);
  return sum && sum.terms.length > 1 ? sum : null;
}

/**
 * The parts of an element's gradient, in the order in which they come.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 * @param {number} element
 * @returns {Sum | null}
 */
function gathered(trace, stage, cursor, element) {
  const chain = chainOf(trace, stageRef(stage, element), cursor);
  if (!chain) return null;
  const [terms, totals] = [chain.map(({ share }) => share), chain.map(({ sum }) => sum)];
  return { terms, totals, what: "parts", isGradient: true };
}

/**
 * The longest chain of additions among the operations that made an element.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @returns {Sum | null}
 */
function added(trace, stage, element) {
  if (!trace.hasGraph) return null;
  const { stage_nodes: nodes, node_stage: stages, node_data: data } = trace.columns;
  /** @type {ReturnType<typeof additionsOf>} */
  let longest = [];
  let level = [nodes[trace.stages[stage].first + element]].filter((node) => stages[node] === stage);
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    for (const node of level) {
      const additions = additionsOf(trace, node);
      if (additions.length > longest.length) longest = additions;
    }
    const below = level.flatMap((node) => operandsOf(trace, node).map((operand) => operand.node));
    level = [...new Set(below)].filter((node) => stages[node] === stage);
  }
  return {
    terms: longest.map(({ term }) => data[term]),
    totals: longest.map(({ sum }) => data[sum]),
    what: longest.length ? whatIs(trace, longest[longest.length - 1].term) : "",
    isGradient: false,
  };
}

/**
 * What a term is, of several.
 *
 * @param {Trace} trace
 * @param {number} node
 */
function whatIs(trace, node) {
  if (refOfNode(trace, node).kind !== "node") return "numbers";
  const operands = operandsOf(trace, node);
  const op = opOf(trace, node);
  if (op === "exp") return "exponentials";
  if (op !== "*") return "numbers";
  return operands[0].node === operands[1].node ? "squares" : "products";
}
