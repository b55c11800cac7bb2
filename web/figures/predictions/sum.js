/**
 * All probabilities as one bar: side by side they make 1. The one of the token that came is marked.
 *
 * @import {Numbers, TokensProps} from "./line.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { targetOf } from "./shown.js";

/**
 * @param {TokensProps} props
 * @param {number[]} order
 * @param {Numbers} numbers
 */
export function sumView({ trace, position, motion }, order, { probs }) {
  const target = targetOf(trace, position);
  return html`<div class="predictions-sum" aria-hidden="true">
    <span class=${classes("predictions-whole", { "is-asked": motion.loss.travel > 0 && motion.loss.fill < 1 })}>
      <span class="predictions-filled" ${style({ width: `${probs ? 100 * motion.probs.fill : 0}%` })}>
        ${order.map(
          (id) =>
            html`<i
              class=${id === target ? "is-target" : ""}
              ${style({ "flex-grow": probs ? probs[id] : 0 })}
            ></i>`,
        )}
      </span> </span
    ><span class=${classes("", { "is-hidden": !probs || motion.probs.fill < 1 })}>all of them together: 1</span>
  </div>`;
}
