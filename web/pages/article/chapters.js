/**
 * What the figures of the article play when they come into view, by the name they are placed under. Data only.
 *
 * @typedef {{from: string, to: string}} Passage  places of the trace: see places.js; it waits at the last
 * @typedef {{set: Record<string, unknown>}} Begun  settings that have a figure play by itself
 */

/** @type {Record<string, Passage | Begun>} */
export const PLAYED = {
  value: { set: { at: 0, until: 8 } },
  parameters: { set: { at: 0 } },
  embedding: { from: "forward:tok_emb", to: "forward:attn_norm" },
  attention: { from: "forward:attn_q", to: "forward:attn_residual" },
  mlp: { from: "forward:mlp_norm@1", to: "forward:mlp_residual@1" },
  prediction: { from: "forward:logits", to: "forward:loss" },
};
