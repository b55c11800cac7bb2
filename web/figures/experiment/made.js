/**
 * What has been done to a model: the numbers that are changed in it, and the check of a gradient.
 *
 * @import {Check, Edit} from "../../wire/protocol.js"
 * @import {Experiment, Param} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {FigureAction} from "../figure.js"
 */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { exact, fixed } from "../../draw/format.js";
import { button } from "../../draw/parts.js";
import { MEASURED } from "./outcome.js";

/**
 * What the reader's edits changed.
 *
 * @param {Experiment} made
 * @param {boolean} changes
 * @param {(action: FigureAction) => void} dispatch
 */
export function madeView(
  { edits, loss_before, loss_after, change, predicted, is_measured: isMeasured },
  changes,
  dispatch,
) {
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
      [`${isMeasured ? "measured slope" : "gradient"} × distance said`, signed(predicted)],
    ])}
    ${isMeasured ? html`<p class="note">${MEASURED}</p>` : nothing}
    <label class="experiment-changes"
      ><input type="checkbox" .checked=${live(changes)} @change=${show} /> the map shows what changed, not the
      values</label
    >
    ${button("Undo", () => dispatch({ type: "edits-asked", edits: [] }), { kind: "small" })}
  </div>`;
}

/**
 * The edits that are there, and one more.
 *
 * @param {Trace} trace
 * @param {Edit} edit
 * @returns {Edit[]}
 */
export function withEdit(trace, edit) {
  const isSame = (/** @type {Param} */ other) =>
    other.matrix === edit.matrix && other.row === edit.row && other.column === edit.column;
  const others = (trace.header.experiment?.edits ?? []).filter((each) => !isSame(each));
  return [...others.map(({ matrix, row, column, after: value }) => ({ matrix, row, column, value })), edit];
}

/**
 * What a check of a parameter's gradient found.
 *
 * @param {Trace} trace
 * @param {Check | null} check  the newest
 * @param {Param} place
 */
export function checkView({ header: { passes } }, check, { matrix, row, column }) {
  if (!check || check.matrix !== matrix || check.row !== row || check.column !== column) return nothing;
  const { grad, slope, error, epsilon } = check;
  const why = "this program goes backward at each position, and what that leaves in the cache counts again";
  return numbersView([
    ["its .grad", signed(grad)],
    [`nudged by ±${epsilon}`, signed(slope)],
    ["they differ by", exact(error)],
    ...(passes > 1 ? [["if by much", why]] : []),
  ]);
}

/** @param {number} x */
const signed = (x) => `${x > 0 ? "+" : ""}${exact(x)}`;

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
