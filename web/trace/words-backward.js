/**
 * What happens in each kind of stage on the way back, and why: whose gradient is being completed, from where it comes,
 * and the rule that brings it. Words of their own: going back nothing is made, it is asked what each number mattered.
 *
 * @import {Place} from "./words-place.js"
 *
 * @typedef {[subject: string, answer: string, why: string, formula: string]} BackWords
 *   subject: of the question how the loss would change with it
 */

import { capital, digits } from "../draw/format.js";
import { inWords, joined } from "./words-place.js";
import { probability } from "./words-forward.js";

const SUM =
  "A sum passes its gradient on to each of its parts as it is: if a part grows a little, so does the sum, by as much.";
const GATHER =
  "What is used in several places matters in each of them: its gradient is the sum of what they send back.";
const NORM = "A norm divides by the size of all numbers together, so each counts twice: for itself, and in that size.";

/**
 * What leads back to a stream, why, and the same as a formula: from the logits, or past the block that reads it and
 * through that; if blocks do not add to it, only through.
 *
 * @param {Place} of
 * @returns {[answer: string, why: string, formula: string]}
 */
function waysBack({ senders, isTied, isAdding, hasNorms }) {
  if (senders.includes("logits")) {
    const formula = `Σ ${isTied ? "wte" : "lm_head"}[i][j] * logits.grad[i]`;
    return ["Every logit was made from it, so every logit sends a share.", GATHER, formula];
  }
  const isAttention = senders.some((base) => base.startsWith("attn"));
  const block = isAttention ? "attention" : "the MLP";
  const [why, through] = hasNorms ? [NORM, "its norm"] : [GATHER, "it"];
  if (senders.some((base) => base.endsWith("residual"))) {
    return [
      `Two ways lead back: straight past ${block}, and through it.`,
      `The way past ${block} is what a residual is for: the gradient comes back as it is. ${why}`,
      `past the block + through ${through}`,
    ];
  }
  const others = isAttention && isAdding ? ": later positions read this one" : "";
  return [
    `It all comes back through ${block}${others}.`,
    why,
    hasNorms ? "through the block's norm" : "through the block",
  ];
}

/**
 * What leads back to what a block has made: the sum that it was added to, or whatever read it in its place.
 *
 * @param {Place} of
 * @param {string} subject
 * @returns {BackWords}
 */
const backToOutput = (of, subject) =>
  of.isAdding
    ? [subject, "By as much as with the stream that it was added to.", SUM, "1 * x.grad[j]"]
    : [subject, ...waysBack(of)];

/** What the numbers before a block's last matrix went into. @param {Place} of @param {string} block */
const everyNumber = ({ isAdding }, block) =>
  `Each went into every number that ${block} ${isAdding ? "added" : "made"}.`;

/** What leads back to a row of the KV cache. @param {Place} of @param {string} did */
const fromReaders = ({ senders, senderText }, did) =>
  senders.length && senderText.startsWith("positions")
    ? `${capital(senderText)} ${did} it: each sends a share.`
    : `Only ${senderText} sends a share.`;

/** @type {Record<string, string>} */
const MADE = { attn_q: "the query", attn_k: "the key", attn_v: "the value vector" };

