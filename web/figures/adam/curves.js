/**
 * What changes with the number of the step: how much m and v are corrected, and the learning rate.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { scaleLinear, scaleLog } from "d3-scale";
import { element, setText } from "../../draw/element.js";
import { digits, whole } from "../../draw/format.js";
import { askSteps, nearest, pathOf, round, sliderSays, svg } from "./chart.js";

const HEIGHT = 148;
const MARGIN = { top: 10, right: 14, bottom: 22, left: 40 };
const STACKED_BELOW = 600;
const GAP = 32;

/** The numbers of a step: today's exactly, or those of the nearest on the curves. @param {Trace} trace @param {number | null} step */
function factorsAt({ header }, step) {
  const { curves, adam } = header;
  const at = step === null ? -1 : nearest(curves.steps, step);
  if (at < 0 || curves.steps[at] === adam.t)
    return { step: adam.t, m: adam.beta1_factor, v: adam.beta2_factor, rate: header.lr_t };
  return {
    step: curves.steps[at],
    m: curves.beta1_factor[at],
    v: curves.beta2_factor[at],
    rate: curves.learning_rate[at],
  };
}

/** Where everything stands in the two charts, in px. @param {Trace} trace @param {number | null} step @param {number} width */
export function curvesLayout(trace, step, width) {
  const { curves, adam, lr_t: rate } = trace.header;
  const isStacked = width < STACKED_BELOW;
  const chartWidth = isStacked ? width : Math.floor((width - GAP) / 2);
  const last = Math.max(curves.steps[curves.steps.length - 1], adam.t, 2);
  const across = [MARGIN.left, chartWidth - MARGIN.right];
  const down = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const at = factorsAt(trace, step);
  const today = factorsAt(trace, null);

  const x = scaleLog([1, last], across);
  const most = Math.max(curves.beta1_factor[0], curves.beta2_factor[0], 2);
  const y = scaleLog([1, most], down);
  /** @param {number} factor */
  const yOf = (factor) => y(Math.max(factor, 1));
  const across2 = scaleLinear([1, last], across);
  const rates = scaleLinear([0, Math.max(...curves.learning_rate, rate)], down);
  const powers = [1, 10, 100, 1000, 10000, 100000];
  return {
    isStacked,
    width: chartWidth,
    at,
    today,
    factors: {
      x,
      lines: [
        {
          label: "v_hat / v",
          path: pathOf(curves.steps, curves.beta2_factor, x, yOf),
          ...labelOf(curves.steps, curves.beta2_factor, x, yOf, most, 0.55),
        },
        {
          label: "m_hat / m",
          path: pathOf(curves.steps, curves.beta1_factor, x, yOf),
          ...labelOf(curves.steps, curves.beta1_factor, x, yOf, most, 0.12),
        },
      ],
      points: [at.v, at.m].map((factor) => ({ x: round(x(at.step)), y: round(yOf(factor)) })),
      todayX: round(x(today.step)),
      xTicks: powers.filter((power) => power <= last).map((power) => ({ at: round(x(power)), text: whole(power) })),
      yTicks: powers
        .filter((power) => power < most * 1.01)
        .map((power) => ({ at: round(y(power)), text: `\u00d7 ${whole(power)}` })),
    },
    rates: {
      x: across2,
      lines: [
        {
          label: "lr_t",
          path: pathOf(curves.steps, curves.learning_rate, across2, rates),
          labelX: round(across2(last) - 8),
          labelY: round(rates(0) - 40),
        },
      ],
      points: [{ x: round(across2(at.step)), y: round(rates(at.rate)) }],
      todayX: round(across2(today.step)),
      xTicks: [1, ...across2.ticks(4).filter((tick) => tick > 1 && Number.isInteger(tick))].map((tick) => ({
        at: round(across2(tick)),
        text: whole(tick),
      })),
      yTicks: rates.ticks(3).map((tick) => ({ at: round(rates(tick)), text: String(tick) })),
    },
  };
}

/**
 * Where a falling line is named: to the right of it, so far down.
 *
 * @param {number[]} steps @param {number[]} factors @param {(step: number) => number} x @param {(factor: number) => number} y
 * @param {number} most @param {number} share  of the way down
 */
