/**
 * A table of the KV cache, or one row of numbers: a heat map whose cells are numbers of the trace, and in its rows the
 * parts that gradients are made of.
 *
 * @import {Rgb} from "../../draw/palette.js"
 * @import {Cell, HeatmapProps} from "../../draw/heat-map.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {NumberRef} from "./text.js"
 *
 * @typedef {object} Sent  parts of gradients
 * @property {string} painted  differs whenever they do
 * @property {Rgb} paper
 * @property {number} lanes  in each row
 * @property {(row: number, column: number, lane: number) => {colour: Rgb, share: number} | null} colourOf  share: that
 *   has come
 *
 * @typedef {(cell: Cell) => NumberRef | null} RefAt
 *
 * @typedef {HeatmapProps & {refAt: RefAt, sent?: Sent | null}} TableProps
 */

import { element } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";
import { between } from "../../draw/palette.js";

const ONE_LANE = 6; // parts of a row's height above a single lane, which has two; the last of them is left free

/** @param {{onHover: (ref: Ref | null) => void, onSelect: (ref: Ref) => void}} listeners */
export function tableView({ onHover, onSelect }) {
  const node = element("div");
  /** @type {TableProps | null} */
  let drawn = null; // what the pointer is over
  const drawCells = heatmap(node, {
    onHover: (cell) => onHover(cell && (drawn?.refAt(cell) ?? null)),
    onSelect(cell) {
      const ref = drawn?.refAt(cell);
      if (ref) onSelect(ref);
    },
  });
  const sentCanvas = element("canvas", { class: "cache-sent", "aria-hidden": "true" });
  node.append(sentCanvas);
  clear(sentCanvas);

  /** @param {TableProps} props */
  function draw(props) {
    const { rows, columns, sent } = props;
    drawCells(props);
    if (!sent) clear(sentCanvas);
    else if (sent.painted !== drawn?.sent?.painted) {
      sentCanvas.removeAttribute("hidden");
      const { lanes } = sent;
      const [above, each] = lanes === 1 ? [ONE_LANE, 2] : [lanes + 2, 1]; // the total: half of the row
      const parts = above + lanes * each;
      paint(sentCanvas, columns, rows * parts, (line, column) => {
        const [row, part] = [Math.floor(line / parts), line % parts];
        if (part < above - 1) return null;
        if (part === above - 1) return lanes > 1 || sent.colourOf(row, column, 0) ? [...sent.paper, 255] : null;
        const cell = sent.colourOf(row, column, Math.floor((part - above) / each));
        if (cell) return [...between(sent.paper, cell.colour, cell.share), 255];
        return lanes > 1 ? [...sent.paper, 255] : null;
      });
    }
    drawn = props;
  }
  return { node, draw };
}

/**
 * As if nothing had been painted, to the order of the attributes.
 *
 * @param {HTMLCanvasElement} canvas
 */
function clear(canvas) {
  for (const name of ["hidden", "width", "height", "style"]) canvas.removeAttribute(name);
  canvas.width = 1;
  canvas.height = 1;
  canvas.hidden = true;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} columns
 * @param {number} rows
 * @param {(row: number, column: number) => number[] | null} colourOf  with an alpha
 */
function paint(canvas, columns, rows, colourOf) {
  canvas.width = columns;
  canvas.height = rows;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(columns, rows);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += 4) {
      const colour = colourOf(row, column);
      if (colour) image.data.set(colour, at);
    }
  }
  context.putImageData(image, 0, 0);
}
