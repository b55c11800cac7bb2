/**
 * A run in a sentence, and what starting another means.
 *
 * @import {Run} from "../figure.js"
 */

import { tokenText, whole } from "../../draw/format.js";

/** Settings that the sentence says in words; the others are said by name where they differ from the preset's. */
const SAID = ["n_layer", "n_head", "n_embd", "block_size", "seed"];

/** @param {Run} run */
export function describedRun({ live: { description }, origin, setup }) {
  if (!description) return "Its settings stand here as soon as Python is up.";
  const { config, data_name: data, num_docs: docs, num_held_out: heldOut, num_params: params, tokens } = description;
  const { n_layer: layers, n_head: heads, n_embd: length, block_size: positions, seed, attention } = config;
  const others = Object.keys((origin?.setup ?? setup).settings).filter((name) => !SAID.includes(name));
  const parts = [
    `${layers} ${layers === 1 ? "layer" : "layers"}${attention ? ` of ${heads} ${heads === 1 ? "head" : "heads"}` : ""}`,
    `vectors of ${length}`,
    `${positions} positions`,
    `${whole(params)} parameters`,
    `seed ${seed}`,
    ...others.map((name) => `${name} ${written(config[/** @type {keyof typeof config} */ (name)])}`),
    `${docs === 0 ? "documents that are not here" : `${whole(docs)} documents (${data})`}`,
    ...(heldOut > 0 ? [`${whole(heldOut)} more held out`] : []),
    `a vocabulary of ${tokens.length} tokens${tokens.map(tokenText).includes("BOS") ? " with BOS" : ""}`,
  ];
  return `${parts.join(", ")}.`;
}

/** What becomes of the run that is there. @param {Run} run */
export function endText({ done }) {
  if (done === 0) return "";
  return `It takes the place of the run that is there, of ${whole(done)} ${done === 1 ? "step" : "steps"}.`;
}

/** As the form has it. @param {number | string | boolean} value */
const written = (value) => (typeof value === "boolean" ? (value ? "on" : "off") : value);
