/**
 * Where the segments of a trace and the caret stand in the bar, in px, and which frame a place means.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { scaleLinear } from "d3-scale";
import { tokenText } from "../../draw/format.js";
import { segmentsOf } from "../../trace/moves.js";

const LETTER = 7.5; // as wide as one may be

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} width
 */
export function timelineLayout(trace, cursor, width) {
  const count = trace.frames.length;
  const x = scaleLinear([0, count], [0, width]);
  const segments = segmentsOf(trace).map(({ phase, label, first, last }) => {
    const [left, text] = [x(first), tokenText(label)];
    const own = Math.max(x(last + 1) - left - 1, 1);
    const isCurrent = first <= cursor && cursor <= last;
    return { phase, x: left, width: own, text: text.length * LETTER + 4 < own ? text : "", isCurrent };
  });
  /** @param {number} px */
  const frameAt = (px) => Math.min(Math.max(Math.floor(x.invert(px)), 0), count - 1);
  return { segments, caret: x(cursor + 0.5), frameAt };
}
