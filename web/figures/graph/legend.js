/**
 * What stands under the computation graph: what its colours say, the buttons, and how large it is.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Scale} from "./scales.js"
 *
 * @typedef {object} Legend
 * @property {string} kind  of the numbers that are shown
 * @property {Scale} scale
 * @property {string} note
 */

import { html } from "lit-html";
import { whole } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { numberText } from "./screen.js";

/**
 * @param {Trace} trace
 * @param {boolean} isBackward
 * @param {Record<"value" | "gradient", Scale>} scales
 * @returns {Legend}
 */
export function legendOf(trace, isBackward, { value, gradient }) {
  const note = noteOf(trace) + (isBackward ? " Pale: a value whose gradient has not arrived." : "");
  return isBackward ? { kind: "Gradients", scale: gradient, note } : { kind: "Values", scale: value, note };
}

/** @param {Trace} trace */
function noteOf({ header: { graph, refused } }) {
  if (!graph) return refused ?? "This trace has no scalar graph.";
  return (
    `${whole(graph.nodes)} nodes, ${whole(graph.edges)} edges. Zoom in to see them; the helpers that Python adds (+ 0, ` +
    "× −1, ** −1, constants) are folded until there is room for them."
  );
}

/**
 * @param {Legend} legend
 * @param {boolean} isFollowing
 * @param {{fit: () => void, follow: () => void, closer: () => void, further: () => void}} on
 */
export function legendView({ kind, scale, note }, isFollowing, on) {
  const shades = scale.fills.filter((_, shade) => shade % 4 === 0);
  return html`<div class="legend">
    <p class="item graph-scale"
      ><span>${kind}</span
      ><span class="item"
        ><span class="figure">≤ ${numberText(-scale.max)}</span
        ><span class="scale" ${style({ "background-image": `linear-gradient(to right, ${shades.join()})` })}></span
        ><span class="figure">≥ ${numberText(scale.max)}</span></span
      ></p
    >
    <div class="graph-buttons">
      <button type="button" class="button" @click=${on.fit}>Fit</button>
      <button type="button" class="button" aria-pressed=${isFollowing} @click=${on.follow}>Follow</button>
      <button type="button" class="button" aria-label="Zoom in" @click=${on.closer}>+</button>
      <button type="button" class="button" aria-label="Zoom out" @click=${on.further}>−</button>
    </div>
    <p class="note">${note}</p>
  </div>`;
}
