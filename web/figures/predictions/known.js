/**
 * What of the predictions is there when the cursor stands at a frame.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{temperature: number, drawn: number, probs: number[][], draws: number[][]}} Tempered
 * @typedef {{logits: number[], probs: number[], losses: number[], mean: number}} PredictionStages  by position; mean is -1 if there is none
 */

import { isComputed, positionAt, positions, stageNamed, stageValues } from "../../trace/read.js";

/** @type {WeakMap<Trace, PredictionStages>} */
const stagesOfTrace = new WeakMap();

/** @param {Trace} trace */
export function predictionStages(trace) {
  let known = stagesOfTrace.get(trace);
  if (!known) {
    const at = (/** @type {string} */ name) =>
      Array.from({ length: positions(trace) }, (_, position) => stageNamed(trace, name, position));
    known = {
      logits: at("logits"),
      probs: at("probs"),
      losses: at("loss"),
      mean: stageNamed(trace, "mean_loss", null),
    };
    stagesOfTrace.set(trace, known);
  }
  return known;
}

/** The position whose prediction is to be seen: the chosen one, that of the cursor once it has logits, or the last that has. @param {Trace} trace @param {number} cursor @param {number | null} chosen */
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

/** The token that came after a position. @param {Trace} trace @param {number} position */
export const targetOf = (trace, position) => /** @type {number} */ (trace.header.token_ids[position + 1]);

/** Whether the loss of the whole document is known: it has a frame of its own, or is there with the last position's. @param {Trace} trace @param {number} cursor */
export function hasMean(trace, cursor) {
  const { mean, losses } = predictionStages(trace);
  return mean >= 0 ? isComputed(trace, mean, cursor) : losses.every((stage) => isComputed(trace, stage, cursor));
}

/** Token ids in the order in which they are shown. @param {Trace} trace @param {number} cursor @param {number} position @param {"vocabulary" | "likely"} order */
export function tokenOrder(trace, cursor, position, order) {
  const ids = trace.header.vocabulary.map((/** @type {string} */ _, /** @type {number} */ id) => id);
  const { probs, logits } = predictionStages(trace);
  const by = [probs[position], logits[position]].find((stage) => isComputed(trace, stage, cursor));
  if (order !== "likely" || by === undefined) return /** @type {number[]} */ (ids);
  const values = stageValues(trace, by);
  return /** @type {number[]} */ (
    ids.sort((/** @type {number} */ a, /** @type {number} */ b) => values[b] - values[a] || a - b)
  );
}

/** The reshaped distribution and the draws of a position, if they are those of this temperature. @param {Trace} trace @param {number} cursor @param {number} position @param {Tempered | null} tempered @param {number} temperature */
export function reshaped(trace, cursor, position, tempered, temperature) {
  if (
    !tempered ||
    tempered.temperature !== temperature ||
    !isComputed(trace, predictionStages(trace).probs[position], cursor)
  )
    return null;
  const [probs, draws] = [tempered.probs[position], tempered.draws[position]];
  return probs && draws ? { probs, draws, drawn: tempered.drawn } : null;
}
