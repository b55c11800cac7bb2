/**
 * Where the camera stands: where the reader put it, or following the cursor, on the block of the frame or, nearer, on
 * the operations that make the number in focus; when single operations are stepped through, on these. Its way from one
 * frame to the next is a function of t.
 *
 * @import {Look, Props} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Camera, Size} from "./camera.js"
 * @import {Box, Layout} from "./layout.js"
 *
 * @typedef {"block" | "number"} Near
 * @typedef {Pick<Look, "cursor" | "operation" | "t"> & Partial<Pick<Look, "selection">>} Place
 */

import { interpolateZoom } from "d3-interpolate";
import { eased } from "../../draw/acts.js";
import { focusElement, focusParam } from "../../trace/focus.js";
import { numParams } from "../../trace/refs.js";
import { cameraOn, fitCamera, HEADS, MAX_ZOOM } from "./camera.js";
import { cellBox, cellOfNode, itemBox, nodeBox, paramBox, treeIn } from "./cells.js";
import { graphLayout } from "./layout.js";
import { nodeAt } from "./moment.js";

/** The types know nothing of rho. */
const curved = /** @type {typeof interpolateZoom & {rho: (rho: number) => typeof interpolateZoom}} */ (interpolateZoom);
const LOW = 1.25; // how far out a flight goes on its way
const HIGH = 2; // far enough to see where it goes
const ARRIVES = 0.5; // t by which the camera stands still: sums are read at rest
const NODE = 72; // px of the height of a node that can be read in full
const LEGIBLE = 20; // px of that of one whose number can be read
const CELL = 260; // px of a cell that holds one number
const AROUND = 8; // node heights within which operands are brought into the picture

/**
 * The camera that a figure's settings and its look ask for.
 *
 * @param {Pick<Props, "trace" | "look" | "settings">} props
 * @param {Size} size
 * @returns {Camera}
 */
export function cameraOf({ trace, look, settings: { follow, near, camera } }, size) {
  const layout = graphLayout(trace);
  if (follow) return followCamera(layout, trace, look, near, size);
  if (!camera || camera.k <= 0) return fitCamera(layout, size); // a link may say anything
  return { ...camera, k: Math.min(camera.k, MAX_ZOOM) };
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Place} place
 * @param {Near} near
 * @param {Size} size
 * @returns {Camera}
 */
function followCamera(layout, trace, { cursor, operation, t, selection = null }, near, size) {
  const at = frameCamera(layout, trace, { cursor, operation, selection }, near, size);
  if (t >= ARRIVES || (operation === null && cursor === 0)) return at;
  const before = operation === null ? { cursor: cursor - 1, operation } : { cursor, operation: operation - 1 };
  const from = frameCamera(layout, trace, { ...before, selection }, near, size);
  return between(from, at, eased(t / ARRIVES), size, HIGH);
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Omit<Place, "t">} place
 * @param {Near} near
 * @param {Size} size
 * @returns {Camera}
 */
function frameCamera(layout, trace, place, near, size) {
  const { stage, matrix } = trace.frames[place.cursor];
  const node = stage === null ? null : nodeAt(trace, place.cursor, place.operation);
  if (node !== null) return nodeCamera(layout, trace, node, size);
  if (near === "number") {
    const close = numberCamera(layout, trace, place, size);
    if (close) return close;
  }
  if (stage !== null) {
    const block = layout.blocks[stage];
    const share = Math.min(size.width * 0.9, size.width * 0.5 + 180);
    const k = Math.min(share / (layout.columnWidth + 3), size.height / 9, 64, (size.height * 0.7) / block.height);
    // heads are looked at with those beside them
    const x = block.column < 0 ? block.x + block.width / 2 : block.column * layout.columnPitch + layout.columnWidth / 2;
    return within(layout, { x, y: block.y + block.height / 2, k }, size);
  }
  if (matrix !== null) return cameraOn(layout.matrices[matrix], size, 0.6);
  return fitCamera(layout, size);
}

