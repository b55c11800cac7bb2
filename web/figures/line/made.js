/**
 * The number in focus as far as a move into a frame has come: its sum adds up, other numbers come with the result.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 */

import { actsOf } from "../../draw/acts.js";
import { digits } from "../../draw/format.js";
import { focusElement } from "../../trace/focus.js";
import { additionsOf } from "../../trace/graph.js";
import { nodeOf, stageRef } from "../../trace/refs.js";

const NOT_YET = "…";

/**
 * What stands for the number while it is not all there: what its sum is so far, of the nodes that Python made; null
 * once it is, and where no number is being made.
 *
 * @param {Trace} trace
 * @param {Look} look
 * @returns {string | null}
 */
export function unfinishedText(trace, look) {
  const { cursor, operation, t } = look;
  const { phase, stage } = trace.frames[cursor];
  if (t >= 1 || operation !== null || stage === null || phase === "backward") return null;
  const { add, fill } = actsOf(t);
  const node = nodeOf(trace, stageRef(stage, focusElement(trace, look)));
  const additions = node === null ? [] : additionsOf(trace, node);
  if (additions.length < 2) return fill > 0 ? null : NOT_YET;
  const added = Math.floor(add * additions.length);
  return added === 0 ? NOT_YET : digits(trace.columns.node_data[additions[added - 1].sum]);
}
