/**
 * What the figure says: of the vocabulary, and of a word that is typed.
 *
 * @import {Description, Encoded} from "../../wire/protocol.js"
 */

import { isSpecial, tokenText, whole } from "../../draw/format.js";

export const NO_PYTHON = "Python, which is not up, turns any other word into tokens: recorded is “bill”.";
export const WAITING = "Python turns it into tokens.";

/**
 * How many tokens there are, and of which kinds.
 *
 * @param {Description} description
 */
export function titleText({ tokens }) {
  const special = tokens.filter(isSpecial).map(tokenText);
  const count = tokens.length - special.length;
  const characters = `${whole(count)} ${count === 1 ? "character" : "characters"}`;
  return `${whole(tokens.length)} tokens: ${characters} and ${special.join(" and ")}`;
}

/**
 * What becomes of a word: how many predictions it gives, and what is cut.
 *
 * @param {Encoded} encoded
 * @param {number} blockSize
 */
export function wordText({ tokens, kept, complaint }, blockSize) {
  if (complaint !== null) return `${complaint}. The model has no number for it, and the word is refused.`;
  const all = tokens.length - 1;
  const made = kept - 1;
  if (made < all) {
    const isAre = (/** @type {number} */ count) => `${whole(count)} ${count === 1 ? "is" : "are"}`;
    const rest = `only the first ${isAre(made)} trained on, the other ${isAre(all - made)} cut.`;
    return `${predictionsText(all)}, but block_size is ${whole(blockSize)}: ${rest}`;
  }
  return `${predictionsText(all)}: every token but the last is given, and the next one is to be guessed.`;
}

/** @param {number} count */
const predictionsText = (count) =>
  `${whole(count + 1)} tokens make ${whole(count)} ${count === 1 ? "prediction" : "predictions"}`;

/**
 * What a token of a word is.
 *
 * @param {Encoded} encoded
 * @param {number} at
 */
export function tokenName({ tokens, kept, complaint }, at) {
  const { text, token_id: id } = tokens[at];
  if (id === null) return `${tokenText(text)}: not in the vocabulary`;
  const isCut = complaint === null && at >= kept;
  return `${tokenText(text)}: token id ${id}${isCut ? ", cut" : ""}`;
}
