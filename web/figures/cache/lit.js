/**
 * What of a layer the frame at the cursor is about: the row that comes, the heads' columns that are read or sent to.
 *
 * @import {Box} from "./layout.js"
 * @import {LayerProps} from "./layer.js"
 */

import { layerStages } from "../../trace/attention.js";
import { groupBox } from "./layout.js";
import { met } from "./motion.js";
import { streamStage, TABLES } from "./moment.js";

/**
 * @param {LayerProps} props
 * @returns {(Box & {name: string})[]}
 */
export function litBoxes({ trace, layer, layout, moment, t }) {
  const { stage, position, isSending } = moment;
  if (stage === null || trace.stages[stage].layer !== layer) return [];
  const [placed, stages, { rowHeight }] = [layout.layers[layer], layerStages(trace, layer), layout];
  const heads = trace.header.config.n_head;
  const { head } = trace.stages[stage];
  const name = isSending ? "is-lit is-gradient" : "is-lit";
  if (placed.source && stage === streamStage(trace, layer, position)) return [{ ...placed.source.norm, name }];
  if (stage === stages.query[position]) return [{ ...placed.query, name }];
  for (const what of TABLES) {
    if (stage !== stages[what][position]) continue;
    return [{ ...groupBox(placed[what].table, 1, 0, rowHeight, position, 1), name }];
  }
  if (head === null) return [];
  const rows = isSending ? position + 1 : Math.max(met(t, position), 0.2); // the query goes down the rows
  /**
   * @param {"keys" | "weights" | "values"} block
   * @param {number} count
   */
  const group = (block, count) => ({ ...groupBox(placed[block].table, heads, head, rowHeight, 0, count), name });
  /** @param {Box} strip */
  const part = (strip) => ({ ...strip, x: strip.x + (head * strip.width) / heads, width: strip.width / heads, name });
  if (stage === stages.logits[head][position]) return [part(placed.query), group("keys", rows)];
  if (stage === stages.weights[head][position]) return [group("weights", position + 1)];
  return [group("weights", position + 1), group("values", position + 1), part(placed.out)];
}
