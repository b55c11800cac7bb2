/**
 * What changes with the number of the step: how much m and v are corrected, and the learning rate.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {object} CurveLayout
 * @property {(px: number) => number} stepAt
 * @property {{label: string, path: string, x: number, y: number, anchor: "start" | "end"}[]} lines  with their names
 * @property {{x: number, y: number}[]} points  of the step that is told
 * @property {number} todayX
 * @property {{at: number, text: string}[]} xTicks
 * @property {{at: number, text: string}[]} yTicks
 */

import { scaleLog } from "d3-scale";
import { html, svg } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { nearest, pathOf, round, stepSlider } from "../../draw/chart.js";
import { linearScale } from "../../draw/scale.js";
import { classes } from "../../draw/classes.js";
import { digits, whole } from "../../draw/format.js";

const HEIGHT = 148;
const MARGIN = { top: 10, right: 24, bottom: 22, left: 40 };
const DOWN = [HEIGHT - MARGIN.bottom, MARGIN.top];
const STACKED_BELOW = 600;
const GAP = 32;
const POWERS = [1, 10, 100, 1000, 10000, 100000];

/**
 * The numbers of a step: today's exactly, or those of the nearest on the curves.
 *
 * @param {Trace} trace
 * @param {number | null} step
 */
function factorsAt({ header: { curves, adam, lr_t } }, step) {
  const at = step === null ? -1 : nearest(curves.steps, step);
  if (at < 0 || curves.steps[at] === adam.t) {
    return { step: adam.t, m: adam.beta1_factor, v: adam.beta2_factor, rate: lr_t };
  }
  const { steps, beta1_factor: m, beta2_factor: v, learning_rate: rate } = curves;
  return { step: steps[at], m: m[at], v: v[at], rate: rate[at] };
}

/**
 * Where everything stands in the two charts, in px.
 *
 * @param {Trace} trace
 * @param {number | null} step
 * @param {number} width
 */
export function curvesLayout(trace, step, width) {
  const { steps } = trace.header.curves;
  const isStacked = width < STACKED_BELOW;
  const chartWidth = isStacked ? width : Math.floor((width - GAP) / 2);
  const last = Math.max(steps[steps.length - 1], trace.header.adam.t, 2);
  const across = [MARGIN.left, chartWidth - MARGIN.right];
  const at = factorsAt(trace, step);
  return {
    isStacked,
    width: chartWidth,
    at,
    factors: factorsLayout(trace, at, last, across),
    rates: ratesLayout(trace, at, last, across),
  };
}

/**
 * @param {Trace} trace
 * @param {ReturnType<typeof factorsAt>} at
 * @param {number} last  step
 * @param {number[]} across
 * @returns {CurveLayout}
 */
function factorsLayout({ header: { curves, adam } }, at, last, across) {
  const { steps, beta1_factor: m, beta2_factor: v } = curves;
  const x = scaleLog([1, last], across);
  const most = Math.max(m[0], v[0], 2);
  const scale = scaleLog([1, most], DOWN);
  const y = (/** @type {number} */ factor) => scale(Math.max(factor, 1));
  /**
   * A falling line, named to the right of it, so far down.
   *
   * @param {string} label
   * @param {number[]} factors
   * @param {number} share
   */
  const line = (label, factors, share) => {
    const height = y(most) + (y(1) - y(most)) * (1 - share);
    const named = Math.max(
      factors.findIndex((factor) => y(factor) >= height),
      0,
    );
    return {
      label,
      path: pathOf(steps, factors, x, y),
      x: round(x(steps[named]) + 8),
      y: round(y(factors[named]) - 3),
      anchor: /** @type {const} */ ("start"),
    };
  };
  return {
    stepAt: x.invert,
    lines: [line("v_hat / v", v, 0.55), line("m_hat / m", m, 0.12)],
    points: [at.v, at.m].map((factor) => ({ x: round(x(at.step)), y: round(y(factor)) })),
    todayX: round(x(adam.t)),
    xTicks: POWERS.filter((power) => power <= last).map((power) => ({ at: round(x(power)), text: whole(power) })),
    yTicks: POWERS.filter((power) => power < most * 1.01).map((power) => ({
      at: round(y(power)),
      text: `× ${whole(power)}`,
    })),
  };
}

