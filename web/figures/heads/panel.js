/**
 * The focus panel: how one weight was computed, and what was done with it.
 *
 * @import {Reader} from "./reader.js"
 * @import {Shown} from "./weights.js"
 */

import { html } from "lit-html";
import { style } from "../../draw/style.js";
import { headDim } from "../../trace/attention.js";
import { tableOf } from "./table.js";
import { termsOf } from "./terms.js";
import { readsText } from "./text.js";

/**
 * @param {Shown} shown
 * @param {boolean} isChosen  whether the weight stays when the cursor goes on
 * @param {Reader} reader
 */
export function panelView(shown, isChosen, reader) {
  const { trace, hovered, selection, snapshot, focus } = shown;
  const terms = termsOf(shown, reader);
  const parts = [
    {
      name: "dot",
      title: "1. How well the query matches this key",
      rows: terms.dot(),
      tracks: "minmax(max-content, 1fr) minmax(max-content, 1.6fr) max-content",
    },
    {
      name: "softmax",
      title: "2. Softmax: the matches with all that is read become shares of 1",
      rows: terms.softmax(),
      tracks: "repeat(4, auto)",
    },
    {
      name: "sum",
      title: "3. The value vectors, each times its weight",
      rows: terms.sum(),
      tracks: `max-content max-content repeat(${headDim(trace)}, minmax(3.25rem, max-content))`,
    },
  ];
  const follow = html`<button type="button" class="button small" @click=${reader.release}>Follow the cursor</button>`;
  const note = html`<p class="note">These are the numbers of this trace, not of the moment chosen above.</p>`;
  return html`<div class="row">
      <p class="heading">Layer ${focus.layer}, head ${focus.head}: ${readsText(trace, focus)}</p>
      ${isChosen ? follow : ""}
    </div>
    ${snapshot === null ? "" : note}
    <div class="heads-parts row">
      ${parts.map(
        ({ name, title, rows, tracks }) =>
          html`<div class="heads-part heads-${name}">
            <p class="heads-title">${title}</p>
            <div class="heads-scroll" ${style({ "--heads-tracks": tracks })}>
              ${tableOf({ label: title.slice(3), rows, hovered, selection, onHover: reader.hover })}
            </div>
          </div>`,
      )}
    </div>`;
}
