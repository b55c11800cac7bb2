/**
 * What happens in each kind of stage on the way forward, and why it is there. A question or a sentence that says what
 * is computed from what; the reason, for somebody who has never seen one; the formula in the names of the source.
 *
 * @import {Place} from "./words-place.js"
 *
 * @typedef {[headline: string, why: string, formula: string]} Words
 */

import { digits, fixed } from "../draw/format.js";
import { stageNamed, stageValues } from "./read.js";
import { inWords, times } from "./words-place.js";

/** @param {Place} of */
const normWhy = ({ isCentred, isAdding }) =>
  `After ${isCentred ? "layernorm" : "rmsnorm"} only the proportions of its numbers matter, not their size: so what ` +
  `is made from them stays manageable, however ${
    isAdding
      ? "much has been added to the stream. The stream itself stays as it is; this is a copy."
      : "large they have become."
  }`;
const RESIDUAL =
  "A block only adds to the stream and overwrites nothing: one with little to say can add next to nothing, and on " +
  "the way back the gradient has a path past the block, undiminished.";
const SOFTMAX = "exp makes every number positive, and divided by their sum they add up to 1.";
/** @param {Place} of */
const normFormula = ({ isCentred }) =>
  isCentred ? "(x[j] - mean(x)) * (mean((x - mean(x))²) + 1e-5) ** -0.5" : "x[j] * (mean(x²) + 1e-5) ** -0.5";

/** What a norm does to a vector. @param {Place} of */
const normed = ({ isCentred }) =>
  isCentred ? "loses its mean and is divided by its standard deviation" : "is divided by its root mean square";

/** What becomes of the stream that has begun. @param {Place} of */
const streamWhy = ({ width, isAdding, hasAttention, hasMlp }) => {
  const kept = `From here on all that is known at this position is kept in one list of ${width} numbers, the `;
  if (!hasAttention && !hasMlp) return `${kept}stream: this model has no block, and predicts from just these.`;
  return (
    kept + (isAdding ? "residual stream, which every block reads and adds to." : "stream, which every block replaces.")
  );
};

/** What the norm of the embeddings is for. @param {Place} of */
const embeddingNormWhy = ({ isAdding, hasAttention, hasMlp }) => {
  const what = isAdding ? "the stream that blocks add to" : "what is made of the embeddings";
  const size = `This norm sets the size of ${what}, and of the gradient that comes back along it.`;
  if (!hasAttention && !hasMlp) return size;
  const block = hasAttention ? "Attention" : "The MLP";
  return `${size} ${block} norms it again right away: that second norm hardly changes anything going forward.`;
};

/** What a head has of a vector. @param {number} heads */
const partOf = (heads) => (heads === 1 ? "" : "its part of ");

