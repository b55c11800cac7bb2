/**
 * What charts over training steps share: a line through points, and being asked for a step, by pointer or, as a slider,
 * by keyboard. A chart remembers nothing: the step that is pointed at goes out, and comes back with the next drawing.
 *
 * @typedef {object} StepChart
 * @property {number[]} steps  that it shows, ascending
 * @property {number | null} step  the one that is pointed at
 * @property {number} at  the one that it tells: that, or another when none is pointed at
 * @property {(px: number) => number} stepAt  at so many px from its left edge
 * @property {(step: number | null) => void} onStep
 * @property {(step: number) => void} [onChoose]  a step is clicked, or Enter pressed
 * @property {number} [page]  how many steps Page Up and Page Down go past
 *
 * @typedef {object} Slider
 * @property {string} label
 * @property {string} text  what it tells of the step, for those who do not see it
 * @property {number} width  in px
 * @property {number} height
 * @property {string} [kind]  more classes
 */

import { bisectCenter } from "d3-array";
import { html } from "lit-html";

/**
 * The listeners with which a chart is asked for a step.
 *
 * @param {StepChart} chart
 */
export function askSteps({ steps, step, at, stepAt, onStep, onChoose, page = 10 }) {
  let pointed = step; // the next key may come before the next drawing
  let told = at;
  const last = steps.length - 1;
  /** @param {number | null} next */
  const tell = (next) => {
    if (next === pointed) return;
    pointed = next;
    told = next ?? at;
    onStep(next);
  };
  const leave = () => tell(null);
  return {
    leave,
    /** @param {PointerEvent & {currentTarget: Element}} event */
    follow({ clientX, currentTarget }) {
      if (last < 0) return;
      tell(steps[nearest(steps, stepAt(clientX - currentTarget.getBoundingClientRect().left))]);
    },
    choose() {
      if (pointed !== null) onChoose?.(pointed);
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      if (last < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      const index = nearest(steps, told);
      /** @type {Record<string, number>} */
      const moves = {
        ArrowLeft: index - 1,
        ArrowDown: index - 1,
        ArrowRight: index + 1,
        ArrowUp: index + 1,
        PageDown: index - page,
        PageUp: index + page,
        Home: 0,
        End: last,
      };
      if (event.key === "Escape") leave();
      else if (event.key === "Enter" && onChoose) onChoose(told);
      else if (event.key in moves) tell(steps[Math.min(Math.max(moves[event.key], 0), last)]);
      else return;
      event.preventDefault();
    },
  };
}

/**
 * A chart that is a slider over its steps.
 *
 * @param {StepChart & Slider} chart
 * @param {unknown} content
 */
export function stepSlider(chart, content) {
  const { steps, at, label, text, width, height, kind = "" } = chart;
  const { follow, leave, choose, press } = askSteps(chart);
  return html`<svg
    class="chart ${kind}"
    role="slider"
    tabindex="0"
    aria-label=${label}
    aria-valuemin=${steps[0] ?? 0}
    aria-valuemax=${steps.at(-1) ?? 0}
    aria-valuenow=${at}
    aria-valuetext=${text}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
    @pointermove=${follow}
    @pointerdown=${follow}
    @pointerleave=${leave}
    @blur=${leave}
    @click=${choose}
    @keydown=${press}
  >
    ${content}
  </svg>`;
}

/**
 * Which of these steps is nearest: its index.
 *
 * @param {number[]} steps
 * @param {number} step
 */
export const nearest = (steps, step) => bisectCenter(steps, step);

/**
 * The path through a chart's numbers.
 *
 * @param {number[]} steps
 * @param {number[]} numbers
 * @param {(step: number) => number} x
 * @param {(number: number) => number} y
 */
export function pathOf(steps, numbers, x, y) {
  const points = steps.map((step, at) => `${round(x(step))},${round(y(numbers[at]))}`);
  if (points.length === 0) return "";
  return `M${points.join("L")}${points.length === 1 ? "Z" : ""}`; // so that one alone is a dot
}

/** @param {number} px */
export const round = (px) => Math.round(px * 10) / 10;

/**
 * The least and the greatest of some numbers, and never both the same.
 *
 * @param {number[]} numbers
 * @param {boolean} hasZero  whether zero is to be among them
 */
export function extentOf(numbers, hasZero) {
  let [low, high] = hasZero ? [0, 0] : [numbers[0] ?? 0, numbers[0] ?? 0];
  for (const each of numbers) {
    if (each < low) low = each;
    if (each > high) high = each;
  }
  return low === high ? [low - 1, high + 1] : [low, high];
}
