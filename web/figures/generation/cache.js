/**
 * The KV cache as a strip: for each position so far a row of its key and its value vector. Every letter adds one.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {CellsLayout} from "./layout.js"
 */

import { html, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { fixed } from "../../draw/format.js";
import { style } from "../../draw/style.js";
import { HEAD } from "./layout.js";

const LEGIBLE = 9; // px of a row for its letter
const SMALL = 11; // px of a row below which its letter is small
const BETWEEN = 8; // px between keys and value vectors

/** @typedef {{key: number[], value: number[]}} Row */

/**
 * @param {Row[]} rows  of all positions
 * @param {{layout: CellsLayout["cache"], read: string[], at: number, layer: number, filled: number, palette: Palette,
 *   max: number}} shown  read: what stands at each position; filled: how much of the newest row; max: of the colours
 */
export function cacheView(rows, { layout, read, at, layer, filled, palette, max }) {
  const { width, gutter, row, cell, height } = layout;
  const all = HEAD + height;
  const size = rows[0].key.length;
  const starts = { key: gutter, value: gutter + size * cell + BETWEEN };
  /**
   * @param {number} t
   * @param {"key" | "value"} kind
   */
  const cellsOf = (t, kind) => {
    const y = round(HEAD + t * row);
    const [wide, high] = [round(cell), round(row - 1)];
    const name = `${kind}s[${layer}][${t}]`;
    const cells = rows[t][kind].map((number, i) => {
      const colour = palette.scales.signed.css(t === at ? number * filled : number, max);
      const x = round(starts[kind] + i * cell);
      return svg`<rect x=${x} y=${y} width=${wide} height=${high} ${style({ fill: colour })}
        ><title>${name}[${i}] = ${fixed(number, 4)}</title></rect>`;
    });
    const frame = classes("generation-frame", { "is-lit": t === at });
    return svg`${t <= at ? cells : ""}
      <rect class=${frame} x=${round(starts[kind])} y=${y} width=${round(size * cell)} height=${high} />`;
  };
  const lines = rows.map((_, t) => {
    const marks = { small: row < SMALL, "is-to-come": t > at, "is-lit": t === at };
    const letter = row >= LEGIBLE || t === at ? (t === 0 ? "·" : read[t]) : "";
    const y = round(HEAD + (t + 0.5) * row + 3);
    return svg`<text class=${classes("figure generation-row-name", marks)} x=${gutter - 4} y=${y}>${letter}</text>
      ${cellsOf(t, "key")}${cellsOf(t, "value")}`;
  });
  const label =
    `KV cache of layer ${layer}: ${size} numbers of a key and ${size} of a value vector for each position so far, ` +
    `${read.slice(0, at + 1).join(", ")}.`;
  return html`<svg
    class="chart generation-cache"
    role="img"
    aria-label=${label}
    width=${width}
    height=${all}
    viewBox="0 0 ${width} ${all}"
    ><text data-role="key" x=${round(starts.key)} y="11">keys</text
    ><text data-role="value" x=${round(starts.value)} y="11">value vectors</text>${lines}</svg
  >`;
}
