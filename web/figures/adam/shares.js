/**
 * How the parameters of a matrix moved: with this step's gradient, against it, without one, or not at all.
 *
 * @import {Agreement} from "../../wire/trace-format.js"
 */

import { html } from "lit-html";
import { style } from "../../draw/style.js";

export const SHARES = /** @type {const} */ (["with", "against", "adrift", "unmoved"]);

/**
 * A thin bar of the four shares, one after the other.
 *
 * @param {Agreement | null} moved
 * @param {number | null} width  in px; null: as wide as there is room
 */
export const shareBar = (moved, width = null) =>
  html`<span class="adam-bar" aria-hidden="true" ${style({ width: width === null ? null : `${width}px` })}
    >${SHARES.map((name) => {
      const share = moved ? moved[name] : 0;
      return html`<span data-share=${name} ${style({ "flex-grow": share })}></span>`;
    })}</span
  >`;
