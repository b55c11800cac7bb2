/**
 * How a run comes to its end: trained, or skipped to, if it is the one that was trained when the page was built.
 *
 * @import {Run} from "../figure.js"
 */

import { CENSUS, chosenOf } from "../setups.js";

/** After how many steps the recorded run ended, if it is what this one would be; else 0. @param {Run} run */
export const stepsSkippedTo = (run) => (isRecordedOne(run) ? (run.recorded.description?.step ?? 0) : 0);

/** Whether a run is set up as the recorded one was. @param {Run} run */
function isRecordedOne({ origin, setup: next }) {
  const { preset, settings, model, ...documents } = origin?.setup ?? next;
  return preset === "microgpt" && Object.keys(settings).length === 0 && chosenOf(documents) === CENSUS && !model;
}

/** What is to be said of a run for which there is no training on, or no skipping. @param {Run} run */
export function endText(run) {
  const { activity, done, numSteps, recorded } = run;
  if (activity !== "idle") return "";
  if (done >= numSteps) return "It is at its end. Ask for more steps to train on.";
  if (recorded.description === null || isRecordedOne(run)) return "";
  return "There is no skipping to its end: only the published program on the census names was trained when the page was built.";
}
