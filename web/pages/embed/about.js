/**
 * What embeds are, and the settings of the run, in a few words: it stands in the tables for authors. No page reads it,
 * so that none fetches it.
 *
 * @import {Parameter} from "./parameters.js"
 */

import { EMBEDS } from "./embeds.js";

/** By the first name of an embed. @type {Record<string, string>} */
const ABOUT = {
  map: "the whole model: every vector of one training step, and the wires between them",
  graph: "the 44,000 scalar operations of one step, from all of them down to one multiplication",
  embedding: "a token becomes a vector: its row and that of its position, added up",
  attention: "one attention weight, term by term: the dot product, the softmax, the sum",
  "kv-cache": "keys and value vectors, a row for each position, and who reads them",
  heads: "what each head reads: maps, arcs, one weight taken apart",
  "heads-on-average": "what each head reads over many names, in place of one",
  mlp: "the MLP: four times as many numbers, relu, and back into the residual stream",
  prediction: "one prediction: every token with its logit, its probability, and the loss of the one that came",
  predictions: "from logits to probabilities to the loss, at each position",
  backward: "gradients on their way back through the scalar operations, from the residual stream to a key",
  adam: "what Adam makes of the gradients: all 4,192 parameters, or one of them",
  "adam-one": "one parameter in one step, through the lines of Adam",
  "adam-life": "one parameter over all of training: its gradients, both moments, its value",
  training: "a training: Train, the loss, the names it invents",
  "over-training": "the predictions for one document after more and more training steps",
  loss: "the loss of each training step",
  parameters: "all 4,192 parameters as they train",
  names: "the names that it invents as it learns",
  tokens: "a word, as the model reads it",
  surprise: "what a probability costs: -log(p)",
  value: "an expression on Value, forward and backward",
  generation: "a name invented letter by letter",
  pace: "one step with a node for each number, and for each vector",
  source: "the source that runs, with the lines lit that do what happens",
  line: "the line of Python that runs, with its numbers put in",
  now: "what happens at each moment of a step, in words and numbers",
  experiment: "a parameter that can be dragged, and what the loss does",
  run: "what is trained, and on what; another run in its place",
  controls: "Train, pause, go on",
  document: "the document of a training step, and the loss of each of its tokens",
  generated: "names that the model invents when it is asked",
  autograd: "the two autograds, to choose one",
  file: "the model as a file, to save and to open",
  name: "a name that is typed, and how its letters attend to each other",
  chooser: "which document is looked into, at which step, on the map",
  timeline: "one training step from its tokens to Adam, to drag",
  transport: "a step, frame by frame, and its line of Python",
};

/** @type {Record<string, string>} */
const RUN_ABOUT = {
  n_layer: "transformer blocks",
  n_embd: "length of the residual stream's vector",
  n_head: "attention heads, of which n-embd is a multiple",
  block_size: "positions that a document may take",
  special_tokens: "BOS at both ends of a document, or BOS and EOS",
  tied_head: "whether logits are read off wte, in place of a matrix of their own",
  position_embedding: "whether a row of wpe is added to each token's row of wte",
  norm: "what brings the stream to one size",
  norm_embedding: "whether there is a norm after the embeddings, too",
  attention: "whether tokens read each other",
  mlp: "whether there is an MLP in each block",
  residual: "whether attention and MLP add to the stream, or replace it",
  activation: "of the MLP",
  wrap_positions: "whether positions past the last begin anew",
  init_std: "standard deviation of the first parameters",
  zero_init_outputs: "whether each block adds nothing at first",
  crop: "what block-size counts in a document that is too long",
  backward: "one backward pass for each document, or for each position",
  optimizer: "what moves the parameters: Adam, or plain SGD",
  learning_rate: "learning rate of the first step",
  beta1: "decay of Adam's first moment",
  beta2: "decay of Adam's second moment",
  eps: "what keeps Adam's division finite",
  seed: "of the random stream",
  holdout: "share of the documents that is never trained on",
  temperature: "below 1 likely tokens get likelier",
  top_k: "draw only among so many tokens, the likeliest; 0 for all",
  num_samples: "how many names are invented at the end",
  preset: "which program: as published, or its first revision",
  num_steps: "how many training steps it is to have",
  data: "census, elements, capitals, dinosaurs, gods, modules, places, or the address of a text, one document a line",
  text: "documents of your own, one a line",
  documents: "SHA-256 of documents that are too long for a link: the reader is asked for them",
  autograd: "one node for each vector, or for each number",
  done: "how many training steps are done",
  changed: "whether steps or autograd were changed on the way",
  model: "a trained model as text: the model= of a link that the lab has copied with the model in it",
};

/** What an embed shows, whichever of its names it goes by. @param {string} name */
export const aboutEmbed = (name) =>
  ABOUT[Object.keys(EMBEDS).find((each) => EMBEDS[each] === EMBEDS[name]) ?? ""] ?? "";

/** What a parameter is. @param {Parameter} parameter */
export const aboutParameter = ({ of, own, setting }) => (of === "run" ? RUN_ABOUT[own] : setting.meaning);
