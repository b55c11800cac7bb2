/**
 * What is said of an invented name, its letters, and how likely it is.
 *
 * @import {Name} from "./layout.js"
 */

import { fixed, tokenText, whole } from "../../draw/format.js";

const LONG = new Intl.NumberFormat("en-US", {
  notation: "compact",
  compactDisplay: "long",
  maximumSignificantDigits: 3,
});

/** @param {Name} name @param {number} at */
const tokenAt = (name, at) => tokenText(name.tokens[name.letters[at].token]);

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
  const { given, prob, token, number } = name.letters[at];
  const [after, letter] = [`After ${readText(name, at)}`, tokenAt(name, at)];
  if (given)
    return `${after}, ${letter} is given, not drawn: at temperature 1 the model finds it ${percent(prob)} likely.`;
  if (!isDone) return `${after} every token has its share of the bar, and a random number falls on it.`;
  const share = `${shareText(name, at, token)}${ending(name, at)}`;
  return `${after} the random number ${fixed(number ?? 0, 4)} falls on ${letter}, whose share is ${share}.`;
}

/** Where a token's share of the bar lies. @param {Name} name @param {number} at @param {number} token */
function shareText(name, at, token) {
  const { cumulative } = name.letters[at];
  return `${fixed(cumulative[token - 1] ?? 0, 3)} to ${fixed(cumulative[token], 3)}`;
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
  const { logits, probs } = name.letters[at];
  const numbers = `logit ${fixed(logits[token], 3)}, probability ${percent(probs[token])}`;
  return `${tokenText(name.tokens[token])}: ${numbers}, share ${shareText(name, at, token)}`;
}

/** @param {number} temperature */
export const temperatureText = (temperature) => String(temperature);

const WORD = 22; // px for a token that is a word

/** A token in so many px. @param {string} text @param {number} size */
export const inRoom = (text, size) => (text.length > 1 && size < WORD ? "·" : text);

/** A probability as a percentage, to the digits that it is worth. @param {number} prob */
export function percent(prob) {
  const share = 100 * prob;
  return `${share >= 10 ? fixed(share, 0) : share >= 0.1 ? fixed(share, 1) : share > 0 ? "below 0.1" : "0"} %`;
}

/**
 * How likely a whole word is: 1 in 195,000.
 *
 * @param {number | null} oneIn
 */
export function oneInText(oneIn) {
  if (oneIn === null) return "less than 1 in 1e304";
  if (oneIn < 1e6) return `1 in ${whole(Number(oneIn.toPrecision(3)))}`;
  return oneIn < 1e15 ? `1 in ${LONG.format(oneIn)}` : `1 in ${oneIn.toExponential(1).replace("+", "")}`;
}

/** @param {Pick<Name, "log_prob" | "one_in">} word */
export const sumText = ({ log_prob: logProb, one_in: oneIn }) =>
  `log-probability at temperature 1: ${fixed(logProb)}, ${oneInText(oneIn)}`;

/** @param {Pick<Name, "loss" | "in_data">} word */
export const lossText = ({ loss, in_data: isInData }) =>
  `loss ${fixed(loss)}; ${isInData ? "in the data already" : "new: not in the data"}`;

/**
 * Whose name it is, and how it was asked for.
 *
 * @param {Name} name
 * @param {boolean} isLive
 */
export function whoseText({ step, temperature, seed }, isLive) {
  const model = isLive ? "Model trained here" : "Recorded model";
  const steps = step === 1 ? "1 step" : `${whole(step)} steps`;
  return `${model}, after ${steps}; temperature ${temperatureText(temperature)}, seed ${seed}.`;
}

/**
 * What cannot be had before Python is up.
 *
 * @param {boolean} canAsk
 * @param {boolean} isLive
 */
export function waitingText(canAsk, isLive) {
  if (canAsk) return "";
  return isLive ? "Python is not up: this was asked before." : "All but temperatures 0.5 and 1 comes with Python.";
}

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
