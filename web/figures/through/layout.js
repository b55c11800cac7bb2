/**
 * Where the moments of training stand along the slider: one beside the other, however many steps lie between, and above
 * them how great the loss was.
 *
 * @import {StepDone} from "../../wire/protocol.js"
 */

import { whole } from "../../draw/format.js";
import { stepUpTo } from "../../trace/steps.js";

/** The chart of the losses, in units of its own: it is as wide as the slider lets its middle go. */
export const CHART = { width: 1000, height: 18 };
const NARROW = 1008; // px, where the slider takes a line of its own
const MOST = 384;
const BETWEEN_LABELS = 34; // px, the least

/**
 * @param {number[]} after  the moments, in steps
 * @param {StepDone[]} steps
 * @param {number} width  of the figure
 */
export function trackLayout(after, steps, width) {
  const last = Math.max(after.length - 1, 1);
  const losses = after.map((each) => averageAt(steps, each));
  const known = losses.filter((loss) => loss !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const points = after.flatMap((_, index) => {
    const loss = losses[index];
    if (loss === null) return [];
    const y = 1 + ((high - loss) / (high - low || 1)) * (CHART.height - 2);
    return [`${round((index / last) * CHART.width)},${round(y)}`];
  });
  const size = width < NARROW ? width - 32 : Math.min(MOST, width / 3); // or about so
  return { points, labels: labels(after, size) };
}

/**
 * The mean of the last losses when so many steps were done, or at the last step before of which it is known; at the
 * start the first there is.
 *
 * @param {StepDone[]} steps
 * @param {number} after
 */
function averageAt(steps, after) {
  return stepUpTo(steps, after)?.average ?? null;
}

/**
 * As many of the numbers of steps as there is room for, the last one always; where: from 0 to 1 along the slider.
 *
 * @param {number[]} after
 * @param {number} size  px
 */
function labels(after, size) {
  const last = after.length - 1;
  const gap = size / Math.max(last, 1);
  const every = Math.max(Math.ceil(BETWEEN_LABELS / gap), 1);
  const isFree = (/** @type {number} */ index) => index % every === 0 && (last - index) * gap >= BETWEEN_LABELS;
  const kept = after.map((_, index) => index).filter(isFree);
  return [...kept, ...(last < 0 ? [] : [last])].map((index) => ({
    where: round(index / Math.max(last, 1)),
    text: whole(after[index]),
  }));
}

/** @param {number} x */
const round = (x) => Math.round(x * 1000) / 1000;
