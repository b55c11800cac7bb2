/**
 * What stands beneath the tables: the sum of the number in focus, what is said of it, and what the cache saves.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Sum, Term} from "./sum.js"
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { whole } from "../../draw/format.js";
import { readout } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { brief } from "./brief.js";
import { costsOf, savedText } from "./sentences.js";

const WIDE_TERM = 54; // px that the number of a term takes
const NAMED = 36; // ... its token with its position

/**
 * @param {Trace} trace
 * @param {Sum | null} sum
 * @param {[name: string, about: string]} said
 * @param {{width: number, height: number, isStacked: boolean, isLow: boolean}} room
 */
export function panelView(trace, sum, said, { width, height, isStacked, isLow }) {
  const hasCosts = width >= 900;
  const share = isStacked ? 1 : hasCosts ? 0.42 : 0.5;
  const bars = isStacked ? height - (isLow ? 42 : 78) : height - 28; // a low panel has no room for a title
  const saved = savedText(trace, { hasCosts, isLow: isStacked && isLow });
  return html`<div class=${classes("cache-panel", { "is-stacked": isStacked, "has-costs": hasCosts })}>
    <div class="cache-sum">
      ${sum ? sumView(sum, width * share, bars) : html`<p class="note">${saved}</p>`}
    </div>
    ${readout(...said)} ${hasCosts ? costsView(trace) : ""}
  </div>`;
}

/**
 * A bar for each term, up or down from zero, and one for what they come to.
 *
 * @param {Sum} sum
 * @param {number} width
 * @param {number} height  of a bar with its label and its number
 */
function sumView({ title, kind, most, terms, results }, width, height) {
  const room = width / (terms.length + results.length + 0.5);
  const hasNumbers = room >= WIDE_TERM;
  const high = height - 30;
  const isSigned = kind !== "share";
  const term = (
    /** @type {Term} */ { label, short = label, isWord = false, value },
    /** @type {boolean} */ isResult,
  ) => {
    const size = ((Math.abs(value ?? 0) / most) * high) / (isSigned ? 2 : 1);
    const isDown = value !== null && value < 0;
    const top = (isSigned ? high / 2 : high) - (isDown ? 0 : size);
    return html`<div class=${classes("cache-term", { "is-result": isResult, "is-pending": value === null })}
      ><span class=${classes("cache-term-name", { special: isWord })}>${isResult || room >= NAMED ? label : short}</span
      ><span class="cache-term-bar" ${style({ height: `${high}px` })}
        ><i class=${classes("", { "is-down": isDown })} ${style({ top: `${top}px`, height: `${size}px` })}></i
        ><b ${style({ top: `${isSigned ? high / 2 : high}px` })}></b></span
      ><span class="figure">${!hasNumbers && !isResult ? "" : value === null ? "·" : brief(value)}</span></div>`;
  };
  const tracks = `repeat(${terms.length}, minmax(0, 1fr)) repeat(${results.length}, minmax(${WIDE_TERM}px, 1fr))`;
  return html`<p class="cache-sum-title">${title}</p>
    <div
      class="cache-terms"
      data-kind=${kind}
      role="img"
      aria-label=${sumText(title, terms, results)}
      ${style({ "grid-template-columns": tracks })}
    >
      ${terms.map((each) => term(each, false))} ${results.map((each) => term(each, true))}
    </div>`;
}

/**
 * @param {string} title
 * @param {Term[]} terms
 * @param {Term[]} results
 */
function sumText(title, terms, results) {
  const said = [...terms, ...results].map(
    ({ label, value }) => `${label} ${value === null ? "not yet" : brief(value)}`,
  );
  return `${title}: ${said.join(", ")}`;
}

/**
 * What a pass multiplies with the cache, and without it in the two ways there are.
 *
 * @param {Trace} trace
 */
function costsView(trace) {
  const costs = costsOf(trace);
  const most = Math.max(...costs.map(({ count }) => count));
  return html`<div class="cache-costs">
    <p>Multiplications in matrices and attention</p>
    <dl>${costs.map(
      ({ name, count }) =>
        html`<div class="cache-cost">
          <dt>${name}</dt>
          <dd class="figure">${whole(count)}</dd>
          <dd class="cache-track" aria-hidden="true"><i ${style({ width: `${(100 * count) / most}%` })}></i></dd>
        </div>`,
    )}</dl>
  </div>`;
}
