/**
 * What stands beside the lines of the source: what each made at the position that the cursor is at, and in its layer
 * and head, or in those that it was at last.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { fixed } from "../../draw/format.js";
import { knownVector } from "../../trace/known.js";
import { oncePer } from "../../trace/once.js";

/**
 * By line: its first two numbers, gradients once they are there on the way back.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {string} file
 * @returns {Map<number, string>}
 */
export function marginOf(trace, cursor, file) {
  const place = placeAt(trace, cursor);
  const isBack = trace.frames[cursor].phase === "backward";
  /** @type {Map<number, string>} */
  const margin = new Map();
  if (!place) return margin;
  trace.stages.forEach((stage, index) => {
    const isHere = stage.file === file && stage.position === place.position;
    const isOfPlace = [place.layer, null].includes(stage.layer) && [place.head, null].includes(stage.head);
    if (!isHere || !isOfPlace) return;
    const found = knownVector(trace, index, cursor);
    if (found) margin.set(stage.line, isBack && found.grads ? some(found.grads, 3) : some(found.values, 2));
  });
  return margin;
}

/**
 * The position of a frame, its layer and its head; of a frame that has none, those of the newest before it at this
 * position that has.
 *
 * @param {Trace} trace
 * @param {number} cursor
 */
function placeAt(trace, cursor) {
  const { stage: at } = trace.frames[cursor];
  if (at === null) return null;
  const { position } = trace.stages[at];
  const before = trace.frames
    .slice(0, cursor + 1)
    .flatMap(({ stage }) => (stage === null ? [] : [trace.stages[stage]]));
  const here = before.filter((stage) => stage.position === position && stage.layer !== null).reverse();
  const layer = here[0]?.layer ?? null;
  const head = here.find((stage) => stage.layer === layer && stage.head !== null)?.head ?? null;
  return { position, layer, head };
}

/**
 * @param {ArrayLike<number>} numbers
 * @param {number} digits
 */
function some(numbers, digits) {
  const first = Array.from(numbers).slice(0, 2);
  return first.map((x) => fixed(x, digits)).join(" ") + (numbers.length > 2 ? " …" : "");
}

/** The lines of each file that make frames. @type {(trace: Trace) => Map<string, Set<number>>} */
export const linesOfFrames = oncePer((trace) => {
  /** @type {Map<string, Set<number>>} */
  const found = new Map();
  for (const { file, line } of trace.stages) found.set(file, (found.get(file) ?? new Set()).add(line));
  return found;
});
