/**
 * The steps that a page has of a run, ascending: all of a short one, of a long one those that tell what it was like.
 *
 * A long run is cut into stretches of equally many steps. Each is told by its first step, and some together by those of
 * their lowest and their highest loss, so that no peak gets lost.
 *
 * @import {StepDone} from "../wire/protocol.js"
 *
 * @typedef {{first: StepDone, lowest: StepDone, highest: StepDone}} Stretch
 */

import { bisector } from "d3-array";

export const TOGETHER = 4; // stretches, whose range is told

const byStep = bisector((/** @type {{step: number}} */ each) => each.step);

/**
 * The stretches that steps lie in.
 *
 * @param {StepDone[]} steps
 * @param {number} every  how many steps make a stretch
 * @returns {Stretch[]}
 */
export function stretchesOf(steps, every) {
  /** @type {Stretch[]} */
  const stretches = [];
  let at = -1;
  for (const step of steps) {
    const place = Math.floor(step.step / every);
    const stretch = stretches[stretches.length - 1];
    if (place !== at) stretches.push({ first: step, lowest: step, highest: step });
    else {
      if (step.loss < stretch.lowest.loss) stretch.lowest = step;
      if (step.loss > stretch.highest.loss) stretch.highest = step;
    }
    at = place;
  }
  return stretches;
}

/**
 * The step of this number, if the page has it.
 *
 * @param {StepDone[]} steps
 * @param {number} step
 * @returns {StepDone | undefined}
 */
export function stepNumbered(steps, step) {
  const found = steps[byStep.left(steps, step)];
  return found?.step === step ? found : undefined;
}

/**
 * The last of the steps up to this one; the first of them all if there is none.
 *
 * @param {StepDone[]} steps
 * @param {number} step
 * @returns {StepDone | undefined}
 */
export const stepUpTo = (steps, step) => steps[Math.max(byStep.right(steps, step) - 1, 0)];

/**
 * The step that is nearest to this number.
 *
 * @param {StepDone[]} steps
 * @param {number} step
 * @returns {StepDone | undefined}
 */
export const stepNear = (steps, step) => steps[byStep.center(steps, step)];
