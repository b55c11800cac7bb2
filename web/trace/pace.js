/**
 * How often a figure asks anew while a run trains: about four times a second, however quick the steps are.
 *
 * @import {Run} from "../figures/figure.js"
 */

const BETWEEN = 0.25; // seconds

/** Whether steps are being done. @param {Run} run */
export const isTraining = ({ activity }) => activity === "training" || activity === "pausing";

/**
 * How many steps are done, as far as that is worth asking about: while the run trains only every so many count.
 *
 * @param {Run} run
 */
export function pacedSteps(run) {
  const { steps } = run.live;
  const newest = steps.at(-1);
  if (!newest) return 0;
  const seconds = newest.seconds_per_step ?? BETWEEN;
  if (!isTraining(run) || seconds >= BETWEEN) return newest.step;
  const every = 2 ** Math.ceil(Math.log2(BETWEEN / seconds)); // a power of two: it seldom changes
  return Math.max(newest.step - (newest.step % every), steps[0].step);
}