/** @type {Record<string, (of: Place) => BackWords>} */
export const BACKWARD = {
  mean_loss: () => [
    "itself",
    "By as much: its gradient is 1.",
    "Here the backward pass begins. By the chain rule it goes through all that the loss was made from, last first, " +
      "and finds for each number how much the loss would change if that number did: its gradient.",
    "loss.grad = 1",
  ],
  loss_share: ({ place, count }) => [
    `the share that ${place} has in the mean loss`,
    "By as much: its gradient is 1.",
    `Here a backward pass begins; there is one for each of the ${count} positions. It goes through all that this ` +
      "loss was made from, last first.",
    "loss_share.grad = 1",
  ],
  loss: ({ trace, place, count, isRoot, next }) =>
    isRoot
      ? [
          `the loss at ${place}, which alone goes backward`,
          "By as much: its gradient is 1.",
          "Here the backward pass begins. By the chain rule it goes through all that this loss was made from, last " +
            "first, and finds for each number how much the loss would change if that number did: its gradient.",
          "loss.grad = 1",
        ]
      : [
          `the loss at ${place}`,
          `By 1/${count} of its own change.`,
          `It is one of ${count} in the mean. From here the gradient goes back to all that predicted ${next}.`,
          `(1 / n) * ${trace.header.config.backward === "position" ? "share.grad" : "the gradient of the mean"}`,
        ],
  probs: (of) => [
    `the probabilities at ${of.place}`,
    `Only that of ${of.next} was used: only it has a gradient.`,
    "The slope of -log(p) is -1/p: the smaller the probability was, here " +
      `${digits(probability(of))}, the more the loss would change with it. The gradients of all others are 0.`,
    "-1 / probs[target] * loss.grad",
  ],
  logits: ({ place, next }) => [
    `the logits at ${place}`,
    `Raising that of ${next} would lower the loss; raising any other would raise it.`,
    "Raising one logit takes probability from all other tokens, for softmax shares out 1. Worked out, its gradient " +
      "is its probability, less 1 for the token that came, times the gradient of this loss.",
    "(probs[j] - (1 if j is the target)) * loss.grad",
  ],
  mlp_residual: (of) => {
    const [answer, , formula] = waysBack(of);
    return [`the residual stream at ${of.place}, after the MLP`, answer, GATHER, formula];
  },
  mlp_out: (of) => backToOutput(of, `what the MLP ${of.isAdding ? "added" : "made"} at ${of.place}`),
  mlp_relu2: (of) => [
    `the squared numbers at ${of.place}`,
    everyNumber(of, "the MLP"),
    GATHER,
    "Σ mlp_fc2[i][j] * x.grad[i]",
  ],
  mlp_relu: (of) =>
    of.isSquared
      ? [
          `what relu left at ${of.place}`,
          "Twice the number, times what came back to its square.",
          "The slope of a square is twice its root: where relu left 0, nothing comes back.",
          "2 * x[j] * x.grad[j]",
        ]
      : [`what relu left at ${of.place}`, everyNumber(of, "the MLP"), GATHER, "Σ mlp_fc2[i][j] * x.grad[i]"],
  mlp_gelu: (of) => [
    `what gelu left at ${of.place}`,
    everyNumber(of, "the MLP"),
    GATHER,
    "Σ mlp_fc2[i][j] * x.grad[i]",
  ],
  mlp_hidden: (of) => {
    const { place, activation } = of;
    const subject = `the hidden numbers at ${place}`;
    if (activation === "gelu") {
      return [
        subject,
        "Each times the slope of gelu where it stands.",
        "Far below 0 the slope is near 0, and the number did not matter; far above it is near 1.",
        "slope of gelu at x[j] * x.grad[j]",
      ];
    }
    if (activation === "none") {
      return [subject, everyNumber(of, "the MLP"), GATHER, "Σ mlp_fc2[i][j] * x.grad[i]"];
    }
    return [
      subject,
      "Where one was above 0 its gradient passes through; elsewhere it is 0.",
      "Where relu made 0, a little more or less would still have given 0: that number did not matter here.",
      "(1 if x[j] > 0 else 0) * x.grad[j]",
    ];
  },
  mlp_norm: ({ place, width }) => [
    `the normed stream that the MLP read at ${place}`,
    `All ${4 * width} hidden numbers were made from it: each sends a share.`,
    GATHER,
    "Σ mlp_fc1[i][j] * x.grad[i]",
  ],
  attn_residual: (of) => [`the residual stream at ${of.place}, after attention`, ...waysBack(of)],
  attn_out: (of) => backToOutput(of, `what attention ${of.isAdding ? "added" : "made"} at ${of.place}`),
  attn_heads: (of) => [
    `what the heads brought back at ${of.place}`,
    everyNumber(of, "attention"),
    GATHER,
    "Σ attn_wo[i][j] * x.grad[i]",
  ],
  out: ({ place, head }) => [
    `what ${head} brought back at ${place}`,
    "The joined heads are these same numbers, with the same gradients.",
    "Nothing was computed there, so nothing changes on the way back.",
    "x.grad[h * head_dim + j]",
  ],
  attn_weights: ({ place, head, at }) => [
    `the attention weights of ${head} at ${place}`,
    at === 0
      ? "By how far its value vector agrees with the gradient of the head’s output."
      : "By how far each position’s value vector agrees with the gradient of the head’s output.",
    "A weight lets so much of a value vector through. So its gradient is each number of that vector times the " +
      "gradient of the head’s output there, added up.",
    "Σ values[s][j] * head_outs.grad[j]",
  ],
  attn_logits: ({ place, head, at }) => [
    `the attention logits of ${head} at ${place}`,
    at === 0
      ? "Not at all: there is one weight, and it is 1 whatever the logit."
      : "Raising all alike would change no weight, so their gradients add up to 0.",
    at === 0
      ? "With a single position to read, softmax has nothing to share out: the gradient is 0."
      : "Softmax shares out 1: more for one position is less for the others. So what comes back says which of them " +
        "ought to have been read more, and which less.",
    "weights[s] * (weights.grad[s] - Σ weights * weights.grad)",
  ],
  attn_v: (of) => [
    `the value vector of ${of.place}`,
    fromReaders(of, "read"),
    "It lies in the KV cache, where later positions can read it too. Each reader sends back the gradient of its " +
      "head’s output, times the weight with which it read.",
    "Σ attn_weights[t] * head_outs.grad[j]",
  ],
  attn_k: (of) => [
    `the key of ${of.place}`,
    fromReaders(of, "asked"),
    "It lies in the KV cache, where later positions can compare their queries with it too. Each sends back its " +
      "query times the gradient of the match, over the root of head_dim.",
    "Σ q[t][j] * attn_logits.grad[t] / head_dim**0.5",
  ],
  attn_q: ({ place, at }) => [
    `the query of ${place}`,
    at === 0
      ? "It was compared with its own key alone: that sends the one share."
      : `Each key that it was compared with sends a share: ${inWords(at + 1)} of them.`,
    "A query was multiplied by each key, so what comes back is each key times the gradient of their match, over the " +
      "root of head_dim, added up.",
    "Σ keys[s][j] * attn_logits.grad[s] / head_dim**0.5",
  ],
  attn_norm: ({ place, width, senders }) => [
    `the normed stream that attention read at ${place}`,
    `All ${senders.length * width} numbers of ${joined(senders.map((base) => MADE[base]))} were made from it.`,
    `${GATHER} Each share is multiplied by the weight with which it was used there.`,
    senders.includes("attn_q")
      ? "Σ attn_wq[i][j] * q.grad[i], and so for k and v"
      : "Σ attn_wk[i][j] * k.grad[i], and so for v",
  ],
  embedding_norm: (of) => [`the ${of.stream} at ${of.place} where it begins`, ...waysBack(of)],
  embedding: (of) =>
    of.isNormed
      ? [`the sum of the embeddings at ${of.place}`, "All of it comes back through the norm.", NORM, "through the norm"]
      : [`the ${of.stream} at ${of.place} where it begins`, ...waysBack(of)],
  pos_emb: ({ place }) => [
    `the embedding of ${place}`,
    "By as much as with the sum that it went into.",
    `${SUM} Its numbers are parameters, a row of wpe.`,
    "1 * x.grad[j]",
  ],
  tok_emb: (of) => {
    const row = `It is a row of wte: every position with this token adds to the gradient of that row${
      of.isTied ? ", and so do the logits, which are made with it too" : ""
    }.`;
    const [answer, why, formula] = of.hasPositions
      ? ["By as much, here, as with the sum that it went into.", SUM, "1 * x.grad[j]"]
      : of.isNormed
        ? ["What comes back here comes through the norm.", NORM, "through the norm"]
        : waysBack(of);
    return [`the embedding of ${of.token}, read at ${of.place}`, answer, `${why} ${row}`, formula];
  },
};
