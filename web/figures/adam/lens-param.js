/**
 * Which parameter is under the lens.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Place} from "../../trace/focus.js"
 */

import { focusParam, largestAt, mostMovedIn } from "../../trace/focus.js";
import { oncePer } from "../../trace/once.js";
import { paramOf, paramRef } from "../../trace/refs.js";

/** The parameter that the step moves most. @type {(trace: Trace) => ParamRef} */
const mostMoved = oncePer((trace) => paramRef(trace, largestAt(trace.columns.adam_update)));

/**
 * What is hovered, else selected; else the one that moves most in the matrix called so, if one is; else that in focus
 * while Adam is at its matrix, else of all the one that moves most.
 *
 * @param {Trace} trace
 * @param {Place} place
 * @param {string} [of]
 */
export function lensParam(trace, place, of = "") {
  const matrix = trace.matrices.findIndex(({ name }) => name === of);
  return (
    paramOf(trace, place.hovered) ??
    paramOf(trace, place.selection) ??
    (matrix < 0 ? null : mostMovedIn(trace, matrix)) ??
    focusParam(trace, place) ??
    mostMoved(trace)
  );
}
