/**
 * All numbers of a trace as one small picture, a pixel to a number, from which blocks of cells are blown up: drawing a
 * block then takes as long as drawing an image, however many cells it has.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Shades} from "./scale.js"
 */

import { element } from "../../draw/element.js";
import { oncePer } from "../../trace/once.js";
import { stageGrads, stageValues } from "../../trace/read.js";
import { sharedRoot } from "./cells.js";
import { graphLayout } from "./layout.js";
import { shadesOf } from "./scale.js";

const WIDTH = 512;

/**
 * @typedef {object} Atlas
 * @property {HTMLCanvasElement} canvas
 * @property {[x: number, y: number][]} stages  the place of each in the picture
 * @property {[x: number, y: number][]} matrices
 */

/** @typedef {{value: Shades, gradient: Shades, at: (pass: number) => Atlas}} Atlases  pass -1: values */

/** By the key of the palette: figures on a page may have two themes. @type {(trace: Trace) => Map<string, Atlases>} */
const made = oncePer(() => new Map());

/**
 * @param {Trace} trace
 * @param {Palette} palette
 * @returns {Atlases}
 */
export function atlasesOf(trace, palette) {
  const found = made(trace).get(palette.key);
  if (found) return found;
  const { stage_values, stage_grads, adam_before, adam_grad } = trace.columns;
  const value = shadesOf(palette, "signed", usuallyAtMost(stage_values, adam_before));
  const gradient = shadesOf(palette, "gradient", usuallyAtMost(stage_grads, adam_grad));
  /** @type {Map<number, Atlas>} */
  const byPass = new Map();
  const at = (/** @type {number} */ pass) => {
    const atlas = byPass.get(pass) ?? makeAtlas(trace, pass, pass < 0 ? value : gradient);
    byPass.set(pass, atlas);
    return atlas;
  };
  const atlases = { value, gradient, at };
  made(trace).set(palette.key, atlases);
  return atlases;
}

/**
 * A size that only one in a hundred of the numbers surpasses, zeros apart: a few large ones must not pale the rest.
 *
 * @param {...Iterable<number>} lists
 */
function usuallyAtMost(...lists) {
  const sizes = [];
  // not what is not there yet
  for (const list of lists) for (const x of list) if (Math.abs(x) > 0) sizes.push(Math.abs(x));
  const sorted = Float64Array.from(sizes).sort();
  return sorted.length ? sorted[Math.floor((sorted.length - 1) * 0.99)] : 1;
}

/**
 * @param {Trace} trace
 * @param {number} pass
 * @param {Shades} scale
 * @returns {Atlas}
 */
function makeAtlas(trace, pass, scale) {
  const layout = graphLayout(trace);
  let [x, y, tallest] = [0, 0, 0];
  /**
   * @param {number} width
   * @param {number} height
   * @returns {[number, number]}
   */
  const shelf = (width, height) => {
    if (x + width > WIDTH) [x, y, tallest] = [0, y + tallest, 0];
    const place = /** @type {[number, number]} */ ([x, y]);
    x += width;
    tallest = Math.max(tallest, height);
    return place;
  };
  const stages = layout.blocks.map(({ across, cells }) => shelf(across, Math.ceil(cells / across)));
  const matrices = trace.matrices.map(({ rows, columns }) => shelf(columns, rows));
  const canvas = element("canvas", { width: WIDTH, height: y + tallest });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  stages.forEach(([left, top], stage) => {
    const numbers = pass < 0 ? stageValues(trace, stage) : stageGrads(trace, stage, pass);
    const { across, hasShared, cells } = layout.blocks[stage];
    const put = (/** @type {number} */ cell, /** @type {number} */ number) => {
      pixels[(top + Math.floor(cell / across)) * WIDTH + left + (cell % across)] = scale.pixels[scale.shade(number)];
    };
    for (const [cell, number] of numbers.entries()) put(cell, number);
    if (hasShared && (pass < 0 || pass === trace.header.passes - 1)) {
      const root = sharedRoot(trace, stage);
      put(cells - 1, pass < 0 ? trace.columns.node_data[root] : trace.columns.node_grad[root]);
    }
  });
  const params = pass < 0 ? trace.columns.adam_before : trace.columns.adam_grad;
  matrices.forEach(([left, top], matrix) => {
    const { rows, columns, first } = trace.matrices[matrix];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const number = params[first + row * columns + column];
        pixels[(top + row) * WIDTH + left + column] = scale.pixels[scale.shade(number)];
      }
    }
  });
  context.putImageData(image, 0, 0);
  return { canvas, stages, matrices };
}
