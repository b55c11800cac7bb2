/**
 * The lengths of the documents as bars, and which of them block_size does not hold.
 *
 * @import {Reading} from "../../wire/protocol.js"
 */

import { html, nothing, svg } from "lit-html";
import { stepSlider } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { whole } from "../../draw/format.js";
import { barText, lengthsText } from "./text.js";

const HEIGHT = 96;
const BASE = HEIGHT - 20; // where the bars stand
const TOP = 16; // for the number over the highest
const MOST_WIDTH = 480; // px: within the 34rem of the figure, so that nothing is scaled
const WIDEST = 40; // of a bar
const GAP = 2;
const LEAST = 2; // px of a bar that is not empty

/**
 * @param {Reading} reading
 * @param {number} width
 * @param {number | null} pointed  the first length of the bar that is pointed at
 * @param {(length: number | null) => void} onPoint
 */
export function lengthsView({ lengths, room }, width, pointed, onPoint) {
  const { histogram } = lengths;
  const firsts = histogram.map(([first]) => first);
  const highest = histogram.reduce((best, each) => (each[2] > best[2] ? each : best));
  const wide = Math.min(WIDEST, Math.floor(Math.min(width, MOST_WIDTH) / histogram.length));
  const told = histogram.find(([first]) => first === pointed);
  const x = (/** @type {number} */ at) => at * wide;
  const high = (/** @type {number} */ count) =>
    count === 0 ? 0 : Math.max(LEAST, ((BASE - TOP) * count) / highest[2]);
  const text = told ? barText(told) : lengthsText(lengths);
  const slider = {
    label: "Lengths of the documents",
    text,
    steps: firsts,
    step: pointed,
    at: told?.[0] ?? highest[0],
    page: 5,
    stepAt: (/** @type {number} */ px) => firsts[Math.min(Math.max(Math.floor(px / wide), 0), firsts.length - 1)],
    onStep: onPoint,
    width: Math.max(x(histogram.length), 1),
    height: HEIGHT,
    kind: "reading-lengths",
  };
  const last = histogram.length - 1;
  const drawing = svg`${histogram.map(
    ([first, to, count], at) =>
      svg`<rect class=${classes("", { "is-cut": to > room, "is-told": first === pointed })} x=${x(at)}
        y=${BASE - high(count)} width=${Math.max(wide - GAP, 1)} height=${high(count)} />`,
  )}<line x1="0" x2=${x(histogram.length)} y1=${BASE} y2=${BASE} />
    <text class="figure" x="0" y=${HEIGHT - 5}>${whole(lengths.shortest)}</text>
    ${
      last > 1
        ? svg`<text class="figure" text-anchor="end" x=${x(histogram.length) - GAP} y=${HEIGHT - 5}
          >${whole(lengths.longest)}</text>`
        : nothing
    }`;
  return html`${stepSlider(slider, drawing)}
    <p class="note reading-told figure">${text}</p>`;
}