/** @type {Record<string, (of: Place) => Words>} */
export const FORWARD = {
  tok_emb: ({ token, width, place }) => [
    `At ${place} the token becomes ${times(width, "number")}: the row of wte that belongs to ${token}.`,
    "A token is only a label. Its embedding, this row, is what the model knows it by; training moves it.",
    "wte[token_id][j]",
  ],
  pos_emb: ({ here, width, hasAttention }) => [
    `${here} becomes ${times(width, "number")} too: its row of wpe.`,
    hasAttention
      ? "Attention by itself does not see order: it would read the same tokens alike in any order. These numbers " +
        "tell the model where it stands."
      : "Without attention no position knows of another. These numbers are all that tells the model where it stands.",
    "wpe[pos_id][j]",
  ],
  embedding: (of) => [
    `Token and position embedding are added up${of.isNormed ? "" : `: the ${of.stream} begins`} at ${of.place}.`,
    of.isNormed
      ? `What the token is and where it stands now share one list of numbers. Normed, it begins the ${of.stream}.`
      : streamWhy(of),
    "tok_emb[j] + pos_emb[j]",
  ],
  embedding_norm: (of) => [
    `The ${of.hasPositions ? "sum" : "embedding"} ${normed(of)}: the ${of.stream} begins at ${of.place}.`,
    embeddingNormWhy(of),
    normFormula(of),
  ],
  attn_norm: (of) => [
    `Before attention the stream at ${of.place} ${normed(of)}.`,
    of.isFirstLayer && of.isNormed
      ? "Two norms in a row: the stream was normed as it began, so these numbers hardly change. In a later layer" +
        `${of.isAdding ? ", or after more was added," : ""} they would: what attention reads is always of the same ` +
        "size."
      : normWhy(of),
    normFormula(of),
  ],
  attn_q: ({ here, readers, width, hasNorms }) => [
    `${here} makes its query: what it is going to ask of ${readers}.`,
    `Each of its ${width} numbers is a weighted sum of the ${hasNorms ? "normed " : ""}stream; the weights, attn_wq, ` +
      "are learned. A query and a key that point the same way will give a large product.",
    "Σ attn_wq[j][i] * x[i]",
  ],
  attn_k: ({ here, at, count }) => [
    `${here} makes its key: what it offers to be found by.`,
    `It joins the KV cache: a query of this position${at < count - 1 ? " and of all later ones" : ""} is compared ` +
      `with it.${at > 0 ? " Earlier queries were not: it was not there yet." : ""}`,
    "Σ attn_wk[j][i] * x[i]",
  ],
  attn_v: ({ here }) => [
    `${here} makes its value vector: what it hands on when it is read.`,
    "The key is what a position is found by, the value vector what it tells: two things, so each has a matrix of its " +
      "own. Both stay in the KV cache.",
    "Σ attn_wv[j][i] * x[i]",
  ],
  attn_logits: ({ here, readers, head, headDim, at }) => [
    `${here} asks ${readers}: how well do ${at === 0 ? "my query and my key" : "we"} match? (${head})`,
    `Query times key, number by number, added up. It is divided by the root of head_dim, ${headDim}**0.5: otherwise ` +
      "larger heads would make larger sums, and softmax would give nearly all to one position.",
    "Σ q[i] * keys[s][i] / head_dim**0.5",
  ],
  attn_weights: ({ place, head, at }) => [
    at === 0
      ? `With one position to read, softmax gives it everything (${head}).`
      : `Softmax turns the matches into shares: how much ${place} reads of each, with ${head}.`,
    `${SOFTMAX} The better a match, the larger its share.`,
    "exp(attn_logits[s] - max) / Σ exp",
  ],
  out: ({ head, heads, at, place }) => [
    at === 0
      ? `With ${head}, ${place} brings back ${partOf(heads)}its own value vector: there is no other yet.`
      : `With ${head}, ${place} brings back a blend: ${partOf(heads)}each value vector so far, by its weight.`,
    "Only in attention does one position learn of another; all else happens within one position.",
    "Σ attn_weights[s] * values[s][j]",
  ],
  attn_heads: ({ heads, width, headDim, place }) => [
    heads === 1
      ? `There is one head: its ${width} numbers are all that attention brings back at ${place}.`
      : `The outputs of the ${inWords(heads)} heads are put one after the other at ${place}.`,
    heads === 1
      ? "Nothing is computed. With more heads a position could look for several things at once."
      : `Each head has ${headDim} of the ${width} numbers for itself, so a position can look for ${inWords(heads)} ` +
        "things at once. Nothing is computed here.",
    "head_outs[h][j]",
  ],
  attn_out: ({ place, isAdding }) => [
    `What the heads brought back at ${place} is mixed by attn_wo.`,
    isAdding
      ? "This matrix, attn_wo, learns where in the stream to write what a head found, and how strongly."
      : "This matrix, attn_wo, learns what of it to hand on. In this model that takes the place of what attention " +
        "read.",
    "Σ attn_wo[j][i] * x[i]",
  ],
  attn_residual: ({ place }) => [
    `What attention found is added to the residual stream at ${place}.`,
    RESIDUAL,
    "x[j] + x_residual[j]",
  ],
  mlp_norm: (of) => [`Before the MLP the stream at ${of.place} ${normed(of)}.`, normWhy(of), normFormula(of)],
  mlp_hidden: ({ width, place, hasAttention }) => [
    `${4 * width} hidden numbers are made of the ${width} at ${place}, each a weighted sum of them all.`,
    "Each learns to respond to some mixture in the stream; four times as many as the stream has can find many of " +
      `them. Here a position works alone${hasAttention ? " on what it has gathered" : ""}.`,
    "Σ mlp_fc1[j][i] * x[i]",
  ],
  mlp_relu: ({ place, isSquared }) => [
    `At ${place} negative hidden numbers become 0; the others stay.`,
    `${isSquared ? "The first of two bends" : "The bend of the MLP"}: all else in it is weighted sums, and without ` +
      "a bend two of them in a row could do no more than one.",
    "max(0, x[j])",
  ],
  mlp_relu2: ({ place }) => [
    `What relu left at ${place} is squared.`,
    "The second bend: numbers below 1 shrink and those above grow. relu's slope jumps from 0 to 1; that of the " +
      "square grows from 0.",
    "x[j] ** 2",
  ],
  mlp_gelu: ({ place }) => [
    `At ${place} each hidden number is multiplied by a share: near 0 for one far below 0, near 1 for one far above.`,
    "The bend of the MLP, a smooth one: all else in it is weighted sums, and without a bend two of them in " +
      "a row could do no more than one.",
    "x[j] / (1 + exp(-1.5958 * (x[j] + 0.044715 * x[j]³)))",
  ],
  mlp_out: ({ width, place, isAdding }) => [
    `The ${4 * width} hidden numbers at ${place} are brought back to ${width}.`,
    isAdding
      ? "So that they can be added to the stream: mlp_fc2 learns what each hidden number adds to it when it is not 0."
      : "mlp_fc2 learns what each hidden number is to change in them. In this model they take the place of what the " +
        "MLP read.",
    "Σ mlp_fc2[j][i] * x[i]",
  ],
  mlp_residual: ({ place, isLastLayer }) => [
    `What the MLP found is added to the residual stream at ${place}${isLastLayer ? ", for the last time" : ""}.`,
    `${RESIDUAL}${isLastLayer ? " The prediction is made from this." : " The next layer goes on from this."}`,
    "x[j] + x_residual[j]",
  ],
  logits: ({ tokens, place, isTied }) => [
    `${tokens} logits, one for each token that could come after ${place}: which fits what is known here?`,
    isTied
      ? "The stream times each row of wte, the very numbers that tokens are read with, added up: the better they " +
        "match, the larger the logit."
      : "The stream times each row of lm_head, one per token, added up: the better they match, the larger the logit.",
    `Σ ${isTied ? "wte" : "lm_head"}[j][i] * x[i]`,
  ],
  probs: ({ place }) => [
    `Softmax turns the logits at ${place} into probabilities of what comes next.`,
    `${SOFTMAX} The largest logit is taken off first, which changes no probability and keeps exp from overflowing.`,
    "exp(logits[j] - max) / Σ exp",
  ],
  loss: (of) => [
    `${of.next} came next. Its probability was ${digits(probability(of))}: how surprised is the model?`,
    "A probability of 1 would make the loss 0; the smaller it was, the larger the loss. Only the token that came " +
      `counts. A random guess, 1 in ${of.tokens}, costs ${fixed(of.trace.header.random_guess, 2)}.` +
      (of.isRoot ? " This loss alone goes backward." : ""),
    "-log(probs[target])",
  ],
  loss_share: ({ place, count }) => [
    `The loss at ${place} counts for 1/${count}: its share of the document's mean loss.`,
    "This program goes backward at once after each position, before it reads the next one.",
    "(1 / n) * loss",
  ],
  mean_loss: ({ count }) => [
    count === 1
      ? "The mean of one loss: that loss. It is the number that training lowers."
      : `The mean of the ${count} losses: the one number that training lowers.`,
    "One number for the whole document, from which the backward pass starts. It is a mean, so that a long document " +
      "counts no more than a short one.",
    "(1 / n) * Σ losses",
  ],
};

/**
 * The probability that the token that came had been given.
 *
 * @param {Place} of
 */
export function probability({ trace, at }) {
  return stageValues(trace, stageNamed(trace, "probs", at))[trace.header.token_ids[at + 1]];
}
