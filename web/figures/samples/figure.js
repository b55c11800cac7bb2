/**
 * Names that the model invented while it trained: a row for each time it was asked, newest first. Those that are in the
 * data are marked: what it trained on it may know by heart.
 *
 * @import {Figure, Past} from "../figure.js"
 */

import { html } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { repeat } from "lit-html/directives/repeat.js";
import { whole } from "../../draw/format.js";
import { nameItem, knownText } from "../../draw/names.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

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
      update: ({ run }) => view.draw(samplesView(run.shown)),
      destroy: view.remove,
    };
  },
};

/**
 * Made anew when there are more names, not with every step.
 *
 * @param {Past} past
 */
const samplesView = ({ samples: rows, inData = [] }) => html`${guard([rows, inData], () => tableView(rows, inData))}`;

/**
 * @param {Past["samples"]} rows
 * @param {Past["inData"]} inData
 */
function tableView(rows, inData) {
  const names = rows.flatMap((row) => row.names);
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
                <td>${names.map((name) => nameItem(name, inData))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note samples-known">${knownText(names, inData)}</p>`;
}
