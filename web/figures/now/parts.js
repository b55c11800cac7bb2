/**
 * The parts of the pane, as templates: a sum that adds up, a chain rule, numbers, lists of what can be selected.
 *
 * @import {Ref} from "../../trace/refs.js"
 * @import {Working} from "./working.js"
 * @import {ChainRow} from "./chain-rows.js"
 *
 * @typedef {(ref: Ref, text: unknown) => unknown} Link
 */

import { html, nothing } from "lit-html";
import { classes } from "../../draw/classes.js";

const MOST = 16; // terms that stand there at once
const MANY = 8; // places that a gradient came from, of which not all stand there
const FEW = 5; // of those

/**
 * A sum, of which so many terms have been added.
 *
 * @param {Working} working
 * @param {number} added  terms that are there
 * @param {(node: number, text: string, name: string) => unknown} link
 */
export function workingView({ rows, lines }, added, link) {
  /** @param {Working["rows"][number]} row @param {number} index */
  const term = ({ node, names, short, numbers, sum }, index) => html`<tr
    class=${classes("", { "is-ahead": index >= added, "is-lit": index === added - 1 && added < rows.length })}
    ><th scope="row">${index > 0 ? "+ " : ""}${link(node, short, names)}</th><td>${numbers}</td><td>${sum}</td></tr
  >`;
  const isThere = added >= rows.length;
  const rest = rows.slice(MOST);
  return html`<table class="now-sum figure">
      ${rows.length ? html`<thead><tr><th scope="col">term</th><td>numbers</td><td>so far</td></tr></thead>` : nothing}
      <tbody>${rows.slice(0, MOST).map(term)}</tbody>
    </table>
    ${
      rest.length
        ? html`<details><summary>${rest.length} more terms</summary><table class="now-sum figure">
            <tbody>${rest.map((row, index) => term(row, index + MOST))}</tbody></table></details>`
        : nothing
    }
    <p class=${classes("now-result figure", { "is-ahead": !isThere })}
      >${rows.length ? html`<span>= ${rows[rows.length - 1].sum}</span>` : nothing}${lines.map(
        ({ numbers, result }) => html`<span>${numbers} = ${result}</span>`,
      )}</p
    >`;
}

/**
 * From where a number was given gradient, of which so many parts have come in.
 *
 * @param {{rows: ChainRow[], lines: string[]}} chain
 * @param {number} added
 * @param {Link} link
 * @param {string} result
 */
export function chainView({ rows, lines }, added, link, result) {
  /** @param {ChainRow} row @param {number} index */
  const part = ({ ref, text, numbers, sum }, index) => html`<li
    class=${classes("", { "is-ahead": index >= added, "is-lit": index === added - 1 && added < rows.length })}
    >${link(ref, text)}<span class="figure">${numbers}</span><span class="figure now-so-far">${sum}</span></li
  >`;
  const shown = rows.length > MANY ? FEW : MANY;
  const rest = rows.slice(shown);
  return html`<ul class="list now-chain">${rows.slice(0, shown).map(part)}</ul>
    ${
      rest.length
        ? html`<details><summary>${rest.length} more</summary><ul class="list now-chain">
            ${rest.map((row, index) => part(row, index + shown))}</ul></details>`
        : nothing
    }<p class=${classes("now-result figure gradient", { "is-ahead": added < rows.length })}
      >${lines.map((line) => html`<span>${line}</span>`)}<span>= ${result}</span></p
    >`;
}

/**
 * @param {string} number
 * @param {string} note
 */
function numberView(number, note) {
  if (number === "") return note || "–";
  return note === "" ? number : html`${number} <span class="now-state">${note}</span>`;
}

/** @param {{value: string, valueNote: string, grad: string, gradNote: string}} facts */
export const numbersView = ({ value, valueNote, grad, gradNote }) =>
  html`<dl class="numbers now-numbers">
    <div><dt>value</dt><dd class="figure">${numberView(value, valueNote)}</dd></div>
    <div class="gradient"><dt>gradient</dt><dd class="figure">${numberView(grad, gradNote)}</dd></div>
  </dl>`;

/** @param {string[][]} rows */
export const adamView = (rows) =>
  html`<dl class="numbers now-adam">
    ${rows.map(
      ([words, code, number]) =>
        html`<div><dt>${words} <code>${code}</code></dt><dd class="figure">${number}</dd></div>`,
    )}
  </dl>`;

/**
 * @param {{index: number, value: string, grad: string, change: string}[]} rows
 * @param {(element: number) => void} select
 */
export const vectorView = (rows, select) =>
  html`<table class="vector figure">
    <thead><tr><td></td><th scope="col">value</th><th scope="col" class="gradient">gradient</th><td></td></tr></thead>
    <tbody>
      ${rows.map(
        ({ index, value, grad, change }) =>
          html`<tr>
          <th scope="row"><button type="button" class="link" @click=${() => select(index)}>[${index}]</button></th>
          <td>${value}</td><td class="gradient">${grad}</td><td>${change}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;

/** @param {{at: number, token: string, id: number, next: string}[]} tokens */
export const tokensView = (tokens) =>
  html`<table class="now-sum now-tokens figure">
    <thead><tr><th scope="col">position</th><td>reads</td><td>token_id</td><td>should predict</td></tr></thead>
    <tbody>
      ${tokens.map(
        ({ at, token, id, next }) =>
          html`<tr><th scope="row">${at}</th><td>${token}</td><td>${id}</td><td>${next}</td></tr>`,
      )}
    </tbody>
  </table>`;
