/**
 * The clock of a page: turns moves into cursors, plays, and runs t from 0 to 1 after each move, for every look.
 *
 * @import {Look} from "../figures/figure.js"
 * @import {Move} from "../draw/keymap.js"
 * @import {Action, PageState} from "./page.js"
 */

import { SPEEDS } from "../draw/keymap.js";
import { nextPhase, nextSegment, operationCount } from "../trace/moves.js";
import { traceOfLook } from "./page.js";

const MOVE_MS = 900; // long enough for three acts, with a pause after it
const MOST_MOVED = 8; // frames a second: above, there is no time for motion

/**
 * @param {{state: {readonly value: PageState}, dispatch: (action: Action) => void,
 *   onAction: (listen: (action: Action) => void) => () => void}} store
 * @param {() => boolean} stillness  whether the reader wants no motion
 */
export function createPlayer({ state, dispatch, onAction }, stillness) {
  /** When the current move of each look began. @type {Map<string, number>} */
  const began = new Map();
  /** The frame at which a look that plays a passage stops. @type {Map<string, number>} */
  const ends = new Map();
  /** The frames that it goes through, where it leaves some out. @type {Map<string, number[]>} */
  const passages = new Map();
  let scheduled = 0;

  const stop = onAction((action) => {
    if (action.type === "go" && action.look) goTo(action.look, action.cursor);
    else if (action.type === "move" && action.look) make(action.look, action.move);
    else if (action.type === "passage-asked" && action.look) playPassage(action.look, action);
    else if (action.type === "stopped" && action.look) forget(action.look);
  });

  /**
   * @param {string} look
   * @param {number} cursor
   */
  function goTo(look, cursor) {
    dispatch({ type: "cursor-set", look, cursor });
    began.set(look, performance.now());
    if (stillness()) dispatch({ type: "moved", look, t: 1 });
    const end = ends.get(look);
    if (end !== undefined && cursor >= end && state.value.looks[look].isPlaying) dispatch({ type: "stopped", look });
    run();
  }

  /**
   * From one frame to another; there it waits.
   *
   * @param {string} look
   * @param {{from: number, to: number, frames?: number[]}} passage
   */
  function playPassage(look, { from, to, frames }) {
    ends.set(look, to);
    if (frames) passages.set(look, frames);
    else passages.delete(look);
    dispatch({ type: "played", look });
    goTo(look, from);
  }

  /** @param {string} look */
  function forget(look) {
    ends.delete(look);
    passages.delete(look);
  }

  function run() {
    scheduled ||= requestAnimationFrame(frame);
  }

  /** @param {number} now */
  function frame(now) {
    scheduled = 0;
    for (const id of began.keys()) if (!advance(state.value.looks[id], now)) began.delete(id);
    if (began.size > 0) run();
  }

  /**
   * Whether there is more to come.
   *
   * @param {Look} look
   * @param {number} now
   */
  function advance({ id, t, isPlaying, speed, cursor }, now) {
    const trace = traceOfLook(state.value, id);
    if (!trace) return false;
    const since = now - (began.get(id) ?? now);
    const interval = 1000 / speed;
    const isMoved = !isPlaying || speed <= MOST_MOVED;
    const lasts = isPlaying ? Math.min(MOVE_MS, 0.8 * interval) : MOVE_MS;
    const moved = isMoved ? Math.min(Math.max(since / lasts, 0), 1) : 1;
    if (moved > t) dispatch({ type: "moved", look: id, t: moved });
    if (isPlaying && since >= interval) {
      if (cursor >= trace.frames.length - 1) dispatch({ type: "stopped", look: id });
      else goTo(id, passages.get(id)?.find((each) => each > cursor) ?? cursor + 1);
    }
    const now2 = state.value.looks[id];
    return now2.t < 1 || now2.isPlaying;
  }

  /**
   * @param {string} look
   * @param {Move} move
   */
  function make(look, move) {
    const { cursor, operation, isPlaying, speed } = state.value.looks[look];
    const trace = traceOfLook(state.value, look);
    if (!trace) return;
    const last = trace.frames.length - 1;
    if (isPlaying && move !== "play" && move !== "faster" && move !== "slower") dispatch({ type: "stopped", look });
    if (move === "play") {
      if (isPlaying) return dispatch({ type: "stopped", look });
      forget(look);
      dispatch({ type: "played", look });
      return goTo(look, cursor >= last ? 0 : cursor + 1);
    }
    if (move === "faster" || move === "slower") {
      const at = SPEEDS.indexOf(speed) + (move === "faster" ? 1 : -1);
      return dispatch({ type: "speed-set", look, speed: SPEEDS[Math.min(Math.max(at, 0), SPEEDS.length - 1)] });
    }
    if (move === "into") return dispatch({ type: "operation-set", look, operation: operation ?? 0 });
    if (move === "out") return dispatch({ type: "operation-set", look, operation: null });
    if (operation !== null && (move === "next" || move === "back")) {
      const next = operation + (move === "next" ? 1 : -1);
      if (next >= 0 && next < operationCount(trace, cursor)) {
        return dispatch({ type: "operation-set", look, operation: next });
      }
    }
    if (move === "next") goTo(look, Math.min(cursor + 1, last));
    else if (move === "back") goTo(look, Math.max(cursor - 1, 0));
    else if (move === "first") goTo(look, 0);
    else if (move === "last") goTo(look, last);
    else if (move === "next-segment") goTo(look, nextSegment(trace, cursor, 1));
    else if (move === "previous-segment") goTo(look, nextSegment(trace, cursor, -1));
    else if (move === "next-phase") goTo(look, nextPhase(trace, cursor));
  }

  return {
    destroy() {
      stop();
      cancelAnimationFrame(scheduled);
    },
  };
}
