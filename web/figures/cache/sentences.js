/**
 * The sentences about the whole of the KV cache: what happens to it in a frame, what it holds, what it saves.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Moment} from "./moment.js"
 */

import { whole } from "../../draw/format.js";
import { headDim } from "../../trace/attention.js";
import { placeText } from "../../trace/names.js";
import { optimizerText, positions } from "../../trace/read.js";
import { kindOf } from "../../trace/stages.js";
import { numbersHeld, rowsThere } from "./moment.js";

/**
 * What the cache holds at the moment.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function heldText(trace, cursor) {
  const { n_embd: width, n_layer: layers } = trace.header.config;
  const [held, all] = [numbersHeld(trace, cursor), trace.header.cache.numbers];
  const rows = rowsThere(trace, cursor, 0, "keys");
  const isEven = rows === rowsThere(trace, cursor, layers - 1, "values");
  const made = `${several(rows, "position")} × ${several(layers, "layer")} × 2 vectors of ${width}`;
  if (held === all) return `The cache holds all its ${whole(all)} numbers: ${made}.`;
  return `The cache holds ${whole(held)} of ${whole(all)} numbers${isEven && rows > 0 ? `: ${made} so far` : ""}.`;
}

/**
 * How the rows are read while gradients come.
 *
 * @param {Trace} trace
 * @param {Moment} moment
 * @param {boolean} hasLanes
 */
export function partsText({ header }, { pass, isSending }, hasLanes) {
  const { passes } = header;
  if (passes > 1)
    return `Pass ${pass + 1} of ${passes}, one for each position: rows keep what earlier passes sent, and it adds up.`;
  const soFar = isSending ? " so far" : "";
  if (hasLanes)
    return `Each row shows its gradient${soFar}; thin lanes beneath: what each position sent, the last one’s first.`;
  return isSending
    ? "Each row shows its gradient so far; the thin strip is the part from this position."
    : "Each row shows its gradient.";
}

/**
 * @param {number} count
 * @param {string} thing
 */
const several = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

/**
 * How many multiplications matrices and attention take in a pass: with the cache, and in two ways without it.
 *
 * @param {Trace} trace
 */
export function costsOf({ header }) {
  const { products, products_again, products_without } = header.cache;
  return [
    { name: "with the cache", count: products },
    { name: "without: its rows made again", count: products_again },
    { name: "without: the whole model rerun", count: products_without },
  ];
}

/**
 * What it saves: without numbers where they stand beside it, in few words where there is little room.
 *
 * @param {Trace} trace
 * @param {{hasCosts: boolean, isLow: boolean}} room
 */
export function savedText(trace, { hasCosts, isLow }) {
  const [cached, again, without] = costsOf(trace).map(({ count }) => whole(count));
  if (positions(trace) === 1) return "With one position there is nothing to be kept for later.";
  if (hasCosts) {
    return (
      "The cache saves work. Without it, each position would have to make all earlier keys and value vectors again " +
      "or, with nothing kept at all, run the whole model again on every position before it."
    );
  }
  if (isLow) {
    const others = `without, ${again} if its rows are made again, ${without} if all is rerun`;
    return `Multiplications in matrices and attention: ${cached} with the cache; ${others}.`;
  }
  return (
    `With the cache, matrices and attention take ${cached} multiplications. If every position made all earlier keys ` +
    `and value vectors again, ${again}; if it ran the whole model on them again, ${without}.`
  );
}

/** Why nothing has to be hidden from a position: stands where the rows will be. */
export const NOT_THERE = "not there yet: cannot be read";

/**
 * What happens in a frame, or why nothing does.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Moment} moment
 */
export function actionText(trace, cursor, moment) {
  const { phase, stage } = trace.frames[cursor];
  if (phase === "tokens") return "The document becomes tokens; the cache is empty until a position gets to attention.";
  if (phase === "loss") return "The loss is worked out from the predictions: it does not look at the cache.";
  if (phase === "adam") {
    return `${optimizerText(trace)} is at the parameters. The cache is none of them: the next pass fills a new one.`;
  }
  if (stage === null) return "";
  return phase === "backward" ? backwardText(trace, moment, stage) : forwardText(trace, moment, stage);
}

/**
 * @param {Trace} trace
 * @param {Moment} moment
 * @param {number} stage
 */
