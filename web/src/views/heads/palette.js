/** The colours of the maps, as the page's custom properties name them. */

import { diverging, parseColour, pixels, sequential } from "../../colour.js";

const NAMES = /** @type {const} */ (["paper", "paper-2", "share", "gradient-low", "gradient-high"]);

/**
 * @import {PixelScale, Rgb} from "../../colour.js"
 * @typedef {{key: string, pending: Rgb, share: PixelScale, gradient: PixelScale}} Palette  key: differs when the colours do
 */

/** @type {Palette | null} */
let newest = null;

/** @param {HTMLElement} element @returns {Palette} */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const [paper, paper2, share, low, high] = NAMES.map((name) => style.getPropertyValue(`--${name}`).trim());
  const key = [paper, paper2, share, low, high].join(" ");
  if (newest?.key === key) return newest;
  newest = { key, pending: parseColour(paper2), share: pixels(sequential(paper, share)), gradient: pixels(diverging(low, paper, high)) };
  return newest;
}
