/**
 * Choosing what to look into, in one row: a document, typed letter by letter, whose loss goes backward, and when in
 * training. On a small screen one button says what is looked at, and the row opens under it.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 */

import { quoted } from "../../draw/quoted.js";
import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { element } from "../../draw/element.js";
import { whole } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { flag, passing } from "../settings.js";
import { isOnItsWay, noteOf, placeholderOf } from "./notes.js";
import { targetsOf } from "./targets.js";
import "./style.css";

/** @type {Figure} */
export const chooser = {
  name: "chooser",
  title: "What is looked into",
  caption: "A document, one of its predictions or all of them, and after how many training steps.",
  settings: {
    isOpen: passing(flag("whether the row is open, on a small screen", false)),
    through: passing(flag("whether the slider through training is wanted", false)),
  },
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const id = ownId("chooser");
    const doc = element("input", {
      type: "text",
      id: `${id}-doc`,
      autocomplete: "off",
      autocapitalize: "none",
      enterkeyhint: "go",
      spellcheck: "false",
      maxlength: 1000,
      "aria-describedby": `${id}-note`,
    });
    doc.addEventListener("input", () => dispatch({ type: "doc-typed", doc: doc.value.trim(), isDone: false }));
    return {
      update(props) {
        const { choice, complaint } = props.look;
        if (doc.value.trim() !== choice.doc) doc.value = choice.doc; // a blank at its end is still being typed
        doc.placeholder = placeholderOf(props);
        doc.setAttribute("aria-invalid", String(complaint !== ""));
        view.draw(chooserView(props, id, doc, dispatch));
      },
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {string} id
 * @param {HTMLInputElement} doc
 * @param {(action: FigureAction) => void} dispatch
 */
function chooserView(props, id, doc, dispatch) {
  const { trace, look, host, settings } = props;
  const { choice, isTracing } = look;
  const { step, doc: shown } = trace.header;
  const note = noteOf(props);
  const kind = classes("chooser-note", { "is-wrong": look.complaint !== "", "is-quiet": note.isQuiet });
  /** @param {Event} event */
  const ask = (event) => {
    event.preventDefault();
    dispatch({ type: "doc-typed", doc: doc.value.trim(), isDone: true });
  };
  /** @param {Event & {currentTarget: HTMLSelectElement}} event */
  const choose = ({ currentTarget: { value } }) => {
    dispatch({ type: "choice-set", choice: { target: value === "" ? null : Number(value) } });
    dispatch({ type: "trace-asked" });
  };
  const toggleRow = () => dispatch({ type: "set", settings: { isOpen: !settings.isOpen } });
  // which takes the place of the row where that lies over it
  const toggleThrough = () => dispatch({ type: "set", settings: { through: !settings.through, isOpen: false } });
  // the label beside its control, not around it: a name should not read out every choice
  return html`<div class=${classes("chooser", { "is-open": settings.isOpen })}>
    <button
      type="button"
      class="chooser-toggle"
      title=${shown}
      aria-expanded=${String(settings.isOpen)}
      aria-label="What is looked into: ${quoted(shown)}, step ${whole(step)}"
      @click=${toggleRow}
    >
      <span class="chooser-shown">${quoted(shown)}</span> <span>step ${whole(step)}</span>
    </button>
    <form class="chooser-row" @submit=${ask}>
      <span class="field chooser-doc"><label for="${id}-doc">document</label> ${doc}</span>
      <span class="field"
        ><label for="${id}-target">loss of</label>
        <select id="${id}-target" .disabled=${host.python.kind !== "ready"} @change=${choose}>
          ${options(targetsOf(trace, choice.doc), String(choice.target ?? ""))}
        </select></span
      >
      <button
        type="button"
        class="chooser-step"
        aria-expanded=${String(settings.through)}
        aria-label="step ${whole(step)}: slide through training"
        @click=${toggleThrough}
      >
        step <span class="figure">${whole(step)}</span>
      </button>
      <span class="chooser-busy" aria-hidden="true">${isTracing || isOnItsWay(props) ? "…" : ""}</span>
      <p id="${id}-note" class=${kind} role="status">${note.text}</p>
    </form>
  </div>`;
}
