/**
 * The scalar graph of a trace: operands, users and operations of its nodes.
 *
 * @import {Trace} from "./read.js"
 */

import { oncePer } from "./once.js";
import { numParams, refOfNode } from "./refs.js";

/**
 * The label of the operation that made a node: "" for a leaf.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function opOf(trace, node) {
  return trace.header.ops[trace.columns.node_op[node]];
}

/**
 * The operands of a node, with the local gradient on the edge to each.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function operandsOf(trace, node) {
  const { node_first, node_operands, node_locals } = trace.columns;
  const operands = [];
  for (let edge = node_first[node]; edge < node_first[node + 1]; edge++) {
    operands.push({ node: node_operands[edge], local: node_locals[edge] });
  }
  return operands;
}

/** @type {(trace: Trace) => {first: Uint32Array, users: Uint32Array}} */
const usersByNode = oncePer((trace) => {
  const { node_first, node_operands } = trace.columns;
  const count = node_first.length - 1;
  const first = new Uint32Array(count + 1);
  for (const operand of node_operands) first[operand + 1] += 1;
  for (let i = 0; i < count; i++) first[i + 1] += first[i];
  const next = first.slice();
  const users = new Uint32Array(node_operands.length);
  for (let user = 0; user < count; user++) {
    for (let edge = node_first[user]; edge < node_first[user + 1]; edge++) users[next[node_operands[edge]]++] = user;
  }
  return { first, users };
});

/**
 * The nodes that were made from a node, once for each time it was used.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function usersOf(trace, node) {
  const { first, users } = usersByNode(trace);
  return [...users.subarray(first[node], first[node + 1])];
}

/**
 * A chain of additions, in the order in which they were made: each term, and the node that is the sum up to it, the
 * term itself for the first. The 0 that Python's sum() starts from is left out. Any other node is one term, itself.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function additionsOf(trace, node) {
  /** @type {{term: number, sum: number}[]} */
  const found = [];
  let at = node;
  for (;;) {
    if (opOf(trace, at) !== "+" || (at !== node && refOfNode(trace, at).kind !== "node")) {
      found.push({ term: at, sum: at });
      break;
    }
    const [left, right] = operandsOf(trace, at);
    if (opOf(trace, right.node) === "" && trace.columns.node_data[right.node] === 0) {
      at = left.node; // x + 0: how sum() begins
    } else {
      found.push({ term: right.node, sum: at });
      at = left.node;
    }
  }
  return found.reverse();
}

/**
 * The terms of a chain of additions; any other node as itself.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function termsOf(trace, node) {
  return additionsOf(trace, node).map(({ term }) => term);
}

/**
 * The total after each of termsOf(), as Python added them up.
 *
 * @param {Trace} trace
 * @param {number} node
 */
export function runningTotals(trace, node) {
  const { node_data: data } = trace.columns;
  const terms = termsOf(trace, node);
  /** @type {number[]} */
  const totals = [];
  for (let at = node; totals.length < terms.length && opOf(trace, at) === "+"; ) {
    totals.unshift(data[at]);
    [{ node: at }] = operandsOf(trace, at);
  }
  if (totals.length < terms.length) totals.unshift(data[terms[0]]);
  return totals;
}

/** @type {(trace: Trace) => number[][]} */
const nodesByStage = oncePer((trace) => {
  const { node_stage } = trace.columns;
  /** @type {number[][]} */
  const found = trace.stages.map(() => []);
  for (let node = numParams(trace); node < node_stage.length; node++) found[node_stage[node]].push(node);
  return found;
});

/**
 * The nodes that a stage's elements were made of, operands first: what "into" steps through.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
export function nodesOfStage(trace, stage) {
  return nodesByStage(trace)[stage];
}
