/**
 * A parameter worth trying: of those that the frame works with, the one that the loss is most sensitive to.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { largestAt } from "../../trace/focus.js";
import { numParams, paramRef } from "../../trace/refs.js";

/**
 * The parameter of the largest gradient in size among the rows that the frame's stage reads, those of Adam's matrix, or
 * where there are none, all.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
export function worthTrying(trace, cursor) {
  const { stage, matrix } = trace.frames[cursor];
  /** @type {[first: number, count: number][]} */
  const ranges = [];
  if (matrix !== null) {
    const { first, rows, columns } = trace.matrices[matrix];
    ranges.push([first, rows * columns]);
  } else if (stage !== null) {
    for (const [of, row, rows] of trace.stages[stage].reads_rows) {
      const { first, columns } = trace.matrices[of];
      ranges.push([first + row * columns, rows * columns]);
    }
  }
  if (ranges.length === 0) ranges.push([0, numParams(trace)]);
  const grads = trace.columns.adam_grad;
  const best = ranges.map(([first, count]) => first + largestAt(grads.subarray(first, first + count)));
  return paramRef(trace, best[largestAt(best.map((index) => grads[index]))]);
}
