/**
 * The name: of which document all that is looked into is said. The reader's own, if one is typed.
 *
 * @import {Context, Figure, Props} from "../figure.js"
 */

import { quoted } from "../../draw/quoted.js";
import { html } from "lit-html";
import { element } from "../../draw/element.js";
import { fixed } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { templateIn } from "../../draw/template.js";
import { RECORDED } from "../../trace/read.js";
import "./style.css";

const LONGEST = 48; // characters that can be typed

/** @type {Figure} */
export const name = {
  name: "name",
  title: "Your name",
  caption: "Type a name, and all figures are about it.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const id = ownId("name");
    const field = element("input", {
      id,
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: LONGEST,
      "aria-describedby": `${id}-note`,
    });
    field.addEventListener("input", () => dispatch({ type: "doc-typed", doc: field.value.trim(), isDone: false }));
    return {
      update(props) {
        const { choice, complaint } = props.look;
        if (field.value.trim() !== choice.doc) field.value = choice.doc; // a blank at its end is still being typed
        field.placeholder = props.trace.header.doc;
        field.setAttribute("aria-invalid", String(complaint !== ""));
        view.draw(nameView(props, id, field, dispatch));
      },
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {string} id
 * @param {HTMLInputElement} field
 * @param {Context["dispatch"]} dispatch
 */
function nameView({ trace, look, run, canAsk, host }, id, field, dispatch) {
  const { header } = trace;
  const isComing = look.choice.doc !== "" && look.choice.doc !== header.doc && look.complaint === "";
  /** @param {Event} event */
  const ask = (event) => {
    event.preventDefault();
    dispatch({ type: "doc-typed", doc: field.value.trim(), isDone: true });
  };
  const wait =
    host.python.kind === "loading" ? "as soon as Python is up" : canAsk ? "in a moment" : "not without Python";
  const own = run.origin?.shared ? "this model’s" : "your";
  const whose = header.run === RECORDED ? "the recorded" : own;
  const note = look.complaint
    ? look.complaint
    : isComing
      ? `${quoted(look.choice.doc)}: ${wait}.`
      : `After ${header.step - 1} steps of ${whose} training ${quoted(header.doc)} costs ` +
        `${fixed(header.loss, 2)}.`;
  return html`<form class="name-form" @submit=${ask}>
    <label for=${id}>Your name</label> ${field}
    <p id="${id}-note" class=${look.complaint ? "name-note complaint" : "name-note"} role="status">${note}</p>
  </form>`;
}
