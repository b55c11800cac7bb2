/**
 * A heat map of each matrix, with its name and how large its parameters typically are.
 *
 * @import {MatricesLayout} from "../../draw/matrices.js"
 * @import {Palette} from "../../draw/palette.js"
 * @import {Parameters, Sized} from "../../wire/protocol.js"
 *
 * @typedef {{matrix: number, row: number, column: number}} Pointed
 *
 * @typedef {object} MapsProps
 * @property {Parameters & {values: Float32Array}} shown
 * @property {Pointed | null} cell  the one that is pointed at
 * @property {MatricesLayout} layout
 * @property {Palette} palette
 */

import { html } from "lit-html";
import { element } from "../../draw/element.js";
import { fixed } from "../../draw/format.js";
import { heatmap } from "../../draw/heat-map.js";
import { style } from "../../draw/style.js";
import { cellText, purposeText, stepsText } from "./text.js";

export const MOST = 0.5; // where the colours end: always the same, so that growth is seen
const LETTER = 6.05; // px of a letter of a name
const NUMBER = 34; // px of the number beside it

/**
 * The heat maps: each is made when it is first shown, and kept.
 *
 * @param {(cell: Pointed | null) => void} onPoint
 */
export function mapsView(onPoint) {
  /** @type {{node: HTMLElement, draw: ReturnType<typeof heatmap>}[]} */
  const made = [];

  /** @param {number} matrix */
  function mapOf(matrix) {
    const node = element("div");
    const onCell = (/** @type {{row: number, column: number} | null} */ cell) => onPoint(cell && { matrix, ...cell });
    return { node, draw: heatmap(node, { onHover: onCell, onSelect: onCell }) };
  }

  /** @param {MapsProps} props */
  return function view(props) {
    const { shown, layout } = props;
    for (let matrix = made.length; matrix < shown.matrices.length; matrix++) made.push(mapOf(matrix));
    return html`<div class="weights-plot" ${style({ width: `${layout.width}px`, height: `${layout.height}px` })}>
      ${layout.headings.map(({ text, x, y }) => html`<p class="weights-heading" ${style(movedTo(x, y))}>${text}</p>`)}
      ${shown.matrices.map((each, matrix) => {
        draw(made[matrix].draw, props, matrix);
        const { x, y, width, room } = layout.matrices[matrix];
        const { text, hasNumber } = captionOf(layout, shown.matrices, matrix);
        return html`<div class="weights-matrix" title=${purposeText(each)} ${style(movedTo(x, y - layout.caption))}>
          <p ${style({ height: `${layout.caption}px`, width: `${hasNumber ? width : room}px` })}
            ><code>${text}</code>${hasNumber ? html`<span class="figure">${fixed(each.rms)}</span>` : ""}</p
          >
          ${made[matrix].node}
        </div>`;
      })}
    </div>`;
  };
}

/**
 * The name of a matrix, without its layer if there is but one, and whether the number has room beside it.
 *
 * @param {MatricesLayout} layout
 * @param {Sized[]} all
 * @param {number} matrix
 */
function captionOf({ matrices }, all, matrix) {
  const { label, width } = matrices[matrix];
  const isOnly = !all.some(({ name }) => name.startsWith("layer1."));
  const text = isOnly ? label.slice(label.indexOf(".") + 1) : label;
  return { text, hasNumber: width >= text.length * LETTER + NUMBER };
}

/**
 * @param {number} x
 * @param {number} y
 */
const movedTo = (x, y) => ({ transform: `translate(${x}px,${y}px)` });

/**
 * @param {ReturnType<typeof heatmap>} map
 * @param {MapsProps} props
 * @param {number} matrix
 */
function draw(map, { shown, cell, layout, palette }, matrix) {
  const { values, matrices, step } = shown;
  const { name, rows, columns, first } = matrices[matrix];
  const { width, height } = layout.matrices[matrix];
  const { pixel } = palette.scales.signed;
  map({
    rows,
    columns,
    colourOf: (row, column) => pixel(values[first + row * columns + column], MOST),
    painted: [values, first, palette.key],
    width,
    height,
    label: `${name}, ${rows} by ${columns}, after ${stepsText(step)}`,
    nameOf: (row, column) => cellText(shown, { matrix, row, column }),
    hovered: cell?.matrix === matrix ? { row: cell.row, column: cell.column } : null,
    selected: null,
  });
}
