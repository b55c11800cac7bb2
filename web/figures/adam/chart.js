/**
 * What the small charts over training steps share: SVG made easy, a line through points, and asking a chart for a step.
 *
 * A chart remembers nothing: the step that is pointed at goes out as figures.step, and comes back as a prop.
 */

import { bisectCenter } from "d3-array";
import { line } from "d3-shape";

/**
 * An SVG element: svg("text", {x: 4}, "text").
 *
 * @param {string} name @param {Record<string, string | number | null>} [attributes] @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/**
 * The path through a chart's numbers.
 *
 * @param {number[]} steps @param {number[]} numbers @param {(step: number) => number} x @param {(number: number) => number} y
 */
export function pathOf(steps, numbers, x, y) {
  const path = line(
    (/** @type {number} */ step) => round(x(step)),
    (_, i) => round(y(numbers[i])),
  );
  return path(steps) ?? "";
}

/** @param {number} px */
export function round(px) {
  return Math.round(px * 10) / 10;
}

/** Which of these steps is nearest: its index. @param {number[]} steps @param {number} step */
export function nearest(steps, step) {
  return bisectCenter(steps, step);
}

/**
 * Let a chart be asked for its steps, by pointer and by keyboard; it becomes a slider if it takes the focus.
 *
 * @param {SVGElement} chart
 * @param {(action: any) => void} dispatch
 * @param {() => {steps: number[], at: number, stepAt: (px: number) => number} | null} state
 *   as it was last drawn: its steps, the one that is told when none is pointed at, and the step at a place
 */
export function askSteps(chart, dispatch, state) {
  /** @param {number | null} step */
  const tell = (step) => dispatch({ type: "figure-set", figures: { step } });
  chart.addEventListener("pointermove", (event) => {
    const drawn = state();
    if (!drawn || drawn.steps.length === 0) return;
    const step = drawn.steps[nearest(drawn.steps, drawn.stepAt(event.clientX - chart.getBoundingClientRect().left))];
    if (step !== drawn.at) tell(step);
  });
  for (const leaving of ["pointerleave", "blur"]) chart.addEventListener(leaving, () => tell(null));
  chart.addEventListener("keydown", (event) => {
    const drawn = state();
    if (!drawn || drawn.steps.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = drawn.steps.length - 1;
    const at = nearest(drawn.steps, drawn.at);
    /** @type {Record<string, number>} */
    const moves = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - 10,
      PageUp: at + 10,
      Home: 0,
      End: last,
    };
    if (event.key === "Escape") chart.blur();
    else if (event.key in moves) tell(drawn.steps[Math.min(Math.max(moves[event.key], 0), last)]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/**
 * What a slider says of itself to those who do not see it.
 *
 * @param {SVGElement} chart @param {string} label @param {number[]} steps @param {number} at @param {string} text
 */
export function sliderSays(chart, label, steps, at, text) {
  const attributes = {
    role: "slider",
    tabindex: "0",
    "aria-label": label,
    "aria-valuemin": steps[0],
    "aria-valuemax": steps[steps.length - 1],
    "aria-valuenow": at,
    "aria-valuetext": text,
  };
  for (const [name, value] of Object.entries(attributes)) chart.setAttribute(name, String(value));
}

/** Leave nothing of a chart: it takes no room and cannot be asked. @param {SVGElement} chart */
export function empty(chart) {
  chart.replaceChildren();
  for (const name of chart.getAttributeNames()) chart.removeAttribute(name);
  chart.setAttribute("class", "chart");
  chart.setAttribute("width", "0");
  chart.setAttribute("height", "0");
}

/** The greatest and the least of some numbers, from zero on if they are to be measured from there. @param {number[]} numbers @param {boolean} withZero */
export function extentOf(numbers, withZero) {
  let [low, high] = withZero ? [0, 0] : [numbers[0] ?? 0, numbers[0] ?? 0];
  for (const each of numbers) {
    if (each < low) low = each;
    if (each > high) high = each;
  }
  return low === high ? [low - 1, high + 1] : [low, high];
}
