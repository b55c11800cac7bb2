/**
 * What is said of an invented name and its letters, and of the model that it is from.
 *
 * @import {InventedName as Name} from "../../wire/protocol.js"
 * @import {Run} from "../figure.js"
 */

import { capital, fixed, tokenText, whole } from "../../draw/format.js";
import { percent, stepsText, temperatureText, tokenAt } from "./phrases.js";

/** What the model has read when it chooses a letter: “mi”, or BOS alone. @param {Name} name @param {number} at */
function readText(name, at) {
  const read = Array.from({ length: at }, (_, each) => tokenAt(name, each)).join("");
  return read === "" ? "BOS" : `“${read}”`;
}

/**
 * What happens at a letter.
 *
 * @param {Name} name
 * @param {number} at
 * @param {boolean} isDone  whether the needle has come to its place
 */
export function leadText(name, at, isDone) {
  const { given, prob, token, drawable } = name.letters[at];
  const [after, letter] = [`After ${readText(name, at)}`, tokenAt(name, at)];
  if (given)
    return `${after}, ${letter} is given, not drawn: at temperature 1 the model finds it ${percent(prob)} likely.`;
  if (!isDone) {
    const who = drawable < name.tokens.length ? kept(drawable) : "every token has its share of the bar";
    return `${after} ${who}, and a random number falls on it.`;
  }
  const share = `${shareText(name, at, token)}${ending(name, at)}`;
  return `${after} the random number ${numberText(name, at)} falls on ${letter}, whose share is ${share}.`;
}

/** Who has a share, if not all have. @param {number} drawable */
const kept = (drawable) =>
  drawable === 1 ? "the likeliest token has the whole bar" : `the ${drawable} likeliest tokens share the bar`;

/** Where a token's share of the bar lies. @param {Name} name @param {number} at @param {number} token */
function shareText(name, at, token) {
  const { cumulative } = name.letters[at];
  const digits = digitsOf(name, at, token);
  return `${fixed(cumulative[token - 1] ?? 0, digits)} to ${fixed(cumulative[token], digits)}`;
}

/** With how many digits the two ends of a share differ. @param {Name} name @param {number} at @param {number} token */
function digitsOf(name, at, token) {
  const { cumulative, probs } = name.letters[at];
  const differ = (/** @type {number} */ digits) =>
    fixed(cumulative[token - 1] ?? 0, digits) !== fixed(cumulative[token], digits);
  let digits = 3;
  while (probs[token] > 0 && digits < MOST_DIGITS && !differ(digits)) digits++;
  return digits;
}

const MOST_DIGITS = 15;

/** The random number of a letter, with as many digits as its share. @param {Name} name @param {number} at */
export function numberText(name, at) {
  const { number, token } = name.letters[at];
  return fixed(number ?? 0, Math.max(4, digitsOf(name, at, token)));
}

/** What comes of the last letter. @param {Name} name @param {number} at */
function ending(name, at) {
  if (at < name.letters.length - 1) return "";
  return name.ended ? ": the name ends" : ": no position is left";
}

/**
 * One letter as a screen reader says it.
 *
 * @param {Name} name
 * @param {number} at
 */
export function letterText(name, at) {
  const { prob, log_prob: logProb, given } = name.letters[at];
  const how = `${given ? "given" : "drawn"} after ${readText(name, at)}`;
  return `${tokenAt(name, at)}, ${how}: log-probability ${fixed(logProb)}, ${percent(prob)}`;
}

/**
 * One token, as it stands at a letter.
 *
 * @param {Name} name
 * @param {number} at
 * @param {number} token
 */
export function tokenSaid(name, at, token) {
  const { logits, probs, order, drawable } = name.letters[at];
  const logit = `${tokenText(name.tokens[token])}: logit ${fixed(logits[token], 3)}`;
  if (order.indexOf(token) >= drawable) return `${logit}, left out: not among the top ${drawable}`;
  return `${logit}, probability ${percent(probs[token])}, share ${shareText(name, at, token)}`;
}

/** That not all tokens have a column, if so. @param {number} room @param {number} all */
export const roomText = (room, all) =>
  room < all
    ? `Of ${whole(all)} tokens the likeliest have a column, as many as there is room for, and the one that came.`
    : "";

/**
 * Whose name it is, and how it was asked for.
 *
 * @param {Name} name
 * @param {Pick<Run, "isLive" | "activity" | "origin">} run
 */
export function whoseText({ step, temperature, top_k: topK, seed }, { isLive, activity, origin }) {
  const model = isLive ? modelText(step, origin) : RECORDED;
  const how = `temperature ${temperatureText(temperature)}${topK ? `, top-k ${topK}` : ""}, seed ${seed}`;
  const isTraining = isLive && (activity === "training" || activity === "pausing");
  return `${model}, after ${stepsText(step)}; ${how}.${isTraining ? ` ${TRAINING}` : ""}`;
}

/** Whose model it is, of which so many steps are done. @param {number} step @param {Run["origin"]} origin */
function modelText(step, origin) {
  const { recorded, shared, opened } = origin ?? {};
  if (recorded !== undefined) return step > recorded ? `${RECORDED}, trained on here` : RECORDED;
  if (shared) return step > shared.step ? "The link’s model, trained on here" : "The link’s model";
  if (opened) return step > opened ? "The file’s model, trained on here" : "The file’s model";
  return "Model trained here";
}

const RECORDED = "Recorded model";

const TRAINING =
  "It is training: what you change now is asked of the model as it is at that moment; when training stops, all of it " +
  "is asked again.";

/** Why a name does not begin as was wanted. @param {string | null | undefined} refused */
export const refusedText = (refused) => (refused ? `${capital(refused)}. What you see begins without it.` : "");

/**
 * Why there is no name to show.
 *
 * @param {string | undefined} failed
 * @param {boolean} canAsk
 */
export function nothingText(failed, canAsk) {
  if (failed) return `No name can be drawn: ${failed}.`;
  return canAsk ? "Python invents the name." : "The name comes with Python, which is not up yet.";
}

/**
 * What cannot be had before Python is up.
 *
 * @param {boolean} canAsk
 * @param {boolean} isLive
 */
export function waitingText(canAsk, isLive) {
  if (canAsk) return "";
  return isLive ? "Python is not up: this was asked before." : RECORDED_ALONE;
}

const RECORDED_ALONE =
  "Other temperatures than 0.5 and 1, other seeds, beginnings and top-k, and the score of a word come with Python.";

/**
 * What a head reads, for those who do not see it: head 0: BOS 12 %, m 88 %.
 *
 * @param {Name} name
 * @param {number} at
 * @param {number} layer
 */
export function attentionText(name, at, layer) {
  const read = ["BOS", ...name.letters.map((_, each) => tokenAt(name, each))];
  const heads = name.letters[at].attention[layer].map(
    (weights, head) => `head ${head}: ${weights.map((weight, s) => `${read[s]} ${percent(weight)}`).join(", ")}`,
  );
  return `What each head of layer ${layer} reads. ${heads.join("; ")}.`;
}
