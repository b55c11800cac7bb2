/**
 * A scale of a chart: where a number stands, and which number stands there.
 *
 * @typedef {((number: number) => number) & {invert: (px: number) => number, ticks: (about: number) => number[]}} Scale
 */

import { ticks } from "d3-array";

/**
 * The scale on which the way from the first number to the last is as long as that from the first px to the last.
 *
 * @param {number[]} numbers  first and last
 * @param {number[]} px  where these stand
 * @returns {Scale}
 */
export function linearScale([low, high], [start, end]) {
  const scale = (/** @type {number} */ number) => along(start, end, shareOf(low, high, number));
  const invert = (/** @type {number} */ at) => along(low, high, shareOf(start, end, at));
  return Object.assign(scale, { invert, ticks: (/** @type {number} */ about) => ticks(low, high, about) });
}

/** How much of the way it is; between two that are the same, half of it. @type {(...each: number[]) => number} */
const shareOf = (first, last, at) => (first === last ? 0.5 : (at - first) / (last - first));

/** @type {(...each: number[]) => number} */
const along = (first, last, share) => first * (1 - share) + last * share;
