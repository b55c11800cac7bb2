/**
 * The tour: some stops through one training step, each a place to look at and a sentence or two. It says where to look;
 * the page goes there.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { templateIn } from "../../draw/template.js";
import { stopsOf } from "./stop.js";
import { settings } from "./settings.js";
import "./style.css";

/** @type {Figure} */
export const tour = {
  name: "tour",
  title: "The tour",
  caption: "One training step in some seventeen stops. Space goes on.",
  settings,
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(tourView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function tourView({ trace, settings }, dispatch) {
  const stops = stopsOf(trace);
  if (settings.stop === null) return html``;
  const number = Math.min(settings.stop, stops.length);
  const { title, text } = stops[number - 1];
  /** @param {number | null} stop */
  const go = (stop) => () => dispatch({ type: "tour-asked", stop });
  return html`<section class="tour" aria-label="Tour">
    <p class="tour-count figure">${number} / ${stops.length}</p>
    <h2 class="tour-title">${title}</h2>
    <p aria-live="polite">${text}</p>
    <div class="buttons">
      ${
        number < stops.length
          ? html`<button type="button" class="button small main" @click=${go(number + 1)}>
              Go on <kbd>Space</kbd>
            </button>`
          : nothing
      }
      <button type="button" class="button small" .disabled=${number === 1} @click=${go(number - 1)}>Back</button>
      <button type="button" class="button small" @click=${go(null)}>Leave</button>
    </div>
  </section>`;
}
