/** Where an element of the model map stands, for its template. */

import { style } from "../../draw/style.js";

/**
 * @param {number} x
 * @param {number} y
 * @param {number | null} width  null: as wide as it is
 * @param {number | null} height
 */
export function put(x, y, width, height) {
  const px = (/** @type {number | null} */ size) => (size === null ? "auto" : `${size.toFixed(1)}px`);
  return style({
    transform: `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`,
    width: px(width),
    height: px(height),
  });
}
