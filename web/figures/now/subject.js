/**
 * What the pane is about: what happens at the cursor, with the number in focus; or a thing that is pointed at or
 * selected elsewhere.
 *
 * @import {Look} from "../figure.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 *
 * @typedef {object} Subject
 * @property {Ref | null} ref  the number, or the whole, whose arithmetic is shown
 * @property {boolean} isOther  whether it has no part in what happens at the cursor
 * @property {boolean} isPointed
 * @property {boolean} isChosen  whether the reader has pointed at it, selected it or gone into it
 */

import { focusElement, focusParam } from "../../trace/focus.js";
import { operationAt } from "../../trace/moves.js";
import { paramOf, refOfNode, stageRef } from "../../trace/refs.js";

/**
 * @param {Trace} trace
 * @param {Look} look
 * @returns {Subject}
 */
export function subjectOf(trace, look) {
  const { cursor, operation, hovered, selection } = look;
  const { stage, matrix } = trace.frames[cursor];
  const chosen = hovered ?? selection;
  if (chosen) {
    const isOfStage = stage !== null && chosen.kind === "stage" && chosen.stage === stage;
    const isOther = !isOfStage && (matrix === null || paramOf(trace, chosen)?.matrix !== matrix);
    const isWhole = isOfStage && chosen.element === null;
    const ref = isWhole ? stageRef(stage, focusElement(trace, look)) : chosen;
    return { ref, isOther, isPointed: hovered !== null, isChosen: !isWhole };
  }
  const node = operation === null || !trace.hasGraph ? null : operationAt(trace, cursor, operation);
  const none = { isOther: false, isPointed: false, isChosen: false };
  if (node !== null) return { ...none, ref: refOfNode(trace, node), isChosen: true };
  if (stage !== null) return { ...none, ref: stageRef(stage, focusElement(trace, look)) };
  return { ...none, ref: focusParam(trace, look) };
}
