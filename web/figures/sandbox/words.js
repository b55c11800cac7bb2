/**
 * What happens in a step, in words: what is made of what, what its local gradients mean, and what backward() hands on.
 *
 * @import {Walk, WalkNode, WalkStep} from "../../wire/protocol.js"
 */

import { brief, digits } from "../../draw/format.js";

/** The number that was asked after. @param {number} x */
export const number = (x) =>
  digits(x)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

/**
 * A number where there is little room.
 *
 * @param {number} x
 */
export const short = (x) =>
  brief(x)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

/** What stands on a node. @param {WalkNode} node */
export function label({ op, name, data }) {
  if (!op) return name || number(data);
  return name ? `${name}: ${op}` : op;
}

/** What an operation is, and why its local gradients are what they are. @type {Record<string, string>} */
const RULES = {
  "+": "A sum: if one of its operands grows a little, it grows by as much. Both local gradients are 1.",
  "*": "A product: if one of its operands grows a little, it grows by that times the other one. So the local gradient of each operand is the other one’s number.",
  exp: "e to the power of its operand. It is its own slope: the local gradient is the result itself.",
  log: "The natural logarithm of its operand, whose slope is 1 divided by the operand.",
};

/** @param {WalkNode} node */
function ruleOf({ op, locals }) {
  if (op === "relu") {
    return locals[0] === 0
      ? "relu makes 0 of a number that is not above 0: whatever it is, the result stays 0, and so the local gradient is 0."
      : "relu lets a number above 0 through as it is: the local gradient is 1.";
  }
  if (op.startsWith("**")) {
    return `A power: its slope is the exponent times the operand to the power of one less, n * x**(n - 1) with n = ${op.slice(2)}.`;
  }
  return RULES[op];
}

/**
 * @param {Walk} walk
 * @param {WalkStep | null} step
 * @param {boolean} isLast
 */
export function titleOf({ nodes, leaves }, step, isLast) {
  if (!step) return `Forward begins with the leaves: ${leaves.map(({ name }) => name).join(", ")}`;
  const node = nodes[step.node];
  const text = node.name || node.text;
  if (step.phase === "forward") return `Forward: ${text} = ${number(node.data)}`;
  if (step.phase === "start") return `Backward begins at the result: ${text}.grad = 1`;
  return `Backward${isLast ? ", the last" : ""}: ${text} hands its gradient on`;
}

/**
 * @param {Walk} walk
 * @param {WalkStep | null} step
 * @param {number | null} grad  of the step's node, as it is then
 */
export function sentenceOf({ nodes }, step, grad) {
  if (!step) return "A leaf is made from nothing: it has a number, and no operands to hand a gradient to.";
  const node = nodes[step.node];
  if (step.phase === "forward") {
    const own = node.written ? "" : ` It does not stand in the expression: Value writes ${node.of} with it.`;
    return ruleOf(node) + own;
  }
  if (step.phase === "start") {
    return "A gradient says by how much the result changes with a number. The result changes with itself by just as much: 1.";
  }
  const [first, second] = step.shares;
  const often = second && first.operand === second.operand;
  const gathers = step.shares.find(({ before }) => before !== 0);
  const begin = `Its gradient is ${number(grad ?? node.grad)}. Each operand receives its local gradient times that.`;
  const name = (/** @type {number} */ operand) => nodes[operand].name || nodes[operand].text;
  if (often) return `${begin} ${name(first.operand)} is both operands, and so receives two parts: they add up.`;
  if (gathers) return `${begin} ${name(gathers.operand)} has a part already, from another use: the two add up.`;
  return begin;
}

/**
 * A node with all that is known of it.
 *
 * @param {Walk} walk
 * @param {number} at
 * @param {boolean} isMade
 * @param {number | null} grad
 */
export function aboutOf({ nodes }, at, isMade, grad) {
  const node = nodes[at];
  if (!isMade) return "not made yet";
  const made = node.operands.length ? ` = ${withNumbers(nodes, node)}` : "";
  const kind = node.operands.length ? "" : node.name ? ", a leaf" : ", a number that Value made a node of";
  const helper = node.operands.length && !node.written ? `, put in by Value for ${node.of}` : "";
  const gradient = grad === null ? "no gradient yet" : `gradient ${number(grad)}`;
  return `${number(node.data)}${made}${kind}${helper}; ${gradient}`;
}

/**
 * @param {WalkNode[]} nodes
 * @param {WalkNode} node
 */
function withNumbers(nodes, { op, operands }) {
  const put = operands.map((operand) => {
    const { data } = nodes[operand];
    return data < 0 ? `(${number(data)})` : number(data);
  });
  if (put.length === 2) return put.join(` ${op} `);
  return op.startsWith("**") ? put[0] + op : `${op}(${number(nodes[operands[0]].data)})`;
}
