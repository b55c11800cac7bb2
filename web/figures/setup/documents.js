/**
 * What the next run is trained on: one of the lists, the published names, or the reader's own.
 *
 * @import {NamedList} from "../../wire/protocol.js"
 * @import {FigureAction, Host, Run, Setup} from "../figure.js"
 *
 * @typedef {(name: string, label: string, control: unknown) => unknown} Field
 *
 * @typedef {object} Documents
 * @property {Pick<Run, "setup" | "wanted">} run
 * @property {Host} host
 * @property {NamedList[] | null} lists  null until they are known
 */

import { html, nothing } from "lit-html";
import { button, options } from "../../draw/parts.js";
import { CENSUS, chosenOf, OWN, PUBLISHED } from "../setups.js";
import { ownView, takesFiles } from "./own.js";
import { comingText, fetchText, sourceText } from "./words.js";

/**
 * @param {Documents} documents
 * @param {string} id
 * @param {Field} field
 * @param {(action: FigureAction) => void} dispatch
 */
export function documentsView({ run, host, lists }, id, field, dispatch) {
  const { setup, wanted } = run;
  const chosen = wanted === null || setup.data ? chosenOf(setup) : OWN;
  const names = lists?.map(({ name }) => name) ?? [...new Set([CENSUS, chosen])].filter((name) => name !== OWN);
  const choices = [
    ...names.map((value) => ({ value, text: value === PUBLISHED ? "makemore, the published names" : value })),
    { value: OWN, text: "your own documents" },
  ];
  const list = lists?.find(({ name }) => name === chosen);
  const choose = (/** @type {Event & {currentTarget: HTMLSelectElement}} */ { currentTarget: { value } }) =>
    dispatch({ type: "setup-set", setup: chosenAs(setup, chosen, value) });
  const isToFetch = chosen === PUBLISHED && setup.text === null;
  const { take, over } = takesFiles(dispatch);
  return html`<div class="setup-wide setup-documents" @drop=${take} @dragover=${over}>
    ${field(
      "data",
      "trained on",
      html`<select id="${id}-data" @change=${choose}>
        ${options(choices, chosen)}
      </select>`,
    )}
    ${list ? html`<p class="note">${sourceText(list)}</p>` : nothing}
    ${isToFetch && list ? fetchView(list, host, dispatch) : nothing}
    ${chosen === OWN ? ownView(setup, id, field, dispatch) : nothing} ${comingView(host)}
  </div>`;
}

/**
 * What a setup becomes when something else is chosen: what the reader has typed or read stays for when it is chosen
 * again.
 *
 * @param {Setup} setup
 * @param {string} before
 * @param {string} chosen
 * @returns {Partial<Setup>}
 */
function chosenAs({ text, file, draft }, before, chosen) {
  if (chosen === before) return {};
  const kept = before === OWN ? { text, file } : draft;
  if (chosen === OWN) return { data: OWN, text: kept?.text ?? null, file: kept?.file ?? null, draft: null };
  return { data: chosen, text: null, file: null, draft: kept ?? null };
}

/**
 * @param {NamedList} list
 * @param {Host} host
 * @param {(action: FigureAction) => void} dispatch
 */
const fetchView = (list, { reading }, dispatch) =>
  html`<div class="setup-fetch">
    ${button("Fetch them", () => dispatch({ type: "names-asked" }), { kind: "small", isDisabled: reading !== null })}
    <p class="note">${fetchText(list)}</p>
  </div>`;

/** How far what is read or fetched has come. @param {Host} host */
function comingView({ reading }) {
  if (reading === null) return nothing;
  const { loaded, total } = reading;
  return html`<div class="setup-coming" role="status">
    <p class="note">${comingText(reading)}</p>
    <progress aria-label="Documents" max=${total || 1} .value=${loaded}></progress>
  </div>`;
}
