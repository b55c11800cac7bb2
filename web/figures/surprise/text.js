/**
 * What the figure says of a probability and of its loss.
 *
 * @import {Surprise} from "../../wire/protocol.js"
 * @import {Mark} from "./marks.js"
 */

import { fixed, whole } from "../../draw/format.js";

export const WANTED = "Wanted a probability from 0.001 to 1.";
export const NO_PYTHON = "Python, which is not up, works out any other probability: those of the slider were recorded.";
export const WAITING = "Python works it out.";

/** 1 in 27 @param {number} oneIn */
export const oneInText = (oneIn) =>
  `1 in ${oneIn < 9.95 && oneIn !== Math.round(oneIn) ? fixed(oneIn, 1) : whole(Math.round(oneIn))}`;

/**
 * What a probability costs, in a sentence.
 *
 * @param {Surprise} point
 */
export function costText({ p, loss, one_in: oneIn }) {
  if (p === 1) return "The model was certain of what came, and it came: that costs nothing.";
  const chance = p === 0.5 ? "1 in 2, like a coin" : oneInText(oneIn);
  const rank =
    loss > 4
      ? " Something it hardly expected came: that is dear."
      : loss < 0.4
        ? " It was nearly sure of it: that is cheap."
        : "";
  return `The model gave ${p} to what came, ${chance}.${rank}`;
}

/** @param {Surprise} point */
export const sumText = ({ p, loss }) => `−log(${p}) = ${fixed(loss, 4)}`;

/**
 * A mark in words: 3.30 a random guess among 27 tokens, 1 in 27
 *
 * @param {Mark} mark
 * @param {boolean} [isBrief]
 */
export const markText = ({ words, brief, oneIn }, isBrief = false) =>
  `${isBrief ? brief : words}: like ${oneInText(oneIn)}`;

/**
 * All that is marked, for those who do not see it.
 *
 * @param {Mark[]} marks
 */
export function marksText(marks) {
  return marks.map((mark) => `${markText(mark)}, loss ${fixed(mark.loss)}`).join("; ");
}
