/**
 * What is said of an invented name, its letters, and how likely it is.
 *
 * @import {Newness} from "../../wire/protocol.js"
 * @import {Name} from "./layout.js"
 * @import {Several} from "./many.js"
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
  const { given, prob, token, number, drawable } = name.letters[at];
  const [after, letter] = [`After ${readText(name, at)}`, tokenAt(name, at)];
  if (given)
    return `${after}, ${letter} is given, not drawn: at temperature 1 the model finds it ${percent(prob)} likely.`;
  if (!isDone) {
    const who = drawable < name.tokens.length ? kept(drawable) : "every token has its share of the bar";
    return `${after} ${who}, and a random number falls on it.`;
  }
  const share = `${shareText(name, at, token)}${ending(name, at)}`;
  return `${after} the random number ${fixed(number ?? 0, 4)} falls on ${letter}, whose share is ${share}.`;
}

/** Who has a share, if not all have. @param {number} drawable */
const kept = (drawable) =>
  drawable === 1 ? "the likeliest token has the whole bar" : `the ${drawable} likeliest tokens share the bar`;

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
  const { logits, probs, order, drawable } = name.letters[at];
  const logit = `${tokenText(name.tokens[token])}: logit ${fixed(logits[token], 3)}`;
  if (order.indexOf(token) >= drawable) return `${logit}, left out: not among the top ${drawable}`;
  return `${logit}, probability ${percent(probs[token])}, share ${shareText(name, at, token)}`;
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

/** The same in little room. @param {number} prob */
export const shortPercent = (prob) => percent(prob).replace("below ", "<");

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

/** @param {Pick<Name, "log_prob" | "one_in"> & {top_k?: number}} word */
export const sumText = ({ log_prob: logProb, one_in: oneIn, top_k: topK = 0 }) =>
  `log-probability at temperature 1${topK ? ", from all tokens" : ""}: ${fixed(logProb)}, ${oneInText(oneIn)}`;

/** @param {Pick<Name, "loss" | "newness">} word */
export const lossText = ({ loss, newness }) => `loss ${fixed(loss)}; ${newnessText(newness)}`;

/** What a name is to the model. @param {Newness} newness */
export const newnessText = (newness) => NEWNESS[newness ?? "unknown"];

const NEWNESS = {
  read: "in the data already, and the model has read it",
  unread: "in the data already, but the model has not read it",
  "held-out": "in the data already, but held out: never trained on",
  new: "new: not in the data",
  unknown: "its data is not here to tell whether it is new",
};

/** How many names were invented, and how. @param {Several} several */
export function severalText({ names, seed, temperature, top_k: topK, step }) {
  const how = `at temperature ${temperatureText(temperature)}${topK ? `, top-k ${topK},` : ""}`;
  const from = `${names.length} names ${how} from seeds ${seed} to ${names[names.length - 1].seed}`;
  const where = "On the line each stands at its log-probability. Choose one to see its letters.";
  return `${from}, after ${stepsText(step)}, the likeliest first. ${where}`;
}

/** Which of the names are not new. @param {Several} several */
export function knownText({ names }) {
  const known = names.filter(({ newness }) => newness !== null && newness !== "new");
  if (names.every(({ newness }) => newness === null)) return "Its data is not here to tell whether they are in it.";
  if (known.length === 0) return "None of them is in the data.";
  const read = known.filter(({ newness }) => newness === "read").length;
  const [are, those] = known.length === 1 ? ["is", READ_ONE[read]] : ["are", ofThemText(read, known.length)];
  return `${known.length} of ${names.length}, underlined with dots, ${are} in the data; the model has ${those}.`;
}

const READ_ONE = ["not read it", "read it"];

/** How many of some names it has read. @param {number} read @param {number} all */
const ofThemText = (read, all) => `read ${read === all ? "all" : read === 0 ? "none" : read} of them`;

/** @param {number} step */
const stepsText = (step) => (step === 1 ? "1 step" : `${whole(step)} steps`);

/**
 * Whose name it is, and how it was asked for.
 *
 * @param {Name} name
 * @param {boolean} isLive
 */
export function whoseText({ step, temperature, top_k: topK, seed }, isLive) {
  const model = isLive ? "Model trained here" : "Recorded model";
  const how = `temperature ${temperatureText(temperature)}${topK ? `, top-k ${topK}` : ""}, seed ${seed}`;
  return `${model}, after ${stepsText(step)}; ${how}.`;
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
