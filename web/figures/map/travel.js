/**
 * The first act of a move on the model map: what is read is framed, its wires light up, and its numbers travel along
 * them, each as a small square in the colour that its cell has.
 *
 * @import {Journey} from "./journeys.js"
 * @import {Box} from "./cells.js"
 * @import {Strip} from "./layout.js"
 * @import {Scene} from "./paint.js"
 * @import {Line} from "./stroke.js"
 */

import { actsOf } from "../../draw/acts.js";
import { rowOfStage } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { within } from "./columns.js";
import { journeysOf } from "./journeys.js";
import { lengthOf, pointAt, strokePart } from "./stroke.js";
import { coloursOf } from "./strips.js";
import { paramLine } from "./wires.js";

const MOST = 16; // that travel on one wire
const APART = 8; // px, of parameters
const LATEST = 0.6; // of the act: when the last one sets out

/** @param {Scene} scene */
export function paintTravel(scene) {
  const { context, layout, lit, t, palette } = scene;
  if (lit.writes === null) return;
  const { colours } = palette;
  const { travel } = actsOf(t);
  const written = layout.strips[lit.writes];
  const journeys = journeysOf(scene);
  for (const { line, from, first, count, cached, sizeOf } of journeys) {
    context.strokeStyle = lit.isBackward ? colours.gradient : cached ? colours[cached] : colours.ink;
    context.lineWidth = cached ? 0.75 + 1.75 * sizeOf(first) : 1.75;
    context.lineCap = "butt";
    strokePart(context, line, travel);
    outline(context, partOf(from, first, count), colours["ink-2"], 1);
  }
  if (!lit.isBackward && lit.rows.length > 0) paintParams(scene, written, travel);
  outline(context, written, lit.isBackward ? colours.gradient : colours.ink, 2);
  if (travel > 0 && travel < 1) for (const journey of journeys) paintTrain(scene, journey, travel);
}

/**
 * Its numbers set out one after the other, each from its cell, and come in together.
 *
 * @param {Scene} scene
 * @param {Journey} journey
 * @param {number} travel
 */
function paintTrain({ context, palette, layout }, { first, count, colourOf, sizeOf, wayOf }, travel) {
  const number = Math.min(count, MOST);
  const most = within(layout.unit * 0.6, 5, 9);
  context.strokeStyle = palette.colours.ink;
  context.lineWidth = 0.75;
  for (let each = 0; each < number; each++) {
    const share = within(travel * (1 + LATEST) - (LATEST * each) / number, 0, 1);
    if (share === 0 || share === 1) continue;
    const element = first + Math.floor((each * count) / number);
    const way = wayOf(element);
    const [x, y] = pointAt(way, share * lengthOf(way));
    const size = 2.5 + (most - 2.5) * Math.sqrt(sizeOf(element));
    context.fillStyle = colourOf(element);
    context.fillRect(x - size / 2, y - size / 2, size, size);
    context.strokeRect(x - size / 2, y - size / 2, size, size);
  }
}

/**
 * The parameters that the frame reads, on their way from their name: a row of embeddings in the colours it will have.
 *
 * @param {Scene} scene
 * @param {Strip} written
 * @param {number} travel
 */
function paintParams(scene, written, travel) {
  const { context, trace, layout, palette, cursor } = scene;
  if (!layout.rows[written.row].row.param) return;
  const line = paramLine(layout, written);
  const length = lengthOf(line);
  context.strokeStyle = palette.colours.parameter;
  context.lineWidth = 1;
  strokePart(context, line, travel);
  if (travel === 0 || travel === 1) return;
  const shown = rowOfStage(trace, written.stage) && coloursOf(scene, written, cursor);
  if (shown) {
    const { x, y } = cellBox(written, 0);
    paintTrain(
      scene,
      {
        ...{ line, from: written, first: 0, count: trace.stages[written.stage].size, cached: null, sizeOf: () => 1 },
        colourOf: shown.colourOf,
        wayOf: (element) => {
          const middle = x + (element + 0.5) * (written.width / written.perLine);
          return [line[0], [middle, line[0][1]], [middle, y + written.height / 2]];
        },
      },
      travel,
    );
    return;
  }
  context.fillStyle = palette.colours.parameter;
  for (let each = 0; each < MOST; each++) {
    const along = travel * (length + MOST * APART) - each * APART;
    if (along <= 0 || along >= length) continue;
    const [x, y] = pointAt(line, along);
    context.fillRect(x - 2, y - 2, 4, 4);
  }
}

/**
 * Where some elements of a strip stand, if they stand in one line; else the whole of it.
 *
 * @param {Strip} strip
 * @param {number} first
 * @param {number} count
 * @returns {Box}
 */
function partOf(strip, first, count) {
  const box = cellBox(strip, first);
  if (count === strip.perLine * strip.lines || (first % strip.perLine) + count > strip.perLine) return strip;
  return { ...box, width: box.width * count };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {string} colour
 * @param {number} width
 */
export function outline(context, { x, y, width: w, height: h }, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  const space = 1 + width / 2;
  context.strokeRect(x - space, y - space, w - 1 + 2 * space, h + 2 * space);
}
