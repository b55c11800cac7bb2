/**
 * The legend of the model map: which colour is which number, in the row that is looked at.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { digits } from "../../draw/format.js";
import { gradientPass } from "../../trace/read.js";
import { element, setText } from "../../draw/element.js";
import { mapRows, rowIndex } from "./rows.js";
import { rangesOf } from "./scales.js";

const SCALES = /** @type {const} */ (["signed", "share", "gradient"]);
const WORDS = { signed: "value", share: "value", gradient: "gradient" };

/** @param {HTMLElement} root */
export function legendView(root) {
  const items = SCALES.map((scale) => {
    const [low, high] = [element("span", { class: "figure" }), element("span", { class: "figure" })];
    const bar = element("span", { class: "scale", "data-scale": scale });
    const item = element("span", { class: "item" }, element("span", {}, WORDS[scale]), low, bar, high);
    return { scale, item, low, high };
  });
  const row = element("span", {});
  root.append(element("p", { class: "legend" }, row, ...items.map(({ item }) => item)));

  /** @param {{trace: Trace, cursor: number, stage: number | null}} props */
  return function update({ trace, cursor, stage }) {
    const at = stage === null ? null : rowIndex(trace, stage);
    const kind = at === null ? "signed" : mapRows(trace)[at].kind === "signed" ? "signed" : "share";
    const pass = stage === null ? -1 : gradientPass(trace, stage, cursor);
    const { values, grads } = rangesOf(trace);
    setText(row, at === null ? "each row has its own range" : `row \u201c${mapRows(trace)[at].label}\u201d`);
    for (const { scale, item, low, high } of items) {
      item.hidden = scale === "gradient" ? pass < 0 && at !== null : scale !== kind;
      const max = at === null ? null : scale === "gradient" ? (pass < 0 ? null : grads[pass][at]) : values[at];
      setText(low, max === null ? "\u2212" : scale === "share" ? "0" : digits(-max));
      setText(high, max === null ? "+" : digits(max));
    }
  };
}
