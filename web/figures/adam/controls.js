/**
 * Which quantity the heat maps show, on which scale; and the legend.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Quantity} from "./quantities.js"
 *
 * @typedef {"matrix" | "all"} ScaleOf
 */

import { html } from "lit-html";
import { digits } from "../../draw/format.js";
import { scaleItem, words } from "../../draw/parts.js";
import { columnOf, NAMES, QUANTITIES, rangesOf } from "./quantities.js";

/** @type {[ScaleOf, string][]} */
const SCALES = [
  ["matrix", "for each matrix"],
  ["all", "one for all"],
];

/**
 * Keys that move a control, which are no business of the page's then.
 *
 * @param {KeyboardEvent} event
 */
function keepKeys(event) {
  if (/^(Arrow|Page)|^(Home|End| )$/.test(event.key)) event.stopPropagation();
}

/**
 * @param {{quantity: Quantity, scale: ScaleOf}} chosen
 * @param {(settings: Record<string, unknown>) => void} set
 */
export const controlsView = ({ quantity, scale }, set) =>
  html`<form class="adam-controls row" @keydown=${keepKeys}>
    ${words({
      legend: "Show",
      name: "quantity",
      options: NAMES.map((name) => /** @type {const} */ ([name, QUANTITIES[name].label])),
      chosen: quantity,
      onChoose: (quantity) => set({ quantity }),
    })}
    ${words({ legend: "Colours", name: "scale", options: SCALES, chosen: scale, onChoose: (scale) => set({ scale }) })}
  </form>`;

/**
 * @param {{trace: Trace, cursor: number, quantity: Quantity, scale: ScaleOf, matrix: number}} props  matrix: the one
 *   that is looked at
 */
export function legendView({ trace, cursor, quantity, scale, matrix }) {
  const { scale: kind, label } = QUANTITIES[quantity];
  const range = rangesOf(trace, quantity);
  const isForAll = scale === "all";
  const max = isForAll ? range.all : range.matrices[matrix];
  const isKnown = columnOf(trace, cursor, isForAll ? 0 : matrix, quantity) !== null;
  return html`<p class="legend">
    ${scaleItem({
      word: `${label}, ${isForAll ? "all matrices" : trace.matrices[matrix].name}`,
      kind,
      low: kind === "share" ? "0" : isKnown ? digits(-max) : "−",
      high: isKnown ? digits(max, kind !== "share") : "+",
    })}
  </p>`;
}
