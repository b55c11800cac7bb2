/**
 * The norm of a gradient over training, as a small line. That of all parameters is a slider over the steps, which are
 * the same for all.
 *
 * @typedef {object} Spark
 * @property {string} name  of the matrix
 * @property {number[]} steps
 * @property {number[]} norms
 * @property {number | null} asked  the index of the step that is told, if one is pointed at
 * @property {number | null} step  the one that is pointed at
 * @property {number} traced  the step that the trace is of
 * @property {number} width  in px
 * @property {(step: number | null) => void} onStep
 */

import { html, nothing, svg } from "lit-html";
import { askSteps, extentOf, nearest, pathOf, round, stepSlider } from "../../draw/chart.js";
import { digits } from "../../draw/format.js";
import { linearScale } from "../../draw/scale.js";

const HEIGHT = 22;
const MARGIN = 3;

/**
 * Where the line is, in px.
 *
 * @param {number[]} steps
 * @param {number[]} norms
 * @param {number} width
 */
export function sparkLayout(steps, norms, width) {
  const [first, last] = [steps[0], steps[steps.length - 1]];
  const x = linearScale([first, last === first ? last + 1 : last], [MARGIN, width - MARGIN]);
  const y = linearScale(extentOf(norms, true), [HEIGHT - MARGIN, MARGIN]);
  return { x, y, path: pathOf(steps, norms, x, y) };
}

/**
 * @param {Spark} spark
 * @param {boolean} isSlider
 */
export function sparkView({ name, steps, norms, asked, step, traced, width, onStep }, isSlider) {
  const { x, y, path } = sparkLayout(steps, norms, width);
  const isInside = traced >= steps[0] && traced <= steps[steps.length - 1];
  const index = asked ?? (isInside ? nearest(steps, traced) : steps.length - 1);
  const at = steps[index];
  const [label, text] = [`gradient norm of ${name} over training`, `step ${at}: ${digits(norms[index])}`];
  const chart = { steps, step, at, stepAt: x.invert, onStep };
  const mark = round(x(traced));
  const content = svg`
    ${isInside ? svg`<line class="adam-traced" x1=${mark} x2=${mark} y1="0" y2=${HEIGHT} />` : nothing}
    <path class="adam-line adam-gradient" d=${path} />
    <circle class="adam-dot" cx=${round(x(at))} cy=${round(y(norms[index]))} r="2.5" />`;
  if (isSlider) return stepSlider({ ...chart, label, text, width, height: HEIGHT }, content);
  const { follow, leave } = askSteps(chart);
  return html`<svg
    class="chart"
    role="img"
    aria-label="${label}; ${text}"
    width=${width}
    height=${HEIGHT}
    @pointermove=${follow}
    @pointerleave=${leave}
  >
    ${content}
  </svg>`;
}
