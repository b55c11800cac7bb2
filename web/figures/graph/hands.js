/**
 * What pointer and keys do on the computation graph: they move the camera, and choose what is hovered and selected.
 *
 * @import {Context} from "../figure.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {View} from "./steering.js"
 */

import { sameRef, stageRef } from "../../trace/refs.js";
import { pointAt, refCamera } from "./camera.js";
import { refAt } from "./hit.js";
import { steering } from "./steering.js";
import { beside, into, out, towardsOperands, towardsUsers } from "./walk.js";

const PAN_BY = 80; // px an arrow key moves
const CLICK_SLACK = 4; // px a pointer may stray and still click
const FINEST = 5; // px of what can be hit

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Context} context
 */
export function handsOn(canvas, context) {
  const { dispatch } = context;
  const steer = steering(context);
  /** What the last update was given. @type {View} */
  let drawn;
  /** Those that are down. @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();
  let strayed = 0; // px since the first went down

  /** @param {MouseEvent} event */
  function pixel({ clientX, clientY }) {
    const box = canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  /** @param {{x: number, y: number}} at */
  function refAtPixel({ x, y }) {
    const from = steer.camera();
    const [left, top] = pointAt(from, x, y, drawn.size);
    return refAt(steer.layout(), drawn.trace, left, top, FINEST / from.k);
  }

  /** @param {Ref | null} ref */
  function hover(ref) {
    if (!sameRef(ref, drawn.look.hovered)) dispatch({ type: "hovered", ref });
  }

  /** @param {PointerEvent} event */
  function onDown(event) {
    if (event.button !== 0) return;
    steer.stop();
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
    if (!other) return steer.pan(at.x - before.x, at.y - before.y);
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    steer.zoom(distance(at, other) / distance(before, other), middle);
    steer.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
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
    steer.zoom(2 ** ((-event.deltaY * lines * (event.ctrlKey ? 5 : 1)) / 400), pixel(event));
  }

  /**
   * Select something and, where it cannot be read from here, go there.
   *
   * @param {Ref | null} ref
   */
  function walkTo(ref) {
    if (!ref) return;
    dispatch({ type: "selected", ref });
    const target = refCamera(steer.layout(), drawn.trace, ref, drawn.size);
    if (target) steer.go(target);
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
    ArrowLeft: () => steer.pan(PAN_BY, 0),
    ArrowRight: () => steer.pan(-PAN_BY, 0),
    ArrowUp: () => steer.pan(0, PAN_BY),
    ArrowDown: () => steer.pan(0, -PAN_BY),
    "+": steer.closer,
    "=": steer.closer,
    "-": steer.further,
    0: steer.fit,
    f: steer.toggleFollow,
    n: steer.toNumber,
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
    ...steer,
    /** @param {View} view */
    see(view) {
      drawn = view;
      steer.see(view);
    },
  };
}

/**
 * @param {{x: number, y: number}} a
 * @param {{x: number, y: number}} b
 */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
