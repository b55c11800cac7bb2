/**
 * How a number was computed, with the numbers put in: the longest sum in it term by term, with what it is by then, and
 * what was done with that sum. Every number is a node that Python made.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} Row  a term of a sum
 * @property {number} node
 * @property {string} names
 * @property {string} short  the name of one of two factors: the formula above names the other
 * @property {string} numbers
 * @property {string} sum  up to this term
 *
 * @typedef {{node: number, numbers: string, result: string}} Line  one operation
 *
 * @typedef {{rows: Row[], lines: Line[]}} Working
 */

import { brief } from "../../draw/format.js";
import { additionsOf, operandsOf, opOf } from "../../trace/graph.js";
import { inOneLayer, nodeName } from "../../trace/names.js";
import { refOfNode } from "../../trace/refs.js";

/**
 * @param {Trace} trace
 * @param {number} node
 * @returns {Working | null}  null for a number that was not computed
 */
export function workingOf(trace, node) {
  if (opOf(trace, node) === "") return null;
  const path = pathToSum(trace, node);
  const additions = path ? additionsOf(trace, path[0]) : [];
  const done = new Set(additions.map(({ term }) => term));
  return {
    rows: additions.map(({ term, sum }) => ({ node: term, ...written(trace, term), sum: numberOf(trace, sum) })),
    lines: path ? path.slice(1).map((each) => lineOf(trace, each)) : operations(trace, node, done),
  };
}

/**
 * From the longest sum among what a node was made of up to the node itself; null if there is no sum.
 *
 * @param {Trace} trace
 * @param {number} node
 * @returns {number[] | null}
 */
function pathToSum(trace, node) {
  /** @type {{path: number[], length: number}} */
  let best = { path: [], length: 1 };
  /** @param {number} at @param {number[]} above */
  const visit = (at, above) => {
    const path = [at, ...above];
    const additions = additionsOf(trace, at);
    if (additions.length >= Math.max(best.length, 2)) best = { path, length: additions.length };
    for (const { term } of additions.length > 1 ? additions : []) if (isInner(trace, term)) visit(term, path);
    if (additions.length > 1) return;
    for (const { node: operand } of operandsOf(trace, at)) if (isInner(trace, operand)) visit(operand, path);
  };
  visit(node, []);
  return best.path.length ? best.path : null;
}

/**
 * Whether a node has no name of its own and was computed.
 *
 * @param {Trace} trace
 * @param {number} node
 */
const isInner = (trace, node) => refOfNode(trace, node).kind === "node" && opOf(trace, node) !== "";

/**
 * The operations of a node that is no sum, operands first.
 *
 * @param {Trace} trace
 * @param {number} node
 * @param {Set<number>} done
 * @returns {Line[]}
 */
function operations(trace, node, done) {
  done.add(node);
  const before = operandsOf(trace, node).filter((each) => isInner(trace, each.node) && !done.has(each.node));
  return [...before.flatMap((each) => operations(trace, each.node, done)), lineOf(trace, node)];
}

/**
 * @param {Trace} trace
 * @param {number} node
 * @returns {Line}
 */
function lineOf(trace, node) {
  return { node, numbers: written(trace, node).numbers, result: numberOf(trace, node) };
}

/**
 * A term or an operation, by its names and by its numbers.
 *
 * @param {Trace} trace
 * @param {number} node
 */
function written(trace, node) {
  const op = opOf(trace, node);
  const nameOf = (/** @type {number} */ each) => inOneLayer(trace, nodeName(trace, each, 1));
  const said = (/** @type {string} */ names, /** @type {string} */ numbers, short = names) => ({
    names,
    short,
    numbers,
  });
  if (op === "" || (op === "+" && refOfNode(trace, node).kind !== "node"))
    return said(nameOf(node), numberOf(trace, node));
  const operands = operandsOf(trace, node).map((each) => each.node);
  const [names, numbers] = [operands.map(nameOf), operands.map((each) => numberOf(trace, each))];
  if (op === "*") {
    const short = names[0].length < names[1].length ? names[0] : names[1];
    return said(names.join(" · "), numbers.join(" × "), short);
  }
  if (op === "+") return said(names.join(" + "), numbers.join(" + "));
  if (op.startsWith("**")) return said(`${names[0]} ${op}`, `${bracketed(numbers[0])} ${op}`);
  return said(`${op}(${names[0]})`, `${op}(${numbers[0]})`, nameOf(firstNamed(trace, operands[0])));
}

/**
 * What a number was made of first that has a name.
 *
 * @param {Trace} trace
 * @param {number} node
 * @returns {number}
 */
function firstNamed(trace, node) {
  return isInner(trace, node) ? firstNamed(trace, operandsOf(trace, node)[0].node) : node;
}

/**
 * @param {Trace} trace
 * @param {number} node
 */
const numberOf = (trace, node) => brief(trace.columns.node_data[node]);

/** @param {string} number */
const bracketed = (number) => (number.startsWith("\u2212") ? `(${number})` : number);
