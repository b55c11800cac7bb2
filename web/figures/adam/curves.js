/**
 * What changes with the number of the step: how much m and v are corrected, and the learning rate.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { scaleLinear, scaleLog } from "d3-scale";
import { html, svg } from "lit-html";
import { nearest, pathOf, round, stepsChart } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { digits, whole } from "../../draw/format.js";

const HEIGHT = 148;
const MARGIN = { top: 10, right: 18, bottom: 22, left: 40 };
const STACKED_BELOW = 600;
const GAP = 32;
const POWERS = [1, 10, 100, 1000, 10000, 100000];

/**
 * The numbers of a step: today's exactly, or those of the nearest on the curves.
 *
 * @param {Trace} trace
 * @param {number | null} step
 */
function factorsAt({ header }, step) {
  const { curves, adam } = header;
  const at = step === null ? -1 : nearest(curves.steps, step);
  if (at < 0 || curves.steps[at] === adam.t) {
    return { step: adam.t, m: adam.beta1_factor, v: adam.beta2_factor, rate: header.lr_t };
  }
  return {
    step: curves.steps[at],
    m: curves.beta1_factor[at],
    v: curves.beta2_factor[at],
    rate: curves.learning_rate[at],
  };
}

/**
 * Where everything stands in the two charts, in px.
 *
 * @param {Trace} trace
 * @param {number | null} step
 * @param {number} chartWidth
 */
function curvesLayout(trace, step, chartWidth) {
  const { curves, adam, lr_t: rate } = trace.header;
  const last = Math.max(curves.steps[curves.steps.length - 1], adam.t, 2);
  const across = [MARGIN.left, chartWidth - MARGIN.right];
  const down = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const at = factorsAt(trace, step);

  const x = scaleLog([1, last], across);
  const most = Math.max(curves.beta1_factor[0], curves.beta2_factor[0], 2);
  const y = scaleLog([1, most], down);
  /** @param {number} factor */
  const yOf = (factor) => y(Math.max(factor, 1));
  /**
   * A falling line, and its name to the right of it, so far down.
   *
   * @param {string} label
   * @param {number[]} factors
   * @param {number} share  of the way down
   */
  function factorLine(label, factors, share) {
    const height = y(most) + (y(1) - y(most)) * (1 - share);
    const named = Math.max(
      factors.findIndex((factor) => yOf(factor) >= height),
      0,
    );
    const path = pathOf(curves.steps, factors, x, yOf);
    return { label, path, x: round(x(curves.steps[named]) + 8), y: round(yOf(factors[named]) - 3), anchor: "start" };
  }
  const linear = scaleLinear([1, last], across);
  const rates = scaleLinear([0, Math.max(...curves.learning_rate, rate)], down);
  const ratesPath = pathOf(curves.steps, curves.learning_rate, linear, rates);
  return {
    at,
    factors: {
      x,
      lines: [factorLine("v_hat / v", curves.beta2_factor, 0.55), factorLine("m_hat / m", curves.beta1_factor, 0.12)],
      points: [at.v, at.m].map((factor) => ({ x: round(x(at.step)), y: round(yOf(factor)) })),
      todayX: round(x(adam.t)),
      xTicks: POWERS.filter((power) => power <= last).map((power) => ({ at: round(x(power)), text: whole(power) })),
      yTicks: POWERS.filter((power) => power < most * 1.01).map((power) => ({
        at: round(y(power)),
        text: `\u00d7 ${whole(power)}`,
      })),
    },
    rates: {
      x: linear,
      lines: [{ label: "lr_t", path: ratesPath, x: round(linear(last) - 8), y: round(rates(0) - 40), anchor: "end" }],
      points: [{ x: round(linear(at.step)), y: round(rates(at.rate)) }],
      todayX: round(linear(adam.t)),
      xTicks: [1, ...linear.ticks(4).filter((tick) => tick > 1 && Number.isInteger(tick))].map((tick) => ({
        at: round(linear(tick)),
        text: whole(tick),
      })),
      yTicks: rates.ticks(3).map((tick) => ({ at: round(rates(tick)), text: String(tick) })),
    },
  };
}

/**
 * @param {{trace: Trace, step: number | null, width: number}} props
 * @param {(step: number | null) => void} onStep
 */
export function curvesView({ trace, step, width: room }, onStep) {
  const isStacked = room < STACKED_BELOW;
  const width = isStacked ? room : Math.floor((room - GAP) / 2);
  const layout = curvesLayout(trace, step, width);
  const { at } = layout;
  const { curves, config, adam } = trace.header;
  const charts = /** @type {const} */ ([
    ["factors", "Bias correction", `step ${whole(at.step)}: m \u00d7 ${digits(at.m)}, v \u00d7 ${digits(at.v)}`],
    ["rates", "Learning rate", `step ${whole(at.step)}: lr_t = ${digits(at.rate)}`],
  ]);
  return html`<p class="heading">What the number of the step changes</p>
    <div class=${classes("adam-pair", { "is-stacked": isStacked })}>
      ${charts.map(([name, title, says]) => {
        const stepAt = (/** @type {number} */ px) => layout[name].x.invert(px);
        const label = `${title} over training`;
        const props = { width, height: HEIGHT, label, says, steps: curves.steps, at: at.step, stepAt, onStep };
        return html`<div>
          <p class="adam-chart-title">${title}, <span class="figure">${says}</span></p>
          ${stepsChart(props, drawing(layout[name], width))}
        </div>`;
      })}
    </div>
    <p class="caption">
      m and v start at 0, so in the first steps they are too small: m_hat = m / (1 \u2212 ${config.beta1}**t) and
      v_hat = v / (1 \u2212 ${config.beta2}**t) make up for it. The learning rate falls evenly to 0. The upright line is
      this trace\u2019s step, ${whole(adam.t)}.
    </p>`;
}

/**
 * @param {ReturnType<typeof curvesLayout>["factors" | "rates"]} layout
 * @param {number} width
 */
function drawing({ lines, points, todayX, xTicks, yTicks }, width) {
  const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, HEIGHT - MARGIN.bottom];
  return [
    yTicks.map(
      ({ at, text }) => svg`<line class="adam-zero" x1=${left} x2=${right} y1=${at} y2=${at}></line>
        <text class="figure" x=${left - 6} y=${at + 4} text-anchor="end">${text}</text>`,
    ),
    xTicks.map(({ at, text }) => svg`<text class="figure" x=${at} y=${HEIGHT - 6} text-anchor="middle">${text}</text>`),
    svg`<line class="adam-traced" x1=${todayX} x2=${todayX} y1=${MARGIN.top} y2=${bottom}></line>`,
    lines.map(({ path }) => svg`<path class="adam-line" d=${path}></path>`),
    lines.map(
      ({ label, x, y, anchor }) =>
        svg`<text class="figure adam-strong adam-halo" x=${x} y=${y} text-anchor=${anchor}>${label}</text>`,
    ),
    points.map(({ x, y }) => svg`<circle class="adam-dot" cx=${x} cy=${y} r="3.5"></circle>`),
  ];
}
