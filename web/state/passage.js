/**
 * A passage of a trace that is played once and waits at its end. Readers who want no motion are at the end at once.
 *
 * @import {Board} from "./board.js"
 */

import { segmentsOf } from "../trace/moves.js";
import { traceOfLook } from "./page.js";

const FIRST_SEEN = 2; // the third token: those before it are in the cache

/**
 * @param {Board} board
 * @param {string} look
 * @param {number} from
 * @param {number} to
 * @param {() => void} [then]  what to do at its end, if nobody stopped it before
 * @param {number[]} [frames]  that it goes through, if it leaves some out
 */
export function playPassage({ state, dispatch, onAction, stillness }, look, from, to, then, frames) {
  if (from >= to || stillness()) {
    dispatch({ type: "go", look, cursor: to });
    return then?.();
  }
  dispatch({ type: "passage-asked", look, from, to, ...(frames && { frames }) });
  const stop = onAction((action) => {
    if (!("look" in action) || action.look !== look) return;
    if (action.type !== "stopped" && action.type !== "trace-shown") return;
    stop();
    if (action.type === "stopped" && state.value.looks[look].cursor >= to) then?.();
  });
}

/**
 * How a page opens that nobody sent to a place: in mid-step, with one token.
 *
 * @param {Board} board
 * @param {string} look
 * @param {() => void} then
 */
export function playOneToken(board, look, then) {
  const trace = traceOfLook(board.state.value, look);
  const found =
    trace && segmentsOf(trace).find(({ phase, position }) => phase === "forward" && position === FIRST_SEEN);
  if (found) playPassage(board, look, found.first, found.last, then);
}
