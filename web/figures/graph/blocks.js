/**
 * Draws the blocks of the computation graph: their cells, the numbers or the trees in these, and their names.
 *
 * @import {Picture} from "./draw.js"
 * @import {Block, Box} from "./layout.js"
 * @import {StageLook} from "./moment.js"
 */

import { tokenText } from "../../draw/format.js";
import { knownVector } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { stageGrads, tokenAt } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { drawNumber, drawSeams, FADED } from "./grid.js";
import { CAPTIONS_FROM } from "./headings.js";
import { stageLook } from "./moment.js";
import { drawTree, isTreeShown } from "./nodes.js";
import { fitText, haloText, isVisible, toScreen } from "./screen.js";

/**
 * @param {Picture} picture
 * @param {Block} block
 */
export function drawBlock(picture, block) {
  const { context, trace, layout, atlases, palette, moment, camera } = picture;
  const box = toScreen(picture, block);
  if (!isVisible(picture, box, 60)) return;
  const { stage, across, cells, hasShared } = block;
  const { size, head } = trace.stages[stage];
  const seen = stageLook(moment, stage);
  const { look, pass, filled } = seen;
  const pitch = block.pitch * camera.k;
  const inGrid = head === null ? size : cells;
  const lines = Math.ceil(inGrid / across);
  const isCurrent = stage === moment.stage;
  const lastLine = inGrid - (lines - 1) * across;
  const lastEdge = box.y + (lines - (lastLine < across ? 1 : 0)) * pitch;
  const outline = () => {
    context.beginPath();
    context.moveTo(box.x, box.y);
    context.lineTo(box.x + box.width, box.y);
    context.lineTo(box.x + box.width, lastEdge);
    context.lineTo(box.x + lastLine * pitch, lastEdge);
    context.lineTo(box.x + lastLine * pitch, box.y + lines * pitch);
    context.lineTo(box.x, box.y + lines * pitch);
    context.closePath();
  };
  outline();
  context.fillStyle = palette.colours.paper;
  context.fill();
  if (look !== "empty") {
    const atlas = atlases.at(look === "gradient" ? pass : -1);
    const [left, top] = atlas.stages[stage];
    context.globalAlpha = look === "waiting" ? FADED : 1;
    context.imageSmoothingEnabled = pitch < 1;
    const shown = filled === size ? inGrid : filled;
    const full = Math.floor(shown / across);
    const rest = shown - full * across;
    if (full) context.drawImage(atlas.canvas, left, top, across, full, box.x, box.y, across * pitch, full * pitch);
    if (rest)
      context.drawImage(atlas.canvas, left, top + full, rest, 1, box.x, box.y + full * pitch, rest * pitch, pitch);
    if (hasShared && head === null && filled === size) {
      const cell = toScreen(picture, cellBox(layout, trace, stage, size));
      const [x, y] = [left + (size % across), top + Math.floor(size / across)];
      context.drawImage(atlas.canvas, x, y, 1, 1, cell.x, cell.y, cell.width, cell.height);
    }
    context.globalAlpha = 1;
    drawSeams(picture, box, across, lines, pitch, (block.pitch - block.cell) * camera.k);
  }
  outline();
  context.lineWidth = isCurrent ? 2 : 1;
  context.strokeStyle = palette.colours[isCurrent ? (moment.isBackward ? "gradient" : "ink") : "hair"];
  context.stroke();
  if (hasShared && head === null) {
    const cell = toScreen(picture, cellBox(layout, trace, stage, size));
    context.lineWidth = 1;
    context.strokeStyle = palette.colours["ink-2"];
    context.setLineDash([2, 2]);
    context.strokeRect(cell.x, cell.y, cell.width, cell.height);
    context.setLineDash([]);
  }
  if (pitch >= 34) drawCells(picture, block, seen);
  drawCaption(picture, block, box, isCurrent);
}

/**
 * The numbers in a block's cells, or the trees when there is room.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {StageLook} seen
 */
function drawCells(picture, block, { look, pass, filled }) {
  const { trace, layout, moment } = picture;
  const { stage, hasShared } = block;
  const { size } = trace.stages[stage];
  const values = knownVector(trace, stage, moment.cursor)?.values ?? [];
  const numbers = look === "gradient" ? stageGrads(trace, stage, pass) : values;
  for (let element = 0; element < size + Number(hasShared); element++) {
    const box = toScreen(picture, cellBox(layout, trace, stage, element));
    if (!isVisible(picture, box, 0)) continue;
    const isShown = look !== "empty" && element < Math.max(filled, filled === size ? size + 1 : 0);
    if (isTreeShown(picture, stage, element)) {
      drawTree(picture, stage, element, isShown);
    } else if (element < size && isShown) {
      const hasRoom = box.width >= 110;
      const name = hasRoom ? expressionOf(trace, stageRef(stage, element)) : null;
      drawNumber(picture, box, numbers[element], look, name, hasRoom && look === "gradient" ? values[element] : null);
    }
  }
}

/**
 * A block's name above it, when there is room.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {Box} box
 * @param {boolean} isCurrent
 */
function drawCaption(picture, block, box, isCurrent) {
  const { context, trace, palette, camera } = picture;
  const { name, expression, head, position } = trace.stages[block.stage];
  const slot = head === null ? 16 * camera.k : box.width;
  if (camera.k < CAPTIONS_FROM && !(isCurrent && camera.k > 6)) return;
  context.textAlign = "left";
  context.fillStyle = isCurrent ? palette.colours.ink : palette.colours["ink-2"];
  const size = Math.min(15, Math.max(11, camera.k * 0.42));
  context.font = `${isCurrent ? 600 : 400} ${size}px ${palette.textFace}`;
  const short = name.replace(/^layer\d+\./, "");
  const shown = head === null ? short : short.replace(/^head(\d+)\./, "head $1 ");
  const title = fitText(context, shown, slot);
  if (camera.k < CAPTIONS_FROM && title !== shown) return;
  const y = box.y - Math.max(4, camera.k * 0.12);
  haloText(picture, title, box.x, y);
  const used = context.measureText(title).width + 8;
  if (camera.k < 22 || head !== null) return;
  context.font = `400 ${size * 0.86}px ${palette.figureFace}`;
  context.fillStyle = palette.colours["ink-2"];
  const token = name === "loss" && position !== null ? ` of ${tokenText(tokenAt(trace, position + 1))}` : "";
  haloText(picture, fitText(context, expression + token, Math.max(slot - used, 60)), box.x + used, y);
}
