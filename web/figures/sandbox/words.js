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
  "+": "A sum: if an operand grows a little, the sum grows by as much. So both local gradients are 1.",
  "*":
    "A product: if an operand grows a little, the product changes by that times the other operand. So the local " +
    "gradient of each is the other’s number.",
  exp: "e to the power of its operand. It is its own slope: the local gradient is the result itself.",
  log: "The natural logarithm of its operand, whose slope is 1 divided by the operand.",
};

const CHECK =
  "Python works the expression out again with a leaf that is a little larger. The change of the result, divided by " +
  "the nudge, is the gradient that backward() found. Where the two differ, the slope itself changes within the nudge.";

/** @param {Walk["nodes"]} nodes @param {WalkNode} node */
function ruleOf(nodes, { op, operands }) {
  if (op.startsWith("**")) {
    const n = number(Number(op.slice(2)));
    return `A power: its slope is n times the operand to the power of n - 1, where n is ${n}.`;
  }
  if (op !== "relu") return RULES[op];
  const { data } = nodes[operands[0]];
  if (data > 0) return "relu lets a number above 0 through as it is: the local gradient is 1.";
  if (data === 0) return "relu has its bend at 0. Value takes the slope from the left there: the local gradient is 0.";
  return "relu makes 0 of a number below 0: if that changes a little, 0 it stays. So the local gradient is 0.";
}

/**
 * What a step does: in words, with the Python that it is about between them.
 *
 * @param {Walk} walk
 * @param {WalkStep | null} step
 * @param {boolean} isLast
 * @returns {[before: string, code: string, after: string]}
 */
export function titleParts({ nodes, leaves, nudges }, step, isLast) {
  if (!step) return ["Forward begins with the leaves: ", leaves.map(({ name }) => name).join(", "), ""];
  if (step.phase === "check") return [`Check: each leaf is nudged by ${number(nudges[0].by)}, alone`, "", ""];
  const node = nodes[step.node];
  const text = node.name || node.text;
  if (step.phase === "forward") return ["Forward: ", `${text} = ${number(node.data)}`, ""];
  if (step.phase === "start") return ["Backward begins at the result, whose gradient is 1", "", ""];
  return [`Backward${isLast ? ", the last" : ""}: `, text, " hands its gradient on"];
}

/** @param {Parameters<typeof titleParts>} of */
export const titleOf = (...of) => titleParts(...of).join("");

/**
 * @param {Walk} walk
 * @param {WalkStep | null} step
 * @param {number | null} grad  of the step's node, as it is then
 * @param {boolean} isLast
 */
export function sentenceOf({ nodes }, step, grad, isLast) {
  if (!step) return "A leaf is made from nothing: it has a number, and no operands to hand a gradient to.";
  if (step.phase === "check") return CHECK;
  const node = nodes[step.node];
  if (step.phase === "forward") {
    const own = node.written ? "" : ` It does not stand in the expression: Value writes ${node.of} with it.`;
    return ruleOf(nodes, node) + own;
  }
  if (step.phase === "start") {
    return "A gradient says how fast the result changes with a number. With itself it changes by just as much: 1.";
  }
  const [first, second] = step.shares;
  const often = second && first.operand === second.operand;
  const gathers = step.shares.find(({ before }) => before !== 0);
  const received = step.shares.length > 1 ? "Each operand receives" : "Its operand receives";
  const end = isLast ? endOf(nodes) : "";
  const begin = `Its gradient is ${number(grad ?? node.grad)}. ${received} the local gradient times that.${end}`;
  const name = (/** @type {number} */ operand) => nodes[operand].name || nodes[operand].text;
  if (often) return `${begin} ${name(first.operand)} is both operands, and so receives two parts: they add up.`;
  if (gathers) return `${begin} ${name(gathers.operand)} has a part already, from another use: they add up.`;
  return begin;
}

/**
 * What the gradients are good for. A bend has no slope, and so nothing is foretold where there is one.
 *
 * @param {WalkNode[]} nodes
 */
function endOf(nodes) {
  if (nodes.some(({ op, operands }) => op === "relu" && nodes[operands[0]].data === 0)) return "";
  const [{ name, grad }] = nodes;
  return ` All are there now: if ${name} grew a little, the result would change by ${number(grad)} times as much.`;
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
