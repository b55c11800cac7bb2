/**
 * The number can be typed, too, and may then lie further away; what is no number is told.
 *
 * @import {FigureAction, Props} from "../figure.js"
 * @import {Hold} from "./held.js"
 */

import { html } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { heldText } from "./held.js";

/**
 * @param {Props} props
 * @param {Hold} hold
 * @param {boolean} canTry
 * @param {(action: FigureAction) => void} dispatch
 */
export function typedView({ trace, settings }, hold, canTry, dispatch) {
  /** @param {Event & {currentTarget: HTMLFormElement}} event */
  const tryIt = (event) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("value"));
    const value = Number(typed.replace("\u2212", "-").replace(",", "."));
    const isFine = typed.trim() !== "" && Number.isFinite(value);
    dispatch({ type: "set", settings: { refused: isFine ? "" : `${hold.name}=${typed}` } });
    if (!isFine) return;
    dispatch({ type: "set", settings: { held: heldText(trace, hold.name, value) } });
    event.currentTarget.reset();
  };
  const refused = refusedOf(settings.refused, hold);
  return html`<form class="field" @submit=${tryIt}>
    ${keyed(
      hold.name,
      html`<input
        type="text"
        class="figure"
        name="value"
        inputmode="decimal"
        autocomplete="off"
        placeholder="or type"
        aria-label="What if ${hold.name} were"
        .value=${refused ?? ""}
        .disabled=${!canTry}
      />`,
    )}
  </form>`;
}

/**
 * @param {string} refused
 * @param {Hold} hold
 */
const refusedOf = (refused, { name }) => (refused.startsWith(`${name}=`) ? refused.slice(name.length + 1) : null);

/**
 * @param {Props} props
 * @param {Hold} hold
 */
export function complaintView({ settings }, hold) {
  const refused = refusedOf(settings.refused, hold);
  return html`<p class="complaint" role="alert">
    ${refused === null ? "" : `Wanted a number such as -0.25, not “${refused}”.`}
  </p>`;
}
