/**
 * How a page opens that nobody sent to a place: in mid-step, playing one token once, and then waiting.
 *
 * @import {Board} from "./board.js"
 */

import { segmentsOf } from "../trace/moves.js";
import { traceOfLook } from "./page.js";

const TOKEN = 2; // the third: those before it are in the cache

/**
 * @param {Board} board
 * @param {string} look
 */
export function playOneToken({ state, dispatch, onAction }, look) {
  const trace = traceOfLook(state.value, look);
  const segment = trace && segmentsOf(trace).find(({ phase, position }) => phase === "forward" && position === TOKEN);
  if (!segment) return;
  dispatch({ type: "go", look, cursor: segment.first });
  dispatch({ type: "move", look, move: "play" });
  const stop = onAction((action) => {
    if (!("look" in action) || action.look !== look) return;
    if (action.type === "stopped" || action.type === "trace-shown") stop();
    else if (action.type === "cursor-set" && action.cursor >= segment.last) dispatch({ type: "stopped", look });
  });
}