/**
 * The camera that shows how the number in focus is made: all of its tree, or its cell; of a frame of Adam's, the
 * parameter in focus. Null where no number is in focus.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Omit<Place, "t">} place
 * @param {Size} size
 * @returns {Camera | null}
 */
export function numberCamera(layout, trace, { selection = null, ...place }, size) {
  const asked = { ...place, selection, hovered: null };
  const param = focusParam(trace, asked);
  if (param) return limited(cameraOn(paramBox(layout, param), size, 0.5), CELL / layout.matrices[param.matrix].cell);
  const { stage } = trace.frames[place.cursor];
  const element = focusElement(trace, asked);
  if (stage === null || element === null) return null;
  const placed = treeIn(layout, trace, stage, element);
  const cell = cellBox(layout, trace, stage, element);
  if (!placed) return limited(cameraOn(cell, size, 0.5), CELL / cell.width);
  const { tree, x, y, scale } = placed;
  const heading = 2 * scale;
  const box = { x, y: y - heading, width: tree.width * scale, height: tree.height * scale + heading };
  const camera = limited(cameraOn(box, size, 0.92), NODE / scale);
  if (camera.k * scale >= LEGIBLE) return camera;
  const k = LEGIBLE / scale; // all of it would be too small to read: its end
  return { x: x + box.width - (size.width / 2 - 12) / k, y: box.y + box.height - (size.height / 2 - 16) / k, k };
}

/**
 * The camera on a node with its operands, as far as they stand near.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} node
 * @param {Size} size
 */
function nodeCamera(layout, trace, node, size) {
  const box = nodeBox(layout, trace, node);
  const boxes = [box];
  if (node >= numParams(trace)) {
    const placed = treeIn(layout, trace, ...cellOfNode(trace, node));
    for (const { from, to } of placed?.tree.edges ?? []) {
      if (placed?.tree.nodes[to] === node) boxes.push(itemBox(placed, from));
    }
  }
  const near = boxes.filter((each) => Math.hypot(each.x - box.x, each.y - box.y) < AROUND * box.height);
  const left = Math.min(...near.map(({ x }) => x));
  const top = Math.min(...near.map(({ y }) => y));
  const right = Math.max(...near.map(({ x, width }) => x + width));
  const bottom = Math.max(...near.map(({ y, height }) => y + height));
  const all = { x: left, y: top, width: right - left, height: bottom - top };
  const k = Math.min(NODE / box.height, (size.width * 0.62) / box.width);
  const camera = limited(cameraOn(all, size, 0.8), k);
  if (camera.k >= 0.6 * k) return camera;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, k }; // too narrow for more
}

/**
 * Moved up or down so that no more than need be lies outside the graph.
 *
 * @param {Layout} layout
 * @param {Camera} camera
 * @param {Size} size
 * @returns {Camera}
 */
function within({ bounds, rows }, { x, y, k }, { height }) {
  const half = height / 2 / k;
  const [least, most] = [rows[0].y - 0.5 + half - HEADS / k, bounds.y + bounds.height - half];
  return { x, y: least > most ? (least + most) / 2 : Math.min(Math.max(y, least), most), k };
}

/**
 * @param {Camera} camera
 * @param {number} k  that it is to stay within
 */
const limited = (camera, k) => ({ ...camera, k: Math.min(camera.k, k) });

/**
 * Part of the way from one camera to another as it is flown: out, over and in where they are far apart.
 *
 * @param {Camera} a
 * @param {Camera} b
 * @param {number} s  from 0 to 1
 * @param {Size} size
 * @param {number} [curve]
 * @returns {Camera}
 */
export function between(a, b, s, { width }, curve = LOW) {
  if (s <= 0) return a;
  if (s >= 1) return b;
  const fly = curved.rho(curve)([a.x, a.y, width / a.k], [b.x, b.y, width / b.k]);
  const [x, y, w] = fly(s);
  return { x, y, k: width / w };
}
