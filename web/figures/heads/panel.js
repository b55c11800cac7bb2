/**
 * The focus panel: how one weight was computed, and what was done with it; backwards, what its gradient came to.
 *
 * @import {Reader} from "./reader.js"
 * @import {Shown} from "./weights.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { style } from "../../draw/style.js";
import { headDim } from "../../trace/attention.js";
import { kindOf } from "../../trace/stages.js";
import { gradientTermsOf } from "./gradients.js";
import { tableOf } from "./table.js";
import { termsOf } from "./terms.js";
import { readsText } from "./text.js";

/** @typedef {{name: "dot" | "softmax" | "sum", title: string, tracks: string}} Part */

/** @param {number} d @returns {Part[]} */
const forwards = (d) => [
  {
    name: "dot",
    title: "1. How well the query matches this key",
    tracks: "minmax(max-content, 1fr) minmax(max-content, 1.6fr) max-content",
  },
  { name: "softmax", title: "2. Softmax: all matches become shares of 1", tracks: "repeat(4, auto)" },
  {
    name: "sum",
    title: "3. The value vectors, each times its weight",
    tracks: `max-content max-content repeat(${d}, minmax(var(--heads-number, 3.25rem), max-content))`,
  },
];

/** @param {number} d @returns {Part[]} */
const backwards = (d) => [
  {
    name: "dot",
    title: "1. Last: the logit’s gradient goes to query and key",
    tracks: "minmax(max-content, 1.4fr) minmax(max-content, 1fr) max-content",
  },
  { name: "softmax", title: "2. Then: back through softmax", tracks: "repeat(3, auto)" },
  {
    name: "sum",
    title: "3. First: the parts that the value vectors get",
    tracks: `max-content max-content repeat(${d}, minmax(var(--heads-number, 3.25rem), max-content))`,
  },
];

/** The stages that a part is about. */
const STAGES = {
  dot: ["attn_q", "attn_k", "attn_logits"],
  softmax: ["attn_weights"],
  sum: ["attn_v", "out", "attn_heads"],
};

/**
 * @param {Shown} shown
 * @param {{isChosen: boolean, isOne: boolean}} how  whether the weight stays when the cursor goes on; whether only the
 *   part that runs is shown
 * @param {Reader} reader
 */
export function panelView(shown, { isChosen, isOne }, reader) {
  const { trace, cursor, hovered, selection, snapshot, focus } = shown;
  const { phase, stage } = trace.frames[cursor];
  const isBack = phase === "backward" && snapshot === null;
  const terms = isBack ? gradientTermsOf(shown, reader) : termsOf(shown, reader);
  const all = (isBack ? backwards : forwards)(headDim(trace));
  const base = stage === null ? "" : kindOf(trace.stages[stage].name).base;
  const running = all.filter(({ name }) => STAGES[name].includes(base));
  const parts = !isOne ? all : running.length > 0 ? running : all.slice(-1);
  const follow = html`<button type="button" class="button small" @click=${reader.release}>Follow the timeline</button>`;
  const note = html`<p class="note">These are the numbers of this step, not of the moment chosen above.</p>`;
  return html`<div class="heads-focus-head row">
      <p class="heading">Layer ${focus.layer}, head ${focus.head}: ${readsText(trace, focus)}</p>
      ${snapshot === null ? "" : note} ${isChosen ? follow : ""}
    </div>
    <div class="heads-parts">
      ${parts.map(({ name, title, tracks }) => {
        const rows = terms[name]();
        return html`<div class=${classes(`heads-part heads-${name}`, { "is-now": STAGES[name].includes(base) })}>
          <p class="heads-title">${title}</p>
          <div class="heads-scroll" ${style({ "--heads-tracks": tracks, "--heads-columns": rows[0].length })}>
            ${tableOf({ label: title.slice(3), rows, hovered, selection, onHover: reader.hover })}
          </div>
        </div>`;
      })}
    </div>`;
}
