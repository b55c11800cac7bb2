/**
 * What is said of how likely names and words are, and whether they are new.
 *
 * @import {InventedName as Name, Several, Newness} from "../../wire/protocol.js"
 * @import {Word} from "./many.js"
 */

import { fixed, whole } from "../../draw/format.js";
import { percent, stepsText, temperatureText, tokenAt } from "./phrases.js";

const LONG = new Intl.NumberFormat("en-US", {
  notation: "compact",
  compactDisplay: "long",
  maximumSignificantDigits: 3,
});

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
const inAllText = ({ log_prob: logProb, one_in: oneIn }) => `${fixed(logProb)}, ${oneInText(oneIn)}`;

/** How likely a word is. @param {Pick<Name, "log_prob" | "one_in">} word */
export const sumText = (word) => `log-probability at temperature 1: ${inAllText(word)}`;

/** How likely one letter of a name is, and all of it. @param {Name} name @param {number} at */
export function nameSumText(name, at) {
  const { prob, log_prob: logProb } = name.letters[at];
  const from = name.top_k ? ", from all tokens" : "";
  const letter = `${tokenAt(name, at)} ${fixed(logProb)}, ${percent(prob)}`;
  return `log-probability at temperature 1${from}: ${letter}; in all ${inAllText(name)}`;
}

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
  const different = new Set(names.map(({ name }) => name)).size;
  const apart = different < names.length ? `, ${different} of them different` : "";
  const where = "On the line each stands at its log-probability. Choose one to see its letters.";
  return `${from}${apart}, after ${stepsText(step)}, the likeliest first. ${where}`;
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

/** Whose word it is, where that is another model than that of the name. @param {Word} word @param {Name | null} name */
export const scoredAfterText = ({ step }, name) => (name && name.step !== step ? `after ${stepsText(step)}, ` : "");
