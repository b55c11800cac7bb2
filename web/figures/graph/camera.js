/**
 * Where the computation graph is looked at from: the point of the layout in the middle of the canvas, and how many
 * pixels a unit of length takes. All pure functions.
 *
 * @import {Look, Props} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Box, Layout} from "./layout.js"
 *
 * @typedef {{x: number, y: number, k: number}} Camera
 * @typedef {{width: number, height: number}} Size
 */

import { nodeBox, refBox } from "./cells.js";
import { graphLayout } from "./layout.js";
import { nodeAt } from "./moment.js";

const MAX_ZOOM = 4000;

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
export function fitCamera(layout, size) {
  return cameraOn(layout.bounds, { width: size.width - 16, height: size.height - 16 }, 1);
}

/**
 * The camera that a figure's settings and its look ask for.
 *
 * @param {Pick<Props, "trace" | "look" | "settings">} props
 * @param {Size} size
 * @returns {Camera}
 */
export function cameraOf({ trace, look, settings: { follow, camera } }, size) {
  const layout = graphLayout(trace);
  if (follow) return followCamera(layout, trace, look, size);
  if (!camera || camera.k <= 0) return fitCamera(layout, size); // a link may say anything
  return { ...camera, k: Math.min(camera.k, MAX_ZOOM) };
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

/**
 * The camera that follows the cursor: on the block of its frame or, when single operations are stepped through, on the
 * node. On its way from where it was a frame or an operation before, at time t.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Pick<Look, "cursor" | "operation" | "t">} look
 * @param {Size} size
 * @returns {Camera}
 */
function followCamera(layout, trace, { cursor, operation, t }, size) {
  const at = frameCamera(layout, trace, cursor, operation, size);
  if (t >= 1 || (operation === null && cursor === 0)) return at;
  const from =
    operation === null
      ? frameCamera(layout, trace, cursor - 1, null, size)
      : frameCamera(layout, trace, cursor, operation - 1, size);
  return between(from, at, t);
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number | null} operation  on the block if there is no such
 * @param {Size} size
 * @returns {Camera}
 */
function frameCamera(layout, trace, cursor, operation, size) {
  const { stage, matrix } = trace.frames[cursor];
  if (stage !== null) {
    const node = nodeAt(trace, cursor, operation);
    if (node !== null) {
      const box = nodeBox(layout, trace, node);
      return { ...cameraOn(box, size, 0.2), k: Math.min(44 / box.height, (size.width * 0.3) / box.width) };
    }
    const block = layout.blocks[stage];
    const share = Math.min(size.width * 0.9, size.width * 0.5 + 180);
    const k = Math.min(share / (layout.columnWidth + 3), size.height / 9, 64, (size.height * 0.7) / block.height);
    return { x: block.x + block.width / 2, y: block.y + block.height / 2, k };
  }
  if (matrix !== null) return cameraOn(layout.matrices[matrix], size, 0.6);
  return fitCamera(layout, size);
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
