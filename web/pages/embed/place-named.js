/** The place in a step that a link names in words: a phase, and a position in it. */

import { segmentsOf } from "../../trace/moves.js";

/**
 * The last frame of a phase, at a position if one is named; null if none is meant, or the step has no such.
 *
 * @param {import("../../trace/read.js").Trace} trace
 * @param {{phase?: string, position?: number}} look
 */
export function placeNamed(trace, { phase, position }) {
  const found = segmentsOf(trace).findLast(
    (each) => each.phase === phase && (position === undefined || each.position === position),
  );
  return found?.last ?? null;
}
