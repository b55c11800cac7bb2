/**
 * Which parameters are to be shown: of which run, after how many steps.
 *
 * @import {Question, Run} from "../figure.js"
 *
 * @typedef {object} Wanted
 * @property {boolean} isLive  of the reader's own run; else of the recorded one
 * @property {number[]} moments  after so many steps there are some to show, ascending
 * @property {number} index  of the moment that is wanted; -1: there is none yet
 * @property {boolean} canSlide  whether there is more than one, and no step is being done
 * @property {Question[]} questions
 */

import { nearestMoment } from "../../trace/moments.js";
import { isTraining, pacedSteps } from "../../trace/pace.js";
import { RECORDED } from "../../trace/read.js";

/**
 * @param {Run} run
 * @param {{after: number | null, at: number | null}} settings  at: how far it has played, from 0 to 1
 * @returns {Wanted}
 */
export function wantedOf(run, { after, at }) {
  const { isLive } = run;
  const isBusy = isLive && isTraining(run);
  const moments = isLive ? liveMoments(run, isBusy) : (run.recorded.through?.after ?? []);
  const last = moments.length - 1;
  const index =
    last < 0
      ? -1
      : isBusy
        ? last
        : at !== null
          ? Math.round(at * last)
          : after === null
            ? last
            : moments.indexOf(nearestMoment(moments, after));
  const canSlide = last > 0 && !isBusy;
  return {
    isLive,
    moments,
    index,
    canSlide,
    questions: index < 0 ? [] : [question(run, moments[index], index === last)],
  };
}

/**
 * @param {Run} run
 * @param {boolean} isBusy
 */
function liveMoments({ done, snapshots }, isBusy) {
  return isBusy ? [done] : [...snapshots.filter((each) => each < done), done];
}

/**
 * @param {Run} run
 * @param {number} after
 * @param {boolean} isNewest
 * @returns {Question}
 */
function question(run, after, isNewest) {
  if (!run.isLive) return { name: "parameters", command: "parameters", args: { run: RECORDED, after } };
  if (!isNewest) return { name: "parameters", command: "parameters", args: { run: run.id, after } };
  return { name: "parameters", command: "parameters", args: { run: run.id, after: null }, after: pacedSteps(run) };
}
