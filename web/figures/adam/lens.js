/**
 * One parameter under the lens: what Adam.update does with it, line by line.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { expressionOf } from "../../trace/names.js";
import { linesOf } from "./lines.js";

const TIGHT = 560; // px under which the numbers stand under the words

/** @param {{trace: Trace, cursor: number, param: ParamRef, isChosen: boolean, width: number}} props */
export function lensView({ trace, cursor, param, isChosen, width }) {
  const { adam, lr_t: rate, functions } = trace.header;
  const why = isChosen ? "" : "the one that this step moves most; point at another";
  return html`<p class="heading adam-one"
      >One parameter: <span class="figure">${expressionOf(trace, param)}</span><span class="adam-why">${why}</span></p
    >
    <ol class=${classes("list adam-lens", { "is-tight": width < TIGHT })}>
      ${linesOf(trace, cursor, param).map(
        ({ name, code, put, result }) =>
          html`<li class=${classes("", { "is-unknown": result === null })}>
            <span class="adam-words">${name}</span>
            <code>${code}</code>
            <span class="adam-put figure">${put}</span>
            <span class="adam-result figure">${result ?? "not yet"}</span>
          </li>`,
      )}
    </ol>
    <p class="caption">
      ${functions.adam.file}, Adam.update, from line ${functions.adam.line} on. Step t = ${adam.t}, lr_t =
      ${digits(rate)}. m is a running mean of the gradient, v of its square: their quotient is large where gradients
      agree from step to step, small where they only vary.
    </p>`;
}
