/**
 * What pointer and keys do on the model map. A finger that strokes across it goes to the next position, or back; one
 * that touches a narrow column goes there. Up and down go from stage to stage, left and right from position to
 * position, Space goes in to the numbers and Escape out again, Enter goes to the frame that computes what is focused,
 * or, in the numbers, selects one. What is focused is what is hovered.
 *
 * @import {Context} from "../figure.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {View} from "./grid.js"
 * @import {Place} from "./keys.js"
 */

import { sameRef, stageRef } from "../../trace/refs.js";
import { elementAt } from "./cells.js";
import { frameBeside, frameOfPosition, frameOfStage } from "./frames.js";
import { placeAt } from "./grid.js";
import { elementMove, stripMove } from "./keys.js";

const SWIPE = 40; // px

/**
 * @param {() => View} drawn  what they are about
 * @param {Context["dispatch"]} dispatch
 */
export function handsOn(drawn, dispatch) {
  /** Where a finger came down. @type {{x: number, y: number} | null} */
  let touched = null;

  /** @param {Ref | null} ref */
  function hover(ref) {
    if (!sameRef(ref, drawn().hovered)) dispatch({ type: "hovered", ref });
  }

  /** @param {number} stage */
  function goTo(stage) {
    const { trace, cursor } = drawn();
    dispatch({ type: "go", cursor: frameOfStage(trace, cursor, stage) });
  }

  /**
   * What the pointer is over: the whole of the plot counts, not only its elements.
   *
   * @param {MouseEvent} event
   * @returns {Ref | null}
   */
  function pointedAt(event) {
    const { trace, layout } = drawn();
    const place = placeAt(event.target);
    if (place?.kind === "param") return place;
    const { left, top } = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    return elementAt(trace, layout, event.clientX - left, event.clientY - top);
  }

  /**
   * The position of the narrow column that was touched; -1 if it was the wide one, or none.
   *
   * @param {MouseEvent} event
   */
  function columnAt(event) {
    const { columns } = drawn().layout;
    const x = event.clientX - /** @type {Element} */ (event.currentTarget).getBoundingClientRect().left;
    const widest = Math.max(...columns.map(({ width }) => width));
    return columns.findIndex((each) => each.width < widest && x >= each.x && x < each.x + each.width);
  }

  /**
   * Where a key leads from a place, undefined if nowhere; null if it does something else.
   *
   * @param {string} key
   * @param {Place} place
   * @returns {Place | null | undefined}
   */
  function pressed(key, place) {
    const { trace, layout } = drawn();
    const element = place.kind === "stage" ? place.element : null;
    if (place.kind === "stage" && element === null && key === " ") return stageRef(place.stage, 0);
    if (place.kind === "stage" && element === null && key === "Enter") goTo(place.stage);
    else if (key === " " || key === "Enter") dispatch({ type: "selected", ref: place });
    else if (place.kind !== "stage" || element === null) return stripMove(key, place, trace);
    else if (key === "Escape") return stageRef(place.stage);
    else {
      const { size } = trace.stages[place.stage];
      const to = elementMove(key, element, layout.strips[place.stage].perLine, size);
      return to === undefined ? to : stageRef(place.stage, to);
    }
    return null;
  }

  return {
    hover,
    /** @param {PointerEvent} event */
    onMove: (event) => {
      if (event.pointerType !== "touch") hover(pointedAt(event));
    },
    /** @param {PointerEvent} event */
    onDown({ pointerType, clientX, clientY }) {
      touched = pointerType === "touch" ? { x: clientX, y: clientY } : null;
    },
    /** @param {PointerEvent} event */
    onUp({ clientX, clientY }) {
      if (!touched) return;
      const [right, down] = [clientX - touched.x, clientY - touched.y];
      touched = null;
      if (Math.abs(right) < SWIPE || Math.abs(right) < 2 * Math.abs(down)) return;
      dispatch({ type: "move", move: right < 0 ? "next-segment" : "previous-segment" });
    },
    onLeave: () => hover(null),
    /** @param {MouseEvent} event */
    onClick(event) {
      const { trace, cursor, hovered } = drawn();
      const head = event.target instanceof Element ? event.target.closest("[data-position]") : null;
      if (head instanceof HTMLElement) {
        dispatch({ type: "go", cursor: frameOfPosition(trace, cursor, Number(head.dataset.position)) });
        return;
      }
      const column = isTouch(event) ? columnAt(event) : -1;
      if (column >= 0) {
        dispatch({ type: "go", cursor: frameBeside(trace, cursor, column) });
        return;
      }
      const ref = event.detail === 0 ? hovered : pointedAt(event); // 0: pressed by other means than a pointer
      if (ref) dispatch({ type: "selected", ref });
    },
    /** @param {MouseEvent} event */
    onDoubleClick(event) {
      const ref = pointedAt(event);
      if (ref?.kind === "stage") goTo(ref.stage);
    },
    /** @param {FocusEvent} event */
    onFocus(event) {
      const place = placeAt(event.target);
      if (place) hover(place);
    },
    /** @param {KeyboardEvent} event */
    onKey(event) {
      const place = drawn().hovered ?? placeAt(event.target);
      if (!place || place.kind === "node" || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = pressed(event.key, place);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (next) hover(next);
    },
  };
}

/** @param {MouseEvent} event */
function isTouch(event) {
  return event instanceof PointerEvent && event.pointerType === "touch";
}
