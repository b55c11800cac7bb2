/**
 * The numbers of a frame in a sentence, beside the words that say what happens in it: all of a few, of many those that
 * stand out. Every one is found in the trace.
 *
 * @import {Trace} from "./read.js"
 * @import {Ref} from "./refs.js"
 */

import { brief, digits, tokenText } from "../draw/format.js";
import { focusElement, focusParam } from "./focus.js";
import { known } from "./known.js";
import { expressionOf, inOneLayer, placeText } from "./names.js";
import { stageValues, tokenAt } from "./read.js";
import { paramIndex, stageRef } from "./refs.js";
import { kindOf } from "./stages.js";

const FEW = 6; // positions whose numbers are all said
const MOST = 3; // of more, the largest so many

/**
 * BOS 0.44, b −0.2, i 1.1. Or: Furthest from 0 of its 16 numbers: q[5] = −1.2. Nothing in a frame without numbers.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Ref | null} [selection]  the reader's: a number of this frame, say
 */
export function numbersText(trace, cursor, selection = null) {
  const place = { cursor, operation: null, selection, hovered: null };
  const { phase, stage, matrix } = trace.frames[cursor];
  if (matrix !== null) return movedText(trace, place);
  const element = focusElement(trace, place);
  if (stage === null || element === null) return "";
  const isChosen = selection?.kind === "stage" && selection.stage === stage && selection.element === element;
  const isBackward = phase === "backward";
  if (!isChosen && !isBackward) {
    const { isOverCache, isOverVocabulary } = kindOf(trace.stages[stage].name);
    if (isOverCache) return overCache(trace, stage);
    if (isOverVocabulary) return overVocabulary(trace, stage);
  }
  const ref = stageRef(stage, element);
  const { value, grad } = known(trace, ref, cursor);
  const number = isBackward ? grad : value;
  if (number === null) return "";
  const { size } = trace.stages[stage];
  const [what, suffix] = isBackward ? ["gradients", ".grad"] : ["numbers", ""];
  if (!isChosen && size > 1 && number === 0) return `All its ${size} ${what} are 0.`;
  const said = `${inOneLayer(trace, expressionOf(trace, ref))}${suffix} = ${digits(number)}.`;
  return isChosen || size === 1 ? said : `Furthest from 0 of its ${size} ${what}: ${said}`;
}

/**
 * What Adam takes off the parameter that moves furthest, or off the chosen one.
 *
 * @param {Trace} trace
 * @param {import("./focus.js").Place} place
 */
function movedText(trace, place) {
  const param = focusParam(trace, place);
  if (!param || trace.header.lr_t === 0) return "";
  const { adam_before: before, adam_update: update } = trace.columns;
  const index = paramIndex(trace, param);
  const isChosen = place.selection?.kind === "param" && place.selection.matrix === param.matrix;
  const name = inOneLayer(trace, expressionOf(trace, param));
  const [now, off] = [digits(before[index]), digits(update[index])];
  return isChosen ? `${off} is taken off ${name}, ${now}.` : `${name} moves furthest: ${off} is taken off ${now}.`;
}

/**
 * A number for each position so far.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
function overCache(trace, stage) {
  const values = stageValues(trace, stage);
  if (values.length > FEW) return `Largest: ${largest(values, (at) => placeText(trace, at))}.`;
  return `${[...values].map((value, at) => `${tokenText(tokenAt(trace, at))} ${brief(value)}`).join(", ")}.`;
}

/**
 * A number for each token.
 *
 * @param {Trace} trace
 * @param {number} stage
 */
const overVocabulary = (trace, stage) =>
  `Largest: ${largest(stageValues(trace, stage), (id) => `“${tokenText(trace.header.vocabulary[id])}”`)}.`;

/**
 * @param {ArrayLike<number>} values
 * @param {(at: number) => string} name
 */
const largest = (values, name) =>
  Array.from(values, (value, at) => ({ value, at }))
    .sort((a, b) => b.value - a.value)
    .slice(0, MOST)
    .map(({ value, at }) => `${name(at)} ${brief(value)}`)
    .join(", ");
