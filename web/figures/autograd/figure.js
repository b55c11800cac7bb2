/**
 * The switch between the two autograds, with how fast each has been in this page.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { duration } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

const CHOICES = /** @type {const} */ ([
  ["vector", "one node per vector"],
  ["scalar", "one node per number"],
]);

/** @type {Figure} */
export const autograd = {
  name: "autograd",
  title: "Autograd",
  caption: "The same function with one node per vector, or one per number: the same numbers, at very different speeds.",
  settings: {},
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(autogradView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function autogradView({ run: { autograd: wanted, pace, live: past }, host }, dispatch) {
  const possible = past.description?.autograds ?? ["vector", "scalar"];
  const chosen = possible.includes(wanted) ? wanted : possible[0];
  const isStopped = host.python.kind === "stopped";
  return html`<form class="autograd">
    <fieldset class="choice">
      <legend>Autograd</legend>
      ${CHOICES.map(
        ([name, text]) =>
          html`<label
            ><input
              type="radio"
              name="autograd"
              value=${name}
              .disabled=${isStopped || !possible.includes(name)}
              .checked=${live(name === chosen)}
              @change=${() => dispatch({ type: "autograd-set", autograd: name })}
            /><span>${text}</span
            ><span class="figure">${pace[name] === undefined ? "" : `${duration(pace[name])} a step`}</span></label
          >`,
      )}
    </fieldset>
    <p class="caption">
      Both run the same function and give the same numbers, but for rounding. A node costs far more than the arithmetic
      in it, so one for each vector instead of one for each number is many times faster. Switch while it trains.
    </p>
  </form>`;
}
