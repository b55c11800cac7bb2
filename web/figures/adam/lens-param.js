/**
 * Which parameter is under the lens.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, Ref} from "../../trace/refs.js"
 */

import { oncePer } from "../../trace/once.js";
import { paramOf, paramRef } from "../../trace/refs.js";

/**
 * The parameter that the step moves most.
 *
 * @type {(trace: Trace) => ParamRef}
 */
const mostMoved = oncePer((trace) => {
  const { adam_update: updates } = trace.columns;
  let most = 0;
  for (let i = 1; i < updates.length; i++) if (Math.abs(updates[i]) > Math.abs(updates[most])) most = i;
  return paramRef(trace, most);
});

/**
 * What is hovered, else selected, else the one that moves most.
 *
 * @param {Trace} trace
 * @param {Ref | null} hovered
 * @param {Ref | null} selection
 */
export function lensParam(trace, hovered, selection) {
  return paramOf(trace, hovered) ?? paramOf(trace, selection) ?? mostMoved(trace);
}
