/** A sentence for each stage, in the words of the glossary, and where the explainer says more. */

/** @type {readonly [RegExp, string, string][]} */
const EXPLANATIONS = [
  [/^tok_emb$/, "The row of wte for this token: what the model knows of it before any context.", "the-model"],
  [/^pos_emb$/, "The row of wpe for this position: what the model knows of standing here.", "the-model"],
  [/^embedding$/, "Token and position embedding added up: the start of the residual stream.", "the-model"],
  [
    /_norm$/,
    "The vector divided by its root mean square, so that its size does not matter, only its direction.",
    "the-model",
  ],
  [/attn_q$/, "The query: what this position asks the positions before it.", "the-model"],
  [/attn_k$/, "The key: what this position offers to be asked about. It joins the KV cache.", "the-model"],
  [/attn_v$/, "The value vector: what this position hands on when it is read. It joins the KV cache.", "the-model"],
  [
    /attn_logits$/,
    "The query times each key so far, divided by the root of head_dim: how well they match.",
    "the-model",
  ],
  [
    /attn_weights$/,
    "Softmax of the attention logits: how much of each position this head reads. They add up to 1.",
    "the-model",
  ],
  [
    /head\d+\.out$/,
    "The value vectors so far, added up by the attention weights: what this head brings back.",
    "the-model",
  ],
  [/attn_heads$/, "The outputs of all heads, one after the other.", "the-model"],
  [/attn_out$/, "The heads' outputs mixed by attn_wo.", "the-model"],
  [/attn_residual$/, "What attention found, added to the residual stream.", "the-model"],
  [/mlp_hidden$/, "Four times as many numbers as the stream has, each a weighted sum of it.", "the-model"],
  [/mlp_relu$/, "Negative numbers set to 0: the only place where the MLP is not a straight line.", "the-model"],
  [/mlp_relu2$/, "The relu's output squared.", "the-model"],
  [/mlp_out$/, "The hidden numbers brought back to the length of the stream.", "the-model"],
  [/mlp_residual$/, "What the MLP found, added to the residual stream.", "the-model"],
  [/^logits$/, "A number for each token that could come next; the larger, the likelier.", "the-model"],
  [/^probs$/, "Softmax of the logits: the probability of each token. They add up to 1.", "what-the-loss-means"],
  [/^loss$/, "Minus the logarithm of the probability of the token that came.", "what-the-loss-means"],
  [/^loss_share$/, "This position's share of the document's mean loss.", "what-the-loss-means"],
  [
    /^mean_loss$/,
    "The mean of the losses of all positions: the one number that training lowers.",
    "what-the-loss-means",
  ],
];

/** What a stage is, and the part of the explainer that says more. @param {string} name */
export function explanationOf(name) {
  const found = EXPLANATIONS.find(([pattern]) => pattern.test(name));
  return found ? { text: found[1], anchor: found[2] } : null;
}
