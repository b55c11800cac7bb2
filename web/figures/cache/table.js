/**
 * A table of the KV cache, or one row of numbers: a heat map with space between rows and heads, over which a row slides
 * in and parts of gradients lie.
 *
 * @import {Rgb} from "../../draw/colour.js"
 * @import {Cell, HeatmapProps} from "../../draw/heat-map.js"
 *
 * @typedef {HeatmapProps & {group: number, slide: {row: number, share: number, colourOf: (column: number) => Rgb} | null,
 *   sent: {painted: string, paper: Rgb, colourOf: (row: number, column: number) => {colour: Rgb, share: number} | null} | null}} TableProps
 *   group: how wide a head is, in px
 */

import { element } from "../../draw/element.js";
import { heatmap } from "../../draw/heat-map.js";

const PARTS = 8; // of a row's height: the lowest two are what is being sent, the one above is left free
const SLIDE = 36; // px that a row comes from

/** @param {HTMLElement} node @param {{onHover: (cell: Cell | null) => void, onSelect: (cell: Cell) => void}} listeners */
export function tableView(node, listeners) {
  const update = heatmap(node, listeners);
  const sentCanvas = element("canvas", { class: "cache-sent", "aria-hidden": "true" });
  const slideCanvas = element("canvas", { class: "cache-slide", "aria-hidden": "true" });
  const rules = element("div", { class: "cache-rules", "aria-hidden": "true" });
  node.append(sentCanvas, slideCanvas, rules);
  clear(sentCanvas);
  clear(slideCanvas);
  let sentPainted = "";

  /** @param {TableProps} props */
  return function draw(props) {
    const { rows, columns, width, height, group, slide, sent } = props;
    update(props);
    const rowHeight = height / rows;
    node.style.setProperty("--row", `${rowHeight}px`);
    node.style.setProperty("--group", `${group}px`);
    if (slide) {
      slideCanvas.removeAttribute("hidden");
      paint(slideCanvas, columns, 1, (_, column) => [...slide.colourOf(column), 255]);
      slideCanvas.style.top = `${slide.row * rowHeight}px`;
      slideCanvas.style.height = `${rowHeight}px`;
      slideCanvas.style.width = `${width}px`;
      slideCanvas.style.opacity = String(slide.share);
      slideCanvas.style.transform = `translateX(${(slide.share - 1) * SLIDE}px)`;
    } else clear(slideCanvas);
    if (sent === null) clear(sentCanvas);
    else if (sent.painted !== sentPainted) {
      sentCanvas.removeAttribute("hidden");
      paint(sentCanvas, columns, rows * PARTS, (line, column) => {
        const part = line % PARTS;
        const cell = part < PARTS - 3 ? null : sent.colourOf(Math.floor(line / PARTS), column);
        return cell && [...(part === PARTS - 3 ? sent.paper : cell.colour), 255 * cell.share];
      });
    }
    sentPainted = sent?.painted ?? "";
  };
}

/** As if nothing had been painted, to the order of the attributes. @param {HTMLCanvasElement} canvas */
function clear(canvas) {
  for (const name of ["hidden", "width", "height", "style"]) canvas.removeAttribute(name);
  canvas.width = 1;
  canvas.height = 1;
  canvas.hidden = true;
}

/** @param {HTMLCanvasElement} canvas @param {number} columns @param {number} rows @param {(row: number, column: number) => number[] | null} colourOf  with an alpha */
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
