/**
 * Numbers in cells of the computation graph, as colours and as text.
 *
 * @import {Box} from "./layout.js"
 * @import {Picture} from "./draw.js"
 * @import {Shows} from "./moment.js"
 */

import { fitText, numberText, ramp } from "./screen.js";

export const FADED = 0.2; // how strongly a value shows that waits for its gradient
export const NUMBERS_FROM = 34; // px of a cell in which a number can be read
export const NAMES_FROM = 110; // ... and its name
export const MOST_SAID_FROM = 160;

/**
 * Cells one by one, for numbers that the atlas does not have.
 *
 * @param {Picture} picture
 * @param {ArrayLike<number>} grads
 * @param {Box} box  of the first
 * @param {number} across
 * @param {number} pitch
 */
export function drawSoFar({ context, atlases }, grads, box, across, pitch) {
  const { fills, shade } = atlases.gradient;
  for (let i = 0; i < grads.length; i++) {
    context.fillStyle = fills[shade(grads[i])];
    context.fillRect(box.x + (i % across) * pitch, box.y + Math.floor(i / across) * pitch, pitch, pitch);
  }
}

/**
 * Thin seams of paper between cells.
 *
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} across
 * @param {number} lines
 * @param {number} pitch
 * @param {number} gap
 */
export function drawSeams({ context, palette }, { x, y, width, height }, across, lines, pitch, gap) {
  const strength = ramp(pitch, 5, 14);
  if (strength === 0) return;
  context.globalAlpha = strength;
  context.strokeStyle = palette.colours.paper;
  context.lineWidth = Math.max(1, gap);
  context.beginPath();
  for (let i = 1; i < across; i++) {
    context.moveTo(x + i * pitch, y);
    context.lineTo(x + i * pitch, y + height);
  }
  for (let i = 1; i < lines; i++) {
    context.moveTo(x, y + i * pitch);
    context.lineTo(x + width, y + i * pitch);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * A cell's number, with its name above and its value below when it is large.
 *
 * @param {Picture} picture
 * @param {Box} box
 * @param {number} number
 * @param {Shows} shows
 * @param {string | null} name
 * @param {number | null} value
 */
export function drawCellText({ context, palette, atlases }, box, number, shows, name, value) {
  const scale = shows === "gradient" ? atlases.gradient : atlases.value;
  const text = numberText(number);
  const font = Math.min(16, box.width * 0.25, (box.width * 0.9) / (0.6 * text.length));
  const x = box.x + box.width / 2;
  const middle = box.y + box.height / 2;
  context.fillStyle = shows === "waiting" ? palette.colours["ink-2"] : scale.texts[scale.shade(number)];
  context.textAlign = "center";
  context.font = `500 ${font}px ${palette.figureFace}`;
  context.fillText(text, x, middle + font * 0.35);
  context.font = `400 ${Math.min(13, font)}px ${palette.figureFace}`;
  if (name !== null) context.fillText(fitText(context, name, box.width - 8), x, middle - font * 1.1);
  if (value === null) return;
  context.fillText(fitText(context, `value ${numberText(value)}`, box.width - 8), x, middle + font * 1.7);
}
