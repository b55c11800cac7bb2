/**
 * Draws the computation graph on a canvas: a pure function of what it is given, from whole blocks down to single nodes.
 *
 * @import {Palette} from "../../draw/palette.js"
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Atlases} from "./atlas.js"
 * @import {Camera, Size} from "./camera.js"
 * @import {Layout} from "./layout.js"
 * @import {Moment} from "./moment.js"
 *
 * @typedef {object} Picture
 * @property {CanvasRenderingContext2D} context  in CSS pixels
 * @property {Trace} trace
 * @property {Layout} layout
 * @property {Atlases} atlases
 * @property {Palette} palette
 * @property {Camera} camera
 * @property {Size} size
 * @property {number} zoom  times as near as where all of it is seen
 * @property {Moment} moment
 * @property {Ref | null} selection
 * @property {Ref | null} hovered
 */

import { drawAdding } from "./adding.js";
import { drawBlock } from "./blocks.js";
import { drawParcels, drawWires, flowsIn } from "./flow.js";
import { drawColumnHeads, drawRowNames } from "./headings.js";
import { drawLines } from "./lines.js";
import { drawMarks } from "./marks.js";
import { drawMatrices } from "./matrices.js";
import { toScreen } from "./screen.js";

/** @param {Picture} picture */
export function drawGraph(picture) {
  const { context, palette, size, layout } = picture;
  context.globalAlpha = 1;
  context.fillStyle = palette.colours.paper;
  context.fillRect(0, 0, size.width, size.height);
  context.lineJoin = "round";
  const flows = flowsIn(picture);
  drawLines(picture);
  drawWires(picture, flows);
  drawMatrices(picture);
  for (const row of layout.rows) {
    const top = toScreen(picture, { ...layout.bounds, y: row.y, height: row.height });
    if (top.y > size.height || top.y + top.height < -30) continue;
    for (const block of row.blocks) drawBlock(picture, block);
  }
  drawParcels(picture, flows);
  drawAdding(picture);
  drawMarks(picture);
  drawRowNames(picture);
  drawColumnHeads(picture);
}
