/**
 * Small things for drawing on the canvas: from the layout to pixels, text that fits, numbers that are short.
 *
 * @import {Box} from "./layout.js"
 * @import {Palette} from "../../draw/palette.js"
 * @import {Picture} from "./draw.js"
 */

import { fixed } from "../../draw/format.js";

/**
 * A box in pixels.
 *
 * @param {Pick<Picture, "camera" | "size">} picture
 * @param {Box} box
 * @returns {Box}
 */
export function toScreen({ camera: { x, y, k }, size }, box) {
  return {
    x: (box.x - x) * k + size.width / 2,
    y: (box.y - y) * k + size.height / 2,
    width: box.width * k,
    height: box.height * k,
  };
}

/**
 * Whether any of a box of pixels, and of so much around it, is on the canvas.
 *
 * @param {Pick<Picture, "size">} picture
 * @param {Box} box
 * @param {number} around
 */
export function isVisible({ size }, box, around) {
  return (
    box.x < size.width + around &&
    box.y < size.height + around &&
    box.x + box.width > -around &&
    box.y + box.height > -around
  );
}

/**
 * Text with the colour of the page around it, so that lines do not run through it.
 *
 * @param {Pick<Picture, "context" | "palette">} picture
 * @param {string} text
 * @param {number} x
 * @param {number} y
 */
export function haloText({ context, palette }, text, x, y) {
  const { lineWidth, strokeStyle } = context;
  context.lineWidth = 4;
  context.strokeStyle = palette.colours.paper;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
  context.lineWidth = lineWidth;
  context.strokeStyle = strokeStyle;
}

/**
 * The colour of the page, seen through.
 *
 * @param {Palette} palette
 */
export function clear({ paper }) {
  return `rgb(${paper.join(" ")} / 0)`;
}

/**
 * As much of a text as is no wider than that, with an ellipsis for the rest.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 */
export function fitText(context, text, width) {
  const whole = context.measureText(text).width;
  if (whole <= width) return text;
  const kept = Math.floor((text.length * width) / whole) - 1;
  return kept > 0 ? `${text.slice(0, kept)}…` : "";
}

/**
 * A number in a few digits: 0.412, −3.14, 2.1e−5.
 *
 * @param {number} x
 */
export function numberText(x) {
  const size = Math.abs(x);
  if (size === 0) return "0";
  if (size < 0.0005 || size >= 1e5) return x.toExponential(1).replaceAll("-", "\u2212").replace("+", "");
  if (size >= 100) return fixed(x, 0);
  if (Number.isInteger(x)) return fixed(x, 0);
  return fixed(x, size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
