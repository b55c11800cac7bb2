/**
 * Where the parts of the loss chart stand, in px. Of a long run there is a dot for the first step of each stretch, and
 * behind them a band between the lowest losses and the highest, whose every corner is a step, too.
 *
 * @import {HeldOutLoss, StepDone} from "../../wire/protocol.js"
 * @import {Stretch} from "../../trace/steps.js"
 */

import { pathOf, round } from "../../draw/chart.js";
import { fixed, whole } from "../../draw/format.js";
import { linearScale } from "../../draw/scale.js";
import { stepNear, stretchesOf, TOGETHER } from "../../trace/steps.js";

const AVERAGED = 50; // losses that the line is the mean of
const LABEL = 32; // px that a number at the end of a line takes, with the words under it
export const MARGIN = { top: 16, right: 84, bottom: 32, left: 40 };

/**
 * @param {{steps: StepDone[], every?: number, heldOut?: HeldOutLoss[], numSteps: number, randomGuess: number | null,
 *   hoveredStep: number | null, width: number, height: number}} chart  every: how many steps make a stretch; heldOut:
 *   the loss on documents that are not trained on; numSteps: where the horizontal axis ends
 */
export function lossLayout({ steps, every = 1, heldOut = [], numSteps, randomGuess, hoveredStep, width, height }) {
  let [low, high] = [1.5, 4];
  const measured = heldOut.flatMap(({ step, loss }) => (loss === null ? [] : [{ step, loss }])); // null: infinite
  for (const { loss } of [...steps, ...measured]) {
    if (loss < low) low = Math.floor(loss * 2) / 2;
    if (loss > high) high = Math.ceil(loss * 2) / 2;
  }
  if (randomGuess !== null && randomGuess > high - 0.25) high = Math.ceil(randomGuess * 2 + 0.5) / 2;
  const last = Math.max(numSteps, steps.at(-1)?.step ?? 1);
  const x = linearScale([1, Math.max(last, 2)], [MARGIN.left, width - MARGIN.right]);
  const y = linearScale([low, high], [height - MARGIN.bottom, MARGIN.top]);
  const stretches = stretchesOf(steps, every);
  const end = steps.at(-1);
  const along = stretches.map(({ first }) => first);
  if (end && end !== along.at(-1)) along.push(end);
  const endY = end && y(end.average);
  const hovered = hoveredStep === null ? undefined : stepNear(steps, hoveredStep);
  return {
    x,
    dots: stretches.map(({ first: { step, loss } }) => `M${x(step).toFixed(1)},${y(loss).toFixed(1)}h0`).join(""),
    band: every > 1 && end ? bandOf(stretchesOf(steps, TOGETHER * every), end, x, y) : "",
    average: pathOf(
      along.map(({ step }) => step),
      along.map(({ average }) => average),
      x,
      y,
    ),
    heldOut: heldOutOf(measured, x, y, endY ?? null, height - MARGIN.bottom),
    end: end && { x: x(end.step), y: y(end.average), text: fixed(end.average), of: meanText(averagedUpTo(end, steps)) },
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
 * The held-out losses: a ring each, a line through them, and the last one's number, clear of that at the end of the
 * line of the training, and above the axis.
 *
 * @param {{step: number, loss: number}[]} measured
 * @param {(step: number) => number} x
 * @param {(loss: number) => number} y
 * @param {number | null} end  where the line of the training ends
 * @param {number} bottom
 */
function heldOutOf(measured, x, y, end, bottom) {
  const last = measured.at(-1);
  if (!last) return null;
  const own = y(last.loss);
  const isClear = end === null || Math.abs(own - end) >= LABEL;
  const beside = end === null || own <= end || end + 2 * LABEL > bottom ? (end ?? own) - LABEL : end + LABEL;
  return {
    rings: measured.map(({ step, loss }) => ({ x: round(x(step)), y: round(y(loss)) })),
    line: pathOf(
      measured.map(({ step }) => step),
      measured.map(({ loss }) => loss),
      x,
      y,
    ),
    label: { x: x(last.step), y: isClear ? own : beside, text: fixed(last.loss) },
  };
}

/**
 * The area from the first step along the highest losses to the last, and back along the lowest.
 *
 * @param {Stretch[]} stretches
 * @param {StepDone} end
 * @param {(step: number) => number} x
 * @param {(loss: number) => number} y
 */
function bandOf(stretches, end, x, y) {
  const highest = stretches.map((each) => each.highest);
  const lowest = stretches.map((each) => each.lowest).reverse();
  const corners = [stretches[0].first, ...highest, end, ...lowest];
  return `M${corners.map(({ step, loss }) => `${round(x(step))},${round(y(loss))}`).join("L")}Z`;
}

/**
 * How many losses the line is the mean of at a step: the last 50, or as many as there are since it began.
 *
 * @param {StepDone} end
 * @param {StepDone[]} steps
 */
export const averagedUpTo = ({ step }, [first]) => Math.min(step - first.step + 1, AVERAGED);

/** What the end of the line is. @param {number} averaged */
const meanText = (averaged) => (averaged > 1 ? `mean of ${averaged}` : "");
