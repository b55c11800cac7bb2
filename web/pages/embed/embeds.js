/**
 * What can be embedded, by the name that authors give it: which figures stand in it, one below the other, and what it
 * is that they show. Data only.
 *
 * @typedef {object} Part
 * @property {string} figure
 * @property {Record<string, unknown>} [settings]  that it begins with here
 *
 * @typedef {object} Embed
 * @property {string} about  in a few words, for the authors' table
 * @property {Part[]} parts  the first is the one that settings of the link mean
 * @property {boolean} [isStepped]  whether it has a transport
 * @property {{from: string, to: string, only?: string}} [passage]  that its transport goes through; the whole step if
 *   not said
 * @property {boolean} [fills]  whether its first figure is as high as it is let be, in place of as high as it needs
 */

const WHOLE_FORWARD = { from: "forward:tok_emb@0", to: "loss" };

/** @type {Record<string, Embed>} */
export const EMBEDS = {
  map: {
    about: "the whole model: every vector of one training step, and the wires between them",
    parts: [{ figure: "map" }],
    isStepped: true,
    fills: true,
  },
  graph: {
    about: "the 44,000 scalar operations of one step, from all of them down to one multiplication",
    parts: [{ figure: "graph" }],
    isStepped: true,
    fills: true,
  },
  "kv-cache": {
    about: "keys and value vectors, a row for each position, and who reads them",
    parts: [{ figure: "cache" }],
    isStepped: true,
    passage: { from: "forward:attn_k@0", to: "forward:attn_heads@999", only: "attn_k attn_v attn_heads" },
    fills: true,
  },
  attention: {
    about: "one attention weight, term by term: the dot product, the softmax, the sum",
    parts: [{ figure: "heads", settings: { parts: "weight" } }],
    isStepped: true,
    passage: { from: "forward:attn_q", to: "forward:out" },
    fills: true,
  },
  heads: {
    about: "what each head reads: maps, arcs, one weight taken apart",
    parts: [{ figure: "heads" }],
    isStepped: true,
    passage: WHOLE_FORWARD,
    fills: true,
  },
  predictions: {
    about: "from logits to probabilities to the loss, at each position",
    parts: [{ figure: "predictions" }],
    isStepped: true,
    passage: WHOLE_FORWARD,
    fills: true,
  },
  adam: {
    about: "what Adam makes of the gradients: all 4,192 parameters, or one of them",
    parts: [{ figure: "adam" }],
    isStepped: true,
    passage: { from: "backward:tok_emb@0", to: "adam" },
    fills: true,
  },
  training: {
    about: "a training: Train, the loss, the names it invents",
    parts: [{ figure: "controls" }, { figure: "loss" }, { figure: "samples" }],
  },
  loss: { about: "the loss of each training step", parts: [{ figure: "loss" }] },
  parameters: { about: "all 4,192 parameters as they train", parts: [{ figure: "weights" }] },
  tokens: { about: "a word, as the model reads it", parts: [{ figure: "vocabulary" }] },
  surprise: { about: "what a probability costs: -log(p)", parts: [{ figure: "surprise" }] },
  value: { about: "an expression on Value, forward and backward", parts: [{ figure: "sandbox" }] },
  generation: { about: "a name invented letter by letter", parts: [{ figure: "generation" }] },
  pace: { about: "one step with a node for each number, and for each vector", parts: [{ figure: "pace" }] },
};
