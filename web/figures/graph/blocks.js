/**
 * The blocks of the computation graph: a stage at a position, its cells, its name.
 *
 * @import {Picture} from "./draw.js"
 * @import {Block, Box} from "./layout.js"
 */

import { tokenText } from "../../draw/format.js";
import { knownVector } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { tokenAt } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { CAPTIONS_FROM } from "./headings.js";
import { stageLook } from "./moment.js";
import { drawTree, isTreeShown } from "./nodes.js";
import { drawCellText, drawSeams, drawSoFar, FADED, NAMES_FROM, NUMBERS_FROM } from "./numbers.js";
import { fitText, haloText, isVisible, toScreen } from "./screen.js";

/** @typedef {ReturnType<typeof stageLook>} StageLook */

/**
 * @param {Picture} picture
 * @param {Block} block
 */
export function drawBlock(picture, block) {
  const { context, trace, layout, palette, moment, camera } = picture;
  const { colours } = palette;
  const { stage, hasShared } = block;
  const { size, head } = trace.stages[stage];
  const box = toScreen(picture, block);
  const shared = hasShared && head === null ? toScreen(picture, cellBox(layout, trace, stage, size)) : null;
  if (!isVisible(picture, box, 60) && !(shared && isVisible(picture, shared, 0))) return;
  const look = stageLook(moment, stage);
  const pitch = block.pitch * camera.k;
  const isCurrent = stage === moment.stage;
  outline(picture, block, box);
  context.fillStyle = colours.paper;
  context.fill();
  if (look.shows !== "empty") drawColours(picture, block, box, shared, look);
  outline(picture, block, box);
  context.lineWidth = isCurrent ? 2 : 1;
  context.strokeStyle = !isCurrent ? colours.hair : moment.isBackward ? colours.gradient : colours.ink;
  context.stroke();
  if (shared) {
    context.lineWidth = 1;
    context.strokeStyle = colours["ink-2"];
    context.setLineDash([2, 2]);
    context.strokeRect(shared.x, shared.y, shared.width, shared.height);
    context.setLineDash([]);
  }
  if (pitch >= NUMBERS_FROM) drawCells(picture, block, look);
  drawCaption(picture, block, box, isCurrent);
}

/**
 * How many cells of a block stand in its lines: with the shared one only where there are heads.
 *
 * @param {Picture} picture
 * @param {Block} block
 */
function cellsInLines({ trace }, { stage, cells }) {
  const { size, head } = trace.stages[stage];
  return head === null ? size : cells;
}

/**
 * The path around a block, whose last line may be shorter than the others.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {Box} box
 */
function outline(picture, block, { x, y, width }) {
  const { context, camera } = picture;
  const pitch = block.pitch * camera.k;
  const count = cellsInLines(picture, block);
  const lines = Math.ceil(count / block.across);
  const last = count - (lines - 1) * block.across;
  const shoulder = y + (lines - Number(last < block.across)) * pitch;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + width, y);
  context.lineTo(x + width, shoulder);
  context.lineTo(x + last * pitch, shoulder);
  context.lineTo(x + last * pitch, y + lines * pitch);
  context.lineTo(x, y + lines * pitch);
  context.closePath();
}

/**
 * @param {Picture} picture
 * @param {Block} block
 * @param {Box} box
 * @param {Box | null} shared  the cell that the others share
 * @param {StageLook} look
 */
function drawColours(picture, block, box, shared, { shows, pass, filled, isSoFar }) {
  const { context, trace, atlases, moment, camera } = picture;
  const { stage, across } = block;
  const { size } = trace.stages[stage];
  const { canvas, stages } = atlases.at(pass);
  const [left, top] = stages[stage];
  const pitch = block.pitch * camera.k;
  const count = cellsInLines(picture, block);
  const shown = filled === size ? count : filled;
  const full = Math.floor(shown / across);
  const rest = shown - full * across;
  context.globalAlpha = shows === "waiting" ? FADED : 1;
  context.imageSmoothingEnabled = pitch < 1;
  if (isSoFar) drawSoFar(picture, knownVector(trace, stage, moment.cursor)?.grads ?? [], box, across, pitch);
  else if (full) context.drawImage(canvas, left, top, across, full, box.x, box.y, across * pitch, full * pitch);
  if (rest && !isSoFar)
    context.drawImage(canvas, left, top + full, rest, 1, box.x, box.y + full * pitch, rest * pitch, pitch);
  if (shared && filled === size) {
    const [x, y] = [left + (size % across), top + Math.floor(size / across)];
    context.drawImage(canvas, x, y, 1, 1, shared.x, shared.y, shared.width, shared.height);
  }
  context.globalAlpha = 1;
  drawSeams(picture, box, across, Math.ceil(count / across), pitch, (block.pitch - block.cell) * camera.k);
}

/**
 * The numbers in a block's cells, or the trees when there is room.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {StageLook} look
 */
function drawCells(picture, { stage, hasShared }, { shows, filled }) {
  const { trace, layout, moment } = picture;
  const { size } = trace.stages[stage];
  const known = knownVector(trace, stage, moment.cursor);
  const { values = [], grads = null } = known ?? {};
  const numbers = (shows === "gradient" && grads) || values;
  for (let element = 0; element < size + Number(hasShared); element++) {
    const box = toScreen(picture, cellBox(layout, trace, stage, element));
    if (!isVisible(picture, box, 0)) continue;
    const isShown = shows !== "empty" && (element < filled || filled === size);
    if (isTreeShown(picture, stage, element)) {
      drawTree(picture, stage, element, isShown);
    } else if (element < size && isShown) {
      const isLarge = box.width >= NAMES_FROM;
      const name = isLarge ? expressionOf(trace, stageRef(stage, element)) : null;
      const value = isLarge && shows === "gradient" ? values[element] : null;
      drawCellText(picture, box, numbers[element], shows, name, value);
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
function drawCaption(picture, { stage }, box, isCurrent) {
  const { context, trace, palette, camera } = picture;
  const { name, expression, head, position } = trace.stages[stage];
  if (camera.k < CAPTIONS_FROM && !(isCurrent && camera.k > 6)) return;
  const slot = head === null ? 16 * camera.k : box.width;
  const size = Math.min(15, Math.max(11, camera.k * 0.42));
  context.textAlign = "left";
  context.fillStyle = palette.colours[isCurrent ? "ink" : "ink-2"];
  context.font = `${isCurrent ? 600 : 400} ${size}px ${palette.textFace}`;
  const short = name.replace(/^layer\d+\./, "").replace(/^head(\d+)\./, "head $1 ");
  const title = fitText(context, short, slot);
  if (camera.k < CAPTIONS_FROM && title !== short) return;
  const y = box.y - Math.max(4, camera.k * 0.12);
  haloText(picture, title, box.x, y);
  const used = context.measureText(title).width + 8;
  if (camera.k < 22 || head !== null) return;
  context.font = `400 ${size * 0.86}px ${palette.figureFace}`;
  context.fillStyle = palette.colours["ink-2"];
  const target = name === "loss" && position !== null ? ` of ${tokenText(tokenAt(trace, position + 1))}` : "";
  haloText(picture, fitText(context, expression + target, Math.max(slot - used, 60)), box.x + used, y);
}
