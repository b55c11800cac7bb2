/**
 * What the computation graph says, beside what every figure says of a thing: see known.js.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Moment} from "./moment.js"
 */

import { whole } from "../../draw/format.js";
import { opOf } from "../../trace/graph.js";
import { say } from "../../trace/known.js";
import { expressionOf, stageText } from "../../trace/names.js";
import { cursorFor } from "./moment.js";

/**
 * A thing with what is known of it; a whole block with its name and place too.
 *
 * @param {Moment} moment
 * @param {Ref} ref
 */
export function refText(moment, ref) {
  const { trace } = moment;
  const said = say(trace, ref, cursorFor(moment, ref));
  if (ref.kind === "node" && opOf(trace, ref.node) === "") return `a constant: ${said}`;
  if (ref.kind !== "stage" || ref.element !== null) return said;
  const { size } = trace.stages[ref.stage];
  const called = expressionOf(trace, ref);
  const count = size === 1 ? "1 number" : `${size} numbers`;
  return `${stageText(trace, ref.stage)}: ${called}, ${count}${said.slice(called.length)}`;
}

/**
 * How large the graph is, and what is pale in it.
 *
 * @param {Trace} trace
 * @param {boolean} isBackward
 */
export function noteText(trace, isBackward) {
  const { graph, refused } = trace.header;
  const size = graph
    ? `${whole(graph.nodes)} nodes (numbers), ${whole(graph.edges)} edges (uses).`
    : (refused ?? "No scalar graph.");
  return isBackward ? `${size} Pale: without a gradient.` : size;
}
