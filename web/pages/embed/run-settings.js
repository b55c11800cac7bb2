/**
 * What an author sets of the run that a figure is about: every setting of the program, and how far it is trained. The
 * ranges are those of microgpt/limits.py and config.py.
 *
 * @import {Setting} from "../../figures/settings.js"
 */

import { choice, flag, number, text } from "../../figures/settings.js";

const JUST_BELOW_1 = 1 - 2 ** -53;
const LARGEST = Number.MAX_VALUE;

/** A setting that is the preset's own, if not said. @template {Setting} S @param {S} of */
const preset = (of) => ({ ...of, default: null });

/** As the preset has them, if not said; by their names in the program. */
const CONFIG = {
  n_layer: number("transformer blocks", null, { min: 1, max: 1000, isWhole: true }),
  n_embd: number("length of the residual stream's vector", null, { min: 1, max: 1024, isWhole: true }),
  n_head: number("attention heads, of which n-embd is a multiple", null, { min: 1, max: 1024, isWhole: true }),
  block_size: number("positions that a document may take", null, { min: 1, max: 10_000, isWhole: true }),
  special_tokens: preset(choice("BOS at both ends of a document, or BOS and EOS", ["bos", "bos_eos"])),
  tied_head: preset(flag("whether logits are read off wte, in place of a matrix of their own", false)),
  position_embedding: preset(flag("whether a row of wpe is added to each token's row of wte", false)),
  norm: preset(choice("what brings the stream to one size", ["rmsnorm", "layernorm", "none"])),
  norm_embedding: preset(flag("whether there is a norm after the embeddings, too", false)),
  attention: preset(flag("whether tokens read each other", false)),
  mlp: preset(flag("whether there is an MLP in each block", false)),
  residual: preset(flag("whether attention and MLP add to the stream, or replace it", false)),
  activation: preset(choice("of the MLP", ["relu", "relu2", "gelu", "none"])),
  wrap_positions: preset(flag("whether positions past the last begin anew", false)),
  init_std: number("standard deviation of the first parameters", null, { min: 0, max: LARGEST }),
  zero_init_outputs: preset(flag("whether each block starts as the identity", false)),
  crop: preset(choice("what block-size counts in a document that is too long", ["predictions", "tokens"])),
  backward: preset(choice("one backward pass for each document, or for each position", ["document", "position"])),
  optimizer: preset(choice("what moves the parameters: Adam, or plain SGD", ["adam", "sgd"])),
  learning_rate: number("learning rate of the first step", null, { min: 0, max: LARGEST }),
  beta1: number("decay of Adam's first moment", null, { min: 0, max: JUST_BELOW_1 }),
  beta2: number("decay of Adam's second moment", null, { min: 0, max: JUST_BELOW_1 }),
  eps: number("what keeps Adam's division finite", null, { min: Number.MIN_VALUE, max: LARGEST }),
  seed: number("of the random stream", null, { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true }),
  holdout: number("share of the documents that is never trained on", null, { min: 0, max: JUST_BELOW_1 }),
  temperature: number("below 1 likely tokens get likelier", null, { min: Number.MIN_VALUE, max: LARGEST }),
  top_k: number("draw only among so many tokens, the likeliest; 0 for all", null, {
    min: 0,
    max: 10_000,
    isWhole: true,
  }),
  num_samples: number("how many names are invented at the end", null, { min: 0, max: 1_000_000, isWhole: true }),
};

/** @type {Record<string, Setting>} */
export const RUN = {
  preset: choice("which program: as published, or its first revision", ["microgpt", "first"]),
  ...CONFIG,
  num_steps: number("how many training steps it is to have", 1000, { min: 1, max: 100_000, isWhole: true }),
  data: text(
    "census, elements, capitals, dinosaurs, gods, modules, places, or the address of a text, one document a line",
    "",
  ),
  text: text("documents of your own, one a line", null),
  documents: text("SHA-256 of documents that are too long for a link: the reader is asked for them", null),
  autograd: choice("one node for each vector, or for each number", ["vector", "scalar"]),
  done: number("how many training steps are done", 0, { min: 0, max: 100_000, isWhole: true }),
  changed: flag("whether steps or autograd were changed on the way", false),
  model: text("a trained model as text: the model= of a link that the lab has copied with the model in it", null),
};
