/**
 * What of the KV cache is there when the cursor stands at a frame: rows, weights, gradients and the parts of gradients.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 *
 * @typedef {"keys" | "values"} What
 * @typedef {object} LayerStages  stages by position, or by head and position
 * @property {number[]} query
 * @property {number[]} keys
 * @property {number[]} values
 * @property {number[][]} logits
 * @property {number[][]} weights
 * @property {number[][]} out
 *
 * @typedef {object} Moment
 * @property {boolean} isBackward  whether gradients are shown
 * @property {boolean} isSending  ... and are being sent, not just there
 * @property {number} position  the one that reads, or sends
 * @property {number | null} stage  of the frame
 * @property {number} pass  the newest backward pass, or -1
 */

import {
  gradientPass,
  isComputed,
  pairIndex,
  positionAt,
  positions,
  stageGrads,
  stageNamed,
} from "../../trace/read.js";

/** @type {WeakMap<Trace, LayerStages[]>} */
const stagesOfTrace = new WeakMap();

/** The stages that a layer's cache is about. @param {Trace} trace @param {number} layer */
export function layerStages(trace, layer) {
  let known = stagesOfTrace.get(trace);
  if (!known) {
    const { n_layer: layers, n_head: heads } = trace.header.config;
    known = Array.from({ length: layers }, (_, each) => {
      const at = (/** @type {string} */ name) =>
        Array.from({ length: positions(trace) }, (_, position) => stageNamed(trace, `layer${each}.${name}`, position));
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
    stagesOfTrace.set(trace, known);
  }
  return known[layer];
}

/** @param {Trace} trace @param {number} cursor @returns {Moment} */
export function momentOf(trace, cursor) {
  const { phase, stage } = trace.frames[cursor];
  const isSending = phase === "backward";
  return {
    isBackward: isSending || phase === "adam",
    isSending,
    position: positionAt(trace, cursor),
    stage,
    pass: trace.passAt[cursor],
  };
}

/** How many rows of a table are there: they come one after the other. @param {Trace} trace @param {number} cursor @param {number} layer @param {What} what */
export function rowsThere(trace, cursor, layer, what) {
  const stages = layerStages(trace, layer)[what];
  const missing = stages.findIndex((stage) => !isComputed(trace, stage, cursor));
  return missing < 0 ? stages.length : missing;
}

/** How many numbers the cache holds. @param {Trace} trace @param {number} cursor */
export function numbersHeld(trace, cursor) {
  let count = 0;
  for (let layer = 0; layer < trace.header.config.n_layer; layer++) {
    for (const what of /** @type {const} */ (["keys", "values"])) {
      for (const stage of layerStages(trace, layer)[what])
        if (isComputed(trace, stage, cursor)) count += trace.stages[stage].size;
    }
  }
  return count;
}

/** The stages whose backward frames say that a position has sent its part: by head. @param {Trace} trace @param {number} layer @param {What} what */
const senders = (trace, layer, what) => layerStages(trace, layer)[what === "keys" ? "logits" : "out"];

/** Whether a row's gradient is complete: nothing will be added to it any more. @param {Trace} trace @param {number} cursor @param {number} layer @param {What} what @param {number} s */
export function isComplete(trace, cursor, layer, what, s) {
  return gradientPass(trace, layerStages(trace, layer)[what][s], cursor) === trace.header.passes - 1;
}

/**
 * The gradient that a number of the cache has got by then, or null: several passes leave theirs whole, one pass part by
 * part.
 *
 * @param {Trace} trace @param {number} cursor @param {number} layer @param {What} what @param {number} s @param {number} element
 */
export function gradientAt(trace, cursor, layer, what, s, element) {
  const stage = layerStages(trace, layer)[what][s];
  const pass = gradientPass(trace, stage, cursor);
  if (pass >= 0) return stageGrads(trace, stage, pass)[element];
  const column = trace.columns[what === "keys" ? "cache_key_grads" : "cache_value_grads"];
  const t = lastSender(trace, cursor, layer, what, s, headOf(trace, element));
  return t === null || !column ? null : column[termIndex(trace, t, layer, s, element)];
}

/** The position whose part a row got last: the earliest that has sent, of those that read it. @param {Trace} trace @param {number} cursor @param {number} layer @param {What} what @param {number} s @param {number} head */
export function lastSender(trace, cursor, layer, what, s, head) {
  const stages = senders(trace, layer, what)[head];
  for (let t = s; t < stages.length; t++) if (hasSent(trace, cursor, stages[t])) return t;
  return null;
}

/** What a position sends to a number of the cache, once it has; null if it does not read that row. @param {Trace} trace @param {number} cursor @param {number} layer @param {What} what @param {number} t @param {number} s @param {number} element */
export function sentAt(trace, cursor, layer, what, t, s, element) {
  const column = trace.columns[what === "keys" ? "cache_key_sent" : "cache_value_sent"];
  if (!column || s > t || !hasSent(trace, cursor, senders(trace, layer, what)[headOf(trace, element)][t])) return null;
  return column[termIndex(trace, t, layer, s, element)];
}

/** @param {Trace} trace @param {number} cursor @param {number} stage */
function hasSent(trace, cursor, stage) {
  return trace.passAt[cursor] >= 0 && trace.backwardFrame[0][stage] <= cursor;
}

/** The head that an element of a key or a value vector belongs to. @param {Trace} trace @param {number} element */
export function headOf(trace, element) {
  return Math.floor(element / headDim(trace));
}

/** @param {Trace} trace */
export function headDim(trace) {
  const { n_embd: width, n_head: heads } = trace.header.config;
  return width / heads;
}

/** Where a pair's number for an element is, in the columns of head_dim numbers a pair. @param {Trace} trace @param {number} t @param {number} layer @param {number} s @param {number} element */
export function termIndex(trace, t, layer, s, element) {
  const d = headDim(trace);
  return pairIndex(trace, t, layer, headOf(trace, element), s) * d + (element % d);
}

/** The ref of a cell. @param {number} stage @param {number} element @returns {Ref} */
export const refOf = (stage, element) => ({ kind: "stage", stage, element });
