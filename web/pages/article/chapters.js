/**
 * What the figures of the article play when they come into view, by the name they are placed under. Data only.
 *
 * @typedef {{from: string, to: string}} Passage  places of the trace: see places.js; it waits at the last
 * @typedef {{set: Record<string, unknown>}} Begun  settings that have a figure play by itself
 */

/** @type {Record<string, Passage | Begun>} */
export const PLAYED = {
  generation: { set: { playing: true, letter: 0, t: 0 } },
  attention: { from: "forward:attn_q", to: "forward:attn_residual" },
};
