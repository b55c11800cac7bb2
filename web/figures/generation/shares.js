/**
 * The cumulative bar: the tokens' shares one after the other, and the needle where the random number fell.
 *
 * @import {InventedName as Name} from "../../wire/protocol.js"
 */

import { html, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { tokenText } from "../../draw/format.js";
import { SHARES, sharesLayout } from "./layout.js";
import { inRoom, percent } from "./phrases.js";
import { leadText, numberText } from "./text.js";

const { height, top, bar } = SHARES;

/**
 * @param {Name} name
 * @param {number} at
 * @param {{width: number, travelled: number, isDone: boolean, pointed: number | null,
 *   onPoint: (token: number | null) => void}} shown
 */
export function sharesView(name, at, { width, travelled, isDone, pointed, onPoint }) {
  const letter = name.letters[at];
  const { shares, needle } = sharesLayout(letter, width, travelled);
  return html`<svg
    class="chart generation-shares"
    role="img"
    aria-label=${leadText(name, at, true)}
    width=${width}
    height=${height}
    viewBox="0 0 ${width} ${height}"
  >
    <rect class="generation-bar" x="0" y=${top} width=${width} height=${bar} />${shares.map(
      ({ token, x, width: size, hasLetter, hasShare }) => {
        const isDrawn = isDone && !letter.given && token === letter.token;
        const marks = { "is-drawn": isDrawn, "is-pointed": token === pointed };
        const middle = round(x + size / 2);
        const text = hasLetter ? inRoom(tokenText(name.tokens[token]), size) : "";
        const percentage = hasShare ? percent(letter.probs[token]) : "";
        return svg`<rect class=${classes("generation-share", marks)}
          x=${round(x)} y=${top} width=${round(size)} height=${bar}
          @pointerenter=${() => onPoint(token)} @pointerleave=${() => onPoint(null)} />
        <text class="figure" x=${middle} y=${top + 16}>${text}</text>
        <text class="figure small" x=${middle} y=${top + bar + 12}>${percentage}</text>`;
      },
    )}
    ${needle === null ? "" : needleView(needle, width, travelled < 1 ? "" : numberText(name, at))}
  </svg>`;
}

/**
 * @param {number} x
 * @param {number} width
 * @param {string} text
 */
function needleView(x, width, text) {
  const anchor = x < 30 ? "start" : x > width - 30 ? "end" : "middle";
  return svg`<g class="generation-needle">
    <line x1=${round(x)} x2=${round(x)} y1=${top - 5} y2=${top + bar + 5} />
    <path d="M${round(x - 4)} ${top - 6}h8l-4 6z" />
    <text class="figure" x=${round(x)} y="10" text-anchor=${anchor}>${text}</text>
  </g>`;
}
