/**
 * The sentences about the whole of the KV cache: what happens to it in a frame, what it holds, what it saves.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Moment} from "./moment.js"
 */

import { whole } from "../../draw/format.js";
import { placeText } from "../../trace/names.js";
import { positions } from "../../trace/read.js";
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
 * @param {boolean} hasLanes
 */
export function partsText({ header }, hasLanes) {
  if (header.passes > 1)
    return "Each position has a backward pass of its own, and rows keep what came: gradients add up.";
  return hasLanes
    ? "In each row the sum so far; beneath it, in lanes, the part from each position, the last one’s first."
    : "In each row the sum so far; the thin strip is the part that is being sent.";
}

/**
 * @param {number} count
 * @param {string} thing
 */
const several = (count, thing) => `${count} ${thing}${count === 1 ? "" : "s"}`;

/**
 * How many multiplications a pass takes: with the cache, and in two ways without it.
 *
 * @param {Trace} trace
 */
export function costsOf({ header }) {
  const { products, products_again, products_without } = header.cache;
  return [
    { name: "with the cache", count: products },
    { name: "keys and value vectors made again", count: products_again },
    { name: "the whole model run again", count: products_without },
  ];
}

/**
 * What it saves.
 *
 * @param {Trace} trace
 */
export function savedText(trace) {
  const [cached, again, without] = costsOf(trace).map(({ count }) => whole(count));
  if (positions(trace) === 1) return "With one position there is nothing to be kept for later.";
  return (
    `With the cache, this pass takes ${cached} multiplications. If every position made the keys and value vectors ` +
    `before it again, ${again}; if it ran the whole model on them again, ${without}.`
  );
}

/**
 * Why nothing has to be hidden from a position: stands where the rows will be.
 *
 * @param {number} missing  rows
 */
export const maskText = (missing) =>
  missing === 1 ? "not there yet: nothing to mask" : "not there yet, so nothing has to be masked";

/**
 * What happens in a frame, or why nothing does.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Moment} moment
 */
export function actionText(trace, cursor, moment) {
  const { phase, stage } = trace.frames[cursor];
  if (phase === "tokens") return "The name is cut into tokens; the cache is empty until a position gets to attention.";
  if (phase === "loss") return "The loss is worked out from the predictions: it does not look at the cache.";
  if (phase === "adam") return "Adam moves the parameters. The cache is none of them: the next pass fills a new one.";
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
    attn_norm: `The stream at ${place} is brought to one size; its query, its key and its value vector are made of this.`,
    attn_q: `${who} makes its query: what it looks for in the keys.`,
    attn_k: `${who} makes its key; it slides into the cache as row ${position}, for this position and all later ones.`,
    attn_v: `${who} makes its value vector; it slides into the cache as row ${position}: what others get who read it.`,
    attn_logits: isFirst
      ? `Head ${head}: the query of ${place} meets the only key there is, its own.`
      : `Head ${head}: the query of ${place} meets every key there is, its own too; a match is a sum of products.`,
    attn_weights: isFirst
      ? `Head ${head}: there is one row to read, so its weight is 1.`
      : `Head ${head}: softmax turns the matches into weights, shares of 1 for the rows to be read.`,
    out: isFirst
      ? `Head ${head} brings back the only value vector there is, that of ${place} itself.`
      : `Head ${head}: the value vectors, each times its weight, are added up: what the head brings back.`,
    attn_heads: `What the heads bring back, one after the other: ${place} has read the cache of layer ${layer}.`,
    attn_out: `What ${place} has read is mixed by a matrix; the cache of layer ${layer} has been read.`,
    attn_residual: `What ${place} has read is added to its stream; the cache of layer ${layer} has been read.`,
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
  return `The next token is guessed from the stream of ${place} alone: the cache is only read by attention.`;
}

/**
 * @param {Trace} trace
 * @param {Moment} moment
 * @param {number} stage
 */
function backwardText(trace, { position, pass }, stage) {
  const { name, head } = trace.stages[stage];
  const place = placeText(trace, position);
  const { base, group } = kindOf(name);
  const { passes } = trace.header;
  const addsUp = passes > 1 ? ` Pass ${pass + 1} of ${passes}: gradients add up.` : "";
  const own = position === 0 ? "the row that it has read, its own" : "every row that it has read, its own too";
  /** @type {Record<string, string>} */
  const texts = {
    out: `Head ${head} of ${place} sends a part to ${own}: its weight times the gradient of the output.`,
    attn_weights: `Head ${head} of ${place}: the gradients of its weights go back through softmax; no row gets a part here.`,
    attn_logits: `Head ${head} of ${place} sends a part to ${own}: the logit's gradient times the query, over a root.`,
    attn_k:
      passes > 1
        ? `What has come to the key of ${place} goes back to the stream that it was made of.`
        : `The key of ${place} has all its parts; their sum goes back to the stream that it was made of.`,
    attn_v:
      passes > 1
        ? `What has come to the value vector of ${place} goes back to the stream that it was made of.`
        : `The value vector of ${place} has all its parts; their sum goes back to the stream that it was made of.`,
    attn_q: `The gradient of the query of ${place} goes back to the stream; a query is in no cache.`,
    attn_norm: `Query, key and value vector of ${place} have sent back their gradients; they go on to the stream.`,
    attn_heads: `The gradient comes to what the heads brought back to ${place}; each head sends its share on.`,
    attn_out: `The gradient goes back to what ${place} has read; the rows get their parts from each head in turn.`,
    attn_residual: `The gradient of the stream of ${place}: it goes on past attention, and back through it.`,
  };
  return (texts[base] ?? quietText(place, group)) + addsUp;
}

/**
 * Why no row gets a part.
 *
 * @param {string} place
 * @param {string} group
 */
function quietText(place, group) {
  if (group === "MLP")
    return `Back through the MLP of ${place} alone: rows of the cache get their parts from attention.`;
  if (group === "Embedding") return `Back to the embeddings of ${place}: the cache has no part in this.`;
  return `Back through the prediction of ${place}: rows of the cache get their parts later, from attention.`;
}
