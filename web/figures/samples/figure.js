/**
 * Names that the model invented while it trained: a row for each time it was asked, newest first.
 *
 * @import {Figure} from "../figure.js"
 */

import { html } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { whole } from "../../draw/format.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

/** @typedef {{step: number, names: string[]}} Row */

/** @type {Figure} */
export const samples = {
  name: "samples",
  title: "Names it invents as it learns",
  caption: "Five names invented after some of the training steps, newest first.",
  settings: {},
  needsTrace: false,

  mount(root) {
    const view = templateIn(root);
    return {
      update: ({ run }) => view.draw(samplesView(run.shown.samples)),
      destroy: view.remove,
    };
  },
};

/** @param {Row[]} rows  oldest first */
function samplesView(rows) {
  return html`<p class="title">${samples.title}</p>
    <div class="samples" tabindex="0" role="region" aria-label="Invented names">
      <table>
        <caption class="visually-hidden">
          Names invented after some of the training steps
        </caption>
        <tbody>
          ${repeat(
            [...rows].reverse(),
            ({ step }) => step,
            ({ step, names }) =>
              html`<tr>
                <th scope="row" class="figure">${whole(step)}</th>
                <td>${names.map((name) => html`<span>${name}</span>`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
