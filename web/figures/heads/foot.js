/**
 * The foot of the heads: what is pointed at or selected, with its numbers, and which colour is which number.
 *
 * @import {Shown} from "./weights.js"
 */

import { html } from "lit-html";
import { readout, scaleItem } from "../../draw/parts.js";
import { say } from "../../trace/known.js";
import { aboutText, smallDecimals } from "./text.js";
import { greatestGradient } from "./weights.js";

/**
 * @param {Shown} shown
 * @param {{isWide: boolean, hasArcs: boolean}} where  isWide: there is room for both, else the scales give way to what
 *   is said
 */
export function footView(shown, { isWide, hasArcs }) {
  const { trace, cursor, hovered, selection, snapshot } = shown;
  const said = hovered ?? selection;
  const max = greatestGradient(trace, cursor);
  const isBack = trace.frames[cursor].phase === "backward" && snapshot === null;
  const isWhole = trace.passAt[cursor] >= 0 || snapshot !== null;
  return html`<div class="heads-foot">
    ${
      said === null && !isWide
        ? ""
        : said
          ? readout(say(trace, said, cursor), aboutText(shown, said))
          : readout("", hasArcs ? "Point at a cell or an arc for its numbers." : "Point at a cell for its numbers.")
    }
    ${
      said && !isWide
        ? ""
        : html`<p class="legend">
      ${scaleItem({ word: "weight", kind: "share", low: "0", high: "1" })}
      ${isBack ? scaleItem({ word: "gradient", kind: "gradient", low: brief(-max), high: brief(max) }) : ""}
      ${isWhole ? "" : html`<span class="item"><span class="scale" data-scale="pending"></span>not computed yet</span>`}
    </p>`
    }
  </div>`;
}

/** The end of a scale. @param {number} x */
const brief = (x) => `${x > 0 ? "+" : ""}${smallDecimals(x)}`;
