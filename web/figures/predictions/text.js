/**
 * What the predictions say of each of their numbers, and of the loss.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Motion} from "./motion.js"
 * @import {Reshaped} from "./shown.js"
 */

import { digits, fixed, tokenText, whole } from "../../draw/format.js";
import { known, say } from "../../trace/known.js";
import { placeText } from "../../trace/names.js";
import { isComputed, positionAt, positions, stageValues } from "../../trace/read.js";
import { paramOf, stageRef } from "../../trace/refs.js";
import { hasMean, madeFrom, predictionStages, targetOf } from "./shown.js";

/**
 * A probability as it stands beside its bar.
 *
 * @param {number} p
 */
export const shareText = (p) => (p < 0.0005 ? "<0.001" : fixed(p, 3));

/**
 * @param {Trace} trace
 * @param {number} id
 */
export const tokenName = (trace, id) => `“${tokenText(trace.header.vocabulary[id])}”`;

/**
 * What is said of what is pointed at: its name, and how it came about; nothing of what is not shown here.
 *
 * @param {Trace} trace
 * @param {Ref | null} ref
 * @param {number} cursor
 * @param {{position: number, reshaped: Reshaped | null, isBrief: boolean}} shown
 * @returns {[name: string, about: string]}
 */
export function readoutOf(trace, ref, cursor, shown) {
  const { logits, probs, losses } = predictionStages(trace);
  const at = ref?.kind === "stage" && ref.element !== null ? trace.stages[ref.stage].position : null;
  if (ref?.kind === "stage" && ref.element !== null && at !== null) {
    const name = say(trace, ref, cursor);
    if (ref.stage === losses[at]) {
      return [name, `the loss at ${placeText(trace, at)}: ${lossText(trace, cursor, at)}`];
    }
    if (ref.stage === logits[at] || ref.stage === probs[at]) {
      const isReshaped = at === shown.position && ref.stage === probs[at];
      const about = tokenAbout(trace, at, ref.element, isReshaped ? shown.reshaped : null);
      return [name, [about, formulaText(trace, cursor, ref.stage, ref.element, at)].filter(Boolean).join("; ")];
    }
  }
  const made = ref && partText(trace, ref, shown.position);
  if (made) return [say(trace, ref, cursor), made];
  const choose = shown.isBrief ? "" : "; choose a position above to see all that it predicted";
  return ["", `Hover a bar for its number${choose}.`];
}

/**
 * What a number that the logits are made from is: one of the stream, or of a token's row.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} position
 */
function partText(trace, ref, position) {
  const { stream, matrix } = madeFrom(trace, position);
  const param = paramOf(trace, ref);
  if (param?.matrix === matrix) return `in the row for ${tokenName(trace, param.row)}`;
  return ref.kind === "stage" && ref.stage === stream ? `in the stream at ${placeText(trace, position)}` : "";
}

/**
 * Whose number it is.
 *
 * @param {Trace} trace
 * @param {number} position
 * @param {number} token
 * @param {Reshaped | null} reshaped
 */
export function tokenAbout(trace, position, token, reshaped) {
  const came = targetOf(trace, position) === token ? ", which came" : "";
  const about = `for ${tokenName(trace, token)}${came}, after ${placeText(trace, position)}`;
  if (!reshaped) return about;
  const { probs, draws, drawn } = reshaped;
  return `${about}; at this temperature ${shareText(probs[token])}, drawn ${draws[token]} of ${drawn} times`;
}

/**
 * How it came about, with the numbers.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} stage
 * @param {number} element
 * @param {number} position
 */
function formulaText(trace, cursor, stage, element, position) {
  const { logits, probs } = predictionStages(trace);
  const { value, grad } = known(trace, stageRef(stage, element), cursor);
  if (value === null) return "";
  if (stage === probs[position]) {
    const logit = digits(stageValues(trace, logits[position])[element]);
    return `softmax(logits)[${element}], from logits[${element}] = ${logit}`;
  }
  if (grad === null) return "";
  const p = digits(stageValues(trace, probs[position])[element]);
  const share = trace.header.target === "document" ? ` / ${positions(trace)}` : "";
  const [name, number] =
    targetOf(trace, position) === element ? [`(probs[${element}] - 1)`, `(${p} − 1)`] : [`probs[${element}]`, p];
  return `gradient: ${name}${share} = ${number}${share} = ${digits(grad, true)}`;
}

/**
 * Whether the tokens are letters, but for those that begin and end a document.
 *
 * @param {string[]} vocabulary
 */
