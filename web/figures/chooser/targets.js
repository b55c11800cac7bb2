/**
 * What of a document can go backward: its whole loss, or that of one prediction; and how much of it the model has room
 * for.
 *
 * @import {Config} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { quoted } from "../../draw/quoted.js";
import { tokenText } from "../../draw/format.js";

const [BOS, EOS] = ["<BOS>", "<EOS>"];

/**
 * The tokens of a document, and those of them that the model reads or predicts.
 *
 * @param {string} doc
 * @param {Config} config
 */
export function tokensOf(doc, { special_tokens: special, crop, block_size: positions }) {
  const all = [BOS, ...doc, special === "bos" ? BOS : EOS];
  return { all, kept: all.slice(0, crop === "predictions" ? positions + 1 : positions) };
}

/**
 * @param {Trace} trace
 * @param {string} typed  "" for the document that is shown
 */
export function targetsOf({ header }, typed) {
  const { all, kept } = tokensOf(typed || header.doc, header.config);
  const predictions = kept.slice(1).map((token, position) => ({
    value: String(position),
    text: `${tokenText(kept[position])} → ${tokenText(token)}`,
  }));
  const cut = kept.length < all.length ? `, ${kept.length - 1} of ${all.length - 1}` : "";
  return [{ value: "", text: `the whole document${cut}` }, ...predictions];
}

/**
 * That a document is too long, if it is: 16 of 22 predictions: the rest does not fit block_size 16.
 *
 * @param {string} doc
 * @param {Config} config
 */
export function cutText(doc, config) {
  const { all, kept } = tokensOf(doc, config);
  if (kept.length === all.length) return "";
  const rest = `the rest does not fit block_size ${config.block_size}`;
  return `${quoted(doc)} has ${all.length - 1} predictions, ${kept.length - 1} are made: ${rest}.`;
}
