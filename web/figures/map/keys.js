/**
 * Where the arrow keys lead on the model map.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {ParamRef, StageRef} from "../../trace/refs.js"
 *
 * @typedef {ParamRef | StageRef} Place  a strip, one of its elements, or a matrix beside its row
 */

import { sameRef } from "../../trace/refs.js";
import { mapRows } from "./rows.js";

/**
 * From a strip, or a matrix beside its row, to another.
 *
 * @param {string} key
 * @param {Place} from
 * @param {Trace} trace
 * @returns {Place | undefined}
 */
export function stripMove(key, from, trace) {
  /** @type {Place[][]} */
  const rows = mapRows(trace).map(({ strips, param }) => (param ? [...strips, param] : strips));
  const row = rows.findIndex((refs) => refs.some((ref) => isSame(ref, from)));
  if (row < 0) return undefined;
  const at = rows[row].findIndex((ref) => isSame(ref, from));
  switch (key) {
    case "ArrowLeft":
      return rows[row][at - 1];
    case "ArrowRight":
      return rows[row][at + 1];
    case "Home":
      return rows[row][0];
    case "End":
      return rows[row].findLast(({ kind }) => kind === "stage");
    case "ArrowUp":
      return rows[row - 1] && nearest(from, rows[row - 1], trace);
    case "ArrowDown":
      return rows[row + 1] && nearest(from, rows[row + 1], trace);
  }
  return undefined;
}

/**
 * A matrix is one place, whichever of its rows is meant.
 *
 * @param {Place} a
 * @param {Place} b
 */
function isSame(a, b) {
  return a.kind === "param" && b.kind === "param" ? a.matrix === b.matrix : sameRef(a, b);
}

/**
 * The same position, and head if there is one, in another row.
 *
 * @param {Place} from
 * @param {Place[]} refs
 * @param {Trace} trace
 */
function nearest(from, refs, trace) {
  if (from.kind === "param") return refs.findLast(({ kind }) => kind === "param") ?? refs[refs.length - 1];
  const here = trace.stages[from.stage];
  const last = trace.header.token_ids.length;
  /** @param {Place} ref */
  const distance = (ref) => {
    if (ref.kind !== "stage") return Infinity;
    const there = trace.stages[ref.stage];
    const columns = Math.abs((there.position ?? last) - (here.position ?? last));
    return columns * 100 + Math.abs((there.head ?? 0) - (here.head ?? 0));
  };
  return refs.reduce((best, ref) => (distance(ref) < distance(best) ? ref : best));
}

/**
 * From an element of a strip to another; undefined if the key leads nowhere.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} perLine
 * @param {number} size
 */
export function elementMove(key, at, perLine, size) {
  /** @type {Record<string, number>} */
  const moves = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - perLine,
    ArrowDown: at + perLine,
    Home: 0,
    End: size - 1,
  };
  const to = moves[key];
  return to === undefined ? undefined : to < 0 || to >= size ? at : to;
}
