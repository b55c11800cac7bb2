/**
 * What can be embedded, by the name that authors give it: which figures stand in it, one below the other. Data only;
 * what authors are told of it is in about.js.
 *
 * @typedef {object} Part
 * @property {string} figure
 * @property {Record<string, unknown>} [settings]  that it begins with here
 *
 * @typedef {object} Embed
 * @property {Part[]} parts  the first is the one that settings of the link mean
 * @property {boolean} [isStepped]  whether it has a transport
 * @property {{from: string, to: string, only?: string}} [passage]  that its transport goes through; the whole step if
 *   not said
 * @property {string} [rest]  the place where it is at first, if not at the end of its passage
 * @property {Record<string, unknown>} [played]  settings of the first figure that have it play by itself
 */

const WHOLE_FORWARD = { from: "forward:tok_emb@0", to: "loss" };
const ATTENTION = { from: "forward:attn_q", to: "forward:out" };
const CACHE = { from: "forward:attn_k@0", to: "forward:attn_heads@999", only: "attn_k attn_v attn_heads" };
const ADAM = { from: "backward:tok_emb@0", to: "adam" };
const ONE = { page: "one", of: "lm_head" };

/** Those with names of their own. @type {Record<string, Embed>} */
const NAMED = {
  map: {
    parts: [{ figure: "map" }],
    isStepped: true,
    rest: "loss",
  },
  graph: {
    parts: [{ figure: "graph", settings: { line: false } }],
    isStepped: true,
    rest: "loss",
  },
  embedding: {
    parts: [{ figure: "map", settings: { large: "Embedding" } }],
    isStepped: true,
    passage: { from: "forward:tok_emb", to: "forward:attn_norm" },
  },
  attention: {
    parts: [{ figure: "heads", settings: { parts: "weight" } }],
    isStepped: true,
    passage: ATTENTION,
  },
  "kv-cache": {
    parts: [{ figure: "cache" }],
    isStepped: true,
    passage: CACHE,
  },
  heads: {
    parts: [{ figure: "heads" }],
    isStepped: true,
    passage: WHOLE_FORWARD,
  },
  "heads-on-average": {
    parts: [{ figure: "heads", settings: { parts: "averages" } }],
    isStepped: true,
    passage: { from: "forward", to: "forward" },
  },
  mlp: {
    parts: [{ figure: "map", settings: { large: "MLP" } }],
    isStepped: true,
    passage: { from: "forward:mlp_norm@1", to: "forward:mlp_residual@1" },
  },
  prediction: {
    parts: [{ figure: "predictions", settings: { isBrief: true } }],
    isStepped: true,
    passage: { from: "forward:logits", to: "forward:loss" },
  },
  predictions: {
    parts: [{ figure: "predictions" }],
    isStepped: true,
    passage: WHOLE_FORWARD,
  },
  backward: {
    parts: [{ figure: "graph", settings: { line: false } }],
    isStepped: true,
    passage: { from: "backward:attn_residual@0", to: "backward:attn_k@0" },
  },
  adam: {
    parts: [{ figure: "adam" }],
    isStepped: true,
    passage: ADAM,
  },
  "adam-one": {
    parts: [{ figure: "adam", settings: { ...ONE, alone: "lens" } }],
    isStepped: true,
    passage: { from: "backward:tok_emb@0", to: "adam:lm_head" },
  },
  "adam-life": {
    parts: [{ figure: "adam", settings: { ...ONE, alone: "life" } }],
  },
  training: {
    parts: [{ figure: "controls" }, { figure: "loss" }, { figure: "samples" }],
  },
  "over-training": {
    parts: [{ figure: "predictions", settings: { alone: "probabilities" } }, { figure: "through" }],
    rest: "loss",
  },
  loss: { parts: [{ figure: "loss" }] },
  parameters: {
    parts: [{ figure: "weights" }],
    played: { at: 0 },
  },
  names: { parts: [{ figure: "samples" }] },
  tokens: { parts: [{ figure: "vocabulary" }] },
  surprise: { parts: [{ figure: "surprise" }] },
  value: {
    parts: [{ figure: "sandbox" }],
    played: { at: 0, until: 8 },
  },
  generation: {
    parts: [{ figure: "generation" }],
    played: { playing: true, letter: 0, t: 0 },
  },
  pace: { parts: [{ figure: "pace" }] },
  source: {
    parts: [{ figure: "source" }],
    isStepped: true,
    rest: "forward:attn_logits",
  },
  line: {
    parts: [{ figure: "line" }],
    isStepped: true,
    rest: "forward:attn_logits",
  },
  now: {
    parts: [{ figure: "now" }],
    isStepped: true,
    rest: "forward:attn_logits",
  },
  experiment: {
    parts: [{ figure: "experiment" }, { figure: "map" }],
    isStepped: true,
    rest: "adam:wte",
  },
  run: { parts: [{ figure: "setup" }] },
};

/** Every other figure, by its own name. @type {Record<string, Embed>} */
const BY_FIGURE = {
  cache: NAMED["kv-cache"],
  weights: NAMED.parameters,
  samples: NAMED.names,
  vocabulary: NAMED.tokens,
  sandbox: NAMED.value,
  setup: NAMED.run,
  through: NAMED["over-training"],
  controls: { parts: [{ figure: "controls" }] },
  document: {
    parts: [{ figure: "document" }],
  },
  generated: { parts: [{ figure: "generated" }] },
  autograd: { parts: [{ figure: "autograd" }] },
  file: { parts: [{ figure: "file" }] },
  name: {
    parts: [{ figure: "name" }, { figure: "heads", settings: { parts: "weight" } }],
    isStepped: true,
    passage: ATTENTION,
  },
  chooser: {
    parts: [{ figure: "chooser" }, { figure: "map" }],
    isStepped: true,
    rest: "loss",
  },
  timeline: {
    parts: [{ figure: "timeline" }, { figure: "now" }],
    rest: "forward:attn_logits",
  },
  transport: { parts: [{ figure: "line" }], isStepped: true },
};

export const EMBEDS = { ...NAMED, ...BY_FIGURE };

/** For whom only asks what there is: each embed once, by its first name. */
export const NAMES = Object.keys(EMBEDS).filter(
  (name, index, all) => all.findIndex((each) => EMBEDS[each] === EMBEDS[name]) === index,
);
