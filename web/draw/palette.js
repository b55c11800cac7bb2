/**
 * The colours of heat maps, as the page's custom properties make them in its theme.
 *
 * @import {PixelScale, Rgb} from "./colour.js"
 *
 * @typedef {object} Palette
 * @property {string} key  differs when a colour does
 * @property {Rgb} paper
 * @property {Rgb} faint  of a cell whose number is not known yet
 * @property {Record<"signed" | "gradient" | "share", PixelScale>} scales
 */

import { diverging, parseColour, pixels, sequential } from "./colour.js";

const NAMES = ["paper", "paper-2", "value-low", "value-high", "gradient-low", "gradient-high", "share"];

/** @type {Palette | null} */
let newest = null;

/** The palette at an element. @param {HTMLElement} element @returns {Palette} */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const colours = NAMES.map((name) => style.getPropertyValue(`--${name}`).trim());
  const key = colours.join(" ");
  if (newest?.key === key) return newest;
  const [paper, faint, low, high, gradientLow, gradientHigh, share] = colours;
  newest = {
    key,
    paper: parseColour(paper),
    faint: parseColour(faint),
    scales: {
      signed: pixels(diverging(low, paper, high)),
      gradient: pixels(diverging(gradientLow, paper, gradientHigh)),
      share: pixels(sequential(paper, share)),
    },
  };
  return newest;
}

/** Have a picture painted again when the page's colours may have changed. @param {() => void} repaint */
export function onThemeChange(repaint) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, {
    attributeFilter: ["class", "style", "data-theme"],
  });
}
