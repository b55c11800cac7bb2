/**
 * What a page keeps of what a run has told it: all of a short one, of a long one as much, however long it gets. Which
 * steps these are depends on the steps alone, not on how they came.
 *
 * @import {Past} from "../figures/figure.js"
 */

import { stretchesOf, TOGETHER } from "../trace/steps.js";

export const MOST_STRETCHES = 1024; // of the steps; as many steps are kept whole
export const NEWEST_STEPS = 256; // that are kept whatever comes before them
export const NEWEST_SAMPLES = 20; // as of a run of 1,000 steps
const EARLIER_SAMPLES = 20;
const BETWEEN_SAMPLES = 50; // steps

/**
 * A past that is told of no more steps than can be seen in a chart: of each stretch the first, of some together those
 * of the lowest and the highest loss.
 *
 * @param {Past} past
 * @returns {Past}
 */
export function withStepsThinned(past) {
  const every = spacing(past.steps, past.every, MOST_STRETCHES);
  if (every === 1) return past;
  const whole = Math.max(past.steps.length - NEWEST_STEPS, 0);
  const [earlier, newest] = [past.steps.slice(0, whole), past.steps.slice(whole)];
  const kept = new Set(stretchesOf(earlier, every).map(({ first }) => first));
  for (const { lowest, highest } of stretchesOf(earlier, TOGETHER * every)) kept.add(lowest).add(highest);
  return { ...past, every, steps: earlier.filter((step) => kept.has(step)).concat(newest) };
}

/**
 * A past with the newest names that were invented, and evenly chosen ones of those before, the first among them; it is
 * remembered of no others whether they are in the data.
 *
 * @param {Past} past
 * @returns {Past}
 */
export function withSamplesThinned(past) {
  const { samples } = past;
  const newest = samples.length - NEWEST_SAMPLES;
  const every = spacing(samples, BETWEEN_SAMPLES, EARLIER_SAMPLES);
  const place = (/** @type {number} */ at) => Math.floor(samples[at].step / every);
  const kept = samples.filter((_, at) => at === 0 || at >= newest || place(at) !== place(at - 1));
  const names = new Set([...kept.flatMap((each) => each.names), ...past.generated]);
  return { ...past, samples: kept, inData: past.inData.filter((name) => names.has(name)) };
}

/**
 * How many steps make a stretch, so that there are fewer than so many of them: doubled until that is so, since the
 * stretches before then lie whole in those after.
 *
 * @param {{step: number}[]} all
 * @param {number} every  as it has been
 * @param {number} most
 */
function spacing(all, every, most) {
  const steps = all.length ? all[all.length - 1].step - all[0].step : 0;
  let spaced = every;
  while (steps >= most * spaced) spaced *= 2;
  return spaced;
}
