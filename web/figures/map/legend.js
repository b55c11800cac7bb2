/**
 * The legend of the model map: which colour is which number, in the row that is looked at.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { html } from "lit-html";
import { digits } from "../../draw/format.js";
import { scaleItem } from "../../draw/parts.js";
import { gradientPass } from "../../trace/read.js";
import { rangesOf } from "./ranges.js";
import { mapRows, rowsOfStages } from "./rows.js";

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} stage  null: none, so that only the words of the colours are said
 */
export function legendOf(trace, cursor, stage) {
  if (stage === null)
    return legend("each row has its own scale", [valueItem(trace, "signed", null), gradientItem(null)]);
  const at = rowsOfStages(trace)[stage];
  const { kind, numbers } = mapRows(trace)[at];
  const pass = gradientPass(trace, stage, cursor);
  const { values, grads } = rangesOf(trace);
  return legend(`scale of \u201c${kind.short}\u201d`, [
    valueItem(trace, numbers === "signed" ? "signed" : "share", values[at]),
    ...(pass < 0 ? [] : [gradientItem(grads[pass][at])]),
  ]);
}

/**
 * @param {string} words
 * @param {import("lit-html").TemplateResult[]} items
 */
const legend = (words, items) => html`<p class="legend"><span>${words}</span>${items}</p>`;

/**
 * @param {Trace} trace
 * @param {"signed" | "share"} kind
 * @param {number | null} max
 */
const valueItem = (trace, kind, max) =>
  scaleItem({ word: trace.areChanges ? "change" : "value", kind, ...ends(max, kind === "share") });

/** @param {number | null} max */
const gradientItem = (max) => scaleItem({ word: "gradient", kind: "gradient", ...ends(max, false) });

/**
 * @param {number | null} max
 * @param {boolean} isFromZero
 */
function ends(max, isFromZero) {
  if (max === null) return { low: "\u2212", high: "+" };
  return { low: isFromZero ? "0" : digits(-max), high: digits(max) };
}