function forwardText(trace, { position }, stage) {
  const { name, head, layer } = trace.stages[stage];
  const place = placeText(trace, position);
  const who = place.replace("position", "Position");
  const { base, group } = kindOf(name);
  const isFirst = position === 0;
  /** @type {Record<string, string>} */
  const texts = {
    attn_norm: `The stream at ${place}, brought to one size: query, key and value vector are made of this.`,
    attn_q: `${who} makes its query: what it looks for in the keys.`,
    attn_k: `${who} makes its key; it slides into the cache as row ${position}, for this and all later positions.`,
    attn_v: `${who} makes its value vector; it slides in as row ${position}, for all that read it.`,
    attn_logits: isFirst
      ? `Head ${head} multiplies the query of ${place} by its own key, the only one there is.`
      : `Head ${head} multiplies the query of ${place} by every key there is, its own too, and adds up.`,
    attn_weights: isFirst
      ? `Head ${head}: there is one row to read, so its weight is 1.`
      : `Head ${head}: softmax turns the matches into weights, shares of 1 for the rows to be read.`,
    out: isFirst
      ? `Head ${head} brings back its part of the only value vector there is, that of ${place}.`
      : `Head ${head}: the value vectors, each times its weight, add up: what the head brings back.`,
    attn_heads: `What the heads bring back, one after the other: ${place} has read the cache of layer ${layer}.`,
    attn_out: `What ${place} has read is mixed by a matrix; the cache of layer ${layer} is not needed for this.`,
    attn_residual: `What ${place} has read is added to its stream; the cache is not needed for this.`,
  };
  return texts[base] ?? elsewhereText(place, group, base);
}

/**
 * Why nothing moves in the cache.
 *
 * @param {string} place
 * @param {string} group
 * @param {string} base
 */
function elsewhereText(place, group, base) {
  if (group === "MLP") return "The MLP looks at one position alone: the cache is only read by attention.";
  if (group === "Embedding") return `The stream of ${place} begins; the cache comes in with attention.`;
  if (base === "loss" || base === "loss_share") return "The loss looks at the probabilities alone, not at the cache.";
  return `The next token is guessed from the stream of ${place}; only attention reads the cache.`;
}

/**
 * @param {Trace} trace
 * @param {Moment} moment
 * @param {number} stage
 */
function backwardText(trace, { position }, stage) {
  const { name, head } = trace.stages[stage];
  const place = placeText(trace, position);
  const { base, group } = kindOf(name);
  const who = `Head ${head} of ${place}`;
  const rows = position === 0 ? "its own row, the only one," : "each row it read, its own too,";
  const keys = position === 0 ? "its own key, the only one," : "each key it met, its own too,";
  const isWhole = trace.header.passes === 1;
  /** @type {Record<string, string>} */
  const texts = {
    out: `${who} gives ${rows} a part: weight × its output’s gradient.`,
    attn_weights: `${who}: its weights’ gradients go back through softmax; no row gets a part here.`,
    attn_logits: `${who} gives ${keys} a part: logit’s gradient × query / ${headDim(trace)}**0.5.`,
    attn_k: isWhole
      ? `The key of ${place} has all its parts; their sum goes back to the stream it was made of.`
      : `What has come to the key of ${place} goes back to the stream it was made of.`,
    attn_v: isWhole
      ? `The value vector of ${place} has all its parts; their sum goes back to its stream.`
      : `What has come to the value vector of ${place} goes back to the stream it was made of.`,
    attn_q: `The query of ${place} sends its gradient back to the stream; a query is in no cache.`,
    attn_norm: `What has come back to the stream of ${place} goes on to where it was made.`,
    attn_heads: `The gradient of what the heads brought back to ${place}: each head gets its share of it.`,
    attn_out: `The gradient of what ${place} has read, mixed; it goes back through the matrix to the heads.`,
    attn_residual: `The gradient of the stream of ${place}: it goes on past attention, and back through it.`,
    mean_loss: "The mean loss: the gradient starts here, as 1, and comes to the rows through attention.",
  };
  return texts[base] ?? quietText(place, group);
}

/**
 * Why no row gets a part.
 *
 * @param {string} place
 * @param {string} group
 */
function quietText(place, group) {
  if (group === "MLP") return `Back through the MLP of ${place} alone: rows get their parts from attention.`;
  if (group === "Embedding") return `Back to the embeddings of ${place}: the cache has no part in this.`;
  return `Back through the prediction of ${place}: rows get their parts later, from attention.`;
}
