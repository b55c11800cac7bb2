/**
 * Where the curves of two runs stand, in px: of each a line for its mean loss, rings for its held-out losses, and its
 * numbers at the right, none over another.
 *
 * @import {Past} from "../figure.js"
 * @import {StepDone} from "../../wire/protocol.js"
 * @import {Scale} from "../../draw/scale.js"
 *
 * @typedef {{x: number, y: number, text: string, kind: string}} Label
 */

import { pathOf, round } from "../../draw/chart.js";
import { fixed, whole } from "../../draw/format.js";
import { linearScale } from "../../draw/scale.js";
import { stepUpTo, stretchesOf } from "../../trace/steps.js";

export const MARGIN = { top: 12, right: 84, bottom: 28, left: 40 };
const APART = 17; // px between two labels, at least

/** What the two runs are called. */
export const NAMES = /** @type {const} */ (["A", "B"]);

/**
 * @param {{pasts: Past[], numSteps: number, hoveredStep: number | null, width: number, height: number}} chart
 *   numSteps: where the horizontal axis ends
 */
export function comparisonLayout({ pasts, numSteps, hoveredStep, width, height }) {
  const guesses = guessesOf(pasts);
  const measured = pasts.map(({ heldOut = [] }) =>
    heldOut.flatMap(({ step, loss }) => (loss === null ? [] : [{ step, loss }])),
  );
  const lines = pasts.map(alongOf);
  const losses = [
    ...lines.flat().map(({ average }) => average),
    ...measured.flat().map(({ loss }) => loss),
    ...guesses.map(({ loss }) => loss),
  ];
  const low = Math.floor(Math.min(2, ...losses) * 4) / 4;
  const high = Math.ceil(Math.max(3, ...losses) * 4) / 4;
  const last = Math.max(numSteps, 2, ...lines.map((each) => each.at(-1)?.step ?? 1));
  const x = linearScale([1, last], [MARGIN.left, width - MARGIN.right]);
  const y = linearScale([low, high], [height - MARGIN.bottom, MARGIN.top]);
  const curves = lines.map((line, index) => curveOf(line, measured[index], x, y));
  return {
    x,
    curves,
    labels: apart(
      curves.flatMap((each, index) => labelsOf(each, index, width)),
      height - MARGIN.bottom,
    ),
    guesses: guesses.map(({ loss, text, isBelow }) => ({ y: y(loss), text, isBelow })),
    hovered:
      hoveredStep === null
        ? null
        : {
            x: x(hoveredStep),
            at: lines.map((line) => stepOfLine(line, hoveredStep, x, y)).filter((at) => at !== null),
          },
    xTicks: [1, ...x.ticks(width < 480 ? 3 : 6).filter((step) => step > 1 && Number.isInteger(step))].map((step) => ({
      x: x(step),
      text: whole(step),
    })),
    yTicks: y.ticks(4).map((loss) => ({ y: y(loss), text: loss.toFixed(1) })),
  };
}

/**
 * What guessing costs: with other tokens it costs one run more than the other.
 *
 * @param {Past[]} pasts
 */
function guessesOf(pasts) {
  const told = pasts.flatMap(({ description }, index) =>
    description ? [{ loss: description.random_guess, name: NAMES[index] }] : [],
  );
  const most = Math.max(...told.map(({ loss }) => loss));
  if (told.every(({ loss }) => loss === most)) {
    return told.slice(0, 1).map(({ loss }) => ({ loss, text: "a random guess", isBelow: false }));
  }
  return told.map(({ loss, name }) => ({ loss, text: `a random guess in ${name}`, isBelow: loss < most }));
}

/**
 * The steps that a run's line leads through: of a long run the first of each stretch.
 *
 * @param {Past} past
 */
function alongOf({ steps, every = 1 }) {
  const along = stretchesOf(steps, every).map(({ first }) => first);
  const end = steps.at(-1);
  return end && end !== along.at(-1) ? [...along, end] : along;
}

/**
 * @param {StepDone[]} line
 * @param {{step: number, loss: number}[]} measured
 * @param {Scale} x
 * @param {Scale} y
 */
function curveOf(line, measured, x, y) {
  const through = (/** @type {number[]} */ steps, /** @type {number[]} */ losses) => pathOf(steps, losses, x, y);
  const [end, last] = [line.at(-1), measured.at(-1)];
  return {
    line: through(
      line.map(({ step }) => step),
      line.map(({ average }) => average),
    ),
    heldOut: through(
      measured.map(({ step }) => step),
      measured.map(({ loss }) => loss),
    ),
    rings: measured.map(({ step, loss }) => ({ x: round(x(step)), y: round(y(loss)) })),
    end: end && { y: y(end.average), loss: end.average },
    last: last && { y: y(last.loss), loss: last.loss },
  };
}

/**
 * @param {ReturnType<typeof curveOf>} curve
 * @param {number} index  of the run
 * @param {number} width
 * @returns {Label[]}
 */
function labelsOf({ end, last }, index, width) {
  const at = { x: width - MARGIN.right + 10, kind: NAMES[index] };
  return [
    ...(end ? [{ ...at, y: end.y, text: `${NAMES[index]} ${fixed(end.loss)}` }] : []),
    ...(last ? [{ ...at, y: last.y, text: `${NAMES[index]} ○ ${fixed(last.loss)}` }] : []),
  ];
}

/**
 * Labels in the order of their height, moved down as far as they would stand over one another, and up again as far as
 * they would then stand below the chart.
 *
 * @param {Label[]} labels
 * @param {number} bottom
 */
export function apart(labels, bottom) {
  const placed = [...labels].sort((one, other) => one.y - other.y);
  for (const [index, each] of placed.entries()) {
    if (index > 0) placed[index] = { ...each, y: Math.max(each.y, placed[index - 1].y + APART) };
  }
  let most = bottom;
  for (let index = placed.length - 1; index >= 0; index--) {
    placed[index] = { ...placed[index], y: Math.min(placed[index].y, most) };
    most = placed[index].y - APART;
  }
  return placed;
}

/**
 * Where a run's line is at a step; null if it has not come so far.
 *
 * @param {StepDone[]} line
 * @param {number} step
 * @param {Scale} x
 * @param {Scale} y
 */
function stepOfLine(line, step, x, y) {
  const at = stepUpTo(line, step);
  const end = line.at(-1);
  return at && end && step <= end.step ? { x: x(at.step), y: y(at.average) } : null;
}
