/**
 * The KV cache on the model map: a line from each position's key and value vector to the newest position, and the ways
 * from there to the attention that reads them.
 *
 * @import {MapLayout, Strip} from "./layout.js"
 * @import {Scene} from "./paint.js"
 * @import {Line} from "./stroke.js"
 */

import { isComputed } from "../../trace/read.js";
import { entryOf } from "./layout.js";
import { stroke } from "./stroke.js";

/**
 * What each layer's cache holds so far.
 *
 * @param {Scene} scene
 */
export function paintCache({ context, layout, trace, cursor, palette }) {
  context.lineCap = "butt";
  context.lineWidth = 1;
  context.globalAlpha = 0.32;
  for (const { row } of layout.rows) {
    const { role } = row.kind;
    if (role === null || role === "query") continue;
    const held = row.strips.filter(({ stage }) => isComputed(trace, stage, cursor));
    context.strokeStyle = palette.colours[role];
    for (const { stage } of held.slice(0, -1)) {
      const strip = layout.strips[stage];
      const { line, lane } = laneFrom(layout, strip);
      stroke(context, [
        [strip.x + strip.width, strip.y + strip.height / 2],
        ...line,
        [layout.columns[held.length - 1].left, lane],
      ]);
    }
  }
  context.globalAlpha = 1;
}

/**
 * The lane of a key or a value vector in its layer's cache, and the way to it.
 *
 * @param {MapLayout} layout
 * @param {Strip} strip
 * @returns {{line: Line, lane: number}}
 */
function laneFrom(layout, { row, column, y, height }) {
  const { layer, kind } = layout.rows[row].row;
  const { keys, values, pitch } = layout.staffs[layer ?? 0];
  const { x, width, right } = layout.columns[column];
  const isKey = kind.role === "key";
  const lane = (isKey ? keys : values) + column * pitch;
  const gutter = right + (x + width - right) * (isKey ? 0.65 : 0.3);
  return {
    line: [
      [gutter, y + height / 2],
      [gutter, lane],
    ],
    lane,
  };
}

/**
 * The way from a row of the cache to the attention of a position.
 *
 * @param {MapLayout} layout
 * @param {Strip} from  a key or a value vector
 * @param {Strip} to  attention logits, or a head's output
 * @returns {Line}
 */
export function cacheLine(layout, from, to) {
  const { branch, left } = layout.columns[to.column];
  const fromY = from.y + from.height / 2;
  const isKey = layout.rows[from.row].row.kind.role === "key";
  const share = isKey ? 0.25 + (0.4 * (from.column + 1)) / layout.columns.length : 0.18;
  const drop = branch + (left - branch) * share;
  const into = entryOf(layout, to, drop);
  if (from.column === to.column) return [[from.x - 4, fromY], [drop, fromY], ...into];
  const { line, lane } = laneFrom(layout, from);
  return [[from.x + from.width, fromY], ...line, [drop, lane], ...into];
}
