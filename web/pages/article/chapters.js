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
  value: { set: { at: 0, until: 8 } },
  parameters: { set: { at: 0 } },
  embedding: { from: "forward:tok_emb", to: "forward:attn_norm" },
  mlp: { from: "forward:mlp_norm@1", to: "forward:mlp_residual@1" },
  prediction: { from: "forward:logits", to: "forward:loss" },
  attention: { from: "forward:attn_q", to: "forward:out" },
  cache: { from: "forward:attn_k@0", to: "forward:attn_heads@999", only: "attn_k attn_v attn_heads" },
  heads: { from: "forward", to: "forward" },
  backward: { from: "backward:attn_residual@0", to: "backward:attn_k@0" },
  adam: { from: "backward:tok_emb@0", to: "adam:lm_head" },
  corrections: { from: "loss", to: "loss" },
  generation: { set: { playing: true, letter: 0, t: 0 } },
};
