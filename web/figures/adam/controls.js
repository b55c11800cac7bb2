/**
 * Which quantity the heat maps show, on which scale.
 *
 * @import {Quantity} from "./quantities.js"
 */

import { html } from "lit-html";
import { words } from "../../draw/parts.js";
import { NAMES, QUANTITIES } from "./quantities.js";

/**
 * Keys that move a control, which are no business of the page's then.
 *
 * @param {KeyboardEvent} event
 */
export function keepKeys(event) {
  if (/^(Arrow|Page)|^(Home|End| )$/.test(event.key)) event.stopPropagation();
}

/**
 * @param {Quantity} quantity
 * @param {"matrix" | "all"} scale
 * @param {(settings: Record<string, unknown>) => void} set
 */
export function controlsView(quantity, scale, set) {
  return html`<form
    class="adam-controls row"
    @submit=${(/** @type {Event} */ event) => event.preventDefault()}
    @keydown=${keepKeys}
  >
    ${words({
      legend: "Show",
      name: "quantity",
      options: NAMES.map((name) => /** @type {const} */ ([name, QUANTITIES[name].label])),
      chosen: quantity,
      onChoose: (quantity) => set({ quantity }),
    })}
    ${words({
      legend: "Colours",
      name: "scale",
      options: [
        ["matrix", "for each matrix"],
        ["all", "one for all"],
      ],
      chosen: scale,
      onChoose: (scale) => set({ scale }),
    })}
  </form>`;
}
