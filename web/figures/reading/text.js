/**
 * What the figure says: of documents, of their lengths, of a word.
 *
 * @import {Reading} from "../../wire/protocol.js"
 */

import { tokenText, whole } from "../../draw/format.js";

export const NO_PYTHON = "Python, which is not up, reads the documents: what is recorded is the census alone.";
export const WAITING = "Python reads the documents.";
export const TO_GIVE = "Type documents, paste them, or choose a file: what the tokenizer makes of them is shown here.";
export const TO_FETCH = "What the tokenizer makes of the published names is shown here when they have been fetched.";

/** @param {number} count @param {string} one @param {string} [many] */
const counted = (count, one, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`;

/**
 * How many documents there are, and how many of them differ.
 *
 * @param {Reading} reading
 */
export function documentsText({ documents, distinct, characters, vocab_size: size }) {
  const differing = distinct === documents ? "" : `, ${whole(distinct)} of them different`;
  return (
    `${counted(documents, "document")}${differing}, of ${counted(characters, "character")} in all; ` +
    `a vocabulary of ${counted(size, "token")}.`
  );
}

/**
 * What becomes of documents that are longer than block_size.
 *
 * @param {Reading} reading
 */
export function cutText({ documents, room, block_size: size, cut, seen, unseen }) {
  const holds = `block_size ${whole(size)} holds documents of up to ${counted(room, "character")} and their end`;
  if (cut === 0) return `${holds}: all of these.`;
  return (
    `${holds}. ${whole(cut)} of ${whole(documents)} ${cut === 1 ? "is" : "are"} longer: of such a one only the first ` +
    `${counted(seen, "character is", "characters are")} read, and not its end. ` +
    `${counted(unseen, "character is", "characters are")} never read.`
  );
}

/**
 * A bar of the histogram.
 *
 * @param {Reading["lengths"]["histogram"][number]} bar
 */
export function barText([first, last, count]) {
  const length = first === last ? counted(first, "character") : `${whole(first)} to ${whole(last)} characters`;
  return `${length}: ${counted(count, "document")}`;
}

/** All lengths in a few words. @param {Reading["lengths"]} lengths */
export const lengthsText = ({ shortest, median, longest }) =>
  shortest === longest
    ? `each has ${counted(shortest, "character")}`
    : `from ${whole(shortest)} to ${counted(longest, "character")}, the median ${
        Number.isInteger(median) ? whole(median) : median
      }`;

/** What of a large vocabulary is not listed. @param {Reading} reading */
export function unlistedText({ tokens, vocab_size: size }) {
  const rest = size - tokens.length;
  return rest > 0 ? `and ${whole(rest)} more: type any of them below to see its id` : "";
}

/**
 * What a token of the vocabulary is.
 *
 * @param {Reading["tokens"][number]} token
 */
export function tokenName({ id, text, name, count }) {
  const often = count === null ? "" : `, ${counted(count, "time")} in the documents`;
  return `${name || tokenText(text)}: token id ${id}${often}`;
}

/**
 * What a token of the word is.
 *
 * @param {Reading["word"]["tokens"][number]} token
 */
export function placeName({ id, text, is_seen: isSeen }) {
  if (id === null) return `${tokenText(text)}: not in the vocabulary`;
  return `${tokenText(text)}: token id ${id}${isSeen ? "" : ", beyond block_size"}`;
}

/**
 * What becomes of the word.
 *
 * @param {Reading} reading
 */
export function wordText({ word: { tokens, unknown, hint }, block_size: size }) {
  if (unknown.length > 0) {
    const these = unknown.map((each) => `“${tokenText(each)}”`).join(", ");
    const is = unknown.length === 1 ? "is" : "are";
    const it = unknown.length === 1 ? "it" : "them";
    const why = `the model has no id for ${it}, so the word is refused`;
    return `${these} ${is} not in the vocabulary: ${why}. ${hint}`.trim();
  }
  const beyond = tokens.filter(({ is_seen: isSeen }) => !isSeen).length;
  const last = tokens.length > size ? ": the last one is only predicted, and takes no position" : "";
  if (beyond === 0) return `${counted(tokens.length, "token")}, all of which block_size ${whole(size)} holds${last}.`;
  const unseen = beyond === 1 ? "the last one is" : `the last ${whole(beyond)} are`;
  return `${counted(tokens.length, "token")}, of which ${unseen} beyond block_size ${whole(size)}, and not seen.`;
}