function unit(vocabulary) {
  const plain = vocabulary.filter((token) => !/^<\w+>$/.test(token));
  return plain.every((token) => /^\p{L}$/u.test(token)) ? "letters" : "tokens";
}

/**
 * A mean loss in other words: as unsure as between 12 letters
 *
 * @param {Trace} trace
 */
export function unsureText({ header: { loss, perplexity, random_guess: guess, vocabulary } }) {
  if (loss > guess) return "worse than a random guess";
  return `as unsure as between ${fixed(perplexity, perplexity >= 9.95 ? 0 : 1)} ${unit(vocabulary)}`;
}

/**
 * The loss of one prediction in other words, for exp(loss) is 1 / p: a chance of 1 in 11
 *
 * @param {Trace} trace
 * @param {number} position
 */
export function chanceText({ header: { losses, perplexities, random_guess: guess } }, position) {
  const odds = perplexities[position];
  const chance = `a chance of 1 in ${odds >= 1000 ? whole(Math.round(odds)) : fixed(odds, odds >= 9.95 ? 0 : 1)}`;
  return losses[position] > guess ? `${chance}, worse than a random guess` : chance;
}

/**
 * The probability of the token that came, as a loss.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 * @param {Motion | null} motion  how far its numbers have come; null: they are there
 */
export function lossText(trace, cursor, position, motion = null) {
  const { probs, losses } = predictionStages(trace);
  const target = targetOf(trace, position);
  const { add, fill } = motion?.loss ?? { add: 1, fill: 1 };
  if (!isComputed(trace, probs[position], cursor) || (motion && motion.probs.fill < 1)) return "";
  const p = shareText(stageValues(trace, probs[position])[target]);
  // the loss that goes backward has its frame at the end, its number comes with the others
  if (!isComputed(trace, losses[position], cursor) || add === 0) return `probs[${target}] = ${p}`;
  return fill === 0 ? `-log(${p})` : `-log(${p}) = ${fixed(stageValues(trace, losses[position])[0])}`;
}

/**
 * @param {Trace} trace
 * @param {number} cursor
 */
export function meanText(trace, cursor) {
  const { loss, target } = trace.header;
  if (target !== "document") return `Only the loss of position ${target} goes backward`;
  if (!hasMean(trace, cursor)) return "The mean loss comes once every position has its loss";
  return `Mean loss ${fixed(loss)}: ${unsureText(trace)}`;
}

/**
 * What is predicted from what; before it is, what is to come.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 */
export function leadText(trace, cursor, position) {
  const { token_ids: ids, vocabulary } = trace.header;
  const read = ids.slice(0, position + 1).map((id) => tokenText(vocabulary[id]));
  const after = `After ${read.join(" ")}, what comes next?`;
  if (!isComputed(trace, predictionStages(trace).logits[position], cursor)) return after;
  return `${after} ${tokenName(trace, targetOf(trace, position))} came.`;
}

/**
 * What the frame does with this prediction, or what comes next.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 * @param {boolean} isShort  whether there is only room for few words
 */
export function doesText(trace, cursor, position, isShort = false) {
  const { logits, probs, losses } = predictionStages(trace);
  const { phase, stage } = trace.frames[cursor];
  const { vocabulary, target } = trace.header;
  const at = positionAt(trace, cursor);
  if (phase === "backward" && stage === logits[position]) {
    const share = target === "document" && positions(trace) > 1 ? `, divided by ${positions(trace)}` : "";
    if (isShort) return `p, less 1 for ${tokenName(trace, targetOf(trace, position))}${share}`;
    return `a logit’s gradient: its probability, less 1 for the token that came${share}`;
  }
  if (phase === "forward" && stage === logits[position])
    return "each logit: the stream times its token’s row, added up";
  if (phase === "forward" && stage === probs[position]) {
    return "softmax: exp of each logit, divided by the sum of them all";
  }
  if (isComputed(trace, losses[position], cursor)) return chanceText(trace, position);
  if (isComputed(trace, probs[position], cursor)) return "its loss comes next: minus the log of its probability";
  if (isComputed(trace, logits[position], cursor)) return "softmax makes probabilities of the logits next";
  const coming = `${vocabulary.length} logits, one for each token, then the probability of each`;
  if (isShort) return `to come: ${vocabulary.length} logits, then the probabilities`;
  return at === position
    ? `to come, when it is through the layers: ${coming}`
    : `to come at ${placeText(trace, position)}`;
}
