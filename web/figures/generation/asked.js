/**
 * What is asked of Python: a name that the model invents, with all that it came from; many names; and how likely a word
 * is. Until Python is up only what was recorded can be shown, which is then what is asked for.
 *
 * @import {Props, Question} from "../figure.js"
 */

import { RECORDED } from "../../trace/read.js";
import { AT_ONCE, RECORDED_AT, RECORDED_SEED } from "./settings.js";

/**
 * @param {Props} props
 * @returns {Question[]}
 */
export function asks({ run, settings, canAsk }) {
  const { temperature, topK, seed, nth, prefix, many, word } = settings;
  const of = run.isLive ? run.id : RECORDED;
  const isOnlyRecorded = !canAsk && !run.isLive;
  const wanted = { run: of, temperature, seed, top_k: topK, prefix };
  const args = isOnlyRecorded ? { ...wanted, temperature: recordedAt(temperature), ...BEGIN } : wanted;
  const after = stepsDone(run);
  const one = isOnlyRecorded ? args : { ...args, seed: seed + nth };
  /** @type {Question[]} */
  const questions = [{ name: "invent", command: "invent", args: one, after }];
  if (many) questions.push({ name: "many", command: "invent_many", args: { ...args, count: AT_ONCE }, after });
  if (word !== "") questions.push({ name: "score", command: "score", args: { run: of, text: word }, after });
  return questions;
}

const BEGIN = { seed: RECORDED_SEED, top_k: 0, prefix: "" };

/**
 * The temperature among those that were recorded that is nearest to one.
 *
 * @param {number} temperature
 */
export function recordedAt(temperature) {
  const [first, ...others] = RECORDED_AT;
  const apart = (/** @type {number} */ each) => Math.abs(each - temperature);
  return others.reduce((nearest, each) => (apart(each) < apart(nearest) ? each : nearest), first);
}

/**
 * How many steps the model that is asked has done: while it is training, those from before, so that it is asked anew
 * when it has stopped.
 *
 * @param {Props["run"]} run
 */
function stepsDone({ isLive, live, done, activity }) {
  if (!isLive) return 0;
  const isTraining = activity === "training" || activity === "pausing";
  return isTraining ? (live.description?.step ?? 0) : done;
}
