/**
 * The words of the model map that move with its columns: the tokens that are read, over them, those that should be
 * predicted, and the losses, under them.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {View} from "./grid.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { digits, fixed, tokenText } from "../../draw/format.js";
import { knownVector } from "../../trace/known.js";
import { tokenAt } from "../../trace/read.js";
import { LOSS_FROM, SHORT_LOSS_FROM } from "./layout.js";
import { put } from "./put.js";

const TINY = 14; // px of a column that has room for a small letter only

/**
 * The tokens, over their columns.
 *
 * @param {View} view
 */
export function headRow({ trace, t, moving, lit }) {
  const { columns, head, groupWidth, labelWidth, isCompact } = moving;
  const here = lit.writes === null ? null : trace.stages[lit.writes].position;
  const heads = columns.map(({ left, right, width }, position) => {
    const isFirst = lit.frame.phase === "tokens"; // they come in one after the other
    const isLit = position === here || (isFirst && t * columns.length > position);
    return html`<div
      class=${classes("map-head", { "is-narrow": width < LOSS_FROM, "is-tiny": width < TINY, "is-lit": isLit })}
      role="columnheader"
      data-position=${position}
      ${put(left, head.y, right - left, head.height)}
      >${token(trace, position)}<span class="figure">${position}</span></div
    >`;
  });
  return html`<div role="row" class="map-row"
    ><div class="map-label" role="rowheader" ${put(groupWidth, head.y, labelWidth - groupWidth, head.height)}
      ><span>token</span><code>${isCompact ? "" : "pos_id"}</code></div
    >${heads}</div
  >`;
}

/**
 * The tokens that should be predicted.
 *
 * @param {View} view
 */
export function targetRow({ trace, moving: { columns, foot, groupWidth, labelWidth } }) {
  const targets = columns.map(
    ({ left, right, width }, position) =>
      html`<div
        class=${classes("map-target", { "is-narrow": width < LOSS_FROM, "is-tiny": width < TINY })}
        role="gridcell"
        ${put(left, foot.y, right - left, foot.height)}
        ><b>${token(trace, position + 1)}</b></div
      >`,
  );
  return html`<div role="row" class="map-row"
    ><div class="map-label" role="rowheader" ${put(groupWidth, foot.y, labelWidth - groupWidth, foot.height)}
      ><span>should predict</span></div
    >${targets}</div
  >`;
}

/**
 * The losses, each beside its cell, or under it where the column is narrow.
 *
 * @param {View} view
 */
export function lossTexts({ trace, cursor, moving: { strips, rows, columns } }) {
  return strips.flatMap(({ stage, x, y, width, height, column, row }) => {
    if (rows[row].row.numbers !== "loss") return [];
    const of = column < 0 ? null : columns[column];
    const found = knownVector(trace, stage, cursor)?.values[0];
    const isBeside = !of || of.width >= LOSS_FROM;
    const isShown =
      found !== undefined && (isBeside || (of.width >= SHORT_LOSS_FROM && rows[row].row.kind.base === "loss"));
    const text = !isShown ? "" : isBeside ? digits(found) : fixed(found);
    return [
      html`<span
        class=${classes("figure map-loss", { "is-below": !isBeside })}
        aria-hidden="true"
        ${isBeside || !of ? put(x + width + 6, y, null, height) : put(of.x, y + height, of.width, 12)}
        >${text}</span
      >`,
    ];
  });
}

/**
 * @param {Trace} trace
 * @param {number} position
 */
function token(trace, position) {
  const text = tokenText(tokenAt(trace, position));
  return html`<span class=${classes("map-token", { special: text.length > 1 })}>${text}</span>`;
}
