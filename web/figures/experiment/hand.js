/**
 * What moves the number: a drag across it, which goes on from where the pointer was last, and a place on the chart.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {FigureAction} from "../figure.js"
 * @import {Hold} from "./held.js"
 */

import { heldText, holdable } from "./held.js";

/** @typedef {ReturnType<typeof handOn>} Hand */

/**
 * @param {(action: FigureAction) => void} dispatch
 * @param {() => void} focus  have the keys go to the number
 */
export function handOn(dispatch, focus) {
  const last = { x: 0, value: 0 };
  /** What is held, which a key or the pointer may change again before it is drawn. */
  let newest = "";
  /**
   * @param {Trace} trace
   * @param {Hold} hold
   * @param {number} value
   */
  const put = (trace, hold, value) => {
    const held = heldText(trace, hold.name, holdable(hold, value));
    if (held === newest) return;
    newest = held;
    dispatch({ type: "set", settings: { held } });
  };
  return {
    put,
    focus,
    letGo() {
      focus(); // the button that was pressed is of no more use
      newest = "";
      dispatch({ type: "set", settings: { held: "" } });
    },
    newest: () => newest,
    /** @param {string} held  as it is drawn */
    told(held) {
      newest = held;
    },
    /**
     * @param {Trace} trace
     * @param {Hold} hold
     * @param {number} width  that is dragged across to go from one end to the other
     * @param {PointerEvent & {currentTarget: Element}} event
     */
    drag(trace, hold, width, { type, clientX, shiftKey, pointerId, currentTarget }) {
      if (type === "pointerdown") {
        currentTarget.setPointerCapture(pointerId);
        last.value = hold.held ?? hold.own;
      } else if (!currentTarget.hasPointerCapture(pointerId)) return;
      else last.value += ((clientX - last.x) * 2 * hold.reach * (shiftKey ? 0.1 : 1)) / width;
      last.value = Math.min(Math.max(last.value, hold.own - hold.reach), hold.own + hold.reach);
      last.x = clientX;
      put(trace, hold, last.value);
    },
    /**
     * @param {Trace} trace
     * @param {Hold} hold
     * @param {number} value
     * @param {PointerEvent & {currentTarget: Element}} event
     */
    point(trace, hold, value, { type, pointerId, currentTarget }) {
      if (type === "pointerdown") currentTarget.setPointerCapture(pointerId);
      if (currentTarget.hasPointerCapture(pointerId)) put(trace, hold, value);
    },
  };
}
