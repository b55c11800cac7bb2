/**
 * Choosing what to look into: a document, whose loss goes backward, and when in training.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { html } from "lit-html";
import { element } from "../../draw/element.js";
import { fixed, tokenText, whole } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { options } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import "./style.css";

/** @type {Figure} */
export const chooser = {
  name: "chooser",
  title: "What is looked into",
  caption: "A document, one of its predictions or all of them, and the training step that reads it.",
  settings: {},
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const id = ownId("chooser");
    const doc = element("input", {
      type: "text",
      id: `${id}-doc`,
      autocomplete: "off",
      spellcheck: "false",
      maxlength: 1000,
    });
    doc.addEventListener("input", () =>
      dispatch({ type: "choice-set", choice: { doc: doc.value.trim(), target: null } }),
    );
    return {
      update(props) {
        const { choice } = props.look;
        if (doc.value.trim() !== choice.doc) doc.value = choice.doc; // a blank at its end is still being typed
        doc.placeholder = props.trace.header.doc;
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
function chooserView({ trace, look: { choice, isTracing }, run, host }, id, doc, dispatch) {
  const done = run.live.steps.at(-1)?.step ?? run.live.description?.step ?? 0;
  const after = choice.after === done ? null : choice.after;
  const canTrace = host.python.kind === "ready" && run.activity !== "generating";
  /** @param {"target" | "after"} name */
  const choose =
    (name) =>
    (/** @type {Event & {currentTarget: HTMLSelectElement}} */ { currentTarget: { value } }) =>
      dispatch({ type: "choice-set", choice: { [name]: value === "" ? null : Number(value) } });
  /** @param {Event} event */
  const ask = (event) => {
    event.preventDefault();
    dispatch({ type: "trace-asked" });
  };
  // the label beside its control, not around it: a name should not read out every choice
  return html`<form class="chooser row" @submit=${ask}>
      <span class="field"><label for="${id}-doc">Document</label> ${doc}</span>
      <span class="field"
        ><label for="${id}-target">loss of</label>
        <select id="${id}-target" @change=${choose("target")}>
          ${options(targets(trace, choice.doc), String(choice.target ?? ""))}
        </select></span
      >
      <span class="field"
        ><label for="${id}-after">at step</label>
        <select id="${id}-after" @change=${choose("after")}>
          ${options(steps(run.snapshots, done, after), String(after ?? ""))}
        </select></span
      >
      <button type="submit" class="button" .disabled=${!canTrace || isTracing}>
        ${isTracing ? "Tracing…" : "Look into it"}
      </button>
    </form>
    <p class="note">${shownText(trace)}</p>`;
}

/**
 * What can go backward: all of it, or one prediction.
 *
 * @param {Trace} trace
 * @param {string} doc
 */
function targets({ header }, doc) {
  const isShown = doc === "" || doc === header.doc;
  const [begin, end = begin] = header.vocabulary.filter((token) => token.length > 1); // BOS, or BOS and EOS
  const tokens = isShown ? header.token_ids.map((id) => header.vocabulary[id]) : [begin, ...doc, end];
  const predictions = tokens.slice(1).map((token, position) => ({
    value: String(position),
    text: `${tokenText(tokens[position])} → ${tokenText(token)}`,
  }));
  return [{ value: "", text: "the whole document" }, ...predictions];
}

/**
 * The steps that can be looked into: the next one, and each that follows a state that was kept.
 *
 * @param {number[]} snapshots
 * @param {number} done
 * @param {number | null} chosen
 */
function steps(snapshots, done, chosen) {
  const all = new Set(chosen === null ? snapshots : [...snapshots, chosen].sort((a, b) => a - b));
  all.delete(done);
  const kept = [...all].map((after) => ({ value: String(after), text: whole(after + 1) }));
  return [{ value: "", text: `${whole(done + 1)} (now)` }, ...kept];
}

/** @param {Trace} trace */
function shownText({ header: { step, doc, loss, num_steps: numSteps } }) {
  const over = ` The ${whole(numSteps)} steps are over and the learning rate is 0, so Adam moves nothing.`;
  return `Shown: step ${step} on “${doc}”, loss ${fixed(loss, 4)}.${step > numSteps ? over : ""}`;
}
