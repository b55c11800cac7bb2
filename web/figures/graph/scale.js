/**
 * The shades of the computation graph's numbers: zero is the colour of the page, and the shade grows with a root of the
 * number, so that small ones can still be told apart.
 *
 * @import {ColourName, Palette} from "../../draw/palette.js"
 *
 * @typedef {object} Shades
 * @property {number} max
 * @property {(x: number) => number} shade  0 to 2 * STEPS, STEPS being zero
 * @property {string[]} fills  by shade
 * @property {string[]} texts  by shade, to be read on it
 * @property {Uint32Array} pixels  by shade
 */

import { textOn } from "../../draw/palette.js";
import { kindOf } from "../../trace/stages.js";

const STEPS = 32; // shades on each side of zero

/**
 * @param {Palette} palette
 * @param {"signed" | "gradient"} kind
 * @param {number} max
 * @returns {Shades}
 */
export function shadesOf(palette, kind, max) {
  const { css, pixel } = palette.scales[kind];
  const exponent = kind === "signed" ? 1 / 2 : 1 / 3;
  const all = Array.from({ length: 2 * STEPS + 1 }, (_, shade) => shade - STEPS);
  const fills = all.map((step) => css(step, STEPS));
  return {
    max,
    shade: (x) => STEPS + Math.round(Math.sign(x) * STEPS * Math.min(1, Math.abs(x) / (max || 1)) ** exponent),
    fills,
    texts: fills.map((fill) => textOn(palette, fill)),
    pixels: Uint32Array.from(all, (step) => {
      const [r, g, b] = pixel(step, STEPS);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }),
  };
}

/**
 * The colour of queries, keys or value vectors, if a stage is one of these.
 *
 * @param {Palette} palette
 * @param {string} name  of the stage
 * @param {ColourName} otherwise
 */
export function roleColour({ colours }, name, otherwise) {
  return colours[kindOf(name).role ?? otherwise];
}
