/**
 * Where the curve of -log(p) stands, what is marked on it, and the words beside it, in px.
 *
 * @import {Surprise} from "../../wire/protocol.js"
 * @import {Mark} from "./marks.js"
 *
 * @typedef {object} PlacedMark
 * @property {Mark} mark
 * @property {number} x  of its dot
 * @property {number} y
 * @property {number} textY  of its words
 */

import { round } from "../../draw/chart.js";
import { linearScale } from "../../draw/scale.js";

export const HEIGHT = 264;
export const MARGIN = { top: 14, right: 10, bottom: 38, left: 34 };
const HIGHEST = 7; // the loss where the axis ends: that of 1 in 1,000 is 6.9
const LINE = 18; // px of a line of words
const FROM = 0.3; // where the words begin, as a share of the width

/**
 * @param {{curve: Surprise[], marks: Mark[], width: number}} chart
 */
export function surpriseLayout({ curve, marks, width }) {
  const x = linearScale([0, 1], [MARGIN.left, width - MARGIN.right]);
  const scale = linearScale([0, HIGHEST], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const y = (/** @type {number} */ loss) => scale(Math.min(loss, HIGHEST));
  const path = curve.map(({ p, loss }, at) => `${at ? "L" : "M"}${round(x(p))},${round(y(loss))}`).join("");
  return {
    x: (/** @type {number} */ p) => round(x(p)),
    y: (/** @type {number} */ loss) => round(y(loss)),
    path,
    marks: placedMarks(marks, x, y),
    textX: round(x(FROM)),
    xTicks: [0, 0.25, 0.5, 0.75, 1].map((p) => ({ x: round(x(p)), text: String(p) })),
    yTicks: [0, 1, 2, 3, 4, 5, 6, 7].map((loss) => ({ y: round(y(loss)), text: String(loss) })),
  };
}

/**
 * The marks from the highest loss down, their words as near as they can be without touching; they hang down from the
 * first, where the curve is far to the left.
 *
 * @param {Mark[]} marks
 * @param {(p: number) => number} x
 * @param {(loss: number) => number} y
 * @returns {PlacedMark[]}
 */
function placedMarks(marks, x, y) {
  const sorted = [...marks].sort((one, other) => other.loss - one.loss);
  const tops = sorted.map(({ loss }) => y(loss));
  // a line higher for each of them that stands close above the next, so that they part around where they belong
  let free = MARGIN.top;
  return sorted.map((mark, at) => {
    const crowded = tops.slice(at + 1).filter((top, later) => top - tops[at] < LINE * (later + 1)).length;
    const textY = Math.max(tops[at] - crowded * LINE, free + LINE);
    free = textY;
    return { mark, x: round(x(mark.p)), y: round(tops[at]), textY: round(textY) };
  });
}
