/**
 * What happens in the step that is shown: a sentence, its numbers, and the lines of value.py that do it.
 *
 * @import {SourceLine, Walk, WalkStep} from "../../wire/protocol.js"
 * @import {Moment} from "./moment.js"
 */

import { html, nothing } from "lit-html";
import { explained } from "../../draw/explained.js";
import { isLastBackward } from "./moment.js";
import { number, sentenceOf, titleParts } from "./words.js";

/**
 * @param {Walk} walk
 * @param {Moment} moment
 */
export function panelView(walk, { index, step }) {
  const grad = step ? gradBefore(walk, index) : null;
  const isLast = isLastBackward(walk, index);
  const [before, code, after] = titleParts(walk, step, isLast);
  return html`<div class="sandbox-panel">
    <p class="sandbox-title">${before}<code>${code}</code>${after}</p>
    <p class="sandbox-sentence">${explained(sentenceOf(walk, step, grad, isLast))}</p>
    ${step ? numbersView(walk, step, grad) : nothing}
    ${step?.lines.length ? linesView(step.lines) : nothing}
  </div>`;
}

/**
 * The gradient of a step's node, which is whole when the node hands it on.
 *
 * @param {Walk} walk
 * @param {number} index
 */
function gradBefore({ nodes, steps }, index) {
  const { node, phase } = steps[index - 1];
  return phase === "backward" ? nodes[node].grad : null;
}

/**
 * @param {Walk} walk
 * @param {WalkStep} step
 * @param {number | null} grad
 */
function numbersView(walk, step, grad) {
  if (step.phase === "forward") return localsView(walk, step);
  if (step.phase === "check") return nudgesView(walk);
  return step.phase === "backward" && grad !== null ? sharesView(walk, step, grad) : nothing;
}

/** @param {Walk} walk @param {WalkStep} step */
function localsView({ nodes }, step) {
  const { operands, locals, written_locals } = nodes[step.node];
  return html`<table class="sandbox-numbers">
    <thead>
      <tr><th scope="col">operand</th><th scope="col">number</th><th scope="col">local gradient</th></tr>
    </thead>
    <tbody>
      ${operands.map(
        (operand, at) =>
          html`<tr>
            <th scope="row">${nodes[operand].name || nodes[operand].text}</th>
            <td>${number(nodes[operand].data)}</td>
            <td>${localText(written_locals[at], number(locals[at]))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {Walk} walk @param {WalkStep} step @param {number} grad */
function sharesView({ nodes }, { shares }, grad) {
  return html`<table class="sandbox-numbers">
    <thead>
      <tr>
        <th scope="col">operand</th>
        <th scope="col">local gradient × gradient</th>
        <th scope="col">its gradient so far</th>
      </tr>
    </thead>
    <tbody>
      ${shares.map(
        ({ operand, local, share, before, after }) =>
          html`<tr>
            <th scope="row">${nodes[operand].name || nodes[operand].text}</th>
            <td>${bracketed(local)} × ${bracketed(grad)} = <b>${number(share)}</b></td>
            <td>${number(before)} → <b>${number(after)}</b></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {Walk} walk */
function nudgesView({ nodes, nudges }) {
  return html`<table class="sandbox-numbers">
    <thead>
      <tr>
        <th scope="col">leaf</th>
        <th scope="col">the result changes by</th>
        <th scope="col">÷ ${number(nudges[0].by)}</th>
        <th scope="col">gradient</th>
      </tr>
    </thead>
    <tbody>
      ${nudges.map(
        ({ name, change, slope }, leaf) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${change === null ? "no number" : number(change)}</td>
            <td>${slope === null ? "" : html`<b>${number(slope)}</b>`}</td>
            <td>${number(nodes[leaf].grad)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/**
 * A local gradient as value.py has it, and what that comes to: other.data = -3.
 *
 * @param {string} written
 * @param {string} value
 */
const localText = (written, value) =>
  Number(written) === Number(value) ? value : html`<code>${written}</code> = <b>${value}</b>`;

/** @param {number} x */
const bracketed = (x) => (x < 0 ? `(${number(x)})` : number(x));

/** @param {SourceLine[]} lines */
const linesView = (lines) =>
  html`<ol class="sandbox-lines list" aria-label="The lines that run">
    ${lines.map(
      ({ file, line, text }) =>
        html`<li><span class="sandbox-place">${file.split("/").at(-1)}:${line}</span><code>${text}</code></li>`,
    )}
  </ol>`;