/**
 * @param {Trace} trace
 * @param {ReturnType<typeof factorsAt>} at
 * @param {number} last  step
 * @param {number[]} across
 * @returns {CurveLayout}
 */
function ratesLayout({ header: { curves, adam, lr_t } }, at, last, across) {
  const { steps, learning_rate: rates } = curves;
  const x = linearScale([1, last], across);
  const y = linearScale([0, Math.max(...rates, lr_t)], DOWN);
  const path = pathOf(steps, rates, x, y);
  return {
    stepAt: x.invert,
    lines: [{ label: "lr_t", path, x: round(x(last) - 8), y: round(y(0) - 40), anchor: "end" }],
    points: [{ x: round(x(at.step)), y: round(y(at.rate)) }],
    todayX: round(x(adam.t)),
    xTicks: [1, ...x.ticks(4).filter((tick) => tick > 1 && Number.isInteger(tick))].map((tick) => ({
      at: round(x(tick)),
      text: whole(tick),
    })),
    yTicks: y.ticks(3).map((tick) => ({ at: round(y(tick)), text: String(tick) })),
  };
}

/** @param {{trace: Trace, step: number | null, width: number, onStep: (step: number | null) => void}} props */
export const curvesView = (props) => guard([props.trace, props.step, props.width], () => view(props));

/** @param {Parameters<typeof curvesView>[0]} props */
function view({ trace, step, width, onStep }) {
  const layout = curvesLayout(trace, step, width);
  const { at, isStacked } = layout;
  const { curves, config, adam } = trace.header;
  /**
   * @param {string} label
   * @param {string} text
   * @param {CurveLayout} curve
   */
  const chart = (label, text, curve) => {
    const said = `step ${whole(at.step)}: ${text}`;
    const slider = {
      label: `${label} over training`,
      text: said,
      steps: curves.steps,
      step,
      at: at.step,
      stepAt: curve.stepAt,
      onStep,
      width: layout.width,
      height: HEIGHT,
    };
    return html`<div>
      <p class="adam-chart-title">${label}, <span class="figure">${said}</span></p>
      ${stepSlider(slider, drawing(curve, layout.width))}
    </div>`;
  };
  return html`<p class="heading">What changes with the number of the step</p>
    <div class=${classes("adam-pair", { "is-stacked": isStacked })}>
      ${chart("Bias correction", `m × ${digits(at.m)}, v × ${digits(at.v)}`, layout.factors)}
      ${chart("Learning rate", `lr_t = ${digits(at.rate)}`, layout.rates)}
    </div>
    <p class="caption">
      m and v start at 0, so in the first steps they are too small: m_hat = m / (1 − ${config.beta1}**t) and
      v_hat = v / (1 − ${config.beta2}**t) make up for it. The learning rate falls evenly to 0. The upright line is
      the step shown here, ${whole(adam.t)}.
    </p>`;
}

/**
 * @param {CurveLayout} layout
 * @param {number} width
 */
function drawing({ lines, points, todayX, xTicks, yTicks }, width) {
  const [bottom, top] = DOWN;
  return svg`
    ${yTicks.map(
      ({ at, text }) =>
        svg`<line class="adam-zero" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${at} y2=${at} /><text
          class="figure" x=${MARGIN.left - 6} y=${at + 4} text-anchor="end">${text}</text>`,
    )}
    ${xTicks.map(
      ({ at, text }) => svg`<text class="figure" x=${at} y=${HEIGHT - 6} text-anchor="middle">${text}</text>`,
    )}
    <line class="adam-traced" x1=${todayX} x2=${todayX} y1=${top} y2=${bottom} />
    ${lines.map(
      ({ label, path, x, y, anchor }) =>
        svg`<path class="adam-line" d=${path} /><text
          class="figure adam-strong adam-halo" x=${x} y=${y} text-anchor=${anchor}>${label}</text>`,
    )}
    ${points.map(({ x, y }) => svg`<circle class="adam-dot" cx=${x} cy=${y} r="3.5" />`)}`;
}
