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

const UNSAID = ""; // what each of them is stands in about.js, for authors

/** As the preset has them, if not said; by their names in the program. */
const CONFIG = {
  n_layer: number(UNSAID, null, { min: 1, max: 1000, isWhole: true }),
  n_embd: number(UNSAID, null, { min: 1, max: 1024, isWhole: true }),
  n_head: number(UNSAID, null, { min: 1, max: 1024, isWhole: true }),
  block_size: number(UNSAID, null, { min: 1, max: 10_000, isWhole: true }),
  special_tokens: preset(choice(UNSAID, ["bos", "bos_eos"])),
  tied_head: preset(flag(UNSAID, false)),
  position_embedding: preset(flag(UNSAID, false)),
  norm: preset(choice(UNSAID, ["rmsnorm", "layernorm", "none"])),
  norm_embedding: preset(flag(UNSAID, false)),
  attention: preset(flag(UNSAID, false)),
  mlp: preset(flag(UNSAID, false)),
  residual: preset(flag(UNSAID, false)),
  activation: preset(choice(UNSAID, ["relu", "relu2", "gelu", "none"])),
  wrap_positions: preset(flag(UNSAID, false)),
  init_std: number(UNSAID, null, { min: 0, max: LARGEST }),
  zero_init_outputs: preset(flag(UNSAID, false)),
  crop: preset(choice(UNSAID, ["predictions", "tokens"])),
  backward: preset(choice(UNSAID, ["document", "position"])),
  optimizer: preset(choice(UNSAID, ["adam", "sgd"])),
  learning_rate: number(UNSAID, null, { min: 0, max: LARGEST }),
  beta1: number(UNSAID, null, { min: 0, max: JUST_BELOW_1 }),
  beta2: number(UNSAID, null, { min: 0, max: JUST_BELOW_1 }),
  eps: number(UNSAID, null, { min: Number.MIN_VALUE, max: LARGEST }),
  seed: number(UNSAID, null, { min: 0, max: Number.MAX_SAFE_INTEGER, isWhole: true }),
  holdout: number(UNSAID, null, { min: 0, max: JUST_BELOW_1 }),
  temperature: number(UNSAID, null, { min: Number.MIN_VALUE, max: LARGEST }),
  top_k: number(UNSAID, null, {
    min: 0,
    max: 10_000,
    isWhole: true,
  }),
  num_samples: number(UNSAID, null, { min: 0, max: 1_000_000, isWhole: true }),
};

/** @type {Record<string, Setting>} */
export const RUN = {
  preset: choice(UNSAID, ["microgpt", "first"]),
  ...CONFIG,
  num_steps: number(UNSAID, 1000, { min: 1, max: 100_000, isWhole: true }),
  data: text(UNSAID, ""),
  text: text(UNSAID, null),
  documents: text(UNSAID, null),
  autograd: choice(UNSAID, ["vector", "scalar"]),
  done: number(UNSAID, 0, { min: 0, max: 100_000, isWhole: true }),
  changed: flag(UNSAID, false),
  model: text(UNSAID, null),
};
