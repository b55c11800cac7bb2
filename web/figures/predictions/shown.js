/**
 * What of the predictions is shown when the cursor stands at a frame: which position, which tokens in which order.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Tempered} from "../../wire/protocol.js"
 *
 * @typedef {"vocabulary" | "likely"} Order
 *
 * @typedef {object} PredictionStages  by position
 * @property {number[]} logits
 * @property {number[]} probs
 * @property {number[]} losses
 * @property {number} mean  -1 if there is none
 *
 * @typedef {{probs: number[], draws: number[], drawn: number, isPlain: boolean}} Reshaped  of one position, by
 *   token; plain: by a temperature of 1, which leaves the probabilities as they are
 */

import { oncePer } from "../../trace/once.js";
import { isComputed, positionAt, positions, stageNamed, stagesNamed, stageValues } from "../../trace/read.js";

/** @type {(trace: Trace) => PredictionStages} */
export const predictionStages = oncePer((trace) => ({
  logits: stagesNamed(trace, "logits"),
  probs: stagesNamed(trace, "probs"),
  losses: stagesNamed(trace, "loss"),
  mean: stageNamed(trace, "mean_loss", null),
}));

/**
 * The stage and the matrix that the logits of a position are made from.
 *
 * @param {Trace} trace
 * @param {number} position
 */
export function madeFrom(trace, position) {
  const { reads, reads_rows: rows } = trace.stages[predictionStages(trace).logits[position]];
  return { stream: reads[0], matrix: rows[0][0] };
}

/**
 * The position whose prediction is to be seen: the chosen one, that of the cursor once it has logits, or the last that
 * has.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} chosen
 */
export function shownPosition(trace, cursor, chosen) {
  if (chosen !== null && chosen >= 0 && chosen < positions(trace)) return chosen;
  const at = positionAt(trace, cursor);
  const { logits } = predictionStages(trace);
  if (isComputed(trace, logits[at], cursor)) return at;
  return Math.max(
    logits.findLastIndex((stage) => isComputed(trace, stage, cursor)),
    0,
  );
}

/**
 * The token that came after a position.
 *
 * @param {Trace} trace
 * @param {number} position
 */
export const targetOf = (trace, position) => trace.header.token_ids[position + 1];

/**
 * Whether the loss of the whole document is known: it has a frame of its own, or is there with the last position's.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function hasMean(trace, cursor) {
  const { mean, losses } = predictionStages(trace);
  return mean >= 0 ? isComputed(trace, mean, cursor) : losses.every((stage) => isComputed(trace, stage, cursor));
}

/**
 * Token ids in the order in which they are shown.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 * @param {Order} order
 */
export function tokenOrder(trace, cursor, position, order) {
  const ids = trace.header.vocabulary.map((_, id) => id);
  const { probs, logits } = predictionStages(trace);
  const by = [probs[position], logits[position]].find((stage) => isComputed(trace, stage, cursor));
  if (order !== "likely" || by === undefined) return ids;
  const values = stageValues(trace, by);
  return ids.sort((a, b) => values[b] - values[a] || a - b);
}

/**
 * The reshaped distribution and the draws of a position, if they are those of this temperature.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} position
 * @param {Tempered | null} tempered
 * @param {number} temperature
 * @returns {Reshaped | null}
 */
export function reshaped(trace, cursor, position, tempered, temperature) {
  const isThere = isComputed(trace, predictionStages(trace).probs[position], cursor);
  if (!tempered || tempered.temperature !== temperature || !isThere) return null;
  const [probs, draws] = [tempered.probs[position], tempered.draws[position]];
  return probs && draws ? { probs, draws, drawn: tempered.drawn, isPlain: temperature === 1 } : null;
}
