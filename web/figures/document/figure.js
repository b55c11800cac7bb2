/**
 * The document of one step: each token that had to be predicted, and how great the loss of that prediction was.
 *
 * @import {Figure, Run} from "../figure.js"
 */

import { quoted } from "../../draw/quoted.js";
import { html, nothing } from "lit-html";
import { whole } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { templateIn } from "../../draw/template.js";
import { stepNear } from "../../trace/steps.js";
import { documentBars, heightOf } from "./bars.js";
import "./style.css";

const SLOTS = 16; // positions there is room for, until a run says how many it has

/** @type {Figure} */
export const document = {
  name: "document",
  title: "The document of a step",
  caption:
    "A bar for each token that had to be predicted: the higher, the less it was expected. Dashed: a random guess.",
  settings: {},
  needsTrace: false,

  mount(root) {
    const view = templateIn(root);
    return {
      update: ({ run }) => view.draw(documentView(run)),
      destroy: view.remove,
    };
  },
};

/** @param {Run} run */
function documentView({ shown: { description, steps }, hoveredStep }) {
  const step = hoveredStep === null ? steps.at(-1) : stepNear(steps, hoveredStep);
  const slots = description?.config.block_size ?? SLOTS;
  const guess = heightOf(description?.random_guess ?? 0);
  const title = step ? `Step ${whole(step.step)} read ${quoted(step.doc)}` : "No document read yet";
  return html`<p class="title" title=${step?.doc ?? nothing}>${title}</p>
    <ol class="document list" ${style({ "--slots": slots, "--guess": guess })}>
      ${(step ? documentBars(step) : []).map(
        ({ name, text, height, target, isSpecial }) =>
          html`<li aria-label=${name} title=${name}>
            <span class="document-loss figure">${text}</span>
            <span class="document-bar" ${style({ "--share": height })}></span>
            <span class="document-token figure ${isSpecial ? "special" : ""}">${target}</span>
          </li>`,
      )}
    </ol>`;
}
