/**
 * The inspector: everything that is known of one thing. Its name in Python, value, gradient, how it was computed with
 * the numbers put in, what used it, and what it means.
 *
 * @import {Figure} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 */

import { html, nothing } from "lit-html";
import { templateIn } from "../../draw/template.js";
import { nodeName } from "../../trace/names.js";
import { refOfNode, sameRef } from "../../trace/refs.js";
import { inspected, inspection } from "./inspection.js";
import "./style.css";

const MOST_USERS = 12;

/** @typedef {ReturnType<typeof inspection>} Inspection */

/** @type {Figure} */
export const inspector = {
  name: "inspector",
  title: "Inspector",
  caption: "Point at any number, or select it, and all that is known of it stands here.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    /** @type {{trace: Trace, ref: Ref | null, cursor: number} | null} */
    let drawn = null;
    /** @param {Ref} ref */
    const select = (ref) => dispatch({ type: "selected", ref });
    return {
      update({ trace, look }) {
        const [ref, { cursor }] = [inspected(trace, look), look];
        if (drawn?.trace === trace && drawn.cursor === cursor && sameRef(drawn.ref, ref)) return;
        drawn = { trace, ref, cursor };
        view.draw(ref ? inspectorView(trace, ref, cursor, select) : emptyView());
      },
      destroy: view.remove,
    };
  },
};

const emptyView = () =>
  html`<p class="title">Inspector</p>
    <p class="inspector-text">Point at any number, or select it, and all that is known of it stands here.</p>`;

/**
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {number} cursor
 * @param {(ref: Ref) => void} select
 */
function inspectorView(trace, ref, cursor, select) {
  const shown = inspection(trace, ref, cursor);
  const { where, expression, shape, gradNote, vector, row, edited, kind, adam } = shown;
  const isVector = vector.length > 0;
  /**
   * @param {number} node
   * @param {string} text
   */
  const link = (node, text) =>
    html`<button type="button" class="link" @click=${() => select(refOfNode(trace, node))}>${text}</button>`;
  return html`<p class="title">${where}</p>
    <h2 class="inspector-name figure">${expression}</h2>
    <p class="note inspector-shape">${[shape, isVector && gradNote].filter(Boolean).join(", ")}</p>
    ${isVector ? nothing : numbersView(shown)} ${row ? html`<p class="inspector-text">${row}</p>` : nothing}
    ${edited ? html`<p class="inspector-text">${edited}</p>` : nothing}
    ${kind ? html`<p class="inspector-text">${kind.label}</p>` : nothing}
    ${adam.length > 0 ? adamView(adam) : nothing} ${shown.formula ? formulaView(shown.formula, link) : nothing}
    ${isVector ? vectorView(vector, (element) => select({ .../** @type {any} */ (ref), element })) : nothing}
    ${shown.users.length > 0 ? usersView(trace, shown.users, link) : nothing}`;
}

/** @param {Inspection} shown */
const numbersView = ({ value, valueNote, grad, gradNote }) =>
  html`<dl class="numbers inspector-numbers">
    <div>
      <dt>value</dt>
      <dd class="figure">${numberView(value, valueNote)}</dd>
    </div>
    <div class="gradient">
      <dt>gradient</dt>
      <dd class="figure">${numberView(grad, gradNote)}</dd>
    </div>
  </dl>`;

/**
 * @param {string} number
 * @param {string} note
 */
function numberView(number, note) {
  if (number === "") return note || "–";
  return note === "" ? number : html`${number} <span class="inspector-state">${note}</span>`;
}

/** @param {Inspection["adam"]} rows */
const adamView = (rows) =>
  html`<dl class="numbers inspector-adam">
    ${rows.map(
      ([words, code, number]) =>
        html`<div>
          <dt>${words} <code>${code}</code></dt>
          <dd class="figure">${number}</dd>
        </div>`,
    )}
  </dl>`;

/**
 * @param {Inspection["vector"]} rows
 * @param {(element: number) => void} select
 */
const vectorView = (rows, select) =>
  html`<table class="vector figure">
    <tbody>
      ${rows.map(
        ({ index, value, grad, change }) =>
          html`<tr>
          <th scope="row"><button type="button" class="link" @click=${() => select(index)}>[${index}]</button></th>
          <td>${value}</td>
          <td class="gradient">${grad}</td>
          <td>${change}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;

/**
 * @param {NonNullable<Inspection["formula"]>} formula
 * @param {(node: number, text: string) => unknown} link
 */
function formulaView({ lines, more, result }, link) {
  const rows = lines.map(({ node, names, numbers }, index) => {
    const sign = index > 0 ? "+ " : "";
    return html`<tr>
      <td>${sign}${link(node, names)}</td>
      <td>${sign}${numbers}</td>
    </tr>`;
  });
  return html`<div class="formula">
    <p class="title">Computed as</p>
    <table class="figure">
      <tbody>
        ${rows} ${more > 0 ? html`<tr><td colspan="2">+ ${more} more terms</td></tr>` : nothing}
        <tr class="result"><td></td><td>= ${result}</td></tr>
      </tbody>
    </table>
  </div>`;
}

/**
 * @param {Trace} trace
 * @param {number[]} users
 * @param {(node: number, text: string) => unknown} link
 */
function usersView(trace, users, link) {
  const more = users.length - MOST_USERS;
  return html`<div class="users">
    <p class="title">Used ${users.length === 1 ? "once" : `${users.length} times`}, by</p>
    <ul class="list">
      ${users.slice(0, MOST_USERS).map((node) => html`<li class="figure">${link(node, nodeName(trace, node, 1))}</li>`)}
      ${more > 0 ? html`<li>and ${more} more</li>` : nothing}
    </ul>
  </div>`;
}
