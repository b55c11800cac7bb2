/**
 * The five lines of Adam.update for one parameter, with its numbers put in and what they come to.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 *
 * @typedef {object} Line
 * @property {string} name
 * @property {string} code
 * @property {string} put  the numbers put in
 * @property {string | null} result  null: not known yet
 */

import { digits } from "../../draw/format.js";
import { gradientNote, isUpdated, known } from "../../trace/known.js";
import { paramIndex } from "../../trace/refs.js";
import { setting } from "./text.js";

/** As they stand in microgpt/adam.py; a test compares them. */
export const LINES = [
  "m[i] = beta1 * m[i] + (1 - beta1) * g",
  "v[i] = beta2 * v[i] + (1 - beta2) * g**2",
  "m_hat = m[i] / (1 - beta1**t)",
  "v_hat = v[i] / (1 - beta2**t)",
  "data[i] -= lr_t * m_hat / (v_hat**0.5 + eps)",
];

const ORDER = ["grad", "m", "v", "m_hat", "v_hat", "update", "after"];

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ParamRef} param
 * @param {number} [results]  how many of them have come to theirs
 * @returns {Line[]}
 */
export function linesOf(trace, cursor, param, results = 7) {
  const index = paramIndex(trace, param);
  const { adam, config, lr_t: rate } = trace.header;
  const { grad, state } = known(trace, param, cursor);
  const isAt = isUpdated(trace, param.matrix, cursor);
  const of = (/** @type {string} */ name) => digits(trace.columns[`adam_${name}`][index]);
  const factor = (/** @type {string} */ name) => bracketed(of(name));
  /**
   * A number that comes with the update, by what it is called until then.
   *
   * @param {string} name
   * @param {string} called
   */
  const later = (name, called = name) => (result(name) === null ? called : factor(name));
  const result = (/** @type {string} */ name) => (isAt && ORDER.indexOf(name) < results ? of(name) : null);
  const g = grad === null || state === "partial" ? "g" : factor("grad");
  const [beta1, beta2, eps] = [config.beta1, config.beta2, config.eps].map(setting);
  const note = gradientNote(trace, param, cursor);
  return [
    {
      name: "gradient",
      code: "g = grad[i]",
      put: `from the backward pass${state === "partial" ? `, ${note}` : ""}`,
      result: grad === null || results < 1 ? null : digits(grad),
    },
    {
      name: "first moment",
      code: LINES[0],
      put: `= ${beta1} · ${factor("m_before")} + ${digits(adam.beta1_rest)} · ${g}`,
      result: result("m"),
    },
    {
      name: "second moment",
      code: LINES[1],
      put: `= ${beta2} · ${of("v_before")} + ${digits(adam.beta2_rest)} · ${g}**2`,
      result: result("v"),
    },
    {
      name: "m, bias corrected",
      code: LINES[2],
      put: `= ${later("m", "m[i]")} / ${digits(adam.beta1_correction)}`,
      result: result("m_hat"),
    },
    {
      name: "v, bias corrected",
      code: LINES[3],
      put: `= ${later("v", "v[i]")} / ${digits(adam.beta2_correction)}`,
      result: result("v_hat"),
    },
    {
      name: "update",
      code: "lr_t * m_hat / (v_hat**0.5 + eps)",
      put: `= ${digits(rate)} · ${later("m_hat")} / (${later("v_hat")}**0.5 + ${eps})`,
      result: result("update"),
    },
    { name: "new value", code: LINES[4], put: `= ${of("before")} − ${later("update")}`, result: result("after") },
  ];
}

/** @param {string} number */
const bracketed = (number) => (number.startsWith("−") ? `(${number})` : number);
