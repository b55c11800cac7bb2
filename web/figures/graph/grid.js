/**
 * What blocks and matrices of the computation graph have in common: the seams between cells, and the numbers in them.
 *
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 * @import {Look} from "./moment.js"
 */

import { nameStrength, numberStrength, seamStrength } from "./levels.js";
import { fitText, numberText } from "./screen.js";

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
  const strength = seamStrength(pitch);
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
 * @param {{number: number, look: Look, name: () => string, value: number | null, strength: number}} content  value: to
 *   be told beside a gradient
 */
export function drawNumber(picture, box, { number, look, name, value, strength }) {
  const { context, palette, atlases } = picture;
  const shown = numberStrength(box.width) * strength;
  if (shown === 0) return;
  const scale = look === "gradient" ? atlases.gradient : atlases.value;
  const text = numberText(number);
  const font = Math.min(22, box.width * 0.25, (box.width * 0.9) / (0.6 * text.length));
  const [x, middle] = [box.x + box.width / 2, box.y + box.height / 2];
  context.globalAlpha = shown;
  context.fillStyle = look === "waiting" ? palette.colours["ink-2"] : scale.texts[scale.shade(number)];
  context.textAlign = "center";
  context.font = `500 ${font}px ${palette.figureFace}`;
  context.fillText(text, x, middle + font * 0.35);
  const named = nameStrength(box.width) * strength;
  if (named > 0) {
    const small = Math.min(13, font);
    context.globalAlpha = named;
    context.font = `400 ${small}px ${palette.figureFace}`;
    context.fillText(fitText(context, name(), box.width - 8), x, middle - font * 0.5 - small);
    if (value !== null) {
      context.fillText(
        fitText(context, `value ${numberText(value)}`, box.width - 8),
        x,
        middle + font * 0.5 + small * 1.5,
      );
    }
  }
  context.globalAlpha = 1;
}
