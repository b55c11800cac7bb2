/**
 * How far a row of attention has come at a time t of the move into its frame: the query meets one key after the other,
 * the weights grow, the value vectors blend; backwards gradients return.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Row, Shown} from "./weights.js"
 */

import { eased } from "../../draw/acts.js";
import { rowStage } from "./weights.js";

/** @typedef {"logits" | "weights" | "out"} What */

/**
 * What of a row of attention the cursor's frame is about; null if it is another row, or nothing of one.
 *
 * @param {{trace: Trace, cursor: number}} at
 * @param {Row} row
 * @returns {{what: What, isBack: boolean} | null}
 */
export function frameOf({ trace, cursor }, row) {
  const { stage, phase } = trace.frames[cursor];
  if (stage === null || (phase !== "forward" && phase !== "backward")) return null;
  const what = /** @type {const} */ (["logits", "weights", "out"]).find((each) => rowStage(trace, row, each) === stage);
  return what ? { what, isBack: phase === "backward" } : null;
}

/**
 * How much of what comes with the frame has come for the s-th of the rows that are read, from 0 to 1: one after the
 * other.
 *
 * @param {number} t  from 0 to 1
 * @param {number} s
 * @param {number} position  that reads
 */
export const comeTo = (t, s, position) => (t >= 1 ? 1 : eased((t / 0.9) * (position + 2) - s));

/**
 * How much of a number is there while it is computed: 1 in every other frame.
 *
 * @param {Shown} shown
 * @param {number} stage
 * @param {number} s
 * @param {number} position
 */
export function shareOf({ trace, cursor, t, snapshot }, stage, s, position) {
  const frame = trace.frames[cursor];
  if (t >= 1 || snapshot !== null || frame.stage !== stage || frame.phase !== "forward") return 1;
  return comeTo(t, s, position);
}
