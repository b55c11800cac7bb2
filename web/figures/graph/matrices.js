/**
 * Draws the matrices of parameters in the margin of the computation graph.
 *
 * @import {ParamRef} from "../../trace/refs.js"
 * @import {Picture} from "./draw.js"
 * @import {Box} from "./layout.js"
 */

import { known } from "../../trace/known.js";
import { expressionOf, matrixText } from "../../trace/names.js";
import { drawNumber, drawSeams, FADED } from "./grid.js";
import { apart } from "./headings.js";
import { numberStrength, ramp } from "./levels.js";
import { rowLook, rowParts } from "./moment.js";
import { haloText, isVisible, toScreen } from "./screen.js";

/** @param {Picture} picture */
export function drawMatrices(picture) {
  const { context, trace, layout, atlases, palette, moment, camera } = picture;
  /** @type {{matrix: number, edge: number, y: number, rank: number, alpha: number}[]} */
  const names = [];
  for (const place of layout.matrices) {
    const box = toScreen(picture, place);
    if (!isVisible(picture, box, 30)) continue;
    const { rows, columns } = trace.matrices[place.matrix];
    const cell = place.cell * camera.k;
    for (let row = 0; row < rows; ) {
      const look = rowLook(moment, place.matrix, row);
      let end = row + 1;
      while (end < rows && rowLook(moment, place.matrix, end) === look) end += 1;
      const atlas = atlases.at(look === "gradient" ? trace.header.passes - 1 : -1);
      const [left, top] = atlas.matrices[place.matrix];
      context.globalAlpha = look === "waiting" ? FADED : 1;
      context.imageSmoothingEnabled = cell < 1;
      context.drawImage(
        atlas.canvas,
        left,
        top + row,
        columns,
        end - row,
        box.x,
        box.y + row * cell,
        box.width,
        (end - row) * cell,
      );
      row = end;
    }
    context.globalAlpha = 1;
    drawRowParts(picture, place.matrix, box, cell);
    drawSeams(picture, box, columns, rows, cell, 0);
    context.lineWidth = 1;
    context.strokeStyle = palette.colours.hair;
    context.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
    if (numberStrength(cell) > 0) drawParamNumbers(picture, place.matrix, box, cell);
    const isUpdated = trace.frames[moment.cursor].matrix === place.matrix;
    if (isUpdated) drawFrame(picture, box, palette.colours.ink);
    drawRowsRead(picture, place.matrix, box, cell);
    const alpha = ramp(box.height, 7, 11) * ramp(box.x, 0, 24);
    if (alpha === 0) continue;
    const isCurrent = isUpdated || isRead(picture, place.matrix);
    const y = Math.min(Math.max(box.y + box.height / 2, 40), Math.max(40, box.y + box.height - 8)) + 4;
    names.push({ matrix: place.matrix, edge: box.x - 8, y, rank: isCurrent ? 0 : 1, alpha });
  }
  for (const each of apart(names)) drawName(picture, each);
}

/**
 * A matrix in words; where there is no room for these, by its name in Python.
 *
 * @param {Picture} picture
 * @param {{matrix: number, edge: number, y: number, rank: number, alpha: number}} place
 */
function drawName(picture, { matrix, edge, y, rank, alpha }) {
  const { context, trace, palette } = picture;
  const isCurrent = rank === 0;
  context.textAlign = "right";
  context.fillStyle = palette.colours[isCurrent ? "ink" : "ink-2"];
  context.font = `${isCurrent ? 600 : 400} 12px ${palette.textFace}`;
  const words = matrixText(trace, matrix).replace(/, layer \d+$/, "");
  const name = trace.matrices[matrix].name.replace(/^layer\d+\./, "");
  const room = ramp(edge - context.measureText(words).width, 0, 4);
  for (const [text, strength] of /** @type {const} */ ([
    [words, ramp(room, 0.5, 1)],
    [name, 1 - ramp(room, 0, 0.5)],
  ])) {
    context.globalAlpha = alpha * strength;
    if (strength > 0 && (isCurrent || context.measureText(text).width < edge)) haloText(picture, text, edge, y);
  }
  context.globalAlpha = 1;
}

/**
 * The rows of a matrix that have gathered part of their gradient.
 *
 * @param {Picture} picture
 * @param {number} matrix
 * @param {Box} box
 * @param {number} cell
 */
function drawRowParts(picture, matrix, box, cell) {
  const { context, trace, moment, atlases } = picture;
  const { rows } = trace.matrices[matrix];
  for (let row = 0; row < rows; row++) {
    rowParts(moment, matrix, row)?.forEach((part, column) => {
      context.fillStyle = atlases.gradient.fills[atlases.gradient.shade(part ?? 0)];
      context.fillRect(box.x + column * cell, box.y + row * cell, cell, cell);
    });
  }
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
 * Frame the rows of a matrix that the current stage reads.
 *
 * @param {Picture} picture
 * @param {number} matrix
 * @param {Box} box
 * @param {number} cell
 */
function drawRowsRead(picture, matrix, box, cell) {
  const { trace, moment, palette } = picture;
  if (moment.stage === null) return;
  for (const [each, first, count] of trace.stages[moment.stage].reads_rows) {
    if (each !== matrix) continue;
    const rows = { ...box, y: box.y + first * cell, height: count * cell };
    drawFrame(picture, rows, moment.flows ? palette.colours.gradient : palette.colours.parameter);
  }
}

/**
 * @param {Picture} picture
 * @param {number} matrix
 */
function isRead({ trace, moment }, matrix) {
  return moment.stage !== null && trace.stages[moment.stage].reads_rows.some(([each]) => each === matrix);
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
  for (let row = Math.max(0, Math.floor(-box.y / cell)); row < rows && box.y + row * cell < size.height; row++) {
    const look = rowLook(moment, matrix, row);
    for (
      let column = Math.max(0, Math.floor(-box.x / cell));
      column < columns && box.x + column * cell < size.width;
      column++
    ) {
      const ref = /** @type {ParamRef} */ ({ kind: "param", matrix, row, column });
      const { value, grad } = known(trace, ref, moment.cursor);
      const isGradient = moment.isBackward && grad !== null;
      drawNumber(
        picture,
        { x: box.x + column * cell, y: box.y + row * cell, width: cell, height: cell },
        {
          number: /** @type {number} */ (isGradient ? grad : value),
          look: isGradient ? "gradient" : look,
          name: () => expressionOf(trace, ref),
          value: isGradient ? value : null,
          strength: 1,
        },
      );
    }
  }
}
