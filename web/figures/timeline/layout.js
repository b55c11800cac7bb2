/**
 * Where the segments of the timeline and its caret stand, as shares of its width; and which words fit under them.
 *
 * @import {Phase} from "../../wire/trace-format.js"
 * @import {Trace} from "../../trace/read.js"
 *
 * @typedef {{phase: Phase, label: string, x: number, width: number, text: string}} Segment  text: what fits in it
 * @typedef {{phase: Phase, text: string, x: number}} PhaseWord  x: of its middle
 */

import { tokenText } from "../../draw/format.js";
import { segmentsOf } from "../../trace/moves.js";

const LETTER = 7.5; // px
const SMALL_LETTER = 6.25; // of the words under the bar
const APART = 6;

/** @type {Partial<Record<Phase, string>>} */
const WORDS = { forward: "forward", loss: "loss", backward: "backward" };

/**
 * @param {Trace} trace
 * @param {number} cursor
 * @param {number} t  how far the motion into the frame has come
 * @param {number} width  in px, for what fits
 */
export function timelineLayout(trace, cursor, t, width) {
  const count = trace.frames.length;
  /** @type {Segment[]} */
  const segments = segmentsOf(trace).map(({ phase, label, first, last }) => {
    const [x, share] = [first / count, (last + 1 - first) / count];
    const text = phase === "forward" || phase === "backward" ? tokenText(label) : "";
    return { phase, label, x, width: share, text: text.length * LETTER + 4 < share * width ? text : "" };
  });
  return {
    segments,
    words: wordsUnder(segments, width),
    caret: Math.max(cursor - 0.5 + t, 0.5) / count,
    frameAt: (/** @type {number} */ share) => Math.min(Math.max(Math.floor(share * count), 0), count - 1),
  };
}

/**
 * The phases by name, under the middle of each as far as there is room beside those that came before.
 *
 * @param {Segment[]} segments
 * @param {number} width
 */
function wordsUnder(segments, width) {
  /** @type {PhaseWord[]} */
  const words = [];
  let end = -APART; // of the word before, in px
  for (let first = 0; first < segments.length; ) {
    const { phase, x, label } = segments[first];
    let last = first;
    while (segments[last + 1]?.phase === phase) last += 1;
    const right = segments[last].x + segments[last].width;
    first = last + 1;
    const text = phase === "adam" ? label : WORDS[phase];
    if (!text) continue;
    const half = (text.length * SMALL_LETTER) / 2;
    const middle = Math.min(Math.max(((x + right) / 2) * width, half), width - half);
    const isLong = (right - x) * width >= 2 * half;
    if ((!isLong && (phase === "forward" || phase === "backward")) || middle - half < end + APART) continue;
    end = middle + half;
    words.push({ phase, text, x: middle / width });
  }
  return words;
}
