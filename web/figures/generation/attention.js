/**
 * What each head reads when a letter is chosen: its attention weights, a row a head, on every position so far.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {CellsLayout} from "./layout.js"
 */

import { html, svg } from "lit-html";
import { round } from "../../draw/chart.js";
import { classes } from "../../draw/classes.js";
import { fixed } from "../../draw/format.js";
import { textOn } from "../../draw/palette.js";
import { style } from "../../draw/style.js";
import { HEAD } from "./layout.js";
import { inRoom } from "./phrases.js";

const ROOMY = 9; // px of a cell for a letter that is not small
const NUMBERED = { cell: 27, row: 12 }; // px of a cell for its number

/**
 * @param {number[][]} heads  the weights of each
 * @param {{layout: CellsLayout["attention"], read: string[], at: number, filled: number, palette: Palette,
 *   label: string}} shown  read: what stands at each position
 */
export function attentionView(heads, { layout, read, at, filled, palette, label }) {
  const { width, gutter, row, cell, height } = layout;
  const all = HEAD + height;
  const hasNumbers = cell >= NUMBERED.cell && row >= NUMBERED.row && filled === 1;
  const letters = read.map((text, s) => {
    const marks = { small: cell < ROOMY, "is-to-come": s > at, "is-lit": s === at };
    const x = round(gutter + (s + 0.5) * cell);
    return svg`<text class=${classes("figure", marks)} x=${x} y="11">${inRoom(text, cell)}</text>`;
  });
  const rows = heads.map((weights, head) => {
    const y = HEAD + head * row;
    const middle = round(y + row / 2 + 3.5);
    const cells = read.map((text, s) => {
      const x = round(gutter + s * cell);
      const [size, room] = [round(cell - 1), row - 1];
      if (s > at) return svg`<rect class="generation-cell" x=${x} y=${y} width=${size} height=${room} />`;
      const colour = palette.scales.share.css(weights[s] * filled, 1);
      const number = hasNumbers ? fixed(weights[s], 2) : "";
      const [centre, ink] = [round(x + cell / 2), style({ fill: textOn(palette, colour) })];
      return svg`<rect class="generation-cell" x=${x} y=${y} width=${size} height=${room} ${style({ fill: colour })}
          ><title>head ${head} reads ${text}: ${fixed(weights[s], 4)}</title></rect
        ><text class="figure small" x=${centre} y=${middle} ${ink}>${number}</text>`;
    });
    return svg`<text class="generation-row-name" x=${gutter - 6} y=${middle}>head ${head}</text>${cells}`;
  });
  return html`<svg
    class="chart generation-attention"
    role="img"
    aria-label=${label}
    width=${width}
    height=${all}
    viewBox="0 0 ${width} ${all}"
    >${letters}${rows}</svg
  >`;
}
