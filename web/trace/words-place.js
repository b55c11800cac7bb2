/**
 * What the words of a stage are put together from: where it stands, in words, and the sizes of its model.
 *
 * @import {Trace} from "./read.js"
 * @import {StageKind} from "./stages.js"
 *
 * @typedef {object} Place
 * @property {Trace} trace
 * @property {number} stage
 * @property {StageKind} kind
 * @property {number} at  its position; the last for the mean loss, which has none
 * @property {string} place  position 2 “i”
 * @property {string} here  the same, to begin a sentence
 * @property {string} readers  the positions that it asks: itself and the two before it
 * @property {string} token  that it reads: “i”
 * @property {string} next  the token that came next: “l”
 * @property {number} width  numbers in the residual stream
 * @property {number} heads
 * @property {number} headDim
 * @property {string} head  “head 1”, or “the head” of a model that has only one
 * @property {number} tokens  in the vocabulary
 * @property {number} count  predictions of the document
 * @property {boolean} isFirstLayer
 * @property {boolean} isLastLayer
 * @property {boolean} isNormed  whether the embeddings are normed as they enter the stream
 * @property {boolean} hasNorms  whether blocks norm what they read
 * @property {boolean} hasPositions  whether a position has an embedding
 * @property {boolean} hasAttention
 * @property {boolean} hasMlp
 * @property {boolean} isAdding  whether blocks add to the stream; otherwise what they make takes its place
 * @property {string} stream  residual stream, or stream
 * @property {boolean} isTied  whether the logits are made with wte
 * @property {import("../wire/trace-format.js").Config["activation"]} activation
 * @property {boolean} isSquared  whether what relu leaves is squared
 * @property {boolean} isCentred  whether the norms take the mean off first
 * @property {boolean} isRoot  whether it is the loss that goes backward
 * @property {string[]} senders  the kinds of stages made from it that a backward pass reaches
 * @property {string} senderText  where they stand: position 2, or positions 2, 3 and 4
 */

import { capital, tokenText } from "../draw/format.js";
import { headDim } from "./attention.js";
import { lastPass } from "./known.js";
import { placeText } from "./names.js";
import { oncePer } from "./once.js";
import { positions, tokenAt, usersOfStage } from "./read.js";
import { kindOf } from "./stages.js";

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** A small number in letters. @param {number} n */
export const inWords = (n) => WORDS[n] ?? String(n);

/** 1 number, 2 numbers @param {number} n @param {string} word */
export const times = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

/**
 * @param {Trace} trace
 * @param {number} stage
 * @returns {Place}
 */
export function placeOf(trace, stage) {
  const { name, position, layer, head } = trace.stages[stage];
  const { config, vocabulary, token_ids: ids } = trace.header;
  const at = position ?? positions(trace) - 1;
  const place = position === null ? "" : placeText(trace, position);
  return {
    trace,
    stage,
    kind: kindOf(name),
    at,
    place,
    here: place && capital(place),
    readers: readersText(at),
    token: `“${tokenText(tokenAt(trace, at))}”`,
    next: `“${tokenText(vocabulary[ids[at + 1]])}”`,
    width: config.n_embd,
    heads: config.n_head,
    headDim: headDim(trace),
    head: config.n_head === 1 ? "the head" : `head ${head}`,
    tokens: vocabulary.length,
    count: positions(trace),
    isFirstLayer: layer === 0,
    isLastLayer: layer === config.n_layer - 1,
    isNormed: config.norm_embedding && config.norm !== "none",
    hasNorms: config.norm !== "none",
    hasPositions: config.position_embedding,
    hasAttention: config.attention,
    hasMlp: config.mlp,
    isAdding: config.residual,
    stream: config.residual ? "residual stream" : "stream",
    isTied: config.tied_head,
    activation: config.activation,
    isSquared: config.activation === "relu2",
    isCentred: config.norm === "layernorm",
    isRoot: roots(trace).has(stage),
    ...sendersOf(trace, stage),
  };
}

/**
 * Those that send it gradient: with the loss of one position, not all that were made from it.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
function sendersOf(trace, stage) {
  const users = usersOfStage(trace, stage).filter((user) => lastPass(trace, user) >= 0);
  const places = [...new Set(users.map((user) => trace.stages[user].position))];
  return {
    senders: [...new Set(users.map((user) => kindOf(trace.stages[user].name).base))],
    senderText: places.length === 1 ? `position ${places[0]}` : `positions ${joined(places.map(String))}`,
  };
}

/** a, b and c @param {string[]} words */
export const joined = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;

/** Whom a position asks. @param {number} at */
function readersText(at) {
  if (at === 0) return "itself, the only one so far";
  return `itself and the ${inWords(at)} before it`;
}

/** The losses that go backward. @type {(trace: Trace) => Set<number | null>} */
const roots = oncePer(
  (trace) => new Set(trace.frames.filter(({ phase }) => phase === "loss").map(({ stage }) => stage)),
);
