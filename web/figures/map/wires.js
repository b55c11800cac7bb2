/**
 * What the frame reads and writes, framed, with the wires between them lit so far as time has come.
 *
 * @import {MapLayout, Strip} from "./layout.js"
 * @import {Scene} from "./paint.js"
 * @import {Line} from "./stroke.js"
 */

import { cacheLine } from "./cache.js";
import { middleOf } from "./layout.js";
import { strokePart } from "./stroke.js";

/** @param {Scene} scene */
export function paintLit({ context, layout, lit, t, palette: { colours } }) {
  if (lit.writes === null) return;
  const written = layout.strips[lit.writes];
  const reach = Math.min(t / 0.6, 1);
  for (const read of lit.reads) {
    const strip = layout.strips[read];
    const [operand, user] = lit.isBackward ? [written, strip] : [strip, written];
    const { role } = layout.rows[operand.row].row.kind;
    const cached = role !== "query" && layout.rows[user.row].row.isByHead ? role : null;
    const line = cached ? cacheLine(layout, operand, user) : columnLine(layout, operand, user);
    context.strokeStyle = lit.isBackward ? colours.gradient : cached ? colours[cached] : colours.ink;
    context.lineWidth = cached ? 1.25 : 1.75;
    context.lineCap = "butt";
    strokePart(context, lit.isBackward ? line.toReversed() : line, reach);
    outline(context, strip, colours["ink-2"], 1);
  }
  outline(context, written, lit.isBackward ? colours.gradient : colours.ink, 2);
}

/**
 * The way from a strip to one below that uses it, in its column.
 *
 * @param {MapLayout} layout
 * @param {Strip} from
 * @param {Strip} to
 * @returns {Line}
 */
function columnLine(layout, from, to) {
  if (to.column < 0 || from.column !== to.column) return [];
  const { left, rail, branch } = layout.columns[from.column];
  const lane = layout.rows[from.row].row.kind.isStream ? rail : branch;
  const [fromY, toY] = [middleOf(layout.rows[from.row]), middleOf(layout.rows[to.row])];
  return [
    [left - 4, fromY],
    [lane, fromY],
    [lane, toY],
    [left - 4, toY],
  ];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Strip} strip
 * @param {string} colour
 * @param {number} width
 */
function outline(context, { x, y, width: w, height: h }, colour, width) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  const space = 1 + width / 2;
  context.strokeRect(x - space, y - space, w - 1 + 2 * space, h + 2 * space);
}
