/**
 * What each stage of a pass is: what the field calls it, what it is for, and where it belongs. One table; what a stage
 * is called in Python stands in the trace.
 *
 * @typedef {"Embedding" | "Attention" | "MLP" | "Prediction"} Group
 *
 * @typedef {object} StageKind
 * @property {string} base  its name in the model, without its layer and head
 * @property {string} label
 * @property {string} sentence
 * @property {string} anchor  the part of the article that says more
 * @property {Group} group
 * @property {"signed" | "share" | "loss"} numbers  signed, shares of one, or a single one that is written out
 * @property {"query" | "key" | "value" | null} role
 * @property {boolean} isStream  whether it is the residual stream
 * @property {boolean} isOverCache  whether it has an element for each position so far
 * @property {boolean} isOverVocabulary  whether it has one for each token
 */

const NORM = "The vector divided by its root mean square, so that its size does not matter, only its direction.";

/** @type {Record<Group, Record<string, [label: string, sentence: string]>>} */
const TABLE = {
  Embedding: {
    tok_emb: ["token embedding", "The row of wte for this token: what the model knows of it before any context."],
    pos_emb: ["position embedding", "The row of wpe for this position: what the model knows of standing here."],
    embedding: ["their sum", "Token and position embedding added up: the start of the residual stream."],
    embedding_norm: ["rmsnorm", NORM],
  },
  Attention: {
    attn_norm: ["rmsnorm", NORM],
    attn_q: ["query", "The query: what this position asks the positions before it."],
    attn_k: ["key", "The key: what this position offers to be asked about. It joins the KV cache."],
    attn_v: ["value", "The value vector: what this position hands on when it is read. It joins the KV cache."],
    attn_logits: [
      "attention logits",
      "The query times each key so far, divided by the root of head_dim: how well they match.",
    ],
    attn_weights: [
      "attention weights",
      "Softmax of the attention logits: how much of each position this head reads. They add up to 1.",
    ],
    out: ["head outputs", "The value vectors so far, added up by the attention weights: what this head brings back."],
    attn_heads: ["heads, joined", "The outputs of all heads, one after the other."],
    attn_out: ["attention output", "The heads' outputs mixed by attn_wo."],
    attn_residual: ["residual stream", "What attention found, added to the residual stream."],
  },
  MLP: {
    mlp_norm: ["rmsnorm", NORM],
    mlp_hidden: ["hidden", "Four times as many numbers as the stream has, each a weighted sum of it."],
    mlp_relu: ["relu", "Negative numbers set to 0: the only place where the MLP is not a straight line."],
    mlp_relu2: ["relu squared", "The relu's output squared."],
    mlp_out: ["MLP output", "The hidden numbers brought back to the length of the stream."],
    mlp_residual: ["residual stream", "What the MLP found, added to the residual stream."],
  },
  Prediction: {
    logits: ["logits", "A number for each token that could come next; the larger, the likelier."],
    probs: ["probabilities", "Softmax of the logits: the probability of each token. They add up to 1."],
    loss: ["loss", "Minus the logarithm of the probability of the token that came."],
    loss_share: ["its share of the mean", "This position's share of the document's mean loss."],
    mean_loss: ["mean loss", "The mean of the losses of all positions: the one number that training lowers."],
  },
};

const STREAM = ["embedding", "embedding_norm", "attn_residual", "mlp_residual"];
const SHARES = ["attn_weights", "probs"];
const LOSSES = ["loss", "loss_share", "mean_loss"];
const OVER_CACHE = ["attn_logits", "attn_weights"];
const OVER_VOCABULARY = ["logits", "probs"];
const OF_THE_LOSS = ["probs", ...LOSSES];
/** @type {Record<string, StageKind["role"]>} */
const ROLES = { attn_q: "query", attn_k: "key", attn_v: "value" };

/** @type {Map<string, StageKind>} */
const KINDS = new Map();
for (const [group, kinds] of /** @type {[Group, Record<string, [string, string]>][]} */ (Object.entries(TABLE))) {
  for (const [base, [label, sentence]] of Object.entries(kinds)) {
    KINDS.set(base, {
      base,
      label,
      sentence,
      anchor: OF_THE_LOSS.includes(base) ? "what-the-loss-means" : "the-model",
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
