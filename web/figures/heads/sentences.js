/**
 * What the heads do in a frame, in a sentence; or why they do nothing.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { headDim } from "../../trace/attention.js";
import { placeText } from "../../trace/names.js";
import { optimizerText } from "../../trace/read.js";
import { kindOf } from "../../trace/stages.js";

const MOVED = "moves the parameters: with them the heads will read a little differently.";
const STILL = "The learning rate is 0, so no parameter moves: the heads will read as before.";

/**
 * @param {Trace} trace
 * @param {number} cursor
 */
export function actionText(trace, cursor) {
  const { phase, stage } = trace.frames[cursor];
  if (phase === "tokens") return "The document becomes tokens; a head reads once a token has come to attention.";
  if (phase === "loss") return "The loss is worked out from the predictions: no head reads here.";
  if (phase === "adam") return trace.header.lr_t === 0 ? STILL : `${optimizerText(trace)} ${MOVED}`;
  if (stage === null) return "";
  const { name, head, position } = trace.stages[stage];
  const { base, group } = kindOf(name);
  if (position === null) return "The mean loss: the gradient starts here, as 1, and comes to the heads later.";
  const place = placeText(trace, position);
  const at = { base, group, place, who: `Head ${head} of ${place}`, head, root: `${headDim(trace)}**0.5` };
  return phase === "backward" ? backwardText(at, position) : forwardText(at, position);
}

/**
 * @typedef {{base: string, group: string, place: string, who: string, head: number | null, root: string}} At
 */

/**
 * @param {At} at
 * @param {number} position
 */
function forwardText({ base, group, place, head, root }, position) {
  const who = place.replace("position", "Position");
  const isFirst = position === 0;
  /** @type {Record<string, string>} */
  const texts = {
    attn_norm: `The stream of ${place}, brought to one size: query, key and value vector are made of this.`,
    attn_q: `${who} makes its query, a part of it for each head: what the head looks for.`,
    attn_k: `${who} makes its key: its own query and those of later positions are compared with it.`,
    attn_v: `${who} makes its value vector: what a head that reads this position brings back.`,
    attn_logits: isFirst
      ? `Head ${head} multiplies the query of ${place} by its own key, the only one there is.`
      : `Head ${head} multiplies the query of ${place} by each key up to its own, adds up and divides by ${root}.`,
    attn_weights: isFirst
      ? `Head ${head}: with one key to read, its weight is 1, whatever the match.`
      : `Head ${head}: softmax turns the matches into weights, which add up to 1.`,
    out: isFirst
      ? `Head ${head} hands on its part of the value vector of ${place}: there is no other to read.`
      : `Head ${head}: the value vectors that ${place} reads, each times its weight, blend into one.`,
    attn_heads: `The outputs of all heads, one after the other, are what ${place} has read.`,
    attn_out: `What the heads of ${place} have read is mixed by a matrix.`,
    attn_residual: `What the heads of ${place} have read is added to its stream.`,
  };
  if (texts[base]) return texts[base];
  if (group === "MLP") return "The MLP looks at one position alone: no head reads here.";
  if (group === "Embedding") return `The stream of ${place} begins; heads read once it has come to attention.`;
  if (base === "loss" || base === "loss_share") return "The loss looks at the probabilities alone: no head reads here.";
  return `The next token is guessed from the stream of ${place}: no head reads here.`;
}

/**
 * @param {At} at
 * @param {number} position
 */
function backwardText({ base, group, place, who }, position) {
  /** @type {Record<string, string>} */
  const texts = {
    out: `${who}: its output’s gradient goes to the weights and, weighted, to value vectors.`,
    attn_weights:
      position === 0
        ? `${who}: its one weight is always 1, so nothing gets back through softmax.`
        : `${who}: back through softmax; only the differences of its weights’ gradients count.`,
    attn_logits: `${who}: query and key are sent the logit’s gradient, each times the other.`,
    attn_q: `The gradient of the query of ${place}, from every key it met, goes back to its stream.`,
    attn_k: `What has come to the key of ${place}, from the queries it met, goes back to its stream.`,
    attn_v: `What has come to the value vector of ${place}, from who read it, goes back to its stream.`,
    attn_norm: `What has come back to the stream of ${place} goes on to where it was made.`,
    attn_heads: `The gradient of what the heads of ${place} have read: each head gets its part.`,
    attn_out: `The gradient of what ${place} has read, mixed; it goes back through the matrix to the heads.`,
    attn_residual: `The gradient of the stream of ${place}: it goes on past attention, and back through it.`,
  };
  if (texts[base]) return texts[base];
  if (group === "MLP") return `Back through the MLP of ${place}: the heads’ turn comes after it.`;
  if (group === "Embedding") return `Back to the embeddings of ${place}: no head has a part in this.`;
  return `Back through the prediction of ${place}: the heads’ turn comes after it.`;
}
