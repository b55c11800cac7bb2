/**
 * What the model map says, beside what every figure says of a thing: see known.js.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Lit} from "./lit.js"
 */

import { quoted } from "../../draw/quoted.js";
import { digits, tokenText } from "../../draw/format.js";
import { gradientNote, knownVector, say, sharedText } from "../../trace/known.js";
import { expressionOf, frameText, placeText, stageText } from "../../trace/names.js";
import { stageRef } from "../../trace/refs.js";
import { kindOf } from "../../trace/stages.js";

/**
 * The name of a strip: what it is, and from where to where its numbers reach.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 */
export function stripName(trace, stage, cursor) {
  const whole = stageRef(stage);
  const name = `${expressionOf(trace, whole)}: ${stageText(trace, stage)}`;
  const known = knownVector(trace, stage, cursor);
  if (!known) return `${name}: not computed yet`;
  const { values, grads } = known;
  const note = gradientNote(trace, grads ? stageRef(stage, 0) : whole, cursor);
  const gradient = [grads ? `gradient ${span(grads)}` : "", note].filter(Boolean).join(" ");
  return `${name}: ${span(values)}${gradient && `; ${gradient}`}${sharedText(trace, whole)}`;
}

/** @param {ArrayLike<number>} numbers */
function span(numbers) {
  if (numbers.length === 1) return digits(numbers[0]);
  const all = Array.from(numbers);
  return `${numbers.length} numbers from ${digits(Math.min(...all))} to ${digits(Math.max(...all))}`;
}

/**
 * A thing on the map with its numbers: a single one, or those of a strip.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 */
export function refText(trace, ref, cursor) {
  const isStrip = ref.kind === "stage" && ref.element === null && trace.stages[ref.stage].size > 1;
  return isStrip ? stripName(trace, ref.stage, cursor) : say(trace, ref, cursor);
}

/**
 * What an element is, beside its name and value: the letter of a logit, whose key a logit of attention is about.
 *
 * @param {Trace} trace
 * @param {Ref} ref
 */
export function aboutText(trace, ref) {
  if (ref.kind === "param") return "parameter";
  if (ref.kind === "node" || ref.element === null) return "";
  const text = stageText(trace, ref.stage);
  const { isOverCache, isOverVocabulary } = kindOf(trace.stages[ref.stage].name);
  if (isOverCache) return `${text}, on ${placeText(trace, ref.element)}`;
  return isOverVocabulary ? `${text}, for \u201c${tokenText(trace.header.vocabulary[ref.element])}\u201d` : text;
}

/**
 * What happens in a frame, in a sentence: forwards, where there is room, also from what.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Lit} lit
 * @param {boolean} isShort
 */
export function sentenceOf(trace, cursor, { frame, isBackward, writes, reads, rows }, isShort) {
  if (frame.phase === "tokens") return `The tokens of ${quoted(trace.header.doc)}`;
  const text = frameText(trace, cursor);
  const name = text[0].toUpperCase() + text.slice(1);
  if (writes === null) return name;
  const isAlone = isBackward || isShort;
  const from = isAlone ? [] : [...labelsOf(trace, reads), ...rows.map((each) => rowsText(trace, ...each))];
  return `${name}${from.length ? `, from ${joined(from)}` : ""}${sharedText(trace, stageRef(writes))}`;
}

/**
 * What stages are called, each name once.
 *
 * @param {Trace} trace
 * @param {number[]} stages
 */
function labelsOf(trace, stages) {
  const labels = stages.map((stage) => kindOf(trace.stages[stage].name).label);
  return [...new Set(labels)].map((label) => {
    const times = labels.filter((each) => each === label).length;
    return times > 1 ? `${times} \u00d7 ${label}` : label;
  });
}

/**
 * Rows of a matrix: wte[8], layer0.attn_wq
 *
 * @param {Trace} trace
 * @param {number} matrix
 * @param {number} first
 * @param {number} count
 */
export function rowsText(trace, matrix, first, count) {
  const { name, rows } = trace.matrices[matrix];
  if (count === rows) return name;
  return count === 1 ? `${name}[${first}]` : `${name}[${first}:${first + count}]`;
}

/** @param {string[]} words */
function joined(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
