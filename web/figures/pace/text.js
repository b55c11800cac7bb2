/**
 * What is said of a step that was done in two ways.
 *
 * @import {Paces} from "../../wire/protocol.js"
 */

import { quoted } from "../../draw/quoted.js";
import { brief, exact, fixed } from "../../draw/format.js";

export const KINDS = { scalar: "one node per number", vector: "one node per vector" };

/** What the step is done on. @param {Paces} paces */
export const askedText = ({ doc, predictions }) =>
  `One training step on ${quoted(doc)}: ${predictions === 1 ? "1 prediction" : `${predictions} predictions`}.`;

/** What the button does. @param {number} times @param {boolean} isAgain */
export const askText = (times, isAgain) => `Time ${times} steps each way${isAgain ? ", again" : ""}`;

/**
 * How the times were had.
 *
 * @param {Paces | null} timed
 * @param {{isWaiting: boolean, canAsk: boolean}} state
 */
export function timedText(timed, { isWaiting, canAsk }) {
  if (isWaiting) return "Python is timing both.";
  if (timed?.faster) return `The median of ${timed.times} steps each way: ${times(timed.faster)} as fast.`;
  return canAsk ? "Python times them here, on this machine." : "The times come with Python, which is not up yet.";
}

/** That it is the same step. @param {Paces} paces */
export function sameText({ ways, fewer, apart }) {
  if (ways.length < 2) return "This model trains with one node per number only.";
  const [first, second] = ways.map(({ loss }) => exact(loss));
  const loss = first === second ? `The loss is ${first} both ways` : `The losses are ${first} and ${second}`;
  const params = apart === 0 ? "every parameter is the same" : `no parameter differs by more than ${brief(apart)}`;
  return `${fixed(fewer, 0)} times fewer nodes. ${loss}, and after the step ${params}.`;
}

/** @param {number} factor */
const times = (factor) => `${fixed(factor, factor < 10 ? 1 : 0)} times`;
