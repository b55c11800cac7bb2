/**
 * A new run: which preset, with which settings, on which documents. Python says what there is to set, what of it cannot
 * be, in a sentence, and what it would take.
 *
 * @import {Context, Figure, Props, Setup} from "../figure.js"
 * @import {NamedList, Probed, Prospect, SettingsTable} from "../../wire/protocol.js"
 *
 * @typedef {object} Answers
 * @property {SettingsTable | null} table
 * @property {Prospect | null} prospect
 * @property {Probed | null} probed
 * @property {NamedList[] | null} [lists]
 */

import { html, nothing } from "lit-html";
import { ownId } from "../../draw/own-id.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { costView, whyNot } from "./cost.js";
import { describedRun, endText } from "./described.js";
import { documentsView } from "./documents.js";
import { groupsView } from "./fields.js";
import { questionsOf } from "./form.js";
import { PUBLISHED } from "../setups.js";
import { settings } from "./settings.js";
import "./style.css";

/** @type {Figure} */
export const setup = {
  name: "setup",
  title: "The run",
  caption: "What is trained, and on what; another run can be started in its place.",
  settings,
  needsTrace: false,
  asks: questionsOf,

  mount(root, context) {
    const view = templateIn(root);
    const id = ownId("setup");
    return {
      update: (props) => view.draw(setupView(props, id, context)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {string} id
 * @param {Context} context
 */
function setupView(props, id, context) {
  return html`<div class="setup">
    <h2 class="heading">The run</h2>
    <p class="setup-run">${describedRun(props.run)}</p>
    <h2 class="heading">Another run in its place</h2>
    ${formView(props, id, context)}
  </div>`;
}

/**
 * @param {Props} props
 * @param {string} id
 * @param {Context} context
 */
function formView({ run, host, answers, settings: { group: open }, canAsk }, id, { dispatch }) {
  const { table, prospect, probed, lists } = /** @type {Answers} */ (answers);
  const { preset } = run.setup;
  /** @param {Partial<Setup>} setup */
  const set = (setup) => dispatch({ type: "setup-set", setup });
  /** @param {Event & {currentTarget: HTMLSelectElement}} event */
  const choosePreset = ({ currentTarget: { value } }) => set({ preset: value });
  /** @param {Event} event */
  const start = (event) => {
    event.preventDefault();
    dispatch({ type: "setup-asked" });
  };
  /**
   * The label beside its control, not around it: a name should not read out every choice.
   *
   * @param {string} name
   * @param {string} label
   * @param {unknown} control
   */
  const field = (name, label, control) =>
    html`<div class="field"><label for=${`${id}-${name}`}>${label}</label>${control}</div>`;

  const presets = table?.presets.map(({ name, about }) => ({ value: name, text: `${name}, ${about}` }));
  const why = whyNot({ run, host, prospect });
  return html`<form class="setup-form" novalidate @submit=${start}>
    ${run.wanted === null ? nothing : wantedView(run.wanted, run.setup)}
    ${documentsView({ run, host, lists: lists ?? null }, id, field, dispatch)}
    ${field(
      "preset",
      "program",
      html`<select id="${id}-preset" @change=${choosePreset}>
        ${options(presets ?? [{ value: preset, text: preset }], preset)}
      </select>`,
    )}
    ${table ? groupsView({ table, prospect, run, open, id, dispatch }) : nothing}
    <div class="setup-start">
      ${costView({ prospect, probed, run, canAsk })}
      <p class="note" role="status">${why || endText(run)}</p>
      <button type="submit" class="button main" .disabled=${why !== ""}>Start this run</button>
    </div>
  </form>`;
}

/** @param {string} digest @param {Setup} setup */
const wantedView = (digest, { data }) =>
  html`<p class="setup-wanted">
    ${
      data === PUBLISHED
        ? "That run was trained on the published names: fetch them here, and start the run."
        : ownWantedView(digest)
    }
  </p>`;

/** @param {string} digest */
const ownWantedView = (digest) =>
  html`That run was trained on documents which neither a long link nor a saved model holds: give them here, as a text
    file or one a line, and start the run (their SHA-256 begins with <code>${digest.slice(0, 12)}</code>).`;
