/**
 * Where the moments of training stand along the slider: one beside the other, however many steps lie between, and above
 * them how great the loss was.
 *
 * @import {StepDone} from "../../wire/protocol.js"
 */

import { whole } from "../../draw/format.js";

export const THUMB = 16; // px
const HEIGHT = 18;
const NARROW = 640;
const MOST = 440;
const BETWEEN_LABELS = 34; // px, the least

/**
 * @param {number[]} after  the moments, in steps
 * @param {StepDone[]} steps
 * @param {number} width  of the figure
 */
export function trackLayout(after, steps, width) {
  const size = width < NARROW ? width : Math.round(Math.min(MOST, width / 3));
  const gap = (size - THUMB) / Math.max(after.length - 1, 1);
  const xs = after.map((_, index) => THUMB / 2 + index * gap);
  const losses = after.map((each) => averageAt(steps, each));
  const known = losses.filter((loss) => loss !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const points = xs.flatMap((x, index) => {
    const loss = losses[index];
    return loss === null ? [] : [`${round(x)},${round(1 + ((high - loss) / (high - low || 1)) * (HEIGHT - 2))}`];
  });
  return { size, height: HEIGHT, points, labels: labels(after, xs) };
}

/**
 * The mean of the last losses when so many steps were done; at the start the first there is.
 *
 * @param {StepDone[]} steps
 * @param {number} after
 */
function averageAt(steps, after) {
  return steps[Math.max(after, 1) - 1]?.average ?? null;
}

/**
 * As many of the numbers of steps as there is room for, the last one always.
 *
 * @param {number[]} after
 * @param {number[]} xs
 */
function labels(after, xs) {
  const last = after.length - 1;
  /** @type {{x: number, text: string}[]} */
  const kept = [];
  after.forEach((each, index) => {
    const isFree = kept.length === 0 || xs[index] - kept[kept.length - 1].x >= BETWEEN_LABELS;
    const isClear = index === last || xs[last] - xs[index] >= BETWEEN_LABELS;
    if ((isFree && isClear) || index === last) kept.push({ x: round(xs[index]), text: whole(each) });
  });
  return kept;
}

/** @param {number} x */
const round = (x) => Math.round(x * 10) / 10;
