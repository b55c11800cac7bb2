/**
 * What pointer and keys do on the computation graph: they move the camera, and choose what is hovered and selected.
 *
 * @import {Context, Props} from "../figure.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Camera, Size} from "./camera.js"
 * @import {Near} from "./follow.js"
 *
 * @typedef {Props & {size: Size}} View  size: of the canvas
 */

import { sameRef, stageRef } from "../../trace/refs.js";
import { panned, pointAt, refCamera, zoomedAt } from "./camera.js";
import { createFlight } from "./flight.js";
import { cameraOf, numberCamera } from "./follow.js";
import { refAt } from "./hit.js";
import { graphLayout } from "./layout.js";
import { beside, into, out, towardsOperands, towardsUsers } from "./walk.js";

const PAN_BY = 80; // px an arrow key moves
const ZOOM_BY = 1.5;
const CLICK_SLACK = 4; // px a pointer may stray and still click
const FINEST = 5; // px of what can be hit

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Context} context
 */
export function handsOn(canvas, { dispatch, stillness, signal }) {
  /** What the last update was given. @type {View} */
  let drawn;
  /** What has been looked for since: the figure is drawn once a frame, but moved more often. @type {Camera | null} */
  let wanted = null;
  /** Those that are down. @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();
  let strayed = 0; // px since the first went down
  const flight = createFlight(stillness, signal);

  const camera = () => wanted ?? cameraOf(drawn, drawn.size);
  const layout = () => graphLayout(drawn.trace);

  /**
   * Look from somewhere else, which ends following.
   *
   * @param {Camera | null} to  null: from where all of it is seen
   */
  function look(to) {
    flight.stop();
    show(to);
  }

  /** @param {Camera | null} to */
  function show(to) {
    wanted = to ?? cameraOf({ ...drawn, settings: { follow: false, near: "block", camera: null } }, drawn.size);
    dispatch({ type: "set", settings: { camera: to, follow: false } });
  }

  /**
   * @param {number} factor
   * @param {{x: number, y: number}} [at]
   */
  function zoom(factor, at = { x: drawn.size.width / 2, y: drawn.size.height / 2 }) {
    look(zoomedAt(camera(), factor, at.x, at.y, layout(), drawn.size));
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  function pan(dx, dy) {
    look(panned(camera(), dx, dy, layout()));
  }

  const fit = () => look(null);

  function toggleFollow() {
    const { follow } = drawn.settings;
    flight.stop();
    dispatch({ type: "set", settings: follow ? { follow: false, camera: camera() } : { follow: true } });
  }

  /** Fly to the number in focus and stay with it; from there, back to its block. What is pressed meanwhile stops it. */
  function toNumber() {
    if (flight.stop()) return;
    const { trace, look: at, size, settings } = drawn;
    const isThere = settings.follow && settings.near === "number";
    /** @type {Near} */
    const near = isThere ? "block" : "number";
    if (!numberCamera(layout(), trace, at, size)) return; // a frame of no number
    const target = cameraOf({ ...drawn, look: { ...at, t: 1 }, settings: { ...settings, follow: true, near } }, size);
    if (at.isPlaying) dispatch({ type: "stopped" });
    flight.start(camera(), target, size, show, () => dispatch({ type: "set", settings: { follow: true, near } }));
  }

  /** @param {MouseEvent} event */
  function pixel({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  /** @param {{x: number, y: number}} at */
  function refAtPixel({ x, y }) {
    const from = camera();
    const [left, top] = pointAt(from, x, y, drawn.size);
    return refAt(layout(), drawn.trace, left, top, FINEST / from.k);
  }

  /** @param {Ref | null} ref */
  function hover(ref) {
    if (!sameRef(ref, drawn.look.hovered)) dispatch({ type: "hovered", ref });
  }

  /** @param {PointerEvent} event */
  function onDown(event) {
    if (event.button !== 0) return;
    flight.stop();
    if (pointers.size === 0) strayed = 0;
    pointers.set(event.pointerId, pixel(event));
    canvas.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    const at = pixel(event);
    const before = pointers.get(event.pointerId);
    if (!before) return hover(refAtPixel(at));
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, at);
    strayed += distance(at, before);
    if (strayed < CLICK_SLACK) return;
    if (!other) return pan(at.x - before.x, at.y - before.y);
    zoom(distance(at, other) / distance(before, other), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
    pan((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  /** @param {PointerEvent} event */
  function onUp(event) {
    if (!pointers.delete(event.pointerId) || strayed >= CLICK_SLACK) return;
    dispatch({ type: "selected", ref: refAtPixel(pixel(event)) });
  }

  /** @param {WheelEvent} event */
  function onWheel(event) {
    const isMeant = event.ctrlKey || drawn.settings.wheel === "always" || document.activeElement === canvas;
    if (!isMeant) return; // the page scrolls
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    zoom(2 ** ((-event.deltaY * lines * (event.ctrlKey ? 5 : 1)) / 400), pixel(event));
  }

  /**
   * Select something and, where it cannot be read from here, go there.
   *
   * @param {Ref | null} ref
   */
  function walkTo(ref) {
    if (!ref) return;
    dispatch({ type: "selected", ref });
    const target = refCamera(layout(), drawn.trace, ref, drawn.size);
    if (target) look(target);
  }

  function goIn() {
    const { trace, look: at } = drawn;
    const { stage } = trace.frames[at.cursor];
    walkTo(at.selection ? into(at.selection) : stage === null ? null : stageRef(stage));
  }

  function goOut() {
    const { trace, look: at } = drawn;
    if (!at.selection) return;
    const above = out(trace, at.selection);
    if (above) walkTo(above);
    else dispatch({ type: "selected", ref: null });
  }

  /** @param {(ref: Ref) => Ref | null} step */
  function walk(step) {
    const { selection } = drawn.look;
    if (selection) walkTo(step(selection));
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => pan(PAN_BY, 0),
    ArrowRight: () => pan(-PAN_BY, 0),
    ArrowUp: () => pan(0, PAN_BY),
    ArrowDown: () => pan(0, -PAN_BY),
    "+": () => zoom(ZOOM_BY),
    "=": () => zoom(ZOOM_BY),
    "-": () => zoom(1 / ZOOM_BY),
    0: fit,
    f: toggleFollow,
    n: toNumber,
    Enter: goIn,
    Escape: goOut,
    "[": () => walk((ref) => towardsOperands(drawn.trace, ref)),
    "]": () => walk((ref) => towardsUsers(drawn.trace, ref)),
    ",": () => walk((ref) => beside(drawn.trace, ref, -1)),
    ".": () => walk((ref) => beside(drawn.trace, ref, 1)),
  };

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  canvas.addEventListener("pointerdown", onDown);
  canvas.addEventListener("pointermove", onMove);
  canvas.addEventListener("pointerup", onUp);
  canvas.addEventListener("pointercancel", ({ pointerId }) => pointers.delete(pointerId));
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("wheel", onWheel, { passive: false });
  canvas.addEventListener("keydown", onKey);

  return {
    /** @param {View} view */
    see(view) {
      drawn = view;
      wanted = null;
    },
    fit,
    toggleFollow,
    toNumber,
    closer: () => zoom(ZOOM_BY),
    further: () => zoom(1 / ZOOM_BY),
  };
}

/**
 * @param {{x: number, y: number}} a
 * @param {{x: number, y: number}} b
 */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
