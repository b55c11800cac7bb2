/**
 * The names of rows and columns, which stay at the edge of the canvas while what they name is in sight.
 *
 * @import {Picture} from "./graph-draw.js"
 */

import { tokenText } from "../format.js";
import { tokenAt } from "../trace.js";
import { fitText, haloText, toScreen } from "./graph-screen.js";

const LEAST_PITCH = 11; // px between the names of two rows

/** What each row of blocks is called, where blocks are too small to say it themselves. @param {Picture} picture */
export function drawRowNames(picture) {
  const { context, layout, theme, camera, moment, size } = picture;
  if (camera.k >= 14) return;
  const gutter = toScreen(picture, { x: -2.7, y: 0, width: 1, height: 1 }).x;
  if (gutter > size.width) return;
  const current = moment.stage === null ? -1 : layout.blocks[moment.stage].row;
  context.font = `400 11px ${theme.textFace}`;
  const x = Math.max(gutter - 2, 78);
  context.textAlign = "right";
  let free = -Infinity;
  layout.rows.forEach((row, r) => {
    const box = toScreen(picture, { x: 0, y: row.y, width: 1, height: row.height });
    const y = box.y + Math.min(box.height, camera.k * 1.2) / 2 + 4;
    const isCurrent = r === current;
    if (row.startsGroup && camera.k >= 4) drawGroupName(picture, x, y - Math.max(12, camera.k * 1.7), row.group);
    if (y < -10 || y > size.height + 10 || (y < free && !isCurrent) || (camera.k < 5 && !isCurrent)) return;
    free = y + LEAST_PITCH;
    context.font = `${isCurrent ? 600 : 400} ${isCurrent ? 12 : 11}px ${theme.textFace}`;
    context.fillStyle = isCurrent ? theme.color.ink : theme.color["ink-2"];
    haloText(picture, row.name, x, y);
  });
}

/** Which part of the model the rows from here on are. @param {Picture} picture @param {number} x @param {number} y @param {string} group */
function drawGroupName(picture, x, y, group) {
  const { context, theme } = picture;
  context.font = `italic 400 12px ${theme.textFace}`;
  context.fillStyle = theme.color["ink-2"];
  haloText(picture, group, x, y);
}

/** The token that each column reads. @param {Picture} picture */
export function drawColumnHeads(picture) {
  const { context, trace, layout, theme, moment, camera, size } = picture;
  const current = moment.stage === null ? null : trace.stages[moment.stage].position;
  const top = toScreen(picture, { x: 0, y: layout.rows[0].y, width: 1, height: 1 }).y - Math.max(14, camera.k * 0.9);
  const y = Math.max(top, 20);
  if (y > size.height) return;
  if (y > top) {
    const shade = context.createLinearGradient(0, 0, 0, 34);
    shade.addColorStop(0, theme.color.paper);
    shade.addColorStop(0.75, theme.color.paper);
    shade.addColorStop(1, `${theme.color.paper}00`);
    context.fillStyle = shade;
    context.fillRect(0, 0, size.width, 34);
  }
  for (let position = 0; position < layout.columns; position++) {
    const box = toScreen(picture, { x: position * layout.columnPitch, y: 0, width: layout.columnWidth, height: 1 });
    if (box.x > size.width || box.x + box.width < 0) continue;
    const isCurrent = position === current;
    context.font = `${isCurrent ? 600 : 400} ${camera.k > 6 ? 16 : 13}px ${theme.textFace}`;
    context.fillStyle = isCurrent ? theme.color.ink : theme.color["ink-2"];
    context.textAlign = "left";
    const token = tokenText(tokenAt(trace, position));
    const x = Math.min(Math.max(box.x, 12), Math.max(box.x, box.x + box.width - 40));
    haloText(picture, fitText(context, token, Math.max(box.width, 12)), x, y);
    if (camera.k < 6) continue;
    const used = context.measureText(token).width + 8;
    context.font = `400 12px ${theme.textFace}`;
    context.fillStyle = theme.color["ink-2"];
    haloText(picture, `position ${position}`, x + used, y);
  }
}
