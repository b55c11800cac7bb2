/**
 * The attention weights of one position, over the cells that they can be asked by: for each head and each row of the
 * cache how well the query matched, a bar and a number.
 *
 * @import {LayerProps} from "./layer.js"
 */

import { html } from "lit-html";
import { actsOf, eased } from "../../draw/acts.js";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { layerStages } from "../../trace/attention.js";
import { isComputed, positions, stageValues } from "../../trace/read.js";
import { inColumn } from "./brief.js";
import { met } from "./motion.js";

/** @param {LayerProps} props */
export function weightBars({ trace, cursor, t, layer, moment, layout }) {
  const { width, height } = layout.layers[layer].weights.table;
  const stages = layerStages(trace, layer);
  const at = moment.position;
  const heads = stages.weights.map((byPosition, head) => {
    const [logits, weights] = [stages.logits[head][at], byPosition[at]];
    const isComing = (/** @type {number} */ stage) => !moment.isBackward && stage === moment.stage && t < 1;
    return {
      logits: isComputed(trace, logits, cursor) ? stageValues(trace, logits) : [],
      met: isComing(logits) ? met(t, at) - 1.2 : at + 1, // as many logits as have all their products
      weights: isComputed(trace, weights, cursor) ? stageValues(trace, weights) : [],
      grown: isComing(weights) ? eased(t / 0.8) : 1,
      shown: isComing(weights) ? actsOf(t).fill : 1,
      values: stageValues(trace, weights),
    };
  });
  const [rows, columns] = [positions(trace), heads.length];
  const most = Math.max(...heads.flatMap(({ values }) => [...values]));
  const bar = (/** @type {number} */ row, /** @type {number} */ column) => {
    const { logits, weights, grown, shown, ...head } = heads[column];
    const logit = row < logits.length && row < head.met ? logits[row] : null;
    const weight = row < weights.length ? weights[row] : null;
    const size = weight === null ? "0" : `${(((100 * weight) / most) * grown).toFixed(2)}%`;
    return html`<div class="cache-bar"
      >${
        layout.hasLogitText ? html`<span class="figure logit">${logit === null ? "" : inColumn(logit)}</span>` : ""
      }<span
        class="figure weight"
        ${style({ opacity: shown < 1 ? shown.toFixed(3) : null })}
        >${weight === null || !layout.hasWeightText ? "" : inColumn(weight)}</span
      ><i ${style({ width: size, "--head": `var(--head-${column % 8})` })}></i
    ></div>`;
  };
  return html`<div
    class=${classes("cache-bars", { "has-logits": layout.hasLogitText })}
    aria-hidden="true"
    ${style({
      "grid-template": `repeat(${rows}, ${height / rows}px) / repeat(${columns}, ${width / columns}px)`,
    })}
  >
    ${Array.from({ length: rows * columns }, (_, index) => bar(Math.floor(index / columns), index % columns))}
  </div>`;
}
