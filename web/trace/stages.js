/**
 * What each stage of a pass is: what the field calls it, and where it belongs. One table; what a stage is called in
 * Python stands in the trace, what happens in it in words.js.
 *
 * @typedef {"Embedding" | "Attention" | "MLP" | "Prediction"} Group
 *
 * @typedef {object} StageKind
 * @property {string} base  its name in the model, without its layer and head
 * @property {string} label  what it is called in words: no two kinds are called the same
 * @property {string} short  what it is called where its group stands above it
 * @property {Group} group
 * @property {"signed" | "share" | "loss"} numbers  signed, shares of one, or a single one that is written out
 * @property {"query" | "key" | "value" | null} role
 * @property {boolean} isStream  whether it is the residual stream
 * @property {boolean} isOverCache  whether it has an element for each position so far
 * @property {boolean} isOverVocabulary  whether it has one for each token
 */

/** @type {Record<Group, Record<string, [label: string, short: string]>>} */
const TABLE = {
  Embedding: {
    tok_emb: ["token embedding", "token"],
    pos_emb: ["position embedding", "position"],
    embedding: ["sum of the embeddings", "their sum"],
    embedding_norm: ["normed sum", "normed sum"],
  },
  Attention: {
    attn_norm: ["normed stream for attention", "normed"],
    attn_q: ["query", "query"],
    attn_k: ["key", "key"],
    attn_v: ["value vector", "value vector"],
    attn_logits: ["attention logits", "logits"],
    attn_weights: ["attention weights", "weights"],
    out: ["head output", "output"],
    attn_heads: ["heads joined", "heads joined"],
    attn_out: ["attention output", "attention output"],
    attn_residual: ["stream after attention", "stream"],
  },
  MLP: {
    mlp_norm: ["normed stream for the MLP", "normed"],
    mlp_hidden: ["hidden numbers", "hidden"],
    mlp_relu: ["hidden numbers after relu", "after relu"],
    mlp_relu2: ["relu squared", "relu squared"],
    mlp_gelu: ["hidden numbers after gelu", "after gelu"],
    mlp_out: ["MLP output", "MLP output"],
    mlp_residual: ["stream after the MLP", "stream"],
  },
  Prediction: {
    logits: ["logits", "logits"],
    probs: ["probabilities", "probabilities"],
    loss: ["loss", "loss"],
    loss_share: ["share of the mean loss", "share of the mean"],
    mean_loss: ["mean loss", "mean loss"],
  },
};

const STREAM = ["embedding", "embedding_norm", "attn_residual", "mlp_residual"];
const SHARES = ["attn_weights", "probs"];
const LOSSES = ["loss", "loss_share", "mean_loss"];
const OVER_CACHE = ["attn_logits", "attn_weights"];
const OVER_VOCABULARY = ["logits", "probs"];
/** @type {Record<string, StageKind["role"]>} */
const ROLES = { attn_q: "query", attn_k: "key", attn_v: "value" };

/** @type {Map<string, StageKind>} */
const KINDS = new Map();
for (const [group, kinds] of /** @type {[Group, Record<string, [string, string]>][]} */ (Object.entries(TABLE))) {
  for (const [base, [label, short]] of Object.entries(kinds)) {
    KINDS.set(base, {
      base,
      label,
      short,
      group,
      numbers: LOSSES.includes(base) ? "loss" : SHARES.includes(base) ? "share" : "signed",
      role: ROLES[base] ?? null,
      isStream: STREAM.includes(base),
      isOverCache: OVER_CACHE.includes(base),
      isOverVocabulary: OVER_VOCABULARY.includes(base),
    });
  }
}

/**
 * The kind of a stage, from its name in the trace, such as "layer0.head1.attn_weights". Throws for one that is not in
 * the table: a stage of the model that this page knows nothing of.
 *
 * @param {string} name
 * @returns {StageKind}
 */
export function kindOf(name) {
  const kind = KINDS.get(name.slice(name.lastIndexOf(".") + 1));
  if (!kind) throw new Error(`no stage is called ${name}`);
  return kind;
}
