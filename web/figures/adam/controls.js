/**
 * Which page is shown, which quantity the heat maps show, on which scale; and the legend.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Chosen, Quantity} from "./quantities.js"
 *
 * @typedef {"matrix" | "all"} ScaleOf
 * @typedef {"maps" | "one" | "training"} Page
 */

import { html, nothing } from "lit-html";
import { digits } from "../../draw/format.js";
import { scaleItem, words } from "../../draw/parts.js";
import { mostOf } from "./cells.js";
import { columnOf, QUANTITIES } from "./quantities.js";
import { CHOICES, PAGES, SCALES } from "./settings.js";

/**
 * Keys that move a control, which are no business of the page's then.
 *
 * @param {KeyboardEvent} event
 */
function keepKeys(event) {
  if (/^(Arrow|Page)|^(Home|End| )$/.test(event.key)) event.stopPropagation();
}

/**
 * @param {{page: Page, quantity: Chosen, scale: ScaleOf}} chosen
 * @param {(settings: Record<string, unknown>) => void} set
 */
export const controlsView = ({ page, quantity, scale }, set) =>
  html`<form class="adam-controls" @keydown=${keepKeys}>
    ${words({ legend: "", name: "page", options: PAGES, chosen: page, onChoose: (page) => set({ page }) })}
    ${
      page === "maps"
        ? html`<div class="adam-show">
            ${words({
              legend: "Show",
              name: "quantity",
              options: CHOICES,
              chosen: quantity,
              onChoose: (quantity) => set({ quantity }),
            })}
          ${words({
            legend: "Colour scale",
            name: "scale",
            options: SCALES,
            chosen: scale,
            onChoose: (scale) => set({ scale }),
          })}
          </div>`
        : nothing
    }
  </form>`;

/**
 * @param {{trace: Trace, cursor: number, quantity: Quantity, scale: ScaleOf, matrix: number}} props  matrix: the one
 *   that is looked at
 */
export function legendView({ trace, cursor, quantity, scale, matrix }) {
  const { scale: kind, label } = QUANTITIES[quantity];
  const isForAll = scale === "all";
  const max = mostOf(trace, matrix, quantity, scale);
  const isKnown = quantity === "grad" || columnOf(trace, cursor, isForAll ? 0 : matrix, quantity) !== null;
  return html`<p class="legend">
    ${scaleItem({
      word: `${label}, ${isForAll ? "all matrices" : trace.matrices[matrix].name}`,
      kind,
      low: kind === "share" ? "0" : isKnown ? digits(-max) : "−",
      high: isKnown ? digits(max, kind !== "share") : "+",
    })}
  </p>`;
}
