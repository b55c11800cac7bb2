/**
 * The ways that numbers take on the model map, from what is read to what is made of it: along the residual stream, in
 * the lane of a block, through the KV cache, or straight down within a head.
 *
 * @import {MapLayout, Strip} from "./layout.js"
 * @import {Line} from "./stroke.js"
 */

import { cacheLine } from "./cache.js";
import { entryOf, middleOf } from "./layout.js";

/**
 * The role of a strip whose rows are read from the cache by another: null if they are not.
 *
 * @param {MapLayout} layout
 * @param {Strip} operand
 * @param {Strip} user
 */
export function cachedRole(layout, operand, user) {
  const { role } = layout.rows[operand.row].row.kind;
  return role !== "query" && layout.rows[user.row].row.isByHead ? role : null;
}

/**
 * The way from a strip to one that is made of it.
 *
 * @param {MapLayout} layout
 * @param {Strip} operand
 * @param {Strip} user
 * @returns {Line}
 */
export function wireOf(layout, operand, user) {
  if (cachedRole(layout, operand, user)) return cacheLine(layout, operand, user);
  if (user.column < 0) return meanLine(layout, operand, user);
  if (operand.column !== user.column) return [];
  if (layout.rows[operand.row].row.isByHead && user.row === operand.row + 1) {
    const x = operand.x + operand.width / 2;
    return [
      [x, operand.y + operand.height],
      [x, user.y],
    ];
  }
  const { left, rail, branch } = layout.columns[operand.column];
  const lane = layout.rows[operand.row].row.kind.isStream ? rail : branch;
  const fromY = middleOf(layout.rows[operand.row]);
  /** @type {Line} */
  const start = [
    [left - 4, fromY],
    [lane, fromY],
  ];
  if (layout.rows[user.row].row.isByHead) return [...start, ...entryOf(layout, user, lane)];
  const toY = middleOf(layout.rows[user.row]);
  return [...start, [lane, toY], [left - 4, toY]];
}

/**
 * The way of a loss to the mean of all, from under the token that it is about.
 *
 * @param {MapLayout} layout
 * @param {Strip} loss
 * @param {Strip} mean
 * @returns {Line}
 */
export function meanLine({ foot }, loss, mean) {
  const y = mean.y - 4;
  const [from, to] = [loss.x + loss.width / 2, mean.x + mean.width / 2];
  return [
    [from, foot.y + foot.height - 2],
    [from, y],
    [to, y],
    [to, mean.y],
  ];
}

/**
 * The way of the parameters to the strip that is made with them, from their name and under the row.
 *
 * @param {MapLayout} layout
 * @param {Strip} written
 * @returns {Line}
 */
export function paramLine({ rows, paramX }, written) {
  const { y, height } = rows[written.row];
  const under = y + height + 2;
  const end = written.x + written.width - Math.min(5, written.width / 2);
  return [
    [paramX - 4, under],
    [end, under],
    [end, y + Math.min(written.height, height)],
  ];
}
