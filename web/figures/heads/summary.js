/**
 * What a head reads on average: the map of its mean weights, and beside it how much of that is the previous letter, the
 * first token and itself.
 *
 * @import {Cell, HeatmapProps} from "../../draw/heat-map.js"
 * @import {HeadSummary, Summaries} from "../../wire/protocol.js"
 * @import {HeadsLayout} from "./layout.js"
 * @import {Shown} from "./weights.js"
 *
 * @typedef {{average: Node, drawAverage: (props: HeatmapProps) => void}} Canvases
 */

import { html } from "lit-html";
import { classes } from "../../draw/classes.js";
import { digits } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { positions } from "../../trace/read.js";
import { letter, namesText, weightText } from "./text.js";
import { pairOf } from "./weights.js";

const WORDS = 75; // px that the three shares take
const KINDS = /** @type {const} */ (["previous", "first", "itself"]);

/**
 * The heat map of what a head reads on average, but for the cells that are pointed at.
 *
 * @param {Shown} shown
 * @param {Summaries} summaries
 * @param {HeadSummary} summary
 * @param {HeadsLayout} layout
 */
function averageMap({ trace, palette }, summaries, summary, { averageSide }) {
  const n = positions(trace);
  const { layer, head, map } = summary;
  return {
    rows: n,
    columns: n,
    /** @type {import("../../draw/heat-map.js").HeatmapProps["colourOf"]} */
    colourOf: (row, s) => (s > row || row >= map.length ? null : palette.scales.share.pixel(map[row][s], 1)),
    painted: [summary, palette.key],
    width: averageSide,
    height: averageSide,
    label: `Layer ${layer}, head ${head}: what each position reads on average`,
    nameOf(/** @type {number} */ row, /** @type {number} */ s) {
      const names = namesText(summaries.counts[row]);
      return `position ${row} reads position ${s}: ${digits(map[row][s])} on average over ${names}`;
    },
    /**
     * The cell, if any of the documents has it.
     *
     * @param {Cell | null} cell
     */
    inside: (cell) => (cell && cell.row < map.length ? cell : null),
  };
}

/**
 * What stands there while they are not known: as high, so that nothing shifts when they are.
 *
 * @param {HeadsLayout} layout
 */
function emptySummary({ isBeside, averageSide }) {
  const height = isBeside ? Math.max(averageSide, WORDS) : averageSide + WORDS + 4;
  return html`<p class=${classes("heads-habit", { "is-tight": !isBeside })}>&nbsp;</p>
    <div class="heads-summary" ${style({ height: `${height}px` })}></div>`;
}

/**
 * @param {Shown} shown
 * @param {Summaries} summaries
 * @param {HeadSummary} summary
 * @param {HeadsLayout} layout
 * @param {Node} map
 */
function summaryView({ trace }, summaries, summary, { isBeside, averageSide }, map) {
  const { reads } = summary;
  const names = { previous: "previous", first: letter(trace, 0), itself: "itself" };
  const read = reads === "previous" && isBeside ? "the previous letter" : reads && names[reads];
  const habit = read ? `reads ${read}` : isBeside ? "none of these stands out" : "none stands out";
  return html`<p class=${classes("heads-habit", { "is-tight": !isBeside })}>${habit}</p>
    <div class=${classes("heads-summary", { "is-beside": isBeside })}>
      ${averageSide > 0 ? map : ""}
      <dl class="heads-words">
        ${KINDS.map(
          (kind) =>
            html`<div class=${classes("heads-share", { "is-read": kind === reads })}>
              <dt class=${classes("", { special: kind === "first" })}>${names[kind]}</dt>
              <dd class="figure">${weightText(summary[kind], !isBeside)}</dd>
              <dd class="heads-track" aria-hidden="true">
                <i class="heads-bar" ${style({ width: `${summary[kind] * 100}%` })}></i
                ><i class="heads-even" ${style({ left: `${summaries.even * 100}%` })}></i>
              </dd>
            </div>`,
        )}
      </dl>
    </div>`;
}

/**
 * What a head reads on average.
 *
 * @param {Shown} shown
 * @param {HeadsLayout} layout
 * @param {{layer: number, head: number, canvases: Canvases}} of
 */
export function averageView(shown, layout, { layer, head, canvases }) {
  const { trace, summaries, hovered, marked } = shown;
  const summary = summaries?.heads.find((each) => each.layer === layer && each.head === head);
  if (!summaries || !summary) return emptySummary(layout);
  const { inside, ...map } = averageMap(shown, summaries, summary, layout);
  const pointed = pairOf(trace, hovered);
  const cellOf = (/** @type {{layer: number, head: number, t: number, s: number | null} | null} */ pair) =>
    pair?.layer === layer && pair.head === head && pair.s !== null ? { row: pair.t, column: pair.s } : null;
  if (layout.averageSide > 0) {
    canvases.drawAverage({ ...map, hovered: inside(cellOf(pointed)), selected: inside(cellOf(marked)) });
  }
  return summaryView(shown, summaries, summary, layout, canvases.average);
}
