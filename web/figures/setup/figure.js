/**
 * A new run: which preset, how large a model, which seed and which documents. Python says what of it cannot be, in a
 * sentence.
 *
 * @import {Context, Figure, Props, Setup} from "../figure.js"
 *
 * @typedef {Event & {currentTarget: HTMLInputElement | HTMLSelectElement}} Chosen
 */

import { html, nothing } from "lit-html";
import { ownId } from "../../draw/own-id.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { describedRun, endText, whyNot } from "./described.js";
import { documentsView } from "./documents.js";
import { CHOICES, choicesOf, numberOf, OWN, PRESETS } from "./form.js";
import { PUBLISHED } from "../setups.js";
import "./style.css";

/** @type {Figure} */
export const setup = {
  name: "setup",
  title: "The run",
  caption: "What is trained, and on what; another run can be started in its place.",
  settings: {},
  needsTrace: false,

  asks: () => [{ name: "lists", command: "lists", args: {} }],

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
function formView({ run, host, answers }, id, { dispatch }) {
  const { preset, settings } = run.setup;
  /** @param {Partial<Setup>} setup */
  const set = (setup) => dispatch({ type: "setup-set", setup });
  const choosePreset = (/** @type {Chosen} */ { currentTarget: { value } }) => set({ preset: value });
  /** @param {string} name */
  const choose =
    (name) =>
    (/** @type {Chosen} */ { currentTarget: { value } }) =>
      dispatch({ type: "setting-set", name, value: numberOf(value) });
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

  const why = whyNot({ run, host });
  return html`<form class="setup-form" novalidate @submit=${start}>
    ${run.wanted === null ? nothing : wantedView(run.wanted, run.setup)}
    <div class="setup-wide">
      ${field(
        "preset",
        "program",
        html`<select id="${id}-preset" @change=${choosePreset}>
          ${options(PRESETS, preset)}
        </select>`,
      )}
      <p class="note">${preset === "first" ? "It always makes a node for each number, which is slower." : ""}</p>
    </div>
    ${Object.entries(CHOICES).map(([name, { label, values }]) =>
      field(
        name,
        label,
        html`<select id="${id}-${name}" @change=${choose(name)}>
          ${options(choicesOf(values, settings[name]), String(settings[name] ?? ""))}
        </select>`,
      ),
    )}
    ${field(
      "seed",
      "seed",
      html`<input
        id="${id}-seed"
        inputmode="numeric"
        autocomplete="off"
        placeholder=${OWN}
        .value=${String(settings.seed ?? "")}
        @change=${choose("seed")}
      />`,
    )}
    ${documentsView({ run, host, lists: answers.lists ?? null }, id, field, dispatch)}
    <p class="note setup-note">${why || endText(run)}</p>
    <button type="submit" class="button main" .disabled=${why !== ""}>Start this run</button>
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
