/**
 * What is known after so many steps of a walk, and how far the motion of the last of them has come. Nothing is computed
 * here: every number stands in the walk.
 *
 * @import {Walk, WalkNode, WalkStep} from "../../wire/protocol.js"
 *
 * @typedef {object} Moment
 * @property {number} index  of the step that is shown; 0: before the first
 * @property {WalkStep | null} step
 * @property {number} t  how far its motion has come, from 0 to 1
 * @property {boolean[]} isMade  by node
 * @property {(number | null)[]} grads  by node; null until backward() has begun
 * @property {Set<number>} lit  the nodes that the step is about
 */

import { eased } from "../../draw/acts.js";

const MOVING = 0.65; // the share of a step's time in which something moves; then it is to be read
export const ARRIVED = 0.8; // of the motion: from then on the result is there

/**
 * The place on the slider: where nobody has put it, the first step backward, so that something is to be seen.
 *
 * @param {Walk} walk
 * @param {number | null} at
 */
export function placeOf({ steps }, at) {
  const first = steps.findIndex(({ phase }) => phase === "backward");
  return Math.min(at ?? (first < 0 ? steps.length : first + 1), steps.length);
}

/**
 * @param {Walk} walk
 * @param {number} at  the place on the slider: 3.5 is half of the way through the fourth step
 * @param {boolean} isStill  whether nothing is to move
 * @returns {Moment}
 */
export function momentOf({ nodes, steps, root }, at, isStill) {
  const index = Math.ceil(at);
  const step = index > 0 ? steps[index - 1] : null;
  const t = isStill || index === 0 ? 1 : Math.min(eased((at - index + 1) / MOVING), 1);
  const done = steps.slice(0, t >= ARRIVED ? index : index - 1);
  const isMade = nodes.map(({ name, operands }) => name !== "" && operands.length === 0);
  /** @type {(number | null)[]} */
  let grads = nodes.map(() => null);
  for (const { phase, node, shares } of done) {
    if (phase === "forward") isMade[node] = true;
    if (phase === "start") grads = nodes.map((_, each) => (each === root ? 1 : 0));
    for (const { operand, after } of shares) grads[operand] = after;
  }
  // a number that Value made a node of is there when it is first used
  nodes.forEach(({ operands }, node) => {
    const isUsed = isMade[node] || (step?.node === node && step.phase === "forward");
    if (isUsed) for (const operand of operands) isMade[operand] = true;
  });
  const lit = new Set(litBy(nodes, step));
  return { index, step, t, isMade, grads, lit };
}

/**
 * A check is about the leaves and the result, any other step about a node and its operands.
 *
 * @param {WalkNode[]} nodes
 * @param {WalkStep | null} step
 */
function litBy(nodes, step) {
  if (step === null) return [];
  if (step.phase !== "check") return [step.node, ...nodes[step.node].operands];
  return [step.node, ...nodes.flatMap(({ name, operands }, node) => (name && operands.length === 0 ? [node] : []))];
}

/** Whether a step hands a gradient on, and none comes after it. @param {Walk} walk @param {number} index of the step */
export const isLastBackward = ({ steps }, index) =>
  steps[index - 1]?.phase === "backward" && steps[index]?.phase !== "backward";
