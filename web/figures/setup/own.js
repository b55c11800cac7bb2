/**
 * The reader's own documents: a few are typed; a file, or what is too long to be written in, is held as it is and shown
 * by its beginning. Python reads it, and says if it cannot be learned from.
 *
 * @import {FigureAction, Setup} from "../figure.js"
 * @import {Field} from "./documents.js"
 */

import { html, nothing } from "lit-html";
import { whole } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { OWN } from "../setups.js";

/** More characters than these are not put where they can be edited: to lay them out would take the page too long. */
const MOST_EDITED = 10_000;
const SHOWN_LINES = 4;
const SHOWN_CHARACTERS = 200; // of a line, of which the figure shows what there is room for

/**
 * @param {Setup} setup
 * @param {string} id
 * @param {Field} field
 * @param {(action: FigureAction) => void} dispatch
 */
export function ownView({ text, file }, id, field, dispatch) {
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const choose = ({ currentTarget: input }) => {
    const [chosen] = input.files ?? [];
    if (chosen) dispatch({ type: "documents-asked", name: chosen.name, source: chosen });
  };
  /** So that the same one can be chosen again. @param {Event & {currentTarget: HTMLInputElement}} event */
  const forget = ({ currentTarget: input }) => {
    input.value = "";
  };
  return html`${text !== null && file ? heldView(text, file, dispatch) : typedView(text, id, field, dispatch)}
    ${field(
      "file",
      "or from a text file",
      html`<input type="file" id="${id}-file" accept=".txt,text/plain" @click=${forget} @change=${choose} />`,
    )}`;
}

/**
 * What has a file that is dropped on it read, whatever is chosen.
 *
 * @param {(action: FigureAction) => void} dispatch
 */
export function takesFiles(dispatch) {
  return {
    /** @param {DragEvent} event */
    take(event) {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file || event.defaultPrevented) return;
      event.preventDefault();
      dispatch({ type: "documents-asked", name: file.name, source: file });
    },
    /** Without this the browser would open it in place of the page. @param {DragEvent} event */
    over(event) {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    },
  };
}

/**
 * @param {string | null} text
 * @param {string} id
 * @param {Field} field
 * @param {(action: FigureAction) => void} dispatch
 */
function typedView(text, id, field, dispatch) {
  /** @param {Event & {currentTarget: HTMLTextAreaElement}} event */
  const write = ({ currentTarget: { value } }) =>
    dispatch({ type: "setup-set", setup: { data: OWN, text: value.trim() ? value : null } });
  /** @param {Event} event @param {DataTransfer | null} data @param {string} name */
  const hold = (event, data, name) => {
    const [file] = data?.files ?? [];
    const given = data?.getData("text/plain") ?? "";
    if (!file && given.length <= MOST_EDITED) return; // the browser puts it where it was meant to go
    event.preventDefault();
    dispatch({ type: "documents-asked", name: file?.name ?? name, source: file ?? given });
  };
  return field(
    "text",
    "documents of your own",
    html`<textarea
      id="${id}-text"
      rows="4"
      spellcheck="false"
      placeholder="one a line: type them, paste them, or drop a file here"
      .value=${text ?? ""}
      @input=${write}
      @paste=${(/** @type {ClipboardEvent} */ event) => hold(event, event.clipboardData, "what you pasted")}
      @drop=${(/** @type {DragEvent} */ event) => hold(event, event.dataTransfer, "what you dropped")}
    ></textarea>`,
  );
}

/**
 * @param {string} text
 * @param {{name: string, docs: number}} file
 * @param {(action: FigureAction) => void} dispatch
 */
function heldView(text, { name, docs }, dispatch) {
  const lines = text.slice(0, SHOWN_LINES * SHOWN_CHARACTERS).split(/\r\n?|\n/, SHOWN_LINES);
  const leave = () => dispatch({ type: "setup-set", setup: { data: OWN, text: null, file: null } });
  return html`<div class="setup-held">
    <p class="setup-held-name" title=${name}>${name}</p>
    <p class="note">${whole(docs)} ${docs === 1 ? "document" : "documents"}, ${whole(text.length)} characters</p>
    <pre>${lines.map((line) => html`<span>${line}</span>`)}${docs > lines.length ? "..." : nothing}</pre>
    <div>${button("Write your own instead", leave, { kind: "small" })}</div>
  </div>`;
}
