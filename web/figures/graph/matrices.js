/**
 * The matrices of parameters in the margin of the computation graph.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Box} from "./layout.js"
 * @import {Picture} from "./draw.js"
 */

import { known } from "../../trace/known.js";
import { expressionOf } from "../../trace/names.js";
import { paramLook } from "./moment.js";
import { drawCellText, drawSeams, drawSoFar, FADED, MOST_SAID_FROM, NAMES_FROM, NUMBERS_FROM } from "./numbers.js";
import { haloText, isVisible, toScreen } from "./screen.js";

/** @param {Picture} picture */
export function drawMatrices(picture) {
  const { context, trace, layout, palette, moment, camera } = picture;
  for (const place of layout.matrices) {
    const box = toScreen(picture, place);
    if (!isVisible(picture, box, 30)) continue;
    const { matrix } = place;
    const { rows, columns } = trace.matrices[matrix];
    const cell = place.cell * camera.k;
    drawRows(picture, matrix, box, cell);
    drawSeams(picture, box, columns, rows, cell, 0);
    context.lineWidth = 1;
    context.strokeStyle = palette.colours.hair;
    context.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
    if (cell >= NUMBERS_FROM) drawParamNumbers(picture, matrix, box, cell);
    const isUpdated = trace.frames[moment.cursor].matrix === matrix;
    const read = moment.stage === null ? [] : trace.stages[moment.stage].reads_rows.filter(([m]) => m === matrix);
    if (isUpdated) drawFrame(picture, box, palette.colours.ink);
    for (const [, first, count] of read) {
      const part = { ...box, y: box.y + first * cell, height: count * cell };
      drawFrame(picture, part, moment.flows ? palette.colours.gradient : palette.colours.parameter);
    }
    if (box.height > 9) drawName(picture, matrix, box, isUpdated || read.length > 0);
  }
}

/**
 * @param {Picture} picture
 * @param {number} matrix
 * @param {Box} box
 * @param {number} cell
 */
function drawRows(picture, matrix, box, cell) {
  const { context, trace, atlases, moment } = picture;
  const { rows, columns } = trace.matrices[matrix];
  const looks = Array.from({ length: rows }, (_, row) => {
    const { shows, state } = paramLook(moment, { kind: "param", matrix, row, column: 0 });
    return { shows, isSoFar: shows === "gradient" && state === "partial" };
  });
  context.imageSmoothingEnabled = cell < 1;
  for (let row = 0, end = 0; row < rows; row = end) {
    const { shows, isSoFar } = looks[row];
    const y = box.y + row * cell;
    end = row + 1;
    if (isSoFar) {
      drawSoFar(picture, gradsOfRow(trace, matrix, row, moment.cursor), { ...box, y }, columns, cell);
      continue;
    }
    while (end < rows && looks[end].shows === shows && !looks[end].isSoFar) end += 1;
    const atlas = atlases.at(shows === "gradient" ? trace.header.passes - 1 : -1);
    const [left, top] = atlas.matrices[matrix];
    context.globalAlpha = shows === "waiting" ? FADED : 1;
    const to = /** @type {const} */ ([box.x, y, box.width, (end - row) * cell]);
    context.drawImage(atlas.canvas, left, top + row, columns, end - row, ...to);
    context.globalAlpha = 1;
  }
}

/**
 * @param {Trace} trace
 * @param {number} matrix
 * @param {number} row
 * @param {number} cursor
 */
function gradsOfRow(trace, matrix, row, cursor) {
  const { columns } = trace.matrices[matrix];
  return Array.from({ length: columns }, (_, column) =>
    Number(known(trace, { kind: "param", matrix, row, column }, cursor).grad),
  );
}

/**
 * @param {Picture} picture
 * @param {Box} box
 * @param {string} colour
 */
function drawFrame({ context }, box, colour) {
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.strokeRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
}

/**
 * The matrix's name at its left, if there is room for it or it is what the frame is about.
 *
 * @param {Picture} picture
 * @param {number} matrix
 * @param {Box} box
 * @param {boolean} isCurrent
 */
function drawName(picture, matrix, box, isCurrent) {
  const { context, trace, palette } = picture;
  const name = trace.matrices[matrix].name.replace(/^layer\d+\./, "");
  context.fillStyle = palette.colours[isCurrent ? "ink" : "ink-2"];
  context.font = `${isCurrent ? 600 : 400} 12px ${palette.textFace}`;
  context.textAlign = "right";
  if (!isCurrent && context.measureText(name).width >= box.x - 8) return;
  const middle = Math.min(Math.max(box.y + box.height / 2, 40), Math.max(40, box.y + box.height - 8));
  haloText(picture, name, Math.max(box.x - 8, 40), middle + 4);
}

/**
 * @param {Picture} picture
 * @param {number} matrix
 * @param {Box} box
 * @param {number} cell
 */
function drawParamNumbers(picture, matrix, box, cell) {
  const { trace, size, moment } = picture;
  const { rows, columns } = trace.matrices[matrix];
  const [top, left] = [Math.max(0, Math.floor(-box.y / cell)), Math.max(0, Math.floor(-box.x / cell))];
  for (let row = top; row < rows && box.y + row * cell < size.height; row++) {
    for (let column = left; column < columns && box.x + column * cell < size.width; column++) {
      const ref = { kind: /** @type {const} */ ("param"), matrix, row, column };
      const { shows, value, grad } = paramLook(moment, ref);
      const place = { x: box.x + column * cell, y: box.y + row * cell, width: cell, height: cell };
      const name = cell >= NAMES_FROM ? expressionOf(trace, ref) : null;
      const number = Number(shows === "gradient" ? grad : value);
      drawCellText(picture, place, number, shows, name, cell >= MOST_SAID_FROM ? value : null);
    }
  }
}
