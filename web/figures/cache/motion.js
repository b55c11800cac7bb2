/**
 * What is on its way over the tables at a time t of the move into a frame: a pure function of the props of a layer. A
 * row is made of the normed stream and slides into the cache; the query meets each key; value vectors, each times its
 * weight, merge. Backwards the parts of gradients go the other way along the same wires.
 *
 * @import {Rgb} from "../../draw/palette.js"
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 * @import {Sprite} from "./overlay.js"
 */

import { actsOf, eased } from "../../draw/acts.js";
import { headDim, layerStages, pairIndex } from "../../trace/attention.js";
import { stageValues } from "../../trace/read.js";
import { groupBox } from "./layout.js";
import { streamStage, TABLES } from "./moment.js";
import { goingBack, parts } from "./returning.js";
import { along, mix, routeTo } from "./routes.js";
import { reachesOf } from "./scales.js";

const SLIDE = 36; // px that a row comes from where nothing shows what it is made of

/**
 * How many rows the query has met, and a share of the next.
 *
 * @param {number} t
 * @param {number} position
 */
export const met = (t, position) => Math.min(t / 0.85, 1) * (position + 1);

/**
 * @param {LayerProps} props
 * @returns {Sprite[]}
 */
export function spritesOf(props) {
  const { trace, layer, moment, t } = props;
  const { stage, position, isSending } = moment;
  if (stage === null || t >= 1 || trace.stages[stage].layer !== layer) return [];
  const stages = layerStages(trace, layer);
  const { head } = trace.stages[stage];
  if (stage === stages.query[position]) return isSending ? goingBack(props, "query") : comingIn(props, "query");
  for (const what of TABLES) {
    if (stage === stages[what][position]) return isSending ? goingBack(props, what) : comingIn(props, what);
  }
  if (head === null) return [];
  if (stage === stages.logits[head][position]) return isSending ? parts(props, head, "keys") : meeting(props, head);
  if (stage === stages.out[head][position]) return isSending ? parts(props, head, "values") : merging(props, head);
  return [];
}

/**
 * The normed stream travels to where it is made into a query or a row; the row then slides into its table.
 *
 * @param {LayerProps} props
 * @param {"query" | "keys" | "values"} what
 * @returns {Sprite[]}
 */
function comingIn(props, what) {
  const { trace, layer, moment, t, layout } = props;
  const { travel, add, fill } = actsOf(t);
  const { position } = moment;
  const made = rowColours(props, layerStages(trace, layer)[what][position], what);
  const { source, query, ...placed } = layout.layers[layer];
  if (what === "query") {
    if (!source) return [];
    return [{ box: along(routeTo(props, what), travel), colours: streamColours(props), alpha: (1 - add) * 0.9 }];
  }
  const row = groupBox(placed[what].table, 1, 0, layout.rowHeight, position, 1);
  if (!source) return [{ box: { ...row, x: row.x + (fill - 1) * SLIDE }, colours: made, alpha: add }];
  const stream = { box: along(routeTo(props, what), travel), colours: streamColours(props), alpha: (1 - add) * 0.9 };
  return [stream, { box: mix(source[what], row, fill), colours: made, alpha: add }];
}

/**
 * The query of a head goes down its keys; from each, the products go to the logit.
 *
 * @param {LayerProps} props
 * @param {number} head
 * @returns {Sprite[]}
 */
function meeting({ trace, layer, moment, t, layout, palette }, head) {
  const { position } = moment;
  const { n_head: heads } = trace.header.config;
  const d = headDim(trace);
  const { query, keys, weights } = layout.layers[layer];
  const { rowHeight } = layout;
  const done = met(t, position);
  const part = groupBox(query, heads, head, query.height, 0, 1);
  const reached = Math.min(done, position + 0.5);
  const down = Math.min(query.height, rowHeight * 0.6);
  const y = keys.table.y + reached * rowHeight - down / 2;
  const q = stageValues(trace, layerStages(trace, layer).query[position]).subarray(head * d, (head + 1) * d);
  const reach = reachesOf(trace);
  const asks = {
    box: { ...part, y: Math.max(y, Math.min(part.y + t * 4 * rowHeight, keys.table.y)), height: down },
    colours: Array.from(q, (each) => palette.scales.signed.pixel(each, reach.query)),
    alpha: 0.95 * eased((1 - t) / 0.12),
  };
  const products = Array.from({ length: position + 1 }, (_, s) => {
    const first = pairIndex(trace, position, layer, head, s) * d;
    const numbers = trace.columns.attn_products.subarray(first, first + d);
    const share = Math.min(Math.max(done - s - 0.4, 0) / 1.2, 1);
    const from = groupBox(keys.table, heads, head, rowHeight, s, 1);
    const to = groupBox(weights.table, heads, head, rowHeight, s, 1);
    return {
      box: shrunk(mix(from, to, eased(share)), share),
      colours: Array.from(numbers, (each) => palette.scales.signed.pixel(each, reach.products)),
      alpha: share > 0 && share < 1 ? 0.9 : 0,
    };
  });
  return [...products, asks];
}

/**
 * The value vectors of a head, each times its weight, go up and become one.
 *
 * @param {LayerProps} props
 * @param {number} head
 * @returns {Sprite[]}
 */
function merging({ trace, layer, moment, t, layout, palette }, head) {
  const { position } = moment;
  const { n_head: heads } = trace.header.config;
  const d = headDim(trace);
  const { out, values } = layout.layers[layer];
  const to = groupBox(out, heads, head, out.height, 0, 1);
  return Array.from({ length: position + 1 }, (_, s) => {
    const first = pairIndex(trace, position, layer, head, s) * d;
    const weighted = trace.columns.attn_weighted.subarray(first, first + d);
    const from = groupBox(values.table, heads, head, layout.rowHeight, s, 1);
    const share = eased(((t / 0.85) * (position + 2) - s) / 2);
    return {
      box: mix({ ...from, height: from.height * 0.5 }, to, share),
      colours: Array.from(weighted, (each) => palette.scales.signed.pixel(each, reachesOf(trace).values)),
      alpha: share >= 1 ? 0 : 0.92 * eased((t * (position + 2) - s * 0.5) * 2),
    };
  });
}

/**
 * The same, smaller about its middle the further it has come: four products that become one number.
 *
 * @param {Box} box
 * @param {number} share
 */
function shrunk({ x, y, width, height }, share) {
  const [wide, high] = [width * (1 - 0.7 * share), Math.min(height * 0.4, 18)];
  return { x: x + (width - wide) / 2, y: y + (height - high) / 2, width: wide, height: high };
}

/** @param {LayerProps} props */
function streamColours(props) {
  return rowColours(props, streamStage(props.trace, props.layer, props.moment.position), "norm");
}

/**
 * @param {LayerProps} props
 * @param {number} stage
 * @param {"norm" | "query" | "keys" | "values"} what
 * @returns {Rgb[]}
 */
function rowColours({ trace, palette }, stage, what) {
  return Array.from(stageValues(trace, stage), (each) => palette.scales.signed.pixel(each, reachesOf(trace)[what]));
}
