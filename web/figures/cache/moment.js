/**
 * What of the KV cache a frame is about: who reads or sends, how many rows are there, what is sent to each.
 *
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {"keys" | "values"} What  which of a layer's two tables
 *
 * @typedef {object} Moment
 * @property {boolean} isBackward  whether gradients are shown
 * @property {boolean} isSending  ... and are being sent, not just there
 * @property {number} position  the one that reads, or sends
 * @property {number | null} stage  of the frame
 * @property {number} pass  the newest backward pass, or -1
 */

import { headOf, layerStages, termIndex } from "../../trace/attention.js";
import { hasSent } from "../../trace/known.js";
import { isComputed, positionAt } from "../../trace/read.js";

/** The two tables of a layer. */
export const TABLES = /** @type {const} */ (["keys", "values"]);

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @returns {Moment}
 */
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

/**
 * The stage that a position's query, key and value vector are made of: the residual stream, normed if the model has a
 * norm.
 *
 * @param {Trace} trace
 * @param {number} layer
 * @param {number} position
 */
export const streamStage = (trace, layer, position) => trace.stages[layerStages(trace, layer).query[position]].reads[0];

/**
 * How many rows of a table are there: they come one after the other.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} layer
 * @param {What} what
 */
export function rowsThere(trace, cursor, layer, what) {
  const stages = layerStages(trace, layer)[what];
  const missing = stages.findIndex((stage) => !isComputed(trace, stage, cursor));
  return missing < 0 ? stages.length : missing;
}

/**
 * How many numbers the cache holds.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function numbersHeld(trace, cursor) {
  const { n_layer: layers, n_embd: width } = trace.header.config;
  let rows = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (const what of TABLES) rows += rowsThere(trace, cursor, layer, what);
  }
  return rows * width;
}

/**
 * What a position sends to a number of the cache, once it has; null if it does not read that row.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} layer
 * @param {What} what
 * @param {number} t
 * @param {number} s
 * @param {number} element
 */
export function sentAt(trace, cursor, layer, what, t, s, element) {
  const column = trace.columns[what === "keys" ? "cache_key_sent" : "cache_value_sent"];
  const senders = layerStages(trace, layer)[what === "keys" ? "logits" : "out"];
  if (!column || s > t || !hasSent(trace, cursor, senders[headOf(trace, element)][t])) return null;
  return column[termIndex(trace, t, layer, s, element)];
}
