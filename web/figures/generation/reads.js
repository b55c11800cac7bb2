/**
 * What the model reads when it chooses a letter: the attention weights, a row a head; and the KV cache, to which every
 * letter adds a row.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Name} from "./layout.js"
 */

import { html, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { brief, fixed, tokenText } from "../../draw/format.js";
import { scaleItem } from "../../draw/parts.js";
import { style } from "../../draw/style.js";
import { textOn } from "../../draw/palette.js";
import { cellsLayout } from "./layout.js";
import { attentionText } from "./text.js";

const HEAD = 16; // px of the line of letters above the cells
const LEGIBLE = 9; // px of a row for its letter
const NUMBERED = 27; // px of a cell for its number

/**
 * @param {Name} name
 * @param {number} at
 * @param {{width: number, layer: number, filled: number, palette: Palette}} shown  filled: how much of the new row
 */
export function readsView(name, at, { width, layer, filled, palette }) {
  const rows = name.letters.map(({ keys, values }) => [...keys[layer], ...values[layer]]);
  const heads = name.letters[at].attention[layer];
  const layout = cellsLayout({ positions: name.letters.length, heads: heads.length, numbers: rows[0].length }, width);
  const max = Math.max(...rows.flat().map(Math.abs));
  const label = attentionText(name, at, layer);
  // what stands at each position: BOS, then every letter but the last, which nothing reads
  const read = ["BOS", ...name.letters.slice(0, -1).map(({ token }) => tokenText(name.tokens[token]))];
  return html`<div class=${classes("generation-reads", { "is-stacked": layout.isStacked })}>
    <div>
      <p class="note">What each head reads</p>
      ${attentionView(heads, { layout: layout.attention, read, at, filled, palette, label })}
    </div>
    <div>
      <p class="note row generation-cache-head"
        ><span>KV cache: ${at + 1} of ${rows.length} rows</span
        ><span class="legend">${scaleItem({ word: "", kind: "signed", low: brief(-max), high: brief(max) })}</span></p
      >
      ${cacheView(rows, { layout: layout.cache, read, at, filled, palette, max })}
    </div>
  </div>`;
}

/**
 * @param {number[][]} heads
 * @param {{layout: ReturnType<typeof cellsLayout>["attention"], read: string[], at: number, filled: number,
 *   palette: Palette, label: string}} shown
 */
function attentionView(heads, { layout, read, at, filled, palette, label }) {
  const { width, gutter, row, cell, height } = layout;
  const all = HEAD + height;
  return html`<svg class="chart generation-attention" role="img" aria-label=${label}
    width=${width} height=${all} viewBox="0 0 ${width} ${all}">
    ${read.map(
      (text, s) => svg`<text class=${classes("figure", { "is-to-come": s > at, "is-lit": s === at })}
      x=${round(gutter + (s + 0.5) * cell)} y="11">${short(text, cell)}</text>`,
    )}
    ${heads.map((weights, head) => {
      const y = HEAD + head * row;
      return svg`<text class="generation-row-name" x=${gutter - 6} y=${round(y + row / 2 + 3.5)}>head ${head}</text>
        ${read.map((_, s) => {
          const weight = weights[s];
          const colour = weight === undefined ? null : palette.scales.share.css(weight * filled, 1);
          const x = round(gutter + s * cell);
          return svg`<rect class="generation-cell" x=${x} y=${y} width=${round(cell - 1)} height=${row - 1}
            ${style({ fill: colour })} />${
              colour && cell >= NUMBERED && row >= 12 && filled === 1
                ? svg`<text class="figure small" x=${round(x + cell / 2)} y=${round(y + row / 2 + 3)}
                    ${style({ fill: textOn(palette, colour) })}>${fixed(weight, 2)}</text>`
                : ""
            }`;
        })}`;
    })}
  </svg>`;
}

/**
 * @param {number[][]} rows  keys, then value vectors
 * @param {{layout: ReturnType<typeof cellsLayout>["cache"], read: string[], at: number, filled: number,
 *   palette: Palette, max: number}} shown
 */
function cacheView(rows, { layout, read, at, filled, palette, max }) {
  const { width, gutter, row, cell, height } = layout;
  const all = HEAD + height;
  const half = rows[0].length / 2;
  const xOf = (/** @type {number} */ column) => gutter + column * cell + (column >= half ? 8 : 0);
  const label =
    `KV cache: a row of ${half} numbers of the key and ${half} of the value vector for each position so far: ` +
    `${read.slice(0, at + 1).join(", ")}.`;
  return html`<svg class="chart generation-cache" role="img" aria-label=${label}
    width=${width} height=${all} viewBox="0 0 ${width} ${all}">
    <text data-role="key" x=${round(xOf(0))} y="11">keys</text>
    <text data-role="value" x=${round(xOf(half))} y="11">value vectors</text>
    ${rows.map((numbers, t) => {
      const y = round(HEAD + t * row);
      const isThere = t <= at;
      const isLit = t === at;
      const marks = { small: row < 11, "is-to-come": !isThere, "is-lit": isLit };
      const letter = t === 0 ? "·" : read[t];
      return svg`<text class=${classes("figure generation-row-name", marks)}
          x=${gutter - 4} y=${round(y + row / 2 + 3)}>${row >= LEGIBLE || isLit ? letter : ""}</text>
        ${
          isThere
            ? numbers.map(
                (
                  number,
                  column,
                ) => svg`<rect x=${round(xOf(column))} y=${y} width=${round(cell)} height=${round(row - 1)}
                  ${style({ fill: palette.scales.signed.css(t === at ? number * filled : number, max) })} />`,
              )
            : ""
        }
        ${[0, half].map(
          (first) => svg`<rect class=${classes("generation-frame", { "is-lit": isLit })} x=${round(xOf(first))} y=${y}
          width=${round(half * cell)} height=${round(row - 1)} />`,
        )}`;
    })}
  </svg>`;
}

/** @param {string} text @param {number} size */
const short = (text, size) => (text.length > 1 && size < 24 ? "·" : text);
