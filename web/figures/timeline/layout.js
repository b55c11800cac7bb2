/**
 * Where the segments of the timeline and its caret stand, in px.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { scaleLinear } from "d3-scale";
import { segmentsOf } from "../../trace/moves.js";

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} width
 */
export function timelineLayout(trace, cursor, width) {
  const x = scaleLinear([0, trace.frames.length], [0, width]);
  const last = trace.frames.length - 1;
  const segments = segmentsOf(trace).map((segment) => {
    const left = x(segment.first);
    return { ...segment, x: left, width: Math.max(x(segment.last + 1) - left - 1, 1) };
  });
  return {
    segments,
    caret: x(cursor + 0.5),
    frameAt: (/** @type {number} */ px) => Math.min(Math.max(Math.floor(x.invert(px)), 0), last),
  };
}
