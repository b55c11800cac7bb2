/**
 * What charts over training steps are made of: a line through points, and being asked for a step, by pointer and by
 * keyboard. A chart remembers nothing: the step that is pointed at goes out, and comes back as the one that is told.
 *
 * @typedef {object} ChartProps
 * @property {string} [kind]  classes beside "chart"
 * @property {number} width  in px
 * @property {number} height
 * @property {string} label
 * @property {string} says  of the step that is told, for those who do not see it
 * @property {readonly number[]} steps  that there are numbers of, ascending
 * @property {number} at  the step that is told
 * @property {(px: number) => number} stepAt  the step at a place, as near as the scale knows
 * @property {(step: number | null) => void} onStep  null: none is pointed at any more
 * @property {(step: number) => void} [onChoose]  what a click or Enter does
 * @property {number} [page]  steps that the page keys go past
 */

import { bisectCenter } from "d3-array";
import { line } from "d3-shape";
import { html } from "lit-html";

/** @param {number} px */
export const round = (px) => Math.round(px * 10) / 10;

/**
 * The path through a chart's numbers.
 *
 * @param {readonly number[]} steps
 * @param {readonly number[]} numbers
 * @param {(step: number) => number} x
 * @param {(number: number) => number} y
 */
export function pathOf(steps, numbers, x, y) {
  const path = line(
    (/** @type {number} */ step) => round(x(step)),
    (_, i) => round(y(numbers[i])),
  );
  return path(steps) ?? "";
}

/**
 * Which of these steps is nearest: its index.
 *
 * @param {readonly number[]} steps
 * @param {number} step
 */
export const nearest = (steps, step) => bisectCenter(steps, step);

/**
 * The least and the greatest of some numbers, from zero on if they are to be measured from there.
 *
 * @param {readonly number[]} numbers
 * @param {boolean} withZero
 */
export function extentOf(numbers, withZero) {
  let [low, high] = withZero ? [0, 0] : [numbers[0] ?? 0, numbers[0] ?? 0];
  for (const each of numbers) {
    if (each < low) low = each;
    if (each > high) high = each;
  }
  return low === high ? [low - 1, high + 1] : [low, high];
}

/**
 * A chart that is asked for its steps: a slider.
 *
 * @param {ChartProps} props
 * @param {unknown} drawing  templates of SVG
 */
export function stepsChart(props, drawing) {
  const { kind = "", width, height, label, says, steps, at, onStep, onChoose } = props;
  return html`<svg
    class="chart ${kind}"
    role="slider"
    tabindex="0"
    width=${width}
    height=${height}
    aria-label=${label}
    aria-valuemin=${steps[0] ?? 0}
    aria-valuemax=${steps[steps.length - 1] ?? 0}
    aria-valuenow=${at}
    aria-valuetext=${says}
    @pointerdown=${(/** @type {PointerEvent} */ event) => point(event, props)}
    @pointermove=${(/** @type {PointerEvent} */ event) => point(event, props)}
    @pointerleave=${() => onStep(null)}
    @blur=${() => onStep(null)}
    @click=${() => onChoose?.(at)}
    @keydown=${(/** @type {KeyboardEvent} */ event) => press(event, props)}
  >
    ${drawing}
  </svg>`;
}

/**
 * A chart that answers to the pointer alone, where a slider beside it has the same steps.
 *
 * @param {ChartProps} props
 * @param {unknown} drawing
 */
export function chartBeside(props, drawing) {
  const { kind = "", width, height, label, says, onStep } = props;
  return html`<svg
    class="chart ${kind}"
    role="img"
    width=${width}
    height=${height}
    aria-label="${label}; ${says}"
    @pointermove=${(/** @type {PointerEvent} */ event) => point(event, props)}
    @pointerleave=${() => onStep(null)}
  >
    ${drawing}
  </svg>`;
}

/**
 * @param {PointerEvent} event
 * @param {ChartProps} props
 */
function point({ currentTarget, clientX }, { steps, at, stepAt, onStep }) {
  if (steps.length === 0) return;
  const { left } = /** @type {Element} */ (currentTarget).getBoundingClientRect();
  const step = steps[nearest(steps, stepAt(clientX - left))];
  if (step !== at) onStep(step);
}

/**
 * @param {KeyboardEvent} event
 * @param {ChartProps} props
 */
function press(event, { steps, at: told, onStep, onChoose, page = 10 }) {
  if (steps.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const last = steps.length - 1;
  const at = nearest(steps, told);
  /** @type {Record<string, number>} */
  const moves = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: 0,
    End: last,
  };
  if (event.key === "Escape") /** @type {SVGElement} */ (event.currentTarget).blur();
  else if (event.key === "Enter" && onChoose) onChoose(told);
  else if (event.key in moves) onStep(steps[Math.min(Math.max(moves[event.key], 0), last)]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
