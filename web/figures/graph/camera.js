/**
 * Where the computation graph is looked at from: the point of the layout in the middle of the canvas, and how many
 * pixels a unit of length takes. All pure functions.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Box, Layout} from "./layout.js"
 *
 * @typedef {{x: number, y: number, k: number}} Camera
 * @typedef {{width: number, height: number}} Size
 */

import { operationAt } from "../../trace/moves.js";
import { nodeBox, refBox } from "./trees.js";

const MAX_ZOOM = 4000;
const EDGE = 8; // px around all of it
const NODE_HEIGHT = 44; // px of a node that is stepped through

/**
 * The camera that shows all of a box, with some of what is around it.
 *
 * @param {Box} box
 * @param {Size} size
 * @param {number} share  of the canvas that the box may take
 * @returns {Camera}
 */
function cameraOn(box, { width, height }, share) {
  const k = Math.min((width * share) / box.width, (height * share) / box.height, MAX_ZOOM);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, k };
}

/**
 * The camera that shows the whole graph.
 *
 * @param {Layout} layout
 * @param {Size} size
 */
export function fitCamera({ bounds }, { width, height }) {
  return cameraOn(bounds, { width: Math.max(width - 2 * EDGE, 1), height: Math.max(height - 2 * EDGE, 1) }, 1);
}

/**
 * The nearest camera from which something is to be seen.
 *
 * @param {Camera} camera
 * @param {Layout} layout
 * @param {Size} size
 * @returns {Camera}
 */
export function within({ x, y, k }, layout, size) {
  const { bounds } = layout;
  return {
    x: Math.min(Math.max(x, bounds.x), bounds.x + bounds.width),
    y: Math.min(Math.max(y, bounds.y), bounds.y + bounds.height),
    k: Math.min(Math.max(k, fitCamera(layout, size).k / 2), MAX_ZOOM),
  };
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
export function zoomedAt({ x, y, k }, factor, px, py, layout, size) {
  const to = within({ x, y, k: k * factor }, layout, size).k;
  const [dx, dy] = [px - size.width / 2, py - size.height / 2];
  return { x: x + dx / k - dx / to, y: y + dy / k - dy / to, k: to };
}

/**
 * Moved by so many pixels, but never so far that nothing of the graph is left to see.
 *
 * @param {Camera} camera
 * @param {number} dx
 * @param {number} dy
 * @param {Layout} layout
 * @param {Size} size
 */
export function panned({ x, y, k }, dx, dy, layout, size) {
  return within({ x: x - dx / k, y: y - dy / k, k }, layout, size);
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
 */
export function refCamera(layout, trace, ref, size) {
  const box = refBox(layout, trace, ref);
  if (!box) return null;
  return cameraOn(box, size, ref.kind === "node" ? 0.2 : ref.kind === "stage" && ref.element === null ? 0.6 : 0.5);
}

/**
 * The camera that follows the cursor: on the block of its frame or, when single operations are stepped through, on the
 * node. On its way from where it was a frame before, at time t.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Pick<Look, "cursor" | "operation" | "t">} look
 * @param {Size} size
 */
export function followCamera(layout, trace, { cursor, operation, t }, size) {
  const at = frameCamera(layout, trace, cursor, operation, size);
  if (t >= 1 || (operation === null && cursor === 0)) return at;
  const from =
    operation === null
      ? frameCamera(layout, trace, cursor - 1, null, size)
      : frameCamera(layout, trace, cursor, operation > 0 ? operation - 1 : null, size);
  return between(from, at, t);
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} operation
 * @param {Size} size
 * @returns {Camera}
 */
function frameCamera(layout, trace, cursor, operation, size) {
  const { stage, matrix } = trace.frames[cursor];
  if (matrix !== null) return cameraOn(layout.matrices[matrix], size, 0.6);
  if (stage === null) return fitCamera(layout, size);
  const node = operation === null ? null : operationAt(trace, cursor, operation);
  if (node !== null) {
    const box = nodeBox(layout, trace, node);
    return { ...cameraOn(box, size, 0.2), k: Math.min(NODE_HEIGHT / box.height, (size.width * 0.3) / box.width) };
  }
  const { x, y, width, height } = layout.blocks[stage];
  const share = Math.min(size.width * 0.9, size.width * 0.5 + 180);
  const k = Math.min(share / (layout.columnWidth + 3), size.height / 9, 64, (size.height * 0.7) / height);
  return { x: x + width / 2, y: y + height / 2, k };
}

/**
 * Part of the way, slow at both ends; sizes change by the same factor in the same time.
 *
 * @param {Camera} a
 * @param {Camera} b
 * @param {number} t
 * @returns {Camera}
 */
function between(a, b, t) {
  const s = t * t * (3 - 2 * t);
  return { x: a.x + (b.x - a.x) * s, y: a.y + (b.y - a.y) * s, k: a.k * (b.k / a.k) ** s };
}
