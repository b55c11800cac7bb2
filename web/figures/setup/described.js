/**
 * A run in a sentence.
 *
 * @import {Run} from "../figure.js"
 */

import { tokenText, whole } from "../../draw/format.js";
import { CONTROLS } from "./form.js";

/** @param {Run} run */
export function describedRun({ live: { description }, origin, setup }) {
  if (!description) return "The run";
  const { config, data_name: data, num_docs: docs, num_params: params, tokens } = description;
  const { n_layer: layers, n_head: heads, n_embd: length, block_size: positions, seed } = config;
  const others = Object.keys((origin?.setup ?? setup).settings).filter((name) => !CONTROLS.includes(name));
  return `This run: ${[
    `${layers} ${layers === 1 ? "layer" : "layers"} of ${heads} ${heads === 1 ? "head" : "heads"}`,
    `vectors of ${length}`,
    `${positions} positions`,
    `${whole(params)} parameters`,
    `seed ${seed}`,
    ...others.map((name) => `${name} ${config[/** @type {keyof typeof config} */ (name)]}`),
    `${whole(docs)} documents (${data}) in ${tokens.length} tokens`,
    ...(tokens.map(tokenText).includes("BOS") ? ["BOS among them"] : []),
  ].join(", ")}. Start another…`;
}
