/**
 * The numbers of the lines of the update for one parameter, name by name as they stand in adam.py or sgd.py.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Noted} from "./forward.js"
 */

import { digits } from "../../draw/format.js";
import { updateLines } from "../../trace/moves.js";
import { paramIndex } from "../../trace/refs.js";
import { notesAt } from "./code.js";

/**
 * @param {Trace} trace
 * @param {ParamRef} ref
 * @param {number} at  which of the lines
 * @param {string} line
 * @returns {Noted}
 */
export function adamNotes(trace, ref, at, line) {
  const index = paramIndex(trace, ref);
  const of = (/** @type {string} */ name) => digits(trace.columns[`adam_${name}`][index]);
  const { adam, config, lr_t } = trace.header;
  const data = /** @type {[string, string]} */ (["data[i]", `${of("before")} → ${of("after")}`]);
  const lines = updateLines(trace);
  const isLast = at === lines.length - 1;
  const result = isLast ? `takes off ${of("update")}` : "";
  if (config.optimizer === "sgd") {
    return { notes: notesAt(line, [data, ["lr_t", digits(lr_t)], ["g", of("grad")]]), result };
  }
  /** @type {Record<typeof lines[number], [string, string][]>} */
  const named = {
    "m[i]": [
      ["m[i]", of("m")],
      ["beta1", digits(config.beta1)],
      ["m[i]", of("m_before")],
      ["(1 - beta1)", digits(adam.beta1_rest)],
      ["g", of("grad")],
    ],
    "v[i]": [
      ["v[i]", of("v")],
      ["beta2", digits(config.beta2)],
      ["v[i]", of("v_before")],
      ["(1 - beta2)", digits(adam.beta2_rest)],
      ["g", of("grad")],
    ],
    m_hat: [
      ["m_hat", of("m_hat")],
      ["m[i]", of("m")],
      ["(1 - beta1**t)", digits(adam.beta1_correction)],
    ],
    v_hat: [
      ["v_hat", of("v_hat")],
      ["v[i]", of("v")],
      ["(1 - beta2**t)", digits(adam.beta2_correction)],
    ],
    "data[i]": [
      data,
      ["lr_t", digits(lr_t)],
      ["m_hat", of("m_hat")],
      ["v_hat", of("v_hat")],
      ["eps", String(config.eps)],
    ],
  };
  return { notes: notesAt(line, named[lines[at]]), result };
}
