/**
 * Where the computation graph is looked at from: the point of the layout in the middle of the canvas, and how many
 * pixels a unit of length takes. All pure functions.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Box, Layout} from "./layout.js"
 *
 * @typedef {{x: number, y: number, k: number}} Camera
 * @typedef {{width: number, height: number}} Size
 */

import { refBox } from "./cells.js";

export const HEADS = 30; // px for the tokens above the columns
export const MAX_ZOOM = 8000;

/**
 * The camera that shows all of a box, with some of what is around it.
 *
 * @param {Box} box
 * @param {Size} size
 * @param {number} share  of the canvas that the box may take
 * @returns {Camera}
 */
export function cameraOn(box, { width, height }, share) {
  const k = Math.min((width * share) / box.width, (height * share) / box.height, MAX_ZOOM);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, k };
}

/**
 * The camera that shows the whole graph.
 *
 * @param {Layout} layout
 * @param {Size} size
 */
export function fitCamera(layout, size) {
  const camera = cameraOn(layout.bounds, { width: size.width - 16, height: size.height - HEADS - 8 }, 1);
  return { ...camera, y: camera.y - (HEADS - 8) / 2 / camera.k };
}

/**
 * Zoomed by a factor while the point of the layout under a pixel stays there.
 *
 * @param {Camera} camera
 * @param {number} factor
 * @param {number} px
 * @param {number} py
 * @param {Layout} layout
 * @param {Size} size
 * @returns {Camera}
 */
export function zoomedAt(camera, factor, px, py, layout, size) {
  const least = fitCamera(layout, size).k / 2;
  const k = Math.min(Math.max(camera.k * factor, least), MAX_ZOOM);
  const [dx, dy] = [px - size.width / 2, py - size.height / 2];
  return { k, x: camera.x + dx / camera.k - dx / k, y: camera.y + dy / camera.k - dy / k };
}

/**
 * Moved by so many pixels, but never so far that nothing of the graph is left to see.
 *
 * @param {Camera} camera
 * @param {number} dx
 * @param {number} dy
 * @param {Layout} layout
 * @returns {Camera}
 */
export function panned({ x, y, k }, dx, dy, { bounds }) {
  return {
    k,
    x: Math.min(Math.max(x - dx / k, bounds.x), bounds.x + bounds.width),
    y: Math.min(Math.max(y - dy / k, bounds.y), bounds.y + bounds.height),
  };
}

/**
 * The point of the layout at a pixel.
 *
 * @param {Camera} camera
 * @param {number} px
 * @param {number} py
 * @param {Size} size
 * @returns {[number, number]}
 */
export function pointAt({ x, y, k }, px, py, { width, height }) {
  return [x + (px - width / 2) / k, y + (py - height / 2) / k];
}

/**
 * The camera that shows a ref closely enough to read it.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Ref} ref
 * @param {Size} size
 * @returns {Camera | null}
 */
export function refCamera(layout, trace, ref, size) {
  const box = refBox(layout, trace, ref);
  if (!box) return null;
  const isNode = ref.kind === "node";
  return cameraOn(box, size, isNode ? 0.2 : ref.kind === "stage" && ref.element === null ? 0.6 : 0.5);
}
