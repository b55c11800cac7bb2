/** The colours of the heat maps, as an element's custom properties make them. */

import { diverging, parseColour, pixels, sequential } from "../../colour.js";

const NAMES = /** @type {const} */ (["paper", "paper-2", "value-low", "value-high", "gradient-low", "gradient-high", "share"]);

/**
 * @typedef {object} Palette
 * @property {string} key  differs from that of other colours
 * @property {import("../../colour.js").Rgb} unknown  of a cell whose number is not known yet
 * @property {Record<"signed" | "gradient" | "sequential", import("../../colour.js").PixelScale>} scales
 */

/** @param {HTMLElement} root @returns {Palette} */
export function paletteOf(root) {
  const style = getComputedStyle(root);
  const [paper, faint, low, high, gradientLow, gradientHigh, share] = NAMES.map((name) => style.getPropertyValue(`--${name}`).trim());
  return {
    key: [paper, faint, low, high, gradientLow, gradientHigh, share].join(),
    unknown: parseColour(faint),
    scales: {
      signed: pixels(diverging(low, paper, high)),
      gradient: pixels(diverging(gradientLow, paper, gradientHigh)),
      sequential: pixels(sequential(paper, share)),
    },
  };
}
