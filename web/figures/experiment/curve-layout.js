/**
 * Where the loss lies over what a parameter could be: places in px, of numbers that Python computed.
 *
 * @import {Grabbed, GrabbedColumns} from "../../wire/protocol.js"
 * @import {Hold} from "./held.js"
 *
 * @typedef {Grabbed & GrabbedColumns} Answer
 *
 * @typedef {object} CurveLayout
 * @property {(value: number) => number} x
 * @property {(x: number) => number} valueAt
 * @property {string} curve
 * @property {{x: number, y: number}[]} dots  where Python was asked
 * @property {{x1: number, y1: number, x2: number, y2: number}} tangent
 * @property {{x: number, y: number}} own  where the parameter is
 * @property {{x: number, y: number, foretold: number} | null} now  where it is held; null if there is no loss
 * @property {{loss: number, y: number}[]} scale  the highest loss and the lowest, or one that stands for both
 */

import { pathOf, round } from "../../draw/chart.js";

const FLAT = 0.001; // a loss that changes less is drawn as if it changed so much
const ROOM = 0.1; // above and below the curve

/**
 * @param {Pick<Hold, "own" | "reach">} hold
 * @param {number} width  of the plot
 * @returns {Pick<CurveLayout, "x" | "valueAt">}
 */
export function axisOf({ own, reach }, width) {
  return {
    x: (value) => (((value - own) / reach + 1) / 2) * width,
    valueAt: (x) => own + reach * ((2 * x) / width - 1),
  };
}

/**
 * @param {Pick<Hold, "own" | "reach">} hold
 * @param {Answer} sweep
 * @param {Answer | null} newest  to what is held
 * @param {number} width  of the plot
 * @param {number} height
 * @returns {CurveLayout}
 */
export function curveLayout(hold, sweep, newest, width, height) {
  const axis = axisOf(hold, width);
  const asked = sweep.values
    .map((value, i) => ({ value, loss: sweep.loss[i] }))
    .filter(({ loss }) => !Number.isNaN(loss));
  const held = newest && !Number.isNaN(newest.loss[0]) ? newest : null;
  const all = [...asked, { value: sweep.value, loss: sweep.loss_before }, ...(held ? [pointOf(held)] : [])];
  all.sort((a, b) => a.value - b.value);
  const losses = all.map(({ loss }) => loss);
  const extent = [Math.min(...losses), Math.max(...losses)];
  const [low, high] = held ? withForetold(extent, held.predicted[0]) : extent;
  const margin = Math.max((high - low) * ROOM, (FLAT - (high - low)) / 2);
  const y = (/** @type {number} */ loss) => height - ((loss - low + margin) / (high - low + 2 * margin)) * height;
  const last = sweep.values.length - 1;
  const dot = (/** @type {{value: number, loss: number}} */ { value, loss }) => ({
    x: round(axis.x(value)),
    y: round(y(loss)),
  });
  return {
    ...axis,
    curve: pathOf(
      all.map(({ value }) => value),
      losses,
      axis.x,
      y,
    ),
    dots: asked.map(dot),
    tangent: {
      x1: round(axis.x(sweep.values[0])),
      y1: round(y(sweep.predicted[0])),
      x2: round(axis.x(sweep.values[last])),
      y2: round(y(sweep.predicted[last])),
    },
    own: dot({ value: sweep.value, loss: sweep.loss_before }),
    now: held && { ...dot(pointOf(held)), foretold: round(y(held.predicted[0])) },
    scale: (y(low) - y(high) < 16 ? [low] : [high, low]).map((loss) => ({ loss, y: round(y(loss)) })),
  };
}

/**
 * The scale with room for what was foretold, unless that lies so far away that the curve would be squeezed.
 *
 * @param {number[]} extent
 * @param {number} foretold
 */
function withForetold([low, high], foretold) {
  const most = high - low;
  return [Math.min(low, Math.max(foretold, low - most)), Math.max(high, Math.min(foretold, high + most))];
}

/** @param {Answer} answer */
const pointOf = ({ values: [value], loss: [loss] }) => ({ value, loss });
