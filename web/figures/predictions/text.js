/**
 * What the predictions say: the name of each mark with its numbers, and the sentences about loss.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { digits, fixed, tokenText } from "../../draw/format.js";
import {
  expressionOf,
  gradientPass,
  isComputed,
  positions,
  stageGrads,
  stageValues,
  tokenAt,
} from "../../trace/read.js";
import { hasMean, predictionStages, targetOf } from "./known.js";

/** A probability as it stands beside its bar. @param {number} p */
export const shareText = (p) => (p < 0.0005 ? "<0.001" : fixed(p, 3));

/** @param {Trace} trace @param {number} id */
export const tokenName = (trace, id) => `\u201c${tokenText(trace.header.vocabulary[id])}\u201d`;

/** @param {Trace} trace @param {number} position */
export const placeText = (trace, position) => `position ${position} \u201c${tokenText(tokenAt(trace, position))}\u201d`;

/** The name of a number of logits, probs or losses. @param {Trace} trace @param {number} cursor @param {number} stage @param {number} element */
export function numberName(trace, cursor, stage, element) {
  const name = expressionOf(trace, { kind: "stage", stage, element });
  if (!isComputed(trace, stage, cursor)) return `${name}: not computed yet`;
  const pass = gradientPass(trace, stage, cursor);
  const gradient = pass < 0 ? "" : `, gradient ${digits(stageGrads(trace, stage, pass)[element], true)}`;
  return `${name} = ${digits(stageValues(trace, stage)[element])}${gradient}`;
}

/** Whose number it is. @param {Trace} trace @param {number} position @param {number} token @param {{probs: number[], draws: number[], drawn: number} | null} tempered */
export function tokenAbout(trace, position, token, tempered) {
  const came = targetOf(trace, position) === token ? ", which came" : "";
  const drawn = tempered
    ? `; at this temperature ${shareText(tempered.probs[token])}, drawn ${tempered.draws[token]} of ${tempered.drawn} times`
    : "";
  return `for ${tokenName(trace, token)}${came}, after ${placeText(trace, position)}${drawn}`;
}

/** How it came about, with the numbers. @param {Trace} trace @param {number} cursor @param {number} stage @param {number} element @param {number} position */
export function formulaText(trace, cursor, stage, element, position) {
  const { logits, probs } = predictionStages(trace);
  if (!isComputed(trace, stage, cursor)) return "";
  if (stage === probs[position])
    return `softmax(logits)[${element}], from logits[${element}] = ${digits(stageValues(trace, logits[position])[element])}`;
  const pass = gradientPass(trace, stage, cursor);
  if (stage !== logits[position] || pass < 0) return "";
  const p = digits(stageValues(trace, probs[position])[element]);
  const count = trace.header.target === "document" ? ` / ${positions(trace)}` : "";
  const grad = digits(stageGrads(trace, logits[position], pass)[element], true);
  return targetOf(trace, position) === element
    ? `gradient: (probs[${element}] - 1)${count} = (${p} \u2212 1)${count} = ${grad}`
    : `gradient: probs[${element}]${count} = ${p}${count} = ${grad}`;
}

/** Whether the tokens are letters, but for those that begin and end a document. @param {Trace} trace */
function unit(trace) {
  const plain = trace.header.vocabulary.filter((/** @type {string} */ token) => !/^<\w+>$/.test(token));
  return plain.every((/** @type {string} */ token) => /^\p{L}$/u.test(token)) ? "letters" : "tokens";
}

/** as unsure as between 12 letters @param {Trace} trace @param {number} perplexity */
export function unsureText(trace, perplexity) {
  return `as unsure as between ${fixed(perplexity, perplexity >= 9.95 ? 0 : 1)} ${unit(trace)}`;
}

/** The probability of the token that came, as a loss. @param {Trace} trace @param {number} cursor @param {number} position */
export function lossText(trace, cursor, position) {
  const { probs, losses } = predictionStages(trace);
  const target = targetOf(trace, position);
  if (!isComputed(trace, probs[position], cursor)) return "";
  const p = shareText(stageValues(trace, probs[position])[target]);
  // the loss that goes backward has its frame at the end, its number comes with the others
  if (!isComputed(trace, losses[position], cursor)) return `probs[${target}] = ${p}`;
  return `-log(${p}) = ${fixed(stageValues(trace, losses[position])[0])}`;
}

/** @param {Trace} trace @param {number} cursor */
export function meanText(trace, cursor) {
  const { loss, perplexity, target, random_guess: guess, vocabulary } = trace.header;
  const blind = `a random guess: ln ${vocabulary.length} = ${fixed(guess)}`;
  if (target !== "document") return [`Only the loss of position ${target} goes backward`, blind];
  if (!hasMean(trace, cursor)) return ["The mean loss comes when every position has its own", blind];
  return [`Mean loss ${fixed(loss)}: ${unsureText(trace, perplexity)}`, blind];
}
