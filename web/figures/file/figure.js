/**
 * The model as a file: saved, and opened again; and what is kept of it without one.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { ownId } from "../../draw/own-id.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

/** @type {Figure} */
export const file = {
  name: "file",
  title: "The model as a file",
  caption: "The file is that of the command line: python3 -m microgpt train --resume.",
  settings: {},
  needsTrace: false,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const id = ownId("model-file");
    return {
      update: (props) => view.draw(fileView(props, id, dispatch)),
      destroy: view.remove,
    };
  },
};

const KEPT = "Your run is kept in this browser as it trains; nothing leaves it.";

/**
 * @param {Props} props
 * @param {string} id
 * @param {(action: FigureAction) => void} dispatch
 */
function fileView({ run: { activity, isLive }, host }, id, dispatch) {
  const isUp = host.python.kind === "ready";
  const canOpen = isUp && activity === "idle";
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const open = ({ currentTarget: input }) => {
    const [chosen] = input.files ?? [];
    if (chosen) dispatch({ type: "open-asked", file: chosen });
    input.value = ""; // so that the same one can be chosen again
  };
  return html`<div class="file row">
    <div class="buttons">
      ${button("Save model", () => dispatch({ type: "save-asked" }), { kind: "small", isDisabled: !isUp || !isLive })}
      <label class="button small file-open" for=${id} aria-disabled=${String(!canOpen)}>Open a saved one</label>
      <input
        type="file"
        class="visually-hidden"
        id=${id}
        accept=".json,application/json"
        .disabled=${!canOpen}
        @change=${open}
      />
    </div>
    <p class="note" role="status">${host.keeping || KEPT}</p>
  </div>`;
}
