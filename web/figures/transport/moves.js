/**
 * Where each of the reader's moves leads within a passage.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {FigureAction, Props} from "../figure.js"
 */

import { nextSegment } from "../../trace/moves.js";
import { framesOf } from "../../trace/places.js";

/**
 * What a move asks for; null for one that leads nowhere, or out of the passage.
 *
 * @param {Move} move
 * @param {Pick<Props, "trace" | "look" | "settings">} props
 * @returns {FigureAction | null}
 */
export function askedBy(move, { trace, look: { cursor, isPlaying }, settings }) {
  const frames = framesOf(trace, /** @type {any} */ (settings));
  const [first, last] = [frames[0], frames[frames.length - 1]];
  /** @param {number} frame @returns {FigureAction | null} */
  const go = (frame) => {
    const to = Math.min(Math.max(frame, first), last);
    return to === cursor ? null : { type: "go", cursor: to };
  };
  switch (move) {
    case "next":
      return go(frames.find((frame) => frame > cursor) ?? last);
    case "back":
      return go(frames.findLast((frame) => frame < cursor) ?? first);
    case "first":
      return go(first);
    case "last":
      return go(last);
    case "next-segment":
      return go(nextSegment(trace, cursor, 1));
    case "previous-segment":
      return go(nextSegment(trace, cursor, -1));
    case "faster":
    case "slower":
      return { type: "move", move };
    case "play": {
      if (isPlaying) return { type: "stopped" };
      const isWithin = first <= cursor && cursor < last;
      const from = isWithin ? (frames.find((frame) => frame > cursor) ?? last) : first;
      return { type: "passage-asked", from, to: last, ...(settings.only && { frames }) };
    }
    default:
      return null;
  }
}
