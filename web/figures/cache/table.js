/**
 * A table of the KV cache, or one row of numbers: a heat map whose cells are numbers of the trace, over which a row
 * slides in and parts of gradients lie.
 *
 * @import {Rgb} from "../../draw/palette.js"
 * @import {Cell, HeatmapProps} from "../../draw/heat-map.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {NumberRef} from "./text.js"
 *
 * @typedef {{row: number, share: number, colourOf: (column: number) => Rgb}} Slide  share: of its way, from 0 to 1
 *
 * @typedef {object} Sent  parts of gradients on their way
 * @property {string} painted  differs whenever they do
 * @property {Rgb} paper
 * @property {(row: number, column: number) => {colour: Rgb, share: number} | null} colourOf  share: that has come
 *
 * @typedef {(cell: Cell) => NumberRef | null} RefAt
 *
 * @typedef {HeatmapProps & {refAt: RefAt, slide?: Slide | null, sent?: Sent | null}} TableProps
 */

import { element } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";

const PARTS = 8; // of a row's height: the lowest two are what is being sent, the one above is left free
const SLIDE = 36; // px that a row comes from

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
  const slideCanvas = element("canvas", { class: "cache-slide", "aria-hidden": "true" });
  node.append(sentCanvas, slideCanvas);
  clear(sentCanvas);
  clear(slideCanvas);

  /** @param {TableProps} props */
  function draw(props) {
    const { rows, columns, width, height, slide, sent } = props;
    drawCells(props);
    if (slide) {
      slideCanvas.removeAttribute("hidden");
      paint(slideCanvas, columns, 1, (_, column) => [...slide.colourOf(column), 255]);
      slideCanvas.style.top = `${(slide.row * height) / rows}px`;
      slideCanvas.style.height = `${height / rows}px`;
      slideCanvas.style.width = `${width}px`;
      slideCanvas.style.opacity = String(slide.share);
      slideCanvas.style.transform = `translateX(${(slide.share - 1) * SLIDE}px)`;
    } else clear(slideCanvas);
    if (!sent) clear(sentCanvas);
    else if (sent.painted !== drawn?.sent?.painted) {
      sentCanvas.removeAttribute("hidden");
      paint(sentCanvas, columns, rows * PARTS, (line, column) => {
        const part = line % PARTS;
        const cell = part < PARTS - 3 ? null : sent.colourOf(Math.floor(line / PARTS), column);
        return cell && [...(part === PARTS - 3 ? sent.paper : cell.colour), 255 * cell.share];
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
