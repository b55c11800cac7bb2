/**
 * The sum that the number in focus came from, term by term with what there is after each: read off the scalar graph,
 * which has a node for every one of them, and backwards off what each part of the KV cache was sent.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Lit} from "./lit.js"
 *
 * @typedef {object} Sum
 * @property {number[]} terms  backwards only as large as the bars that stand for them
 * @property {(number | null)[]} totals  after each; null where the trace has none
 * @property {boolean} isGradient
 */

import { lastSender } from "../../trace/known.js";
import { headOf, termIndex } from "../../trace/attention.js";
import { opOf, operandsOf, usersOf } from "../../trace/graph.js";
import { positions } from "../../trace/read.js";
import { kindOf } from "../../trace/stages.js";

const DEEPEST = 6; // operations between a number and the sum it came from

/**
 * @param {Trace} trace
 * @param {Lit} lit
 * @param {number} cursor
 * @param {number} element
 * @returns {Sum | null}
 */
export function sumAt(trace, { writes, isBackward }, cursor, element) {
  if (writes === null || trace.areChanges) return null;
  const sum = isBackward ? gathered(trace, writes, cursor, element) : added(trace, writes, element);
  return sum && sum.terms.length > 1 ? sum : null;
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
  /** @type {number[]} */
  let longest = [];
  let level = [nodes[trace.stages[stage].first + element]];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    for (const node of level) {
      const chain = chainOf(trace, node, stage);
      if (chain.length > longest.length) longest = chain;
    }
    level = level.flatMap((node) => operandsOf(trace, node).map((operand) => operand.node));
    level = [...new Set(level)].filter((node) => stages[node] === stage);
  }
  const last = longest.length - 1;
  const terms = longest.map((node, at) => data[at === 0 && last > 0 ? node : termOf(trace, node)]);
  return { terms, totals: longest.map((node) => data[node]), isGradient: false };
}

/**
 * From the first term over the sum of two to that of all: the nodes of a chain of additions, for which each but the
 * first was made from the one before.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {number} stage
 */
function chainOf(trace, node, stage) {
  /** @type {number[]} */
  const chain = [];
  let at = node;
  while (opOf(trace, at) === "+" && trace.columns.node_stage[at] === stage) {
    const [left, right] = operandsOf(trace, at);
    const isStart = opOf(trace, right.node) === "" && trace.columns.node_data[right.node] === 0;
    if (!isStart) chain.push(at);
    at = left.node;
  }
  return chain.length ? [at, ...chain.reverse()].map(Number) : [];
}

/**
 * What an addition of a chain added.
 *
 * @param {Trace} trace
 * @param {number} node
 */
const termOf = (trace, node) => operandsOf(trace, node)[1].node;

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
  if (trace.header.passes > 1) return null;
  const { name, layer, position } = trace.stages[stage];
  const { role } = kindOf(name);
  if (layer !== null && position !== null && (role === "key" || role === "value")) {
    const { [`cache_${role}_sent`]: sent, [`cache_${role}_grads`]: grads } = trace.columns;
    if (!sent || lastSender(trace, cursor, layer, role, position, headOf(trace, element)) === null) return null;
    const from = Array.from({ length: positions(trace) - position }, (_, back) => positions(trace) - 1 - back);
    const at = from.map((t) => termIndex(trace, t, layer, position, element));
    return { terms: at.map((index) => sent[index]), totals: at.map((index) => grads[index]), isGradient: true };
  }
  if (!trace.hasGraph) return null;
  const { stage_nodes: nodes, node_grad: grad } = trace.columns;
  const node = nodes[trace.stages[stage].first + element];
  const users = [...new Set(usersOf(trace, node))].sort((a, b) => b - a);
  const parts = users.flatMap((user) =>
    operandsOf(trace, user).flatMap((operand) => (operand.node === node ? [operand.local * grad[user]] : [])),
  );
  return { terms: parts, totals: parts.map((_, at) => (at < parts.length - 1 ? null : grad[node])), isGradient: true };
}
