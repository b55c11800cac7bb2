/**
 * The clock of the lab: turns moves into cursors, plays, and runs t from 0 to 1 after each move.
 *
 * @import {Move} from "../draw/keymap.js"
 * @import {LabAction, LabState} from "./lab-store.js"
 */

import { SPEEDS, traceOfState } from "./lab-store.js";
import { nextPhase, nextSegment, operationCount } from "../trace/moves.js";

const MOVE_MS = 320; // fast, with a pause after it

/**
 * @param {{state: {readonly value: LabState}, dispatch: (action: LabAction) => void}} store
 */
export function createPlayer({ state, dispatch }) {
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  let began = 0; // when the current move began
  let running = false;

  /** @param {number} cursor */
  function goTo(cursor) {
    dispatch({ type: "cursor-set", cursor });
    began = performance.now();
    if (stillness.matches) dispatch({ type: "moved", t: 1 });
    run();
  }

  function run() {
    if (running) return;
    running = true;
    requestAnimationFrame(frame);
  }

  /** @param {number} now */
  function frame(now) {
    running = false;
    const { t, isPlaying, speed, cursor } = state.value;
    const trace = traceOfState(state.value);
    if (!trace) return;
    const interval = 1000 / speed;
    const moved = Math.min(Math.max((now - began) / Math.min(MOVE_MS, 0.7 * interval), 0), 1);
    if (t < 1 && moved !== t) dispatch({ type: "moved", t: moved });
    if (isPlaying && now - began >= interval) {
      if (cursor >= trace.frames.length - 1) dispatch({ type: "stopped" });
      else goTo(cursor + 1);
    }
    if (state.value.t < 1 || state.value.isPlaying) run();
  }

  return {
    goTo,
    /** @param {Move} move */
    make(move) {
      const { cursor, op, isPlaying, speed } = state.value;
      const trace = traceOfState(state.value);
      if (!trace) return;
      const last = trace.frames.length - 1;
      if (isPlaying && move !== "play" && move !== "faster" && move !== "slower") dispatch({ type: "stopped" });
      if (move === "play") {
        if (isPlaying) return dispatch({ type: "stopped" });
        dispatch({ type: "played" });
        return goTo(cursor >= last ? 0 : cursor + 1);
      }
      if (move === "faster" || move === "slower") {
        const at = SPEEDS.indexOf(speed) + (move === "faster" ? 1 : -1);
        return dispatch({ type: "speed-set", speed: SPEEDS[Math.min(Math.max(at, 0), SPEEDS.length - 1)] });
      }
      if (move === "into") return dispatch({ type: "op-set", op: op ?? 0 });
      if (move === "out") return dispatch({ type: "op-set", op: null });
      if (op !== null && (move === "next" || move === "back")) {
        const next = op + (move === "next" ? 1 : -1);
        if (next >= 0 && next < operationCount(trace, cursor)) return dispatch({ type: "op-set", op: next });
      }
      if (move === "next") goTo(Math.min(cursor + 1, last));
      else if (move === "back") goTo(Math.max(cursor - 1, 0));
      else if (move === "first") goTo(0);
      else if (move === "last") goTo(last);
      else if (move === "next-segment") goTo(nextSegment(trace, cursor, 1));
      else if (move === "previous-segment") goTo(nextSegment(trace, cursor, -1));
      else if (move === "next-phase") goTo(nextPhase(trace, cursor));
    },
  };
}
