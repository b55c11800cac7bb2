/**
 * What blocks and matrices of the computation graph have in common: the seams between cells, and the numbers in them.
 *
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Look} from "./moment.js"
 */

import { fitText, numberText, ramp } from "./screen.js";

export const FADED = 0.2; // how strongly a value shows that waits for its gradient

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
export function drawSeams({ context, palette }, box, across, lines, pitch, gap) {
  const strength = ramp(pitch, 5, 14);
  if (strength === 0) return;
  context.globalAlpha = strength;
  context.strokeStyle = palette.colours.paper;
  context.lineWidth = Math.max(1, gap);
  context.beginPath();
  for (let i = 1; i < across; i++) {
    context.moveTo(box.x + i * pitch, box.y);
    context.lineTo(box.x + i * pitch, box.y + box.height);
  }
  for (let i = 1; i < lines; i++) {
    context.moveTo(box.x, box.y + i * pitch);
    context.lineTo(box.x + box.width, box.y + i * pitch);
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
 * @param {Look} look
 * @param {string | null} name
 * @param {number | null} value
 */
export function drawNumber(picture, box, number, look, name, value) {
  const { context, palette, atlases } = picture;
  const scale = look === "gradient" ? atlases.gradient : atlases.value;
  const ink = look === "waiting" ? palette.colours["ink-2"] : scale.texts[scale.shade(number)];
  const text = numberText(number);
  const font = Math.min(16, box.width * 0.25, (box.width * 0.9) / (0.6 * text.length));
  const x = box.x + box.width / 2;
  const middle = box.y + box.height / 2;
  context.fillStyle = ink;
  context.textAlign = "center";
  context.font = `500 ${font}px ${palette.figureFace}`;
  context.fillText(text, x, middle + font * 0.35);
  if (name !== null) {
    context.font = `400 ${Math.min(13, font)}px ${palette.figureFace}`;
    context.fillText(fitText(context, name, box.width - 8), x, middle - font * 1.1);
  }
  if (value !== null) {
    context.font = `400 ${Math.min(13, font)}px ${palette.figureFace}`;
    context.fillText(fitText(context, `value ${numberText(value)}`, box.width - 8), x, middle + font * 1.7);
  }
}
