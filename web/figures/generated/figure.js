/**
 * Names invented by the trained model, on request.
 *
 * @import {Figure, FigureAction, Past, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { knownText, nameItem } from "../../draw/names.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

const COUNT = 20; // until a run says how many it is to invent

/** @type {Figure} */
export const generated = {
  name: "generated",
  title: "Generated names",
  caption: "What the model invents now, drawn from the run's own random stream once it is trained.",
  settings: {},
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    return {
      update: (props) => view.draw(generatedView(props, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
function generatedView({ run: { shown, isLive, activity }, host }, dispatch) {
  const canGenerate = isLive && activity === "idle" && host.python.kind === "ready";
  const count = shown.description?.config.num_samples ?? COUNT;
  const text = activity === "generating" ? "Generating…" : `Generate ${count} names`;
  return html`${button(text, () => dispatch({ type: "generate-asked" }), { isDisabled: !canGenerate })}
    <ol class="generated list" aria-label="Generated names">
      ${shown.generated.map((name) => html`<li>${nameItem(name, shown.inData ?? [])}</li>`)}
    </ol>
    <p class="note generated-known">${knownOf(shown)}</p>`;
}

/** Which of the names are in the data, if that is here. @param {Past} shown */
function knownOf({ description, generated, inData }) {
  if (generated.length > 0 && description?.num_docs === 0)
    return "Its data is not here to tell whether they are in it.";
  return knownText(generated, inData ?? []);
}
