/**
 * All numbers of a trace as one small picture, a pixel to a number, from which blocks of cells are blown up: drawing a
 * block then takes as long as drawing an image, however many cells it has.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Layout} from "./layout.js"
 * @import {Scale} from "./scales.js"
 *
 * @typedef {object} Atlas
 * @property {HTMLCanvasElement} canvas
 * @property {[x: number, y: number][]} stages  the place of each in the picture
 * @property {[x: number, y: number][]} matrices
 *
 * @typedef {{value: Scale, gradient: Scale, at: (pass: number) => Atlas}} Atlases  pass -1: values
 */

import { element } from "../../draw/element.js";
import { oncePer } from "../../trace/once.js";
import { stageGrads, stageValues } from "../../trace/read.js";
import { scaleOf } from "./scales.js";
import { sharedRoot } from "./trees.js";

const WIDTH = 512;

/** By palette. @type {(trace: Trace) => Map<string, Atlases>} */
const madeOf = oncePer(() => new Map());

/**
 * @param {Trace} trace
 * @param {Layout} layout
 * @param {Palette} palette
 */
export function atlasesOf(trace, layout, palette) {
  const known = madeOf(trace);
  const found = known.get(palette.key);
  if (found) return found;
  const { value: values, gradient: grads } = greatestOf(trace);
  const value = scaleOf(palette, "value", values);
  const gradient = scaleOf(palette, "gradient", grads);
  /** @type {Map<number, Atlas>} */
  const made = new Map();
  const at = (/** @type {number} */ pass) => {
    const atlas = made.get(pass) ?? makeAtlas(trace, layout, pass, pass < 0 ? value : gradient);
    made.set(pass, atlas);
    return atlas;
  };
  const atlases = { value, gradient, at };
  known.set(palette.key, atlases);
  return atlases;
}

/** The ends of the scales. @type {(trace: Trace) => {value: number, gradient: number}} */
const greatestOf = oncePer(({ columns: { stage_values, stage_grads, adam_before, adam_grad } }) => ({
  value: usuallyAtMost(stage_values, adam_before),
  gradient: usuallyAtMost(stage_grads, adam_grad),
}));

/**
 * A size that only one in a hundred of the numbers surpasses, zeros apart: a few large ones must not pale the rest.
 *
 * @param {...ArrayLike<number>} lists
 */
function usuallyAtMost(...lists) {
  const sizes = lists.flatMap((list) => Array.from(list, Math.abs).filter((size) => size > 0));
  const sorted = Float64Array.from(sizes).sort();
  return sorted.length ? sorted[Math.floor((sorted.length - 1) * 0.99)] : 1;
}

/**
 * @param {Trace} trace
 * @param {Layout} layout
 * @param {number} pass
 * @param {Scale} scale
 * @returns {Atlas}
 */
function makeAtlas(trace, layout, pass, scale) {
  let [x, y, tallest] = [0, 0, 0];
  /**
   * @param {number} width
   * @param {number} height
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
