/**
 * What the figures of the article play when they come into view, by the name they are placed under. Data only.
 *
 * @typedef {object} Passage  it waits at its end
 * @property {string} from  a place of the trace: see places.js
 * @property {string} to
 * @property {string} [only]  the stages that it goes through, if it leaves some out
 *
 * @typedef {{set: Record<string, unknown>}} Begun  settings that have a figure play by itself
 */

/** @type {Record<string, Passage | Begun>} */
export const PLAYED = {
  attention: { from: "forward:attn_q", to: "forward:out" },
  cache: { from: "forward:attn_k@0", to: "forward:attn_heads@999", only: "attn_k attn_v attn_heads" },
  heads: { from: "forward", to: "forward" },
};
