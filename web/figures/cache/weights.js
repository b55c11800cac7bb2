/**
 * The attention weights of one position, over the cells that they can be asked by: for each head and each row of the
 * cache a bar and a number.
 *
 * @import {LayerProps} from "./layer.js"
 */

import { html } from "lit-html";
import { fixed } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { layerStages } from "../../trace/attention.js";
import { isComputed, positions, stageValues } from "../../trace/read.js";
import { grown } from "./tables.js";

/** @param {LayerProps} props */
export function weightBars({ trace, cursor, t, layer, moment, layout }) {
  const { width, height } = layout.layers[layer].weights.table;
  const heads = layerStages(trace, layer).weights.map((stages) => {
    const stage = stages[moment.position];
    const isGrowing = !moment.isBackward && stage === moment.stage;
    const values = stageValues(trace, stage);
    return { weights: isComputed(trace, stage, cursor) ? values : [], values, share: isGrowing ? grown(t) : 1 };
  });
  const [rows, columns] = [positions(trace), heads.length];
  const most = Math.max(...heads.flatMap(({ values }) => [...values]));
  const bar = (/** @type {number} */ row, /** @type {number} */ column) => {
    const { weights, share } = heads[column];
    const weight = row < weights.length ? weights[row] : null;
    const size = weight === null ? "0" : `${(((100 * weight) / most) * share).toFixed(2)}%`;
    return html`<div class="cache-bar"
      ><span class="figure">${weight === null || !layout.hasWeightText ? "" : fixed(weight)}</span
      ><i ${style({ width: size, "--head": `var(--head-${column % 8})` })}></i
    ></div>`;
  };
  return html`<div
    class="cache-bars"
    aria-hidden="true"
    ${style({
      "grid-template": `repeat(${rows}, ${height / rows}px) / repeat(${columns}, ${width / columns}px)`,
    })}
  >
    ${Array.from({ length: rows * columns }, (_, at) => bar(Math.floor(at / columns), at % columns))}
  </div>`;
}
