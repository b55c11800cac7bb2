/**
 * The model as a file: saved, and opened again; in a link; and what is kept of it without either.
 *
 * @import {Figure, FigureAction, LinkMade, Props} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { whole } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { isFile } from "../../draw/pages.js";
import { button } from "../../draw/parts.js";
import { cameText, precisionText } from "../../draw/shared-words.js";
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

const WITHOUT =
  "Nor are your documents: without them the model can be looked into and invents names, but cannot be trained on.";
const OF_THIS_MACHINE =
  "It leads to this file, on this machine: elsewhere, put what is in it from # on after the file’s name.";
const KEPT = "Your run is kept in this browser as it trains; nothing leaves it.";

/**
 * @param {Props} props
 * @param {string} id
 * @param {(action: FigureAction) => void} dispatch
 */
function fileView({ run: { activity, isLive, origin, link }, host }, id, dispatch) {
  const isUp = host.python.kind === "ready";
  const canOpen = isUp && activity === "idle";
  const isDisabled = !isUp || !isLive;
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const open = ({ currentTarget: input }) => {
    const [chosen] = input.files ?? [];
    if (chosen) dispatch({ type: "open-asked", file: chosen });
    input.value = ""; // so that the same one can be chosen again
  };
  return html`<div class="file row">
      <div class="buttons">
        ${button("Save model", () => dispatch({ type: "save-asked" }), { kind: "small", isDisabled })}
        <label class="button small file-open" for=${id} aria-disabled=${String(!canOpen)}>Open a saved one</label>
        <input
          type="file"
          class="visually-hidden"
          id=${id}
          accept=".json,application/json"
          .disabled=${!canOpen}
          @change=${open}
        />
        ${button("Copy a link with this model", () => dispatch({ type: "share-asked" }), { kind: "small", isDisabled })}
      </div>
      <p class="note" role="status">${host.keeping || KEPT}</p>
    </div>
    <div role="status">${link === null ? nothing : linkView(link)}</div>
    ${origin?.shared ? html`<p class="note file-came">${cameText(origin.shared)}</p>` : nothing}`;
}

/** @param {FocusEvent & {currentTarget: HTMLInputElement}} event */
const selectAll = ({ currentTarget }) => currentTarget.select();

/** @param {LinkMade} link */
function linkView({ address, step, precision, isLacking, isCopied }) {
  const copied = isCopied ? "is copied" : "could not be copied by itself: copy it from here";
  return html`<div class="file-link">
    <input
      type="text"
      readonly
      aria-label="The link with the model"
      .value=${address}
      @focus=${selectAll}
    />
    <p class="note">
      The link, of <span class="figure">${whole(address.length)}</span> characters, ${copied}. The model of step
      ${whole(step)} is in it: nothing is uploaded. ${precisionText(precision)} Adam’s moments are not in it, so whoever
      trains on goes another way.
      ${isLacking ? WITHOUT : nothing} ${isFile(address) ? OF_THIS_MACHINE : nothing}
      If a program cuts it short, the page says so when it is opened.
    </p>
  </div>`;
}
