/**
 * One parameter under the lens: what Adam.update does with it, line by line.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Reached} from "./reached.js"
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { expressionOf } from "../../trace/names.js";
import { linesOf } from "./lines.js";
import { numberLineView } from "./number-line.js";

const TIGHT = 560; // px under which the numbers stand under the words
const ROOMY = 660; // px of height from which on lines stand further apart
export const TALL = 800;

/** How far apart the lines stand. @param {number} height */
export const roominess = (height) => ({ "is-roomy": height >= ROOMY && height < TALL, "is-tall": height >= TALL });

/**
 * @param {{trace: Trace, cursor: number, param: ParamRef, reached: Reached, width: number,
 *   isChosen?: boolean, isAlone?: boolean}} props  isAlone: without the words on where it is from
 */
export function lensView({ trace, cursor, param, reached, width, isChosen = false, isAlone = false }) {
  const { adam, lr_t: rate, functions } = trace.header;
  const among = trace.frames[cursor].matrix === null ? "all" : "this matrix";
  const most = rate === 0 ? "" : `of ${among} it moves farthest; `;
  const why = isAlone || isChosen ? "" : `${most}choose another under “all parameters”`;
  return html`<p class="heading adam-one"
      >One parameter: <span class="figure">${expressionOf(trace, param)}</span><span class="adam-why">${why}</span></p
    >
    ${numberLineView({ trace, cursor, param, reached, width })}
    <ol class=${classes("list adam-lens", { "is-tight": width < TIGHT })}>
      ${linesOf(trace, cursor, param, reached.results).map(
        ({ name, code, put, result }, line) =>
          html`<li class=${classes("", { "is-unknown": result === null, "is-lit": isLit(line, reached) })}>
            <span class="adam-words">${name}</span>
            <code>${code}</code>
            <span class="adam-put figure">${put}</span>
            <span class="adam-result figure">${result ?? "not yet"}</span>
          </li>`,
      )}
    </ol>
    ${
      isAlone
        ? nothing
        : html`<p class="caption">
      ${functions.adam.file}, Adam.update, from line ${functions.adam.line} on. Step t = ${adam.t}, lr_t =
      ${digits(rate)}. m is a running mean of the gradient, v of its square: m over the root of v is large where
      gradients agree from step to step, small where they only vary.
    </p>`
    }`;
}

/**
 * Whether a line is being done: the last of Adam's has two results, the update and the new value.
 *
 * @param {number} line
 * @param {Reached} reached
 */
const isLit = (line, { line: at, results }) => line === at || (at === 5 && line === 6 && results === 7);
