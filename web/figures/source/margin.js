/**
 * What stands beside each line of a source file: what it has made at the position of the cursor.
 *
 * @import {Trace} from "../../trace/read.js"
 */

import { fixed } from "../../draw/format.js";
import { knownVector } from "../../trace/known.js";

const SHOWN = 2; // numbers of each

/**
 * Where several stages came from one line, one head or one layer after the other, it is that of the frame's own head
 * and layer; for a frame of none, the one that the line made last.
 *
 * @param {Trace} trace
 * @param {number} cursor
 * @param {string} file
 * @returns {Map<number, string>}  by line
 */
export function marginOf(trace, cursor, file) {
  const { stage: at, phase } = trace.frames[cursor];
  const own = at === null ? null : trace.stages[at];
  const isBack = phase === "backward";
  const frames = isBack ? trace.backwardFrame[trace.passAt[cursor]] : trace.forwardFrame;
  /** By line: the stage, and the frame in which it came. @type {Map<number, {stage: number, frame: number}>} */
  const newest = new Map();
  trace.stages.forEach((stage, index) => {
    if (stage.file !== file || stage.position !== (own?.position ?? null)) return;
    if (own && (isOther(own.head, stage.head) || isOther(own.layer, stage.layer))) return;
    // backwards a line shows its values until its gradients come
    const frame = frames[index] <= cursor ? frames[index] : trace.forwardFrame[index] <= cursor ? -1 : null;
    if (frame !== null && frame >= (newest.get(stage.line)?.frame ?? -1))
      newest.set(stage.line, { stage: index, frame });
  });
  return new Map(
    [...newest].map(([line, { stage, frame }]) => [line, numbersText(trace, stage, cursor, isBack && frame >= 0)]),
  );
}

/**
 * @param {number | null} a
 * @param {number | null} b
 */
const isOther = (a, b) => a !== null && b !== null && a !== b;

/**
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} cursor
 * @param {boolean} isGradient
 */
function numbersText(trace, stage, cursor, isGradient) {
  const known = knownVector(trace, stage, cursor);
  const numbers = isGradient ? known?.grads : known?.values;
  if (!numbers) return "";
  const some = Array.from({ length: Math.min(numbers.length, SHOWN) }, (_, i) => fixed(numbers[i], isGradient ? 3 : 2));
  return `${some.join(" ")}${numbers.length > SHOWN ? " …" : ""}`;
}
