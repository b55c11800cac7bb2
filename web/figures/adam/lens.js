/**
 * One parameter under the lens: the five lines of Adam.update, and the same with its numbers put in.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "./known.js"
 */

import { digits } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";
import { expressionOf, paramIndex } from "../../trace/read.js";
import { hasGradients, isUpdated, termOf } from "./known.js";
import { setting } from "./text.js";

/** As they stand in microgpt/adam.py; a test compares them. */
export const LINES = [
  "m[i] = beta1 * m[i] + (1 - beta1) * g",
  "v[i] = beta2 * v[i] + (1 - beta2) * g**2",
  "m_hat = m[i] / (1 - beta1**t)",
  "v_hat = v[i] / (1 - beta2**t)",
  "data[i] -= lr_t * m_hat / (v_hat**0.5 + eps)",
];

/**
 * The rows of the lens: what each is called, the source, the numbers put in and what they come to; null: not known yet.
 *
 * @param {Trace} trace @param {number} cursor @param {ParamRef} param
 */
export function lensRows(trace, cursor, param) {
  const index = paramIndex(trace, param);
  const { adam, config, lr_t: rate } = trace.header;
  const of = (/** @type {string} */ name) => digits(termOf(trace, name, index));
  const factor = (/** @type {string} */ name) => bracketed(of(name));
  const [hasGrad, isDone] = [hasGradients(trace, cursor), isUpdated(trace, cursor, param.matrix)];
  const g = hasGrad ? factor("grad") : "g";
  const [beta1, beta2, eps] = [config.beta1, config.beta2, config.eps].map(setting);
  const [rest1, rest2, under1, under2] = [
    adam.beta1_rest,
    adam.beta2_rest,
    adam.beta1_correction,
    adam.beta2_correction,
  ].map((each) => digits(each));
  const later = (/** @type {string} */ name) =>
    isDone ? factor(name) : name === "m" || name === "v" ? `${name}[i]` : name;
  const change = `${digits(rate)} \u00b7 ${later("m_hat")} / (${later("v_hat")}**0.5 + ${eps})`;
  return [
    { name: "gradient", code: "g = grad[i]", with: "from the backward pass", result: hasGrad ? of("grad") : null },
    {
      name: "first moment",
      code: LINES[0],
      with: `${beta1} \u00b7 ${factor("m_before")} + ${rest1} \u00b7 ${g}`,
      result: isDone ? of("m") : null,
    },
    {
      name: "second moment",
      code: LINES[1],
      with: `${beta2} \u00b7 ${of("v_before")} + ${rest2} \u00b7 ${g}**2`,
      result: isDone ? of("v") : null,
    },
    {
      name: "m, bias corrected",
      code: LINES[2],
      with: `${later("m")} / ${under1}`,
      result: isDone ? of("m_hat") : null,
    },
    {
      name: "v, bias corrected",
      code: LINES[3],
      with: `${later("v")} / ${under2}`,
      result: isDone ? of("v_hat") : null,
    },
    { name: "update", code: "lr_t * m_hat / (v_hat**0.5 + eps)", with: change, result: isDone ? of("update") : null },
    {
      name: "new value",
      code: LINES[4],
      with: `${of("before")} \u2212 ${isDone ? factor("update") : "update"}`,
      result: isDone ? of("after") : null,
    },
  ];
}

/** @param {string} number */
function bracketed(number) {
  return number.startsWith("\u2212") ? `(${number})` : number;
}

/** @param {HTMLElement} root */
export function lensView(root) {
  const name = element("span", { class: "figure" });
  const why = element("span", { class: "adam-why" });
  const list = element("ol", { class: "list adam-lens" });
  const note = element("p", { class: "caption" });
  root.append(element("p", { class: "heading" }, "One parameter: ", name, why), list, note);

  /** @param {{trace: Trace, cursor: number, param: ParamRef, isChosen: boolean, width: number}} props */
  return function update({ trace, cursor, param, isChosen, width }) {
    list.classList.toggle("is-tight", width < 560);
    setText(name, expressionOf(trace, param));
    setText(why, isChosen ? "" : "the one that this step moves most; point at another");
    const rows = lensRows(trace, cursor, param);
    while (list.children.length < rows.length) list.append(row());
    rows.forEach(({ name: label, code, with: numbers, result }, i) => {
      const [words, source, put, comes] = list.children[i].children;
      list.children[i].classList.toggle("is-unknown", result === null);
      setText(words, label);
      setText(source, code);
      setText(put, i === 0 ? numbers : `= ${numbers}`);
      setText(comes, result ?? "not yet");
    });
    const { adam, lr_t: rate, functions } = trace.header;
    setText(
      note,
      `${functions.adam.file}, Adam.update, from line ${functions.adam.line} on. Step t = ${adam.t}, lr_t = ${digits(rate)}. ` +
        "m is a running mean of the gradient, v of its square: their quotient is large where gradients agree from step to step, small where they only vary.",
    );
  };
}

function row() {
  return element(
    "li",
    {},
    element("span", { class: "adam-words" }),
    element("code"),
    element("span", { class: "adam-put figure" }),
    element("span", { class: "adam-result figure" }),
  );
}
