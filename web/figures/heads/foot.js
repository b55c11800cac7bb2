/**
 * The foot of the heads: what is pointed at or selected, with its numbers, and which colour is which number.
 *
 * @import {Shown} from "./weights.js"
 */

import { html } from "lit-html";
import { digits } from "../../draw/format.js";
import { readout, scaleItem } from "../../draw/parts.js";
import { say } from "../../trace/known.js";
import { aboutText } from "./text.js";
import { greatestGradient } from "./weights.js";

/** @param {Shown} shown */
export function footView(shown) {
  const { trace, cursor, hovered, selection, snapshot } = shown;
  const said = hovered ?? selection;
  const max = greatestGradient(trace, cursor);
  const isBack = trace.frames[cursor].phase === "backward" && snapshot === null;
  const isWhole = trace.passAt[cursor] >= 0 || snapshot !== null;
  return html`<div class="foot">
    ${
      said
        ? readout(say(trace, said, cursor), aboutText(shown, said))
        : readout("", "Point at a cell or an arc for its numbers.")
    }
    <p class="legend">
      ${scaleItem({ word: "weight", kind: "share", low: "0", high: "1" })}
      ${isBack ? scaleItem({ word: "gradient", kind: "gradient", low: digits(-max), high: digits(max, true) }) : ""}
      ${isWhole ? "" : html`<span class="item"><span class="scale" data-scale="pending"></span>not computed yet</span>`}
    </p>
  </div>`;
}
