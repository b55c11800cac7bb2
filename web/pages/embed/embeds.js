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
    about: "the whole model: every vector of one training step, and the wires between them",
    parts: [{ figure: "map" }],
    isStepped: true,
    rest: "loss",
  },
  graph: {
    about: "the 44,000 scalar operations of one step, from all of them down to one multiplication",
    parts: [{ figure: "graph", settings: { line: false } }],
    isStepped: true,
    rest: "loss",
  },
  embedding: {
    about: "a token becomes a vector: its row and that of its position, added up",
    parts: [{ figure: "map", settings: { large: "Embedding" } }],
    isStepped: true,
    passage: { from: "forward:tok_emb", to: "forward:attn_norm" },
  },
  attention: {
    about: "one attention weight, term by term: the dot product, the softmax, the sum",
    parts: [{ figure: "heads", settings: { parts: "weight" } }],
    isStepped: true,
    passage: ATTENTION,
  },
  "kv-cache": {
    about: "keys and value vectors, a row for each position, and who reads them",
    parts: [{ figure: "cache" }],
    isStepped: true,
    passage: CACHE,
  },
  heads: {
    about: "what each head reads: maps, arcs, one weight taken apart",
    parts: [{ figure: "heads" }],
    isStepped: true,
    passage: WHOLE_FORWARD,
  },
  "heads-on-average": {
    about: "what each head reads over many names, in place of one",
    parts: [{ figure: "heads", settings: { parts: "averages" } }],
    isStepped: true,
    passage: { from: "forward", to: "forward" },
  },
  mlp: {
    about: "the MLP: four times as many numbers, relu, and back into the residual stream",
    parts: [{ figure: "map", settings: { large: "MLP" } }],
    isStepped: true,
    passage: { from: "forward:mlp_norm@1", to: "forward:mlp_residual@1" },
  },
  prediction: {
    about: "one prediction: every token with its logit, its probability, and the loss of the one that came",
    parts: [{ figure: "predictions", settings: { isBrief: true } }],
    isStepped: true,
    passage: { from: "forward:logits", to: "forward:loss" },
  },
  predictions: {
    about: "from logits to probabilities to the loss, at each position",
    parts: [{ figure: "predictions" }],
    isStepped: true,
    passage: WHOLE_FORWARD,
  },
  backward: {
    about: "gradients on their way back through the scalar operations, from the residual stream to a key",
    parts: [{ figure: "graph", settings: { line: false } }],
    isStepped: true,
    passage: { from: "backward:attn_residual@0", to: "backward:attn_k@0" },
  },
  adam: {
    about: "what Adam makes of the gradients: all 4,192 parameters, or one of them",
    parts: [{ figure: "adam" }],
    isStepped: true,
    passage: ADAM,
  },
  "adam-one": {
    about: "one parameter in one step, through the lines of Adam",
    parts: [{ figure: "adam", settings: { ...ONE, alone: "lens" } }],
    isStepped: true,
    passage: { from: "backward:tok_emb@0", to: "adam:lm_head" },
  },
  "adam-life": {
    about: "one parameter over all of training: its gradients, both moments, its value",
    parts: [{ figure: "adam", settings: { ...ONE, alone: "life" } }],
  },
  training: {
    about: "a training: Train, the loss, the names it invents",
    parts: [{ figure: "controls" }, { figure: "loss" }, { figure: "samples" }],
  },
  "over-training": {
    about: "the predictions for one document after more and more training steps",
    parts: [{ figure: "predictions", settings: { alone: "probabilities" } }, { figure: "through" }],
    rest: "loss",
  },
  loss: { about: "the loss of each training step", parts: [{ figure: "loss" }] },
  parameters: {
    about: "all 4,192 parameters as they train",
    parts: [{ figure: "weights" }],
    played: { at: 0 },
  },
  names: { about: "the names that it invents as it learns", parts: [{ figure: "samples" }] },
  tokens: { about: "a word, as the model reads it", parts: [{ figure: "vocabulary" }] },
  surprise: { about: "what a probability costs: -log(p)", parts: [{ figure: "surprise" }] },
  value: {
    about: "an expression on Value, forward and backward",
    parts: [{ figure: "sandbox" }],
    played: { at: 0, until: 8 },
  },
  generation: {
    about: "a name invented letter by letter",
    parts: [{ figure: "generation" }],
    played: { playing: true, letter: 0, t: 0 },
  },
  pace: { about: "one step with a node for each number, and for each vector", parts: [{ figure: "pace" }] },
  source: {
    about: "the source that runs, with the lines lit that do what happens",
    parts: [{ figure: "source" }],
    isStepped: true,
    rest: "forward:attn_logits",
  },
  line: {
    about: "the line of Python that runs, with its numbers put in",
    parts: [{ figure: "line" }],
    isStepped: true,
    rest: "forward:attn_logits",
  },
  now: {
    about: "what happens at each moment of a step, in words and numbers",
    parts: [{ figure: "now" }],
    isStepped: true,
    rest: "forward:attn_logits",
  },
  experiment: {
    about: "a parameter that can be dragged, and what the loss does",
    parts: [{ figure: "experiment" }, { figure: "map" }],
    isStepped: true,
    rest: "adam:wte",
  },
  run: { about: "what is trained, and on what; another run in its place", parts: [{ figure: "setup" }] },
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
  controls: { about: "Train, pause, go on", parts: [{ figure: "controls" }] },
  document: {
    about: "the document of a training step, and the loss of each of its tokens",
    parts: [{ figure: "document" }],
  },
  generated: { about: "names that the model invents when it is asked", parts: [{ figure: "generated" }] },
  autograd: { about: "the two autograds, to choose one", parts: [{ figure: "autograd" }] },
  file: { about: "the model as a file, to save and to open", parts: [{ figure: "file" }] },
  name: {
    about: "a name that is typed, and how its letters attend to each other",
    parts: [{ figure: "name" }, { figure: "heads", settings: { parts: "weight" } }],
    isStepped: true,
    passage: ATTENTION,
  },
  chooser: {
    about: "which document is looked into, at which step, on the map",
    parts: [{ figure: "chooser" }, { figure: "map" }],
    isStepped: true,
    rest: "loss",
  },
  timeline: {
    about: "one training step from its tokens to Adam, to drag",
    parts: [{ figure: "timeline" }, { figure: "now" }],
    rest: "forward:attn_logits",
  },
  transport: { about: "a step, frame by frame, and its line of Python", parts: [{ figure: "line" }], isStepped: true },
};

export const EMBEDS = { ...NAMED, ...BY_FIGURE };

/** For whom only asks what there is: each embed once, by its first name. */
export const NAMES = Object.keys(EMBEDS).filter(
  (name, index, all) => all.findIndex((each) => EMBEDS[each] === EMBEDS[name]) === index,
);
