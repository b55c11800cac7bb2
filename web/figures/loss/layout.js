/**
 * Where the parts of the loss chart stand, in px.
 *
 * @import {StepDone} from "../../wire/protocol.js"
 */

import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { fixed, whole } from "../../draw/format.js";

export const AVERAGED = 50; // losses that the line is the mean of
export const MARGIN = { top: 16, right: 84, bottom: 32, left: 40 };

/**
 * @param {{steps: StepDone[], numSteps: number, randomGuess: number | null, hoveredStep: number | null,
 *   width: number, height: number}} chart  numSteps: where the horizontal axis ends
 */
export function lossLayout({ steps, numSteps, randomGuess, hoveredStep, width, height }) {
  let [low, high] = [1.5, 4];
  for (const { loss } of steps) {
    if (loss < low) low = Math.floor(loss * 2) / 2;
    if (loss > high) high = Math.ceil(loss * 2) / 2;
  }
  if (randomGuess !== null && randomGuess > high - 0.25) high = Math.ceil(randomGuess * 2 + 0.5) / 2;
  const last = Math.max(numSteps, steps.at(-1)?.step ?? 1);
  const x = scaleLinear([1, Math.max(last, 2)], [MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear([low, high], [height - MARGIN.bottom, MARGIN.top]);
  const path = line(
    (/** @type {StepDone} */ each) => x(each.step),
    (each) => y(each.average),
  );
  const end = steps.at(-1);
  const hovered = hoveredStep === null ? undefined : steps.find((each) => each.step === hoveredStep);
  return {
    x,
    dots: steps.map(({ step, loss }) => `M${x(step).toFixed(1)},${y(loss).toFixed(1)}h0`).join(""),
    average: path(steps) ?? "",
    end: end && { x: x(end.step), y: y(end.average), text: fixed(end.average), of: meanText(end) },
    guess: randomGuess === null ? null : y(randomGuess),
    hovered: hovered && { x: x(hovered.step), loss: y(hovered.loss), average: y(hovered.average), step: hovered },
    xTicks: [1, ...x.ticks(width < 480 ? 3 : 6).filter((step) => step > 1 && Number.isInteger(step))].map((step) => ({
      x: x(step),
      text: whole(step),
    })),
    yTicks: y.ticks(5).map((loss) => ({ y: y(loss), text: loss.toFixed(1) })),
  };
}

/**
 * What the end of the line is: a mean, of the last 50 losses or of as many as there are.
 *
 * @param {StepDone} end
 */
const meanText = ({ step }) => (step > 1 ? `mean of ${Math.min(step, AVERAGED)}` : "");
