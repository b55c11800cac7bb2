/**
 * The buttons of the timeline, and its speed.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {FigureAction, Props} from "../figure.js"
 */

import { html } from "lit-html";
import { SPEEDS } from "../../draw/keymap.js";
import { moveButton, playText } from "../../draw/move-buttons.js";
import { options } from "../../draw/parts.js";
import { operationCount } from "../../trace/moves.js";

const SPEED_OPTIONS = SPEEDS.map((speed) => ({ value: String(speed), text: String(speed) }));

/**
 * @param {Props} props
 * @param {(action: FigureAction) => void} dispatch
 */
export function buttonsView({ trace, look, settings }, dispatch) {
  const { cursor, operation, isPlaying } = look;
  const operations = operationCount(trace, cursor);
  const [isFirst, isLast] = [cursor === 0 && !operation, cursor === trace.frames.length - 1 && operation === null];
  const onMove = (/** @type {Move} */ move) => dispatch({ type: "move", move });
  /**
   * @param {Move} move
   * @param {string} text
   * @param {string} name
   * @param {boolean} [isDisabled]
   */
  const button = (move, text, name, isDisabled) => moveButton(move, { text, name, isDisabled }, onMove);
  return html`<div class="moves timeline-buttons" role="group" aria-label="Move through the step"
    >${button("first", "⇤", "first frame", isFirst)}${button("back", "←", "back", isFirst)}${moveButton(
      "play",
      { ...playText(isPlaying), isMain: settings.invites && !isPlaying },
      onMove,
    )}${button("next", "→", "next", isLast)}${button("last", "⇥", "last frame", isLast)}${button(
      "into",
      "Into",
      "into the smaller steps of this frame",
      operations === 0 || operation !== null,
    )}${button("out", "Out", "out again", operation === null)}</div
  >`;
}

/**
 * @param {number} speed
 * @param {(action: FigureAction) => void} dispatch
 */
export function speedView(speed, dispatch) {
  /** @param {Event & {currentTarget: HTMLSelectElement}} event */
  const set = ({ currentTarget }) => dispatch({ type: "speed-set", speed: Number(currentTarget.value) });
  return html`<label class="field timeline-speed" title="frames a second"
    ><select aria-label="frames a second" @change=${set}>${options(SPEED_OPTIONS, String(speed))}</select
    ><span>a second</span></label
  >`;
}
