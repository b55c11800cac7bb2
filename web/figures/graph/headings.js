/**
 * The names of rows and columns, which stay at the edge of the canvas while what they name is in sight.
 *
 * @import {Picture} from "./draw.js"
 */

import { tokenText } from "../../draw/format.js";
import { tokenAt } from "../../trace/read.js";
import { captionStrength, ramp, rowNameStrength } from "./levels.js";
import { clear, fitText, haloText, toScreen } from "./screen.js";

const LEAST_PITCH = 10; // px between the names of two rows
const NAMES_WIDTH = 108; // px that the names of rows take

/**
 * What each row of blocks is called, and which part of the model begins there, where blocks are too small to say so
 * themselves.
 *
 * @param {Picture} picture
 */
export function drawRowNames(picture) {
  const { context, layout, palette, camera, moment } = picture;
  const { width, height } = picture.size;
  const strength = 1 - captionStrength(camera.k, picture.zoom);
  if (strength === 0) return;
  const gutter = toScreen(picture, { x: -2.9, y: 0, width: 1, height: 1 }).x;
  if (gutter > width) return;
  const x = Math.max(gutter, NAMES_WIDTH);
  if (gutter < NAMES_WIDTH) veil(picture, strength * rowNameStrength(camera.k) * ramp(NAMES_WIDTH - gutter, 0, 40));
  const { ink, "ink-2": quiet } = palette.colours;
  const current = moment.stage === null ? -1 : layout.blocks[moment.stage].row;
  /** @type {{y: number, text: string, font: string, colour: string, rank: number, alpha: number}[]} */
  const names = [];
  const named = rowNameStrength(camera.k);
  const size = Math.min(11.5, Math.max(9.5, camera.k * 1.6));
  layout.rows.forEach((row, r) => {
    const box = toScreen(picture, { x: 0, y: row.y, width: 1, height: row.height });
    const y = box.y + Math.min(box.height, camera.k * 1.2) / 2 + 4;
    const isCurrent = r === current;
    if (named > 0 && (row.startsGroup || r === 0)) {
      const above = y - Math.max(11, camera.k * 1.8);
      names.push({ y: above, text: row.group, font: `italic 400 ${size + 1}px`, colour: quiet, rank: 1, alpha: named });
    }
    if (isCurrent) names.push({ y, text: row.short, font: "600 12px", colour: ink, rank: 0, alpha: 1 });
    else if (named > 0) names.push({ y, text: row.short, font: `400 ${size}px`, colour: quiet, rank: 2, alpha: named });
  });
  context.textAlign = "right";
  for (const { y, text, font, colour, alpha } of apart(names)) {
    if (y < -10 || y > height + 10) continue;
    context.globalAlpha = strength * alpha;
    context.font = `${font} ${palette.textFace}`;
    context.fillStyle = colour;
    haloText(picture, text, x, y);
  }
  context.globalAlpha = 1;
}

/**
 * Of names below each other those that do not come too near to another of a lower rank, or to one above.
 *
 * @template {{y: number, rank: number}} T
 * @param {T[]} names
 */
export function apart(names) {
  /** @type {T[]} */
  const kept = [];
  for (const each of names.sort((a, b) => a.rank - b.rank || a.y - b.y)) {
    if (kept.every(({ y }) => Math.abs(y - each.y) >= LEAST_PITCH)) kept.push(each);
  }
  return kept;
}

/**
 * Paper behind the names of rows where there are blocks.
 *
 * @param {Picture} picture
 * @param {number} strength
 */
function veil({ context, palette, size }, strength) {
  context.globalAlpha = strength;
  const shade = context.createLinearGradient(NAMES_WIDTH, 0, NAMES_WIDTH + 16, 0);
  shade.addColorStop(0, palette.colours.paper);
  shade.addColorStop(1, clear(palette));
  context.fillStyle = shade;
  context.fillRect(0, 0, NAMES_WIDTH + 16, size.height);
  context.globalAlpha = 1;
}

/**
 * The token that each column reads.
 *
 * @param {Picture} picture
 */
export function drawColumnHeads(picture) {
  const { context, trace, layout, palette, moment, camera, size } = picture;
  const current = moment.stage === null ? null : trace.stages[moment.stage].position;
  const top = toScreen(picture, { x: 0, y: layout.rows[0].y, width: 1, height: 1 }).y - Math.max(14, camera.k * 0.9);
  const y = Math.max(top, 20);
  if (y > size.height) return;
  if (y > top) {
    const shade = context.createLinearGradient(0, 0, 0, 34);
    shade.addColorStop(0, palette.colours.paper);
    shade.addColorStop(0.75, palette.colours.paper);
    shade.addColorStop(1, clear(palette));
    context.fillStyle = shade;
    context.fillRect(0, 0, size.width, 34);
  }
  for (let position = 0; position < layout.columns; position++) {
    const box = toScreen(picture, { x: position * layout.columnPitch, y: 0, width: layout.columnWidth, height: 1 });
    if (box.x > size.width || box.x + box.width < 0) continue;
    const isCurrent = position === current;
    context.font = `${isCurrent ? 600 : 400} ${13 + 3 * ramp(camera.k, 4, 7)}px ${palette.textFace}`;
    context.fillStyle = isCurrent ? palette.colours.ink : palette.colours["ink-2"];
    context.textAlign = "left";
    const token = tokenText(tokenAt(trace, position));
    const x = Math.min(Math.max(box.x, 12), Math.max(box.x, box.x + box.width - 40));
    haloText(picture, fitText(context, token, Math.max(box.width, 12)), x, y);
    const named = ramp(camera.k, 5, 7);
    if (named === 0) continue;
    const used = context.measureText(token).width + 8;
    context.font = `400 12px ${palette.textFace}`;
    context.fillStyle = palette.colours["ink-2"];
    context.globalAlpha = named;
    haloText(picture, `position ${position}`, x + used, y);
    context.globalAlpha = 1;
  }
}
