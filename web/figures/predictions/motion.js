/**
 * How far each of the numbers has come while the cursor moves into a frame: those of the frame move, all others are
 * there.
 *
 * @import {Look} from "../figure.js"
 * @import {Acts} from "../../draw/acts.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {Record<"logits" | "probs" | "loss" | "gradient", Acts>} Motion  gradient: of the logits
 */

import { actsOf } from "../../draw/acts.js";
import { predictionStages } from "./shown.js";

/** @type {Acts} */
const THERE = { travel: 1, add: 1, fill: 1 };

/**
 * @param {Trace} trace
 * @param {Look} look
 * @param {number} position
 * @returns {Motion}
 */
export function motionOf(trace, { cursor, operation, t }, position) {
  const { logits, probs, losses } = predictionStages(trace);
  const acts = operation === null ? actsOf(t) : THERE; // within the frame single operations are stepped through
  const of = (/** @type {number} */ stage) => (trace.forwardFrame[stage] === cursor ? acts : THERE);
  const isBack = trace.backwardFrame[trace.passAt[cursor]]?.[logits[position]] === cursor;
  return {
    logits: of(logits[position]),
    probs: of(probs[position]),
    loss: of(losses[position]),
    gradient: isBack ? acts : THERE,
  };
}

/**
 * How far the one at a place has come when so many of them come one after the other.
 *
 * @param {number} share  of all, from 0 to 1
 * @param {number} at
 * @param {number} count
 */
export const inTurn = (share, at, count) => Math.min(Math.max(share * count - at, 0), 1);
