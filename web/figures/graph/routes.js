/**
 * The lines between the blocks of the computation graph: the corners they take on their way through gutters and lanes.
 *
 * @import {Block, Layout} from "./layout.js"
 * @import {Row} from "./rows.js"
 *
 * @typedef {[x: number, y: number][]} Route  the corners of a line, which are drawn round
 */

import { TRACK } from "./layout.js";

/**
 * The line from a block to one that reads it: straight down into the next row; otherwise along a gutter, which for the
 * residual stream and what skips a row is the one at the left of the reader's column.
 *
 * @param {Layout} layout
 * @param {number} from
 * @param {number} to
 * @returns {Route}
 */
export function routeBetween(layout, from, to) {
  const [a, b] = [layout.blocks[from], layout.blocks[to]];
  const [fromRow, toRow] = [layout.rows[a.row], layout.rows[b.row]];
  const middle = a.x + a.width / 2;
  if (b.row === a.row + 1 && (a.column === b.column || b.column === -1)) {
    const into = middle > b.x && middle < b.x + b.width ? middle : b.x + b.width / 2;
    const turn = b.y - 0.8;
    return [
      [middle, a.y + a.height],
      [middle, turn],
      [into, turn],
      [into, b.y],
    ];
  }
  const gutter = b.column * layout.columnPitch - 0.7 - fromRow.track * TRACK;
  /** @type {Route} */
  const route = [];
  if (a.column === b.column && !fromRow.hasHeads) {
    const y = a.y + Math.min(a.height, 1) / 2;
    route.push([a.x, y], [gutter, y]);
  } else {
    const lane = fromRow.y + fromRow.height + 0.3 + fromRow.track * 0.14;
    const x = a.column === b.column ? middle : a.x + a.width + 0.5 + (fromRow.track % 4) * 0.2;
    const y = a.y + Math.min(a.height, 1) / 2;
    if (a.column === b.column) route.push([middle, a.y + a.height], [middle, lane], [gutter, lane]);
    else route.push([a.x + a.width, y], [x, y], [x, lane], [gutter, lane]);
  }
  return enter(route, toRow, b, gutter, fromRow.track);
}

/**
 * The line from a matrix to a block that reads it.
 *
 * @param {Layout} layout
 * @param {number} matrix
 * @param {number} row
 * @param {number} to
 * @returns {Route}
 */
export function routeFromMatrix(layout, matrix, row, to) {
  const place = layout.matrices[matrix];
  const block = layout.blocks[to];
  const toRow = layout.rows[block.row];
  const y = place.y + (row + 0.5) * place.cell;
  const lane = toRow.y - 0.5;
  const gutter = block.column * layout.columnPitch - 0.45;
  const route = /** @type {Route} */ ([
    [place.x + place.width, y],
    [layout.margin + 0.8, y],
    [layout.margin + 0.8, lane],
    [gutter, lane],
  ]);
  return enter(route, toRow, block, gutter, 0);
}

/**
 * @param {Route} route
 * @param {Row} row
 * @param {Block} block
 * @param {number} gutter
 * @param {number} track
 * @returns {Route}
 */
function enter(route, row, block, gutter, track) {
  if (row.hasHeads) {
    const lane = row.y - 0.6 - track * 0.14;
    const into = block.x + block.width / 2;
    route.push([gutter, lane], [into, lane], [into, block.y]);
  } else {
    const y = block.y + Math.min(block.height, 1) / 2;
    route.push([gutter, y], [block.x, y]);
  }
  return route;
}
