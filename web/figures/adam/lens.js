/**
 * One parameter under the lens: the five lines of Adam.update, and the same with its numbers put in.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { known } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { paramIndex } from "../../trace/refs.js";
import { setting } from "./text.js";

/** As they stand in microgpt/adam.py; a test compares them. */
const LINES = [
  "m[i] = beta1 * m[i] + (1 - beta1) * g",
  "v[i] = beta2 * v[i] + (1 - beta2) * g**2",
  "m_hat = m[i] / (1 - beta1**t)",
  "v_hat = v[i] / (1 - beta2**t)",
  "data[i] -= lr_t * m_hat / (v_hat**0.5 + eps)",
];

/**
 * The rows of the lens: what each is called, the source, the numbers put in and what they come to; null: not known yet.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {ParamRef} param
 */
function lensRows(trace, cursor, param) {
  const index = paramIndex(trace, param);
  const { adam, config, lr_t: rate } = trace.header;
  const { state } = known(trace, param, cursor);
  const isDone = state === "updated";
  const hasGrad = isDone || state === "complete";
  const of = (/** @type {string} */ name) => digits(trace.columns[`adam_${name}`][index]);
  const factor = (/** @type {string} */ name) => bracketed(of(name));
  const result = (/** @type {string} */ name) => (isDone ? of(name) : null);
  const later = (/** @type {string} */ name) =>
    isDone ? factor(name) : name === "m" || name === "v" ? `${name}[i]` : name;
  const g = hasGrad ? factor("grad") : "g";
  const [beta1, beta2, eps] = [config.beta1, config.beta2, config.eps].map(setting);
  const [rest1, rest2] = [digits(adam.beta1_rest), digits(adam.beta2_rest)];
  const [under1, under2] = [digits(adam.beta1_correction), digits(adam.beta2_correction)];
  const change = `${digits(rate)} \u00b7 ${later("m_hat")} / (${later("v_hat")}**0.5 + ${eps})`;
  /** @type {[name: string, code: string, put: string, result: string | null][]} */
  const rows = [
    ["gradient", "g = grad[i]", "from the backward pass", hasGrad ? of("grad") : null],
    ["first moment", LINES[0], `= ${beta1} \u00b7 ${factor("m_before")} + ${rest1} \u00b7 ${g}`, result("m")],
    ["second moment", LINES[1], `= ${beta2} \u00b7 ${of("v_before")} + ${rest2} \u00b7 ${g}**2`, result("v")],
    ["m, bias corrected", LINES[2], `= ${later("m")} / ${under1}`, result("m_hat")],
    ["v, bias corrected", LINES[3], `= ${later("v")} / ${under2}`, result("v_hat")],
    ["update", "lr_t * m_hat / (v_hat**0.5 + eps)", `= ${change}`, result("update")],
    ["new value", LINES[4], `= ${of("before")} \u2212 ${isDone ? factor("update") : "update"}`, result("after")],
  ];
  return rows;
}

/** @param {string} number */
const bracketed = (number) => (number.startsWith("\u2212") ? `(${number})` : number);

/** @param {{trace: Trace, cursor: number, param: ParamRef, isChosen: boolean, isTight: boolean}} props */
export function lensView({ trace, cursor, param, isChosen, isTight }) {
  const { adam, lr_t: rate, functions } = trace.header;
  const why = isChosen ? "" : "the one that this step moves most; point at another";
  return html`<p class="heading">
      One parameter: <span class="figure">${expressionOf(trace, param)}</span><span class="adam-why">${why}</span>
    </p>
    <ol class=${classes("list adam-lens", { "is-tight": isTight })}>
      ${lensRows(trace, cursor, param).map(
        ([name, code, put, result]) =>
          html`<li class=${classes("", { "is-unknown": result === null })}>
            <span class="adam-words">${name}</span><code>${code}</code
            ><span class="adam-put figure">${put}</span
            ><span class="adam-result figure">${result ?? "not yet"}</span>
          </li>`,
      )}
    </ol>
    <p class="caption">
      ${functions.adam.file}, Adam.update, from line ${functions.adam.line} on. Step t = ${adam.t}, lr_t =
      ${digits(rate)}. m is a running mean of the gradient, v of its square: their quotient is large where gradients
      agree from step to step, small where they only vary.
    </p>`;
}
