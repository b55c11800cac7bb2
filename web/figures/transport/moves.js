/**
 * Where each of the reader's moves leads within a passage.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {FigureAction, Props} from "../figure.js"
 */

import { nextSegment } from "../../trace/moves.js";
import { passageAt } from "../../trace/places.js";

/**
 * What a move asks for; null for one that leads nowhere, or out of the passage.
 *
 * @param {Move} move
 * @param {Pick<Props, "trace" | "look" | "settings">} props
 * @returns {FigureAction | null}
 */
export function askedBy(move, { trace, look: { cursor, isPlaying }, settings }) {
  const { first, last } = passageAt(trace, /** @type {any} */ (settings));
  /** @param {number} frame @returns {FigureAction | null} */
  const go = (frame) => {
    const to = Math.min(Math.max(frame, first), last);
    return to === cursor ? null : { type: "go", cursor: to };
  };
  switch (move) {
    case "next":
      return go(cursor + 1);
    case "back":
      return go(cursor - 1);
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
      return { type: "passage-asked", from: isWithin ? cursor + 1 : first, to: last };
    }
    default:
      return null;
  }
}