function labelOf(steps, factors, x, y, most, share) {
  const height = y(most) + (y(1) - y(most)) * (1 - share);
  const at = Math.max(
    factors.findIndex((factor) => y(factor) >= height),
    0,
  );
  return { labelX: round(x(steps[at]) + 8), labelY: round(y(factors[at]) - 3) };
}

/** @param {HTMLElement} root @param {{dispatch: (action: any) => void}} context */
export function curvesView(root, { dispatch }) {
  const charts = ["factors", "rates"].map((name) => {
    const heading = element("p", { class: "adam-chart-title" });
    const chart = svg("svg", { class: "chart" });
    return {
      name: /** @type {"factors" | "rates"} */ (name),
      heading,
      chart,
      node: element("div", {}, heading, chart),
    };
  });
  const note = element("p", { class: "caption" });
  const pair = element("div", { class: "adam-pair" }, ...charts.map(({ node }) => node));
  root.append(element("p", { class: "heading" }, "What the number of the step changes"), pair, note);

  /** @type {{steps: number[], layout: ReturnType<typeof curvesLayout>} | null} */
  let drawn = null;
  /** @type {any[]} */
  let key = []; // what was drawn: drawn again only when it differs
  for (const { name, chart } of charts) {
    askSteps(
      chart,
      dispatch,
      () =>
        drawn && {
          steps: drawn.steps,
          at: drawn.layout.at.step,
          stepAt: (px) => /** @type {any} */ (drawn).layout[name].x.invert(px),
        },
    );
  }

  /** @param {{trace: Trace, step: number | null, width: number}} props */
  return function update({ trace, step, width }) {
    const now = [trace, step, width];
    if (now.every((each, i) => each === key[i])) return;
    key = now;
    const layout = curvesLayout(trace, step, width);
    const { at, today } = layout;
    pair.classList.toggle("is-stacked", layout.isStacked);
    const { curves, config } = trace.header;
    drawn = { steps: curves.steps, layout };
    const texts = {
      factors: `step ${whole(at.step)}: m \u00d7 ${digits(at.m)}, v \u00d7 ${digits(at.v)}`,
      rates: `step ${whole(at.step)}: lr_t = ${digits(at.rate)}`,
    };
    const labels = { factors: "Bias correction", rates: "Learning rate" };
    for (const { name, heading, chart } of charts) {
      heading.replaceChildren(`${labels[name]}, `, element("span", { class: "figure" }, texts[name]));
      chart.setAttribute("width", String(layout.width));
      chart.setAttribute("height", String(HEIGHT));
      chart.replaceChildren(...drawing(layout[name], layout.width));
      sliderSays(chart, `${labels[name]} over training`, curves.steps, at.step, texts[name]);
    }
    setText(
      note,
      `m and v start at 0, so in the first steps they are too small: m_hat = m / (1 \u2212 ${config.beta1}**t) and v_hat = v / (1 \u2212 ${config.beta2}**t) make up for it. ` +
        `The learning rate falls evenly to 0. The upright line is this trace\u2019s step, ${whole(today.step)}.`,
    );
  };
}

/** @param {ReturnType<typeof curvesLayout>["factors" | "rates"]} layout @param {number} width */
function drawing({ lines, points, todayX, xTicks, yTicks }, width) {
  const bottom = HEIGHT - MARGIN.bottom;
  return [
    ...yTicks.flatMap(({ at, text }) => [
      svg("line", { class: "adam-zero", x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at }),
      svg("text", { class: "figure", x: MARGIN.left - 6, y: at + 4, "text-anchor": "end" }, text),
    ]),
    ...xTicks.map(({ at, text }) =>
      svg("text", { class: "figure", x: at, y: HEIGHT - 6, "text-anchor": "middle" }, text),
    ),
    svg("line", { class: "adam-traced", x1: todayX, x2: todayX, y1: MARGIN.top, y2: bottom }),
    ...lines.map(({ path }) => svg("path", { class: "adam-line", d: path })),
    ...lines.map(({ label, labelX, labelY }) =>
      svg(
        "text",
        {
          class: "figure adam-strong adam-halo",
          x: labelX,
          y: labelY,
          "text-anchor": label === "lr_t" ? "end" : "start",
        },
        label,
      ),
    ),
    ...points.map(({ x, y }) => svg("circle", { class: "adam-dot", cx: x, cy: y, r: 3.5 })),
  ];
}
