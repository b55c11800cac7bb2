/** Experiments with one parameter: give it another number and see what the loss does; check its gradient by nudging it. */

import "./style.css";
import { exact, fixed } from "../../draw/format.js";
import { expressionOf } from "../../trace/read.js";
import { element, setText } from "../../draw/element.js";

/**
 * @import {Check, Edit} from "../../state/lab-store.js"
 * @import {Ref, Trace} from "../../trace/read.js"
 *
 * @typedef {object} Props
 * @property {Trace} trace
 * @property {Extract<Ref, {kind: "param"}> | null} param  the parameter that is looked at
 * @property {number | null} value  its number
 * @property {Check | null} check
 * @property {boolean} changes  whether the map shows what the edits changed
 * @property {boolean} canTry  whether Python is up and has made this trace
 *
 * @param {HTMLElement} root
 * @param {{dispatch: (action: any) => void}} context
 */
export function experimentView(root, { dispatch }) {
  const value = element("input", {
    type: "text",
    id: "experiment-value",
    inputmode: "decimal",
    autocomplete: "off",
    class: "figure",
  });
  const tryIt = element("button", { type: "submit", class: "button small" }, "Try it");
  const checkIt = element("button", { type: "button", class: "button small" }, "Check its gradient");
  const label = element("label", { for: "experiment-value" });
  const complaint = element("p", { class: "complaint", role: "alert" });
  const form = element(
    "form",
    { class: "experiment-form" },
    label,
    element("span", { class: "field row" }, value, tryIt, checkIt),
  );
  const note = element("p", { class: "note" });
  const checked = element("dl", { class: "numbers" });
  const edits = element("ul", { class: "list experiment-edits figure" });
  const outcome = element("dl", { class: "numbers" });
  const changes = element("input", { type: "checkbox", id: "experiment-changes" });
  const showChanges = element(
    "label",
    { class: "experiment-changes" },
    changes,
    " the map shows what changed, not the values",
  );
  const undo = element("button", { type: "button", class: "button small" }, "Undo");
  const result = element(
    "div",
    { class: "experiment-result" },
    element("p", { class: "title" }, "Changed"),
    edits,
    outcome,
    showChanges,
    undo,
  );
  root.append(form, complaint, note, checked, result);

  /** @type {Props | null} */
  let drawn = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!drawn?.param) return;
    const typed = Number(value.value.replace("\u2212", "-").replace(",", "."));
    const isFine = value.value.trim() !== "" && Number.isFinite(typed);
    setText(complaint, isFine ? "" : `Wanted a number such as -0.25, not “${value.value}”.`);
    if (isFine) dispatch({ type: "edits-asked", edits: withEdit(drawn.trace, drawn.param, typed) });
  });
  checkIt.addEventListener("click", () => {
    if (drawn?.param) dispatch({ type: "check-asked", ...place(drawn.trace, drawn.param) });
  });
  changes.addEventListener("change", () => dispatch({ type: "figure-set", figures: { changes: changes.checked } }));
  undo.addEventListener("click", () => dispatch({ type: "edits-asked", edits: [] }));

  /** @param {Props} props */
  return function update(props) {
    const { trace, param, check, canTry } = props;
    const name = param && expressionOf(trace, param);
    if (name !== (drawn?.param && expressionOf(drawn.trace, drawn.param))) setText(complaint, "");
    drawn = props;
    const experiment = trace.header.experiment ?? null;
    root.hidden = !param && !experiment;
    form.hidden = !param;
    setText(label, name ? `What if ${name} were` : "");
    if (document.activeElement !== value) value.value = props.value === null ? "" : fixed(props.value, 4);
    for (const control of [value, tryIt, checkIt]) control.disabled = !canTry;
    note.hidden = canTry || !param;
    setText(note, "To try other numbers, have a step computed here: Look into it, above.");
    const isOfThis = check !== null && param !== null && name === `${check.matrix}[${check.row}][${check.column}]`;
    checked.hidden = !isOfThis;
    if (!check || !isOfThis) checked.replaceChildren();
    else numbers(checked, checkRows(check, trace.header.config.backward === "position"));
    changes.checked = props.changes;
    result.hidden = !experiment;
    if (!experiment) {
      edits.replaceChildren();
      outcome.replaceChildren();
      return;
    }
    edits.replaceChildren(
      ...experiment.edits.map((/** @type {any} */ edit) =>
        element(
          "li",
          {},
          `${edit.matrix}[${edit.row}][${edit.column}] ${fixed(edit.before, 4)} → ${fixed(edit.after, 4)}`,
        ),
      ),
    );
    numbers(outcome, [
      ["the loss", `${fixed(experiment.loss_before, 4)} → ${fixed(experiment.loss_after, 4)}`],
      ["it changed by", signed(experiment.change)],
      ["gradient × distance said", signed(experiment.predicted)],
    ]);
  };
}

/** @param {Check} check @param {boolean} isStale */
function checkRows({ grad, slope, error, epsilon }, isStale) {
  const rows = [
    ["its .grad", signed(grad)],
    [`nudged by ±${epsilon}`, signed(slope)],
    ["apart by", exact(error)],
  ];
  if (isStale)
    rows.push(["why", "this program goes backward at each position, and what that leaves in the cache counts again"]);
  return rows;
}

/** @param {number} x */
function signed(x) {
  return `${x > 0 ? "+" : ""}${exact(x)}`;
}

/** @param {Trace} trace @param {Extract<Ref, {kind: "param"}>} param */
function place(trace, { matrix, row, column }) {
  return { matrix: trace.matrices[matrix].name, row, column };
}

/** The edits that are there, and one more. @param {Trace} trace @param {Extract<Ref, {kind: "param"}>} param @param {number} value @returns {Edit[]} */
function withEdit(trace, param, value) {
  const at = place(trace, param);
  const others = (trace.header.experiment?.edits ?? [])
    .map((/** @type {any} */ { matrix, row, column, after }) => ({ matrix, row, column, value: after }))
    .filter(
      (/** @type {Edit} */ edit) => edit.matrix !== at.matrix || edit.row !== at.row || edit.column !== at.column,
    );
  return [...others, { ...at, value }];
}

/** @param {HTMLElement} list @param {string[][]} rows */
function numbers(list, rows) {
  list.replaceChildren(
    ...rows.map(([term, text]) =>
      element("div", { class: "row" }, element("dt", {}, term), element("dd", { class: "figure" }, text)),
    ),
  );
}
