/**
 * Draws the blocks of the computation graph: their cells, and the numbers or the trees in these. Their captions are
 * drawn in captions.js.
 *
 * @import {Picture} from "./draw.js"
 * @import {Block, Box} from "./layout.js"
 * @import {StageLook} from "./moment.js"
 */

import { knownVector } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { stageGrads, stageValues } from "../../trace/read.js";
import { stageRef } from "../../trace/refs.js";
import { drawCaption } from "./captions.js";
import { cellBox, sharedRoot } from "./cells.js";
import { drawNumber, drawSeams, FADED } from "./grid.js";
import { numberStrength } from "./levels.js";
import { stageLook } from "./moment.js";
import { drawTree, treeShown } from "./nodes.js";
import { elementPresence, nodePresence } from "./presence.js";
import { isVisible, toScreen } from "./screen.js";

/**
 * @param {Picture} picture
 * @param {Block} block
 */
export function drawBlock(picture, block) {
  const { context, trace, layout, palette, moment, camera } = picture;
  const box = toScreen(picture, block);
  const { stage, across, cells, hasShared } = block;
  const { size, head } = trace.stages[stage];
  // what several elements were made from stands beside them, and may be all that is in sight
  const beside = hasShared && head === null ? toScreen(picture, cellBox(layout, trace, stage, size)) : null;
  if (!isVisible(picture, box, 60) && !(beside && isVisible(picture, beside, 60))) return;
  const isCurrent = stage === moment.stage;
  const isComing = isCurrent && (moment.t < 1 || moment.opNode !== null) && moment.cursor > 0;
  const before = isComing ? stageLook({ ...moment, cursor: moment.cursor - 1 }, stage) : null;
  const seen = stageLook(moment, stage);
  const inGrid = head === null ? size : cells;
  const pitch = block.pitch * camera.k;
  outline(picture, block, box, inGrid);
  context.fillStyle = palette.colours.paper;
  context.fill();
  drawColours(picture, block, box, before ?? seen);
  if (before) drawComing(picture, block, before, seen);
  if (before || seen.look !== "empty") {
    drawSeams(picture, box, across, Math.ceil(inGrid / across), pitch, (block.pitch - block.cell) * camera.k);
  }
  outline(picture, block, box, inGrid);
  context.lineWidth = isCurrent ? 2 : 1;
  context.strokeStyle = palette.colours[isCurrent ? (moment.isBackward ? "gradient" : "ink") : "hair"];
  context.stroke();
  if (beside) {
    context.lineWidth = 1;
    context.strokeStyle = palette.colours["ink-2"];
    context.setLineDash([2, 2]);
    context.strokeRect(beside.x, beside.y, beside.width, beside.height);
    context.setLineDash([]);
  }
  if (numberStrength(pitch) > 0) drawCells(picture, block, before, seen);
  drawCaption(picture, block, box, isCurrent);
}

/**
 * Put the outline of a block on the path: its last line may be shorter than the others.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {Box} box
 * @param {number} count  of cells in it
 */
function outline({ context, camera }, { across, pitch: length }, box, count) {
  const pitch = length * camera.k;
  const lines = Math.ceil(count / across);
  const lastLine = count - (lines - 1) * across;
  const lastEdge = box.y + (lines - (lastLine < across ? 1 : 0)) * pitch;
  context.beginPath();
  context.moveTo(box.x, box.y);
  context.lineTo(box.x + box.width, box.y);
  context.lineTo(box.x + box.width, lastEdge);
  context.lineTo(box.x + lastLine * pitch, lastEdge);
  context.lineTo(box.x + lastLine * pitch, box.y + lines * pitch);
  context.lineTo(box.x, box.y + lines * pitch);
  context.closePath();
}

/**
 * The colours of a block's cells, from the atlas; those of which only part is known one by one.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {Box} box
 * @param {StageLook} seen
 */
