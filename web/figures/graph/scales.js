/**
 * The scales of the computation graph: zero is the colour of the page, and the shade grows with a root of the number, so
 * that small ones can still be told apart.
 *
 * @import {Palette} from "../../draw/palette.js"
 *
 * @typedef {object} Scale
 * @property {number} max
 * @property {(x: number) => number} shade  0 to 2 * STEPS, STEPS being zero
 * @property {string[]} fills  by shade
 * @property {string[]} texts  by shade, to be read on it
 * @property {Uint32Array} pixels  by shade
 */

import { interpolateRgb } from "d3-interpolate";
import { rgbOf, textOn } from "../../draw/palette.js";

const STEPS = 32; // shades on each side of zero

/**
 * @param {Palette} palette
 * @param {"value" | "gradient"} kind
 * @param {number} max
 * @returns {Scale}
 */
export function scaleOf(palette, kind, max) {
  const { colours } = palette;
  const [below, above] = [colours[`${kind}-low`], colours[`${kind}-high`]].map((end) =>
    interpolateRgb(colours.paper, end),
  );
  const exponent = kind === "value" ? 1 / 2 : 1 / 3;
  const fills = Array.from({ length: 2 * STEPS + 1 }, (_, shade) =>
    (shade < STEPS ? below : above)(Math.abs(shade / STEPS - 1)),
  );
  return {
    max,
    shade: (x) => STEPS + Math.round(Math.sign(x) * STEPS * Math.min(1, Math.abs(x) / (max || 1)) ** exponent),
    fills,
    texts: fills.map((fill) => textOn(palette, fill)),
    pixels: Uint32Array.from(fills, (fill) => {
      const [r, g, b] = rgbOf(fill);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }),
  };
}
