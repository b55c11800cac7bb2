/**
 * What pointer, keys and buttons do on the computation graph.
 *
 * @import {Context, Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Camera, Size} from "./camera.js"
 * @import {Pixel} from "./gestures.js"
 * @import {Layout} from "./layout.js"
 *
 * @typedef {object} Drawn  what they are about
 * @property {Trace} trace
 * @property {Look} look
 * @property {boolean} follow
 * @property {Layout} layout
 * @property {Size} size  of the canvas
 * @property {Camera} camera
 */

import { sameRef, stageRef } from "../../trace/refs.js";
import { panned, pointAt, refCamera, zoomedAt } from "./camera.js";
import { refAt } from "./pick.js";
import { beside, into, out, towardsOperands, towardsUsers } from "./walk.js";

const PAN_BY = 80; // px an arrow key moves
const ZOOM_BY = 1.5;
const NEAR = 5; // px from which on a thing can be hit

export const HELP =
  "Arrow keys move, plus and minus zoom, 0 shows everything, F follows the cursor. Enter selects the current block and " +
  "goes into a selected one, Escape goes out. From what is selected, [ walks to its first operand, ] to its first user, " +
  "comma and period to what stands beside it.";

/**
 * @param {() => Drawn} drawn
 * @param {Context["dispatch"]} dispatch
 */
export function handsOn(drawn, dispatch) {
  /**
   * Look from somewhere else, which ends following.
   *
   * @param {Camera | null} camera
   */
  const lookFrom = (camera) => dispatch({ type: "set", settings: { camera, follow: false } });

  /** @param {Ref | null} ref */
  const select = (ref) => dispatch({ type: "selected", ref });

  /**
   * Zoom at a pixel, then drag.
   *
   * @param {number} factor
   * @param {Pixel} at
   * @param {number} dx
   * @param {number} dy
   */
  function move(factor, at, dx, dy) {
    const { camera, layout, size } = drawn();
    lookFrom(panned(zoomedAt(camera, factor, at.x, at.y, layout, size), dx, dy, layout, size));
  }

  /** @param {number} factor */
  function zoom(factor) {
    const { width, height } = drawn().size;
    move(factor, { x: width / 2, y: height / 2 }, 0, 0);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  const pan = (dx, dy) => move(1, { x: 0, y: 0 }, dx, dy);

  function toggleFollow() {
    const { follow, camera } = drawn();
    if (follow) lookFrom(camera);
    else dispatch({ type: "set", settings: { follow: true } });
  }

  /** @param {Pixel} at */
  function refAtPixel({ x, y }) {
    const { camera, layout, trace, size } = drawn();
    return refAt(layout, trace, ...pointAt(camera, x, y, size), NEAR / camera.k);
  }

  /**
   * Select something and, where it cannot be read from here, go there.
   *
   * @param {Ref | null} ref
   */
  function walkTo(ref) {
    if (!ref) return;
    select(ref);
    const { layout, trace, size } = drawn();
    const camera = refCamera(layout, trace, ref, size);
    if (camera) lookFrom(camera);
  }

  /** @param {(trace: Trace, ref: Ref) => Ref | null} step */
  function walk(step) {
    const { look, trace } = drawn();
    if (look.selection) walkTo(step(trace, look.selection));
  }

  function enter() {
    const { look, trace } = drawn();
    const { stage } = trace.frames[look.cursor];
    walkTo(look.selection ? into(look.selection) : stage === null ? null : stageRef(stage));
  }

  function leave() {
    const { look, trace } = drawn();
    const above = look.selection && out(trace, look.selection);
    if (above) walkTo(above);
    else if (look.selection) select(null);
  }

  const on = {
    fit: () => lookFrom(null),
    follow: toggleFollow,
    closer: () => zoom(ZOOM_BY),
    further: () => zoom(1 / ZOOM_BY),
  };

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => pan(PAN_BY, 0),
    ArrowRight: () => pan(-PAN_BY, 0),
    ArrowUp: () => pan(0, PAN_BY),
    ArrowDown: () => pan(0, -PAN_BY),
    "+": on.closer,
    "=": on.closer,
    "-": on.further,
    0: on.fit,
    f: on.follow,
    Enter: enter,
    Escape: leave,
    "[": () => walk(towardsOperands),
    "]": () => walk(towardsUsers),
    ",": () => walk((trace, ref) => beside(trace, ref, -1)),
    ".": () => walk((trace, ref) => beside(trace, ref, 1)),
  };

  return {
    on,
    gestures: {
      /** @param {Pixel | null} at */
      hover(at) {
        const ref = at && refAtPixel(at);
        if (!sameRef(ref, drawn().look.hovered)) dispatch({ type: "hovered", ref });
      },
      /** @param {Pixel} at */
      select: (at) => select(refAtPixel(at)),
      move,
    },
    /** @param {KeyboardEvent} event */
    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    },
  };
}