function drawColours(picture, block, box, { look, pass, parts }) {
  if (look === "empty") return;
  const { context, trace, layout, atlases, camera } = picture;
  const { stage, across, hasShared, cells } = block;
  const { size, head } = trace.stages[stage];
  const pitch = block.pitch * camera.k;
  const atlas = atlases.at(look === "gradient" ? pass : -1);
  const [left, top] = atlas.stages[stage];
  context.globalAlpha = look === "waiting" ? FADED : 1;
  context.imageSmoothingEnabled = pitch < 1;
  const shown = head === null ? size : cells;
  const full = Math.floor(shown / across);
  const rest = shown - full * across;
  if (full) context.drawImage(atlas.canvas, left, top, across, full, box.x, box.y, across * pitch, full * pitch);
  if (rest)
    context.drawImage(atlas.canvas, left, top + full, rest, 1, box.x, box.y + full * pitch, rest * pitch, pitch);
  if (hasShared && head === null) {
    const cell = toScreen(picture, cellBox(layout, trace, stage, size));
    const [x, y] = [left + (size % across), top + Math.floor(size / across)];
    context.drawImage(atlas.canvas, x, y, 1, 1, cell.x, cell.y, cell.width, cell.height);
  }
  context.globalAlpha = 1;
  parts?.forEach((part, element) => {
    if (part !== null) fillCell(picture, block, element, part, true, 1);
  });
}

/**
 * The cells of the frame's own block as they come.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {StageLook} before
 * @param {StageLook} seen
 */
function drawComing(picture, block, before, seen) {
  const { trace, moment } = picture;
  const { stage, hasShared } = block;
  const { size } = trace.stages[stage];
  if (seen.look === "empty" || (seen.look === "waiting" && before.look !== "empty" && !seen.parts)) return;
  const isGradient = seen.look === "gradient";
  const numbers = isGradient ? stageGrads(trace, stage, seen.pass) : stageValues(trace, stage);
  for (let element = 0; element < size; element++) {
    const number = seen.parts ? seen.parts[element] : numbers[element];
    if (number === null) continue;
    fillCell(picture, block, element, number, isGradient || seen.parts !== null, elementPresence(moment, element));
  }
  if (!hasShared) return;
  const root = sharedRoot(trace, stage);
  const number = isGradient ? trace.columns.node_grad[root] : trace.columns.node_data[root];
  fillCell(picture, block, size, number, isGradient, nodePresence(moment, root));
}

/**
 * @param {Picture} picture
 * @param {Block} block
 * @param {number} element
 * @param {number} number
 * @param {boolean} isGradient
 * @param {number} strength
 */
function fillCell(picture, { stage }, element, number, isGradient, strength) {
  if (strength <= 0) return;
  const { context, atlases, layout, trace } = picture;
  const scale = isGradient ? atlases.gradient : atlases.value;
  const box = toScreen(picture, cellBox(layout, trace, stage, element));
  context.globalAlpha = strength;
  context.fillStyle = scale.fills[scale.shade(number)];
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
}

/**
 * The numbers in a block's cells, which give way to the trees when there is room.
 *
 * @param {Picture} picture
 * @param {Block} block
 * @param {StageLook | null} before  what it showed before the motion that is going on
 * @param {StageLook} seen
 */
function drawCells(picture, block, before, seen) {
  const { trace, layout, moment } = picture;
  const { stage, hasShared } = block;
  const { size } = trace.stages[stage];
  const values = knownVector(trace, stage, moment.cursor)?.values ?? [];
  for (let element = 0; element < size + Number(hasShared); element++) {
    const box = toScreen(picture, cellBox(layout, trace, stage, element));
    if (!isVisible(picture, box, 0)) continue;
    const presence = before && element < size ? elementPresence(moment, element) : 1;
    const { look, pass, parts } = before && presence < 0.5 ? before : seen;
    const strength = before ? Math.abs(2 * presence - 1) : 1; // the old number goes before the new one comes
    const tree = treeShown(picture, stage, element);
    if (tree < 1 && element < size && look !== "empty") {
      const grad = look === "gradient" ? stageGrads(trace, stage, pass)[element] : (parts?.[element] ?? null);
      drawNumber(picture, box, {
        number: grad ?? values[element],
        look: grad === null ? look : "gradient",
        name: () => expressionOf(trace, stageRef(stage, element)),
        value: grad === null ? null : values[element],
        strength: strength * (1 - tree),
      });
    }
    if (tree > 0) drawTree(picture, stage, element, tree);
  }
}
