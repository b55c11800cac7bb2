/**
 * At which moments of a training a document can be looked at: after how many steps, and of which run. While the reader
 * has no training of their own that is the recorded one, of which only one document was recorded at all these moments.
 *
 * @import {Choice, Run} from "../figures/figure.js"
 *
 * @typedef {object} Moments
 * @property {boolean} isRecorded  whether they are of the recorded run
 * @property {number[]} after  so many steps, ascending
 * @property {number} at  which of them is chosen
 */

/**
 * Whether it is the recorded run that is looked into.
 *
 * @param {Run} run  the reader's own
 * @param {Choice} choice
 */
export const isRecordedMeant = ({ isLive }, { isRecorded }) => isRecorded && !isLive;

/**
 * Whether a choice is of the document, and of all of it, that was recorded at several moments.
 *
 * @param {Run} run
 * @param {Choice} choice
 */
export function isThroughRecorded({ recorded: { through } }, { doc, target }) {
  return through !== null && target === null && (doc === "" || doc === through.doc);
}

/**
 * @param {Run} run
 * @param {Choice} choice
 * @returns {Moments}
 */
export function momentsOf(run, choice) {
  const isRecorded = isRecordedMeant(run, choice);
  if (!isRecorded) {
    const { live, snapshots } = run;
    const done = live.steps.at(-1)?.step ?? live.description?.step ?? 0;
    return moments(isRecorded, [...snapshots.filter((after) => after < done), done], choice.after ?? done);
  }
  const { through } = run.recorded;
  if (!through) return moments(isRecorded, [], null);
  const now = through.traced;
  return isThroughRecorded(run, choice)
    ? moments(isRecorded, through.after, choice.after ?? now)
    : moments(isRecorded, [now], now);
}

/**
 * @param {boolean} isRecorded
 * @param {number[]} all
 * @param {number | null} chosen  one that is not among them joins them
 * @returns {Moments}
 */
function moments(isRecorded, all, chosen) {
  const after = chosen === null ? all : [...new Set([...all, chosen])].sort((a, b) => a - b);
  return { isRecorded, after, at: chosen === null ? -1 : after.indexOf(chosen) };
}

/**
 * Of some moments the one nearest to a number of steps.
 *
 * @param {number[]} after
 * @param {number} steps
 */
export const nearestMoment = (after, steps) =>
  after.reduce((best, each) => (Math.abs(each - steps) < Math.abs(best - steps) ? each : best), after[0]);

/**
 * The names that were invented at a moment, or the last before it; null before the first.
 *
 * @param {Run} run
 * @param {boolean} isRecorded
 * @param {number} after  steps
 */
export function namesAround(run, isRecorded, after) {
  const { samples } = isRecorded ? run.recorded : run.live;
  return samples.findLast(({ step }) => step <= after) ?? null;
}
