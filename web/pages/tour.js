/**
 * The tour of a page: which stop it is at, and how one gets there, leaves and comes back.
 *
 * @import {Board} from "../state/board.js"
 */

import { stopsOf } from "../figures/tour/stop.js";
import { traceOfLook } from "../state/page.js";
import { playPassage } from "../state/passage.js";

/**
 * @param {Board} board  with the figure `tour` placed on it
 * @param {string} look
 * @param {(view: string) => void} see  have a figure seen
 */
export function createTour(board, look, see) {
  const { state, dispatch, onAction } = board;
  let last = 1; // that a reader who left comes back to
  const stops = () => {
    const trace = traceOfLook(state.value, look);
    return trace ? stopsOf(trace) : [];
  };
  /** @returns {number | null} */
  const stop = () => /** @type {any} */ (state.value.placed.tour.settings.stop);

  /** @param {number | null} number */
  function go(number) {
    const found = number === null ? null : stops()[number - 1];
    dispatch({ type: "set", placed: "tour", settings: { stop: found ? number : null } });
    if (!found || number === null) return;
    last = number;
    dispatch({ type: "selected", look, ref: null });
    see(found.view);
    playPassage(board, look, found.from, found.cursor);
  }
  onAction((action) => {
    if (action.type === "tour-asked") go(action.stop);
  });

  return {
    stop,
    go,
    /** On to the next stop; after the last one the tour is over, and begins anew. */
    goOn() {
      const next = Number(stop()) + 1;
      if (next > stops().length) last = 1;
      go(next);
    },
    /** Leave, or come back to where it was left. */
    toggle: () => go(stop() === null ? last : null),
  };
}
