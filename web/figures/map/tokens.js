/**
 * The tokens of the model map: those that are read, over their columns, and those that should be predicted, under them.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {View} from "./grid.js"
 * @import {MapLayout} from "./layout.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { tokenText } from "../../draw/format.js";
import { tokenAt } from "../../trace/read.js";
import { put } from "./put.js";

/**
 * The tokens, over their columns.
 *
 * @param {View} view
 */
export function headRow({ trace, layout, lit }) {
  const here = lit.writes === null ? null : trace.stages[lit.writes].position;
  const heads = layout.columns.map(({ left, right, isThin }, position) => {
    const isLit = position === here || lit.frame.phase === "tokens";
    return html`<div
      class=${classes("map-head", { "is-narrow": isThin, "is-lit": isLit })}
      role="columnheader"
      data-position=${position}
      ${put(left, layout.head.y, right - left, layout.head.height)}
      >${token(trace, position)}<span class="figure">${position}</span></div
    >`;
  });
  const label = html`<div class="map-label" role="rowheader" ${put(0, layout.head.y, layout.labelWidth - 4, 24)}
    ><span>token</span><code>pos_id</code></div
  >`;
  return html`<div role="row" class="map-row">${layout.isStacked ? nothing : label}${heads}</div>`;
}

/**
 * The tokens that should be predicted.
 *
 * @param {Trace} trace
 * @param {MapLayout} layout
 */
export function targetRow(trace, { columns, foot, labelWidth, isStacked }) {
  const label = html`<div class="map-label" role="rowheader" ${put(0, foot.y, labelWidth - 4, foot.height)}
    ><span>should predict</span></div
  >`;
  const targets = columns.map(
    ({ left, right, isThin }, position) =>
      html`<div
        class=${classes("map-target", { "is-narrow": isThin })}
        role="gridcell"
        ${put(left, foot.y, right - left, foot.height)}
        ><b>${token(trace, position + 1)}</b></div
      >`,
  );
  return html`<div role="row" class="map-row">${isStacked ? nothing : label}${targets}</div>`;
}

/**
 * @param {Trace} trace
 * @param {number} position
 */
function token(trace, position) {
  const text = tokenText(tokenAt(trace, position));
  return html`<span class=${classes("map-token", { special: text.length > 1 })}>${text}</span>`;
}
