/**
 * What stands beside and over the tables of a layer: names of heads and rows, outlines, ticks.
 *
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { tokenText } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { layerStages } from "../../trace/attention.js";
import { known } from "../../trace/known.js";
import { positions, tokenAt } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { TABLES } from "./moment.js";
import { boxStyle } from "./words.js";

/**
 * @param {number} heads
 * @param {number} width  of one
 */
export function headNames(heads, width) {
  return Array.from({ length: heads }, (_, head) => {
    const name = width >= 48 ? `head ${head}` : width >= 20 ? `h${head}` : head;
    return html`<span ${style({ "--head": `var(--head-${head % 8})` })}>${name}</span>`;
  });
}

/**
 * The token and the position of every row, beside the tables that have them.
 *
 * @param {LayerProps} props
 */
export function rowLabels({ trace, moment, layout, layer }) {
  const { y: top, keys, weights, values } = layout.layers[layer];
  const tables = [keys, weights, values].filter(({ hasLabels }) => hasLabels);
  return tables.map(({ table }) =>
    Array.from({ length: positions(trace) }, (_, position) => {
      const token = tokenText(tokenAt(trace, position));
      const y = table.y + position * layout.rowHeight - top;
      const box = boxStyle({ x: 0, y, width: layout.labelWidth - 12, height: layout.rowHeight });
      return html`<p
        class=${classes("cache-label", { "is-lit": position === moment.position })}
        ${style({ "line-height": `${layout.rowHeight}px`, ...box })}
        ><span class=${token.length > 1 ? "special" : ""}>${token}</span><span class="figure">${position}</span></p
      >`;
    }),
  );
}

/** @typedef {Box & {name: string}} Mark */

/**
 * A whole stage that is hovered or selected.
 *
 * @param {LayerProps} props
 * @returns {Mark[]}
 */
export function refBoxes({ trace, layout, layer, moment, hovered, selection }) {
  const stages = layerStages(trace, layer);
  const placed = layout.layers[layer];
  return [hovered, selection].flatMap((ref, index) => {
    if (ref?.kind !== "stage" || ref.element !== null) return [];
    const name = index === 0 ? "is-hovered" : "is-selected";
    if (stages.query[moment.position] === ref.stage) return [{ ...placed.query, name }];
    return TABLES.flatMap((what) => {
      const row = stages[what].indexOf(ref.stage);
      const { table } = placed[what];
      return row < 0 ? [] : [{ ...table, y: table.y + row * layout.rowHeight, height: layout.rowHeight, name }];
    });
  });
}

/**
 * A tick beside every row whose gradient is complete.
 *
 * @param {LayerProps} props
 * @returns {Mark[]}
 */
export function completeBoxes({ trace, cursor, layout, layer, moment }) {
  if (!moment.isBackward) return [];
  return TABLES.flatMap((what) => {
    const { x, y, width } = layout.layers[layer][what].table;
    return layerStages(trace, layer)[what].flatMap((stage, s) => {
      if (known(trace, stageRef(stage), cursor).state !== "complete") return [];
      const middle = y + (s + 0.5) * layout.rowHeight;
      return [{ x: x + width + 8, y: middle - 6, width: 5, height: 9, name: "is-complete" }];
    });
  });
}
