/**
 * The same place in two traces, of which one may have stages that the other has not: more layers, no attention.
 *
 * @import {Trace} from "./read.js"
 */

import { oncePer } from "./once.js";

/**
 * The frame of one trace that does what a frame of another does; where there is none, what the last before it does
 * that there is.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {Trace} other
 */
export function sameFrame(trace, cursor, other) {
  const places = placesOf(other);
  for (let at = Math.min(cursor, trace.frames.length - 1); at >= 0; at--) {
    const found = places.get(placeOf(trace, at));
    if (found !== undefined) return found;
  }
  return 0;
}

/** The frame that is at each place. @type {(trace: Trace) => Map<string, number>} */
const placesOf = oncePer((trace) => new Map(trace.frames.map((_, index) => [placeOf(trace, index), index])));

/**
 * What a frame does, and where: the same text in every trace on the same document.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
function placeOf(trace, cursor) {
  const { phase, stage, matrix, pass } = trace.frames[cursor];
  const { name = "", position = null } = stage === null ? {} : trace.stages[stage];
  return [phase, name, position, matrix === null ? "" : trace.matrices[matrix].name, pass].join(" ");
}
