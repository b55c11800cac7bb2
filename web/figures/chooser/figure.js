/** Choosing what to look into: a document, whose loss goes backward, and when in training. */

import "./style.css";
import { select } from "d3-selection";
import { tokenText, whole } from "../../draw/format.js";
import { element, setText } from "../../draw/element.js";

/**
 * @typedef {object} Props
 * @property {{doc: string, target: number | null, moment: number | null}} choice
 * @property {string[]} tokens  of the trace that is shown, as texts
 * @property {string} shownDoc
 * @property {number[]} moments  after how many steps one can look
 * @property {number} step  training steps done
 * @property {boolean} canTrace
 * @property {boolean} isTracing
 * @property {string} note  where the trace that is shown comes from
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function chooserView(root, { dispatch }) {
  const doc = element("input", { type: "text", id: "doc", autocomplete: "off", spellcheck: "false", maxlength: 1000 });
  const target = element("select", { id: "target" });
  const moment = element("select", { id: "moment" });
  const trace = element("button", { type: "submit", class: "button" });
  const note = element("p", { class: "note" });
  const form = element(
    "form",
    { class: "chooser row" },
    // the label beside its control, not around it: a name should not read out every choice
    element("span", { class: "field" }, element("label", { for: "doc" }, "Document"), " ", doc),
    element("span", { class: "field" }, element("label", { for: "target" }, "loss of"), " ", target),
    element("span", { class: "field" }, element("label", { for: "moment" }, "at step"), " ", moment),
    trace,
  );
  root.append(form, note);
  doc.addEventListener("input", () =>
    dispatch({ type: "choice-set", choice: { doc: doc.value.trim(), target: null } }),
  );
  target.addEventListener("change", () => {
    dispatch({ type: "choice-set", choice: { target: target.value === "" ? null : Number(target.value) } });
  });
  moment.addEventListener("change", () => {
    dispatch({ type: "choice-set", choice: { moment: moment.value === "" ? null : Number(moment.value) } });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dispatch({ type: "trace-asked" });
  });

  /** @param {Props} props */
  return function update({ choice, tokens, shownDoc, moments, step, canTrace, isTracing, note: text }) {
    if (document.activeElement !== doc) doc.value = choice.doc;
    doc.placeholder = shownDoc;
    const isShown = choice.doc === "" || choice.doc === shownDoc;
    const letters = isShown ? tokens : ["<BOS>", ...choice.doc, "<BOS>"];
    const predictions = letters.slice(1).map((letter, position) => ({
      value: String(position),
      text: `${tokenText(letters[position])} → ${tokenText(letter)}`,
    }));
    options(target, [{ value: "", text: "the whole document" }, ...predictions], String(choice.target ?? ""));
    const steps = new Set(choice.moment === null ? moments : [...moments, choice.moment].sort((a, b) => a - b));
    const kept = [...steps]
      .filter((each) => each !== step)
      .map((each) => ({ value: String(each), text: whole(each + 1) }));
    options(moment, [{ value: "", text: `${whole(step + 1)} (now)` }, ...kept], String(choice.moment ?? ""));
    setText(trace, isTracing ? "Tracing…" : "Look into it");
    trace.disabled = !canTrace || isTracing;
    setText(note, text);
  };
}

/** @param {HTMLSelectElement} root @param {{value: string, text: string}[]} choices @param {string} chosen */
function options(root, choices, chosen) {
  select(root)
    .selectAll("option")
    .data(choices)
    .join("option")
    .attr("value", ({ value }) => value)
    .text(({ text }) => text);
  root.value = chosen;
}
