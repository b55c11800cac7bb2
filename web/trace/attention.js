/**
 * Where attention's numbers are in a trace: its stages by layer, head and position, and the terms of each pair of
 * positions, whose columns microgpt/observe/attention.py describes.
 *
 * @import {Trace} from "./read.js"
 *
 * @typedef {object} LayerStages  stages by position, or by head and position
 * @property {number[]} query
 * @property {number[]} keys
 * @property {number[]} values
 * @property {number[][]} logits
 * @property {number[][]} weights
 * @property {number[][]} out
 */

import { oncePer } from "./once.js";
import { stagesNamed } from "./read.js";
import { kindOf } from "./stages.js";

/** @type {(trace: Trace) => LayerStages[]} */
const stagesByLayer = oncePer((trace) => {
  const { n_layer: layers, n_head: heads } = trace.header.config;
  return Array.from({ length: layers }, (_, layer) => {
    const at = (/** @type {string} */ name) => stagesNamed(trace, `layer${layer}.${name}`);
    const byHead = (/** @type {string} */ name) =>
      Array.from({ length: heads }, (_, head) => at(`head${head}.${name}`));
    return {
      query: at("attn_q"),
      keys: at("attn_k"),
      values: at("attn_v"),
      logits: byHead("attn_logits"),
      weights: byHead("attn_weights"),
      out: byHead("out"),
    };
  });
});

/**
 * The stages of a layer's attention.
 *
 * @param {Trace} trace
 * @param {number} layer
 */
export function layerStages(trace, layer) {
  return stagesByLayer(trace)[layer];
}

/**
 * The layer that a frame is about: its own, that of Adam's matrix, before the layers the first and after them the last.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function layerAt(trace, cursor) {
  const { stage, matrix, phase } = trace.frames[cursor];
  const last = trace.header.config.n_layer - 1;
  if (matrix !== null) return Number(/^layer(\d+)\./.exec(trace.matrices[matrix].name)?.[1] ?? 0);
  if (stage === null) return phase === "tokens" ? 0 : last;
  const { layer, name } = trace.stages[stage];
  return layer ?? (kindOf(name).group === "Embedding" ? 0 : last);
}

/**
 * How many numbers of a query, a key or a value vector a head has.
 *
 * @param {Trace} trace
 */
export function headDim(trace) {
  const { n_embd: width, n_head: heads } = trace.header.config;
  return width / heads;
}

/**
 * The head that an element of a query, a key or a value vector belongs to.
 *
 * @param {Trace} trace
 * @param {number} element
 */
export function headOf(trace, element) {
  return Math.floor(element / headDim(trace));
}

/**
 * The number of a pair of positions, the one that reads and the one that is read, in the columns attn_* and cache_*.
 *
 * @param {Trace} trace
 * @param {number} t
 * @param {number} layer
 * @param {number} head
 * @param {number} s
 */
export function pairIndex(trace, t, layer, head, s) {
  const { n_layer: layers, n_head: heads } = trace.header.config;
  return (layers * heads * t * (t + 1)) / 2 + (layer * heads + head) * (t + 1) + s;
}

/**
 * The number of a row of attention, all that a position reads with a head, in attn_exp_sums.
 *
 * @param {Trace} trace
 * @param {number} t
 * @param {number} layer
 * @param {number} head
 */
export function rowIndex(trace, t, layer, head) {
  const { n_layer: layers, n_head: heads } = trace.header.config;
  return (t * layers + layer) * heads + head;
}

/**
 * Where a pair's number for an element is, in the columns of head_dim numbers a pair.
 *
 * @param {Trace} trace
 * @param {number} t
 * @param {number} layer
 * @param {number} s
 * @param {number} element
 */
export function termIndex(trace, t, layer, s, element) {
  const d = headDim(trace);
  return pairIndex(trace, t, layer, headOf(trace, element), s) * d + (element % d);
}
