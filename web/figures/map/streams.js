/**
 * The residual stream of each position on the model map, with the blocks that run beside it, and the way of the losses
 * to their mean.
 *
 * @import {Column} from "./columns.js"
 * @import {PlacedRow} from "./layout.js"
 * @import {Scene} from "./paint.js"
 * @import {Line} from "./stroke.js"
 */

import { gradientPass, isComputed } from "../../trace/read.js";
import { middleOf } from "./layout.js";
import { stroke } from "./stroke.js";
import { meanLine } from "./wires.js";

/** @param {Scene} scene */
export function paintStreams(scene) {
  const { context, layout } = scene;
  const count = layout.columns.length;
  const rows = layout.rows.filter(({ row }) => row.kind.base !== "mean_loss" && row.strips.length >= count);
  context.lineCap = "round";
  layout.columns.forEach((column, position) => {
    /** @param {PlacedRow} placed */
    const colourOf = ({ row }) => colourOfLine(scene, row.strips[(position * row.strips.length) / count].stage);
    paintRail(scene, column, rows, colourOf);
    if (column.isThin) return;
    paintBlocks(scene, column, rows, colourOf);
    for (const row of rows) if (row.row.kind.isStream) paintSum(scene, column, row, colourOf(row));
  });
}

/**
 * Of a line that has been passed forward, or backward too.
 *
 * @param {Scene} scene
 * @param {number} stage
 */
function colourOfLine({ trace, cursor, palette: { colours } }, stage) {
  if (gradientPass(trace, stage, cursor) >= 0) return colours.gradient;
  return isComputed(trace, stage, cursor) ? colours["ink-2"] : colours.hair;
}

/**
 * @param {Scene} scene
 * @param {Column} column
 * @param {PlacedRow[]} rows
 * @param {(row: PlacedRow) => string} colourOf
 */
function paintRail({ context }, { rail, width, isThin }, rows, colourOf) {
  const sums = rows.filter(({ row }) => row.kind.isStream);
  context.lineWidth = width < 24 ? 0.5 : isThin ? 1 : 2;
  sums.slice(1).forEach((row, index) => {
    context.strokeStyle = colourOf(row);
    stroke(context, [
      [rail, middleOf(sums[index])],
      [rail, middleOf(row)],
    ]);
  });
}

/**
 * The blocks: the rows from one sum of the stream to the next.
 *
 * @param {Scene} scene
 * @param {Column} column
 * @param {PlacedRow[]} rows
 * @param {(row: PlacedRow) => string} colourOf
 */
function paintBlocks({ context }, { rail, branch, left }, rows, colourOf) {
  /** @type {PlacedRow[]} */
  let block = [];
  /** @type {PlacedRow | null} */
  let from = null;
  context.lineWidth = 1;
  for (const row of [...rows, null]) {
    if (row && !row.row.kind.isStream) {
      block.push(row);
      continue;
    }
    if (block.length) {
      const [first, last] = [middleOf(block[0]), middleOf(block[block.length - 1])];
      /** @type {Line} */
      const line = from
        ? [
            [rail, middleOf(from)],
            [rail, first - 9],
            [branch, first - 3],
          ]
        : [];
      line.push([branch, first], [branch, last]);
      if (row) line.push([branch, middleOf(row) - 9], [rail, middleOf(row) - 3]);
      context.strokeStyle = colourOf(block[block.length - 1]);
      stroke(context, line, 4);
    }
    for (const each of block) {
      context.strokeStyle = colourOf(each);
      stroke(context, [
        [branch, middleOf(each)],
        [left - 5, middleOf(each)],
      ]);
    }
    block = [];
    from = row;
  }
}

/**
 * Where a block is added to the stream; where it is only normed, a point.
 *
 * @param {Scene} scene
 * @param {Column} column
 * @param {PlacedRow} row
 * @param {string} colour
 */
function paintSum({ context, palette }, { rail, left }, row, colour) {
  const y = middleOf(row);
  const isPoint = row.row.kind.base === "embedding_norm";
  context.strokeStyle = colour;
  context.lineWidth = 1;
  stroke(context, [
    [rail, y],
    [left - 5, y],
  ]);
  context.beginPath();
  context.arc(rail, y, isPoint ? 2.5 : 4.5, 0, 2 * Math.PI);
  context.fillStyle = isPoint ? colour : palette.colours.paper;
  context.fill();
  if (isPoint) return;
  context.lineWidth = 1.25;
  context.stroke();
  stroke(context, [
    [rail - 2.5, y],
    [rail + 2.5, y],
  ]);
  stroke(context, [
    [rail, y - 2.5],
    [rail, y + 2.5],
  ]);
}

/**
 * From every loss to their mean.
 *
 * @param {Scene} scene
 */
export function paintMeanLines(scene) {
  const { context, layout } = scene;
  const mean = layout.strips.find(({ column }) => column === -1);
  const losses = layout.rows.find(({ row }) => row.kind.base === "loss");
  if (!mean || !losses) return;
  context.lineWidth = 1;
  context.strokeStyle = colourOfLine(scene, mean.stage);
  for (const { stage } of losses.row.strips) stroke(context, meanLine(layout, layout.strips[stage], mean));
}
