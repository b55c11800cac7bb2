/**
 * Where the arrow keys lead on the model map.
 *
 * @import {Ref, Trace} from "../../trace/read.js"
 */

import { sameRef } from "../../trace/read.js";

/**
 * From a strip, or a matrix beside its row, to another.
 *
 * @param {string} key @param {Ref} from @param {Trace} trace @param {Ref[][]} order  what is in each row, from left to right
 * @returns {Ref | undefined}
 */
export function stripMove(key, from, trace, order) {
  const row = order.findIndex((refs) => refs.some((ref) => isSame(ref, from)));
  const at = row < 0 ? -1 : order[row].findIndex((ref) => isSame(ref, from));
  if (row < 0) return undefined;
  switch (key) {
    case "ArrowLeft":
      return order[row][at - 1];
    case "ArrowRight":
      return order[row][at + 1];
    case "Home":
      return order[row][0];
    case "End":
      return order[row].findLast(({ kind }) => kind === "stage");
    case "ArrowUp":
      return order[row - 1] && nearest(from, order[row - 1], trace);
    case "ArrowDown":
      return order[row + 1] && nearest(from, order[row + 1], trace);
  }
  return undefined;
}

/** A matrix is one place, whichever of its rows is meant. @param {Ref} a @param {Ref} b */
function isSame(a, b) {
  return a.kind === "param" && b.kind === "param" ? a.matrix === b.matrix : sameRef(a, b);
}

/** The same position, and head if there is one, in another row. @param {Ref} from @param {Ref[]} refs @param {Trace} trace @returns {Ref} */
function nearest(from, refs, trace) {
  if (from.kind === "param") return refs.findLast(({ kind }) => kind === "param") ?? refs[refs.length - 1];
  const here = from.kind === "stage" ? trace.stages[from.stage] : null;
  /** @param {Ref} ref */
  const distance = (ref) => {
    if (ref.kind !== "stage") return Infinity;
    const there = trace.stages[ref.stage];
    const last = trace.header.token_ids.length;
    return (
      Math.abs((there.position ?? last) - (here?.position ?? last)) * 100 +
      Math.abs((there.head ?? 0) - (here?.head ?? 0))
    );
  };
  return refs.reduce((best, ref) => (distance(ref) < distance(best) ? ref : best));
}

/** From an element of a strip to another. @param {string} key @param {number} at @param {number} perLine @param {number} size @returns {number | undefined} */
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
