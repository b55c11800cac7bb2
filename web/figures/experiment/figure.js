/**
 * Experiments with one parameter: give it another number and see what the loss does; check its gradient by nudging it.
 *
 * @import {Figure, FigureAction, Props} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Check, Edit} from "../../wire/protocol.js"
 * @import {Experiment, Param} from "../../wire/trace-format.js"
 *
 * @typedef {(action: FigureAction) => void} Dispatch
 */

import { html, nothing } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { live } from "lit-html/directives/live.js";
import { exact, fixed } from "../../draw/format.js";
import { ownId } from "../../draw/own-id.js";
import { button } from "../../draw/parts.js";
import { templateIn } from "../../draw/template.js";
import { expressionOf } from "../../trace/names.js";
import { paramIndex } from "../../trace/refs.js";
import { passing, text } from "../settings.js";
import "./style.css";

const TO_TRY = "To try other numbers, have a step computed here: Look into it, above.";

/** @type {Figure} */
export const experiment = {
  name: "experiment",
  title: "Try another number",
  caption: "Select a parameter, give it another number, and see what the loss does and what its gradient foretold.",
  settings: { refused: passing(text("what was typed that is no number, and for which parameter: wte[0][0]=much", "")) },
  needsTrace: true,

  mount(root, { dispatch }) {
    const view = templateIn(root);
    const id = ownId("experiment");
    return {
      update: (props) => view.draw(experimentView(props, id, dispatch)),
      destroy: view.remove,
    };
  },
};

/**
 * @param {Props} props
 * @param {string} id
 * @param {Dispatch} dispatch
 */
function experimentView(props, id, dispatch) {
  const { trace, look } = props;
  const param = look.selection?.kind === "param" ? look.selection : null;
  const { experiment: made } = trace.header;
  if (!param && !made) return html``;
  return html`<div class="experiment">
    ${param ? paramView(props, param, id, dispatch) : nothing}
    ${made ? madeView(made, look.changes, dispatch) : nothing}
  </div>`;
}

/**
 * What can be done with a parameter, and what a check of its gradient found.
 *
 * @param {Props} props
 * @param {ParamRef} param
 * @param {string} id
 * @param {Dispatch} dispatch
 */
function paramView({ trace, look, canAsk, settings }, param, id, dispatch) {
  const name = expressionOf(trace, param);
  const place = { matrix: trace.matrices[param.matrix].name, row: param.row, column: param.column };
  const canTry = canAsk && !look.isTracing;
  const isRefused = settings.refused.startsWith(`${name}=`);
  const refused = settings.refused.slice(name.length + 1);
  /** @param {Event & {currentTarget: HTMLFormElement}} event */
  const tryIt = (event) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("value");
    const value = Number(String(typed).replace("\u2212", "-").replace(",", "."));
    const isFine = String(typed).trim() !== "" && Number.isFinite(value);
    dispatch({ type: "set", settings: { refused: isFine ? "" : `${name}=${typed}` } });
    if (isFine) dispatch({ type: "edits-asked", edits: withEdit(trace, { ...place, value }) });
  };
  const { check } = look;
  const isChecked = check !== null && name === `${check.matrix}[${check.row}][${check.column}]`;
  return html`<form class="experiment-form" @submit=${tryIt}>
      <label for=${id}>What if ${name} were</label>
      <span class="field row">
        ${keyed(
          name,
          html`<input
            type="text"
            class="figure"
            id=${id}
            name="value"
            inputmode="decimal"
            autocomplete="off"
            .value=${isRefused ? refused : fixed(trace.columns.adam_before[paramIndex(trace, param)], 4)}
            .disabled=${!canTry}
          />`,
        )}
        <button type="submit" class="button small" .disabled=${!canTry}>Try it</button>
        ${button("Check its gradient", () => dispatch({ type: "check-asked", ...place }), {
          kind: "small",
          isDisabled: !canTry,
        })}
      </span>
    </form>
    <p class="complaint" role="alert">${isRefused ? `Wanted a number such as -0.25, not “${refused}”.` : ""}</p>
    ${canTry ? nothing : html`<p class="note">${TO_TRY}</p>`}
    ${isChecked ? numbersView(checkRows(check, trace.header.config.backward === "position")) : nothing}`;
}

/**
 * What the reader's edits changed.
 *
 * @param {Experiment} made
 * @param {boolean} changes
 * @param {Dispatch} dispatch
 */
function madeView({ edits, loss_before, loss_after, change, predicted }, changes, dispatch) {
  /** @param {Event & {currentTarget: HTMLInputElement}} event */
  const show = ({ currentTarget: { checked } }) => dispatch({ type: "changes-set", changes: checked });
  return html`<div class="experiment-result">
    <p class="title">Changed</p>
    <ul class="list experiment-edits figure">
      ${edits.map(
        ({ matrix, row, column, before, after }) =>
          html`<li>${matrix}[${row}][${column}] ${fixed(before, 4)} → ${fixed(after, 4)}</li>`,
      )}
    </ul>
    ${numbersView([
      ["the loss", `${fixed(loss_before, 4)} → ${fixed(loss_after, 4)}`],
      ["it changed by", signed(change)],
      ["gradient × distance said", signed(predicted)],
    ])}
    <label class="experiment-changes"
      ><input type="checkbox" .checked=${live(changes)} @change=${show} /> the map shows what changed, not the
      values</label
    >
    ${button("Undo", () => dispatch({ type: "edits-asked", edits: [] }), { kind: "small" })}
  </div>`;
}

/**
 * @param {Check} check
 * @param {boolean} isStale
 */
function checkRows({ grad, slope, error, epsilon }, isStale) {
  const why = "this program goes backward at each position, and what that leaves in the cache counts again";
  return [
    ["its .grad", signed(grad)],
    [`nudged by ±${epsilon}`, signed(slope)],
    ["apart by", exact(error)],
    ...(isStale ? [["why", why]] : []),
  ];
}

/** @param {number} x */
const signed = (x) => `${x > 0 ? "+" : ""}${exact(x)}`;

/**
 * The edits that are there, and one more.
 *
 * @param {Trace} trace
 * @param {Edit} edit
 * @returns {Edit[]}
 */
function withEdit(trace, edit) {
  const isSame = (/** @type {Param} */ other) =>
    other.matrix === edit.matrix && other.row === edit.row && other.column === edit.column;
  const others = (trace.header.experiment?.edits ?? []).filter((each) => !isSame(each));
  return [...others.map(({ matrix, row, column, after: value }) => ({ matrix, row, column, value })), edit];
}

/** @param {string[][]} rows */
const numbersView = (rows) =>
  html`<dl class="numbers">
    ${rows.map(
      ([term, text]) =>
        html`<div class="row">
          <dt>${term}</dt>
          <dd class="figure">${text}</dd>
        </div>`,
    )}
  </dl>`;
