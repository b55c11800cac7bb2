/**
 * What the heads say beyond what is known of a thing: where it stands, what it was made of, how it was over training.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Pair, Shown} from "./weights.js"
 */

import { digits, tokenText, whole } from "../../draw/format.js";
import { headDim, pairIndex, rowIndex } from "../../trace/attention.js";
import { say } from "../../trace/known.js";
import { placeText, stageText } from "../../trace/names.js";
import { isComputed, tokenAt } from "../../trace/read.js";
import { kindOf } from "../../trace/stages.js";
import { pairOf, weightAt, weightRef } from "./weights.js";

/**
 * A number to three decimals, for columns in which the points stand below each other.
 *
 * @param {number} x
 */
export function decimals(x) {
  const text = Math.abs(x) >= 1000 ? x.toExponential(1) : x.toFixed(3);
  return (/[1-9]/.test(text) ? text : text.replace("-", "")).replace("-", "\u2212");
}

/**
 * A gradient in as few letters: most are too small for three decimals.
 *
 * @param {number} x
 */
export function smallDecimals(x) {
  const text = x === 0 || Math.abs(x) >= 1e-4 ? x.toPrecision(2) : x.toExponential(1);
  return (x === 0 ? "0" : text).replaceAll("-", "\u2212");
}

/**
 * A weight to two decimals; in a narrow place without its 0.
 *
 * @param {number} x
 * @param {boolean} [isTight]
 */
export function weightText(x, isTight = false) {
  const text = x.toFixed(2);
  return isTight && text.startsWith("0") ? text.slice(1) : text;
}

/**
 * The token of a position, as the reader should see it.
 *
 * @param {Trace} trace
 * @param {number} position
 */
export const letter = (trace, position) => tokenText(tokenAt(trace, position));

/**
 * after 250 steps
 *
 * @param {number} steps
 */
export function afterSteps(steps) {
  return steps === 0 ? "before the first step" : `after ${whole(steps)} ${steps === 1 ? "step" : "steps"}`;
}

/**
 * 200 names
 *
 * @param {number} count
 */
export const namesText = (count) => `${whole(count)} ${count === 1 ? "name" : "names"}`;

/**
 * 4**0.5: what the dot products are divided by
 *
 * @param {Trace} trace
 */
export const rootText = (trace) => `${headDim(trace)}**0.5`;

/**
 * position 3 “m” reads position 1 “e”
 *
 * @param {Trace} trace
 * @param {Pair} pair
 */
export const readsText = (trace, { t, s }) => `${placeText(trace, t)} reads ${placeText(trace, s)}`;

/**
 * The name of a cell of a map.
 *
 * @param {Shown} shown
 * @param {Pair} pair
 */
export function cellName(shown, pair) {
  const { trace, cursor } = shown;
  return `${readsText(trace, pair)}: ${snapshotText(shown, pair) || say(trace, weightRef(trace, pair), cursor)}`;
}

/**
 * What a weight was at the snapshot that is shown, if one is: 0.2638 after 250 steps
 *
 * @param {Shown} shown
 * @param {Pair} pair
 */
function snapshotText(shown, pair) {
  const { past, snapshot } = shown;
  const weight = weightAt(shown, pair);
  if (!past || snapshot === null || weight === null) return "";
  return `${digits(weight)} ${afterSteps(past.snapshots[snapshot])}`;
}

/**
 * How a thing came about, where it stands, and what it was at other times.
 *
 * @param {Shown} shown
 * @param {Ref} ref
 */
export function aboutText(shown, ref) {
  const { trace } = shown;
  if (ref.kind !== "stage") return ref.kind === "param" ? "a parameter" : "";
  const where = stageText(trace, ref.stage);
  const found = pairOf(trace, ref);
  if (!found || found.s === null) return where;
  const pair = { ...found, s: found.s };
  const all = [
    formulaText(shown, ref.stage, pair),
    `${where}, reads ${placeText(trace, pair.s)}`,
    snapshotText(shown, pair),
    averageText(shown, pair),
  ];
  return all.filter(Boolean).join("; ");
}

/**
 * from 0.9014 / 3.417, for a weight: an exponential over the sum of all; for a logit q . k over the root
 *
 * @param {Shown} shown
 * @param {number} stage
 * @param {Pair} pair
 */
function formulaText({ trace, cursor }, stage, { layer, head, t, s }) {
  if (!isComputed(trace, stage, cursor)) return "";
  const at = pairIndex(trace, t, layer, head, s);
  const { attn_dots: dots, attn_exps: exps, attn_exp_sums: sums } = trace.columns;
  const isLogit = kindOf(trace.stages[stage].name).base === "attn_logits";
  const under = isLogit ? rootText(trace) : digits(sums[rowIndex(trace, t, layer, head)]);
  return `from ${digits((isLogit ? dots : exps)[at])} / ${under}`;
}

/**
 * What that head reads there on average.
 *
 * @param {Shown} shown
 * @param {Pair} pair
 */
function averageText({ summaries }, { layer, head, t, s }) {
  const summary = summaries?.heads.find((each) => each.layer === layer && each.head === head);
  if (!summaries || !summary || t >= summary.map.length) return "";
  return `on average ${digits(summary.map[t][s])} over ${namesText(summaries.counts[t])}`;
}
