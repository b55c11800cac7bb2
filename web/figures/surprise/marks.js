/**
 * The losses that are marked on the curve: of a random guess, of the first step, and of the last ones.
 *
 * @import {Run} from "../figure.js"
 * @import {StepDone, Surprise} from "../../wire/protocol.js"
 *
 * @typedef {{kind: "guess" | "first" | "now", loss: number, words: string, brief: string}} Asked  brief: where there is
 *   little room
 * @typedef {Asked & {p: number, oneIn: number}} Mark
 */

import { whole } from "../../draw/format.js";
import { pacedSteps } from "../../trace/pace.js";
import { stepUpTo } from "../../trace/steps.js";

const AVERAGED = 50; // losses that the mean is of

/**
 * What is to be marked of a run.
 *
 * @param {Run} run
 * @returns {Asked[]}
 */
export function marksOf(run) {
  const { description, steps } = run.shown;
  if (!description) return [];
  const guess = `a random guess among ${description.tokens.length} tokens`;
  /** @type {Asked[]} */
  const marks = [{ kind: "guess", loss: description.random_guess, words: guess, brief: "a random guess" }];
  const [first] = steps;
  if (!first) return marks;
  if (first.step === 1) {
    marks.push({ kind: "first", loss: first.loss, words: "step 1, before anything is learned", brief: "step 1" });
  }
  const now = stepUpTo(steps, run.isLive ? pacedSteps(run) : Infinity) ?? first;
  if (now.step > 1)
    marks.push({ kind: "now", loss: now.average, words: meanText(now, first), brief: `to step ${whole(now.step)}` });
  return marks;
}

/**
 * @param {StepDone} now
 * @param {StepDone} first  that there is
 */
function meanText({ step }, first) {
  return `mean of steps ${whole(Math.max(step - AVERAGED + 1, first.step))} to ${whole(step)}`;
}

/**
 * The marks with what Python says of their losses; those that it has not said anything of yet are left out.
 *
 * @param {Asked[]} asked
 * @param {Surprise[]} found  in the same order, or of the losses before
 * @returns {Mark[]}
 */
export function markedBy(asked, found) {
  return asked.flatMap((mark) => {
    const of = found.find(({ loss }) => loss === mark.loss);
    return of ? [{ ...mark, p: of.p, oneIn: of.one_in }] : [];
  });
}
