/**
 * The phrases that the sentences of this figure are made of.
 *
 * @import {InventedName as Name} from "../../wire/protocol.js"
 */

import { fixed, tokenText, whole } from "../../draw/format.js";

/** The token that came at a letter. @param {Name} name @param {number} at */
export const tokenAt = (name, at) => tokenText(name.tokens[name.letters[at].token]);

/** A probability as a percentage, to the digits that it is worth. @param {number} prob */
export function percent(prob) {
  const share = 100 * prob;
  return `${share >= 10 ? fixed(share, 0) : share >= 0.1 ? fixed(share, 1) : share > 0 ? "below 0.1" : "0"} %`;
}

/** The same in little room. @param {number} prob */
export const shortPercent = (prob) => percent(prob).replace("below ", "<");

/** @param {number} step */
export const stepsText = (step) => (step === 1 ? "1 step" : `${whole(step)} steps`);

/** @param {number} temperature */
export const temperatureText = (temperature) => String(temperature);

const WORD = 22; // px for a token that is a word

/** A token in so many px. @param {string} text @param {number} size */
export const inRoom = (text, size) => (text.length > 1 && size < WORD ? "·" : text);
