/**
 * The buttons, the bar and the sentence of the transport.
 *
 * @import {Move} from "../../draw/keymap.js"
 * @import {Props} from "../figure.js"
 */

import { html } from "lit-html";
import { moveButton, playText } from "../../draw/move-buttons.js";
import { style } from "../../draw/style.js";
import { frameText } from "../../trace/names.js";
import { framesOf } from "../../trace/places.js";
import { frameWords } from "../../trace/words.js";
import { numbersText } from "../../trace/words-numbers.js";
import { askedBy } from "./moves.js";

/**
 * @param {Props} props
 * @param {(move: Move) => void} onMove
 */
export function buttonsView(props, onMove) {
  /** @param {Move} move @param {string} text @param {string} name */
  const button = (move, text, name) =>
    moveButton(move, { text, name, isDisabled: askedBy(move, props) === null }, onMove);
  return html`<div class="moves transport-buttons" role="group" aria-label="Move through the passage"
    >${button("back", "←", "back")}${moveButton("play", playText(props.look.isPlaying), onMove)}${button(
      "next",
      "→",
      "next",
    )}</div
  >`;
}

/**
 * @param {Props} props
 * @param {Record<"down" | "move", (event: any) => void>} pointer
 */
export function barView({ trace, look: { cursor, t }, settings }, { down, move }) {
  const frames = framesOf(trace, /** @type {any} */ (settings));
  const last = frames.length - 1;
  const now = Math.max(
    frames.findLastIndex((frame) => frame <= cursor),
    0,
  );
  const at = frames[now];
  const moved = Math.max(now - (at === cursor ? 1 - t : 0), 0);
  const share = last === 0 ? 1 : moved / last;
  return html`<div class="transport-track" @pointerdown=${down} @pointermove=${move}
    ><div
      class="transport-bar"
      role="slider"
      tabindex="0"
      aria-label="Frame of the passage"
      aria-valuemin="1"
      aria-valuemax=${last + 1}
      aria-valuenow=${now + 1}
      aria-valuetext=${frameText(trace, at)}
      data-phase=${trace.frames[at].phase}
      ><i class="transport-caret" ${style({ left: `${(share * 100).toFixed(3)}%` })}></i></div
    ></div
  >`;
}

/**
 * What the frame does, with its numbers; read out when it is come to, but not while it plays.
 *
 * @param {Props} props
 */
export function sentenceView({ trace, look: { cursor, selection, isPlaying } }) {
  const words = [frameWords(trace, cursor).headline, numbersText(trace, cursor, selection)].filter(Boolean);
  return html`<p class="transport-sentence" aria-live=${isPlaying ? "off" : "polite"}>${words.join(" ")}</p>`;
}
