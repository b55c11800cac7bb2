/**
 * Which parameter is under the lens.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Place} from "../../trace/focus.js"
 */

import { focusParam, largestAt } from "../../trace/focus.js";
import { oncePer } from "../../trace/once.js";
import { paramOf, paramRef } from "../../trace/refs.js";

/** The parameter that the step moves most. @type {(trace: Trace) => ParamRef} */
const mostMoved = oncePer((trace) => paramRef(trace, largestAt(trace.columns.adam_update)));

/**
 * What is hovered, else selected, else in focus while Adam is at its matrix, else the one that moves most.
 *
 * @param {Trace} trace
 * @param {Place} place
 */
export function lensParam(trace, place) {
  return (
    paramOf(trace, place.hovered) ?? paramOf(trace, place.selection) ?? focusParam(trace, place) ?? mostMoved(trace)
  );
}
