/**
 * A run in a sentence, and what starting another means.
 *
 * @import {Host, Run} from "../figure.js"
 */

import { tokenText, whole } from "../../draw/format.js";
import { PUBLISHED } from "../setups.js";
import { CONTROLS } from "./form.js";

/** @param {Run} run */
export function describedRun({ live: { description }, origin, setup }) {
  if (!description) return "Its settings stand here as soon as Python is up.";
  const { config, data_name: data, num_docs: docs, num_params: params, tokens } = description;
  const { n_layer: layers, n_head: heads, n_embd: length, block_size: positions, seed } = config;
  const others = Object.keys((origin?.setup ?? setup).settings).filter((name) => !CONTROLS.includes(name));
  const parts = [
    `${layers} ${layers === 1 ? "layer" : "layers"} of ${heads} ${heads === 1 ? "head" : "heads"}`,
    `vectors of ${length}`,
    `${positions} positions`,
    `${whole(params)} parameters`,
    `seed ${seed}`,
    ...others.map((name) => `${name} ${config[/** @type {keyof typeof config} */ (name)]}`),
    `${docs === 0 ? "documents that are not here" : `${whole(docs)} documents (${data})`} in ${tokens.length} tokens`,
    ...(tokens.map(tokenText).includes("BOS") ? ["BOS among them"] : []),
  ];
  return `${parts.join(", ")}.`;
}

/**
 * Why no run can be started now; nothing if one can.
 *
 * @param {{run: Run, host: Host}} props
 */
export function whyNot({ run: { activity, setup }, host: { python, reading } }) {
  if (reading !== null) return "Its documents are still coming.";
  if (setup.data === PUBLISHED && setup.text === null) return "The published names have to be fetched first.";
  if (python.kind === "stopped") return "Python has stopped: restart it first.";
  if (python.kind === "asleep") return "";
  if (python.kind === "loading") return "It can be started as soon as Python is up.";
  if (activity === "generating") return "Names are being invented: it can be started after that.";
  return activity === "idle" ? "" : "Pause the training first.";
}

/** What becomes of the run that is there. @param {Run} run */
export function endText({ done }) {
  if (done === 0) return "";
  return `It takes the place of the run that is there, of ${whole(done)} ${done === 1 ? "step" : "steps"}.`;
}
