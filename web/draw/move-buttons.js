/** The buttons that move through a trace, alike wherever it is stepped. */

import { html } from "lit-html";
import { classes } from "./classes.js";
import { KEYMAP } from "./keymap.js";

/**
 * @typedef {import("./keymap.js").Move} Move
 *
 * @typedef {object} MoveButton
 * @property {string} text
 * @property {string} name
 * @property {boolean} [isDisabled]
 * @property {boolean} [isMain]
 */

/**
 * @param {Move} move
 * @param {MoveButton} button
 * @param {(move: Move) => void} onMove
 */
export const moveButton = (move, { text, name, isDisabled = false, isMain = false }, onMove) =>
  html`<button
    type="button"
    class=${classes("button small", { main: isMain })}
    aria-label=${name}
    title="${name} (${KEYMAP.find((each) => each.move === move)?.shown ?? ""})"
    data-move=${move}
    .disabled=${isDisabled}
    @click=${() => onMove(move)}
    >${text}</button
  >`;

/** What the button says that plays, or stops. @param {boolean} isPlaying */
export const playText = (isPlaying) => (isPlaying ? { text: "Stop", name: "stop" } : { text: "Play", name: "play" });
