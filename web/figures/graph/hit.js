/**
 * What stands at a point of the computation graph.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Block, Box, Layout} from "./layout.js"
 * @import {Row} from "./rows.js"
 */

import { bisector } from "d3-array";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { cellBox, itemBox, treeIn } from "./cells.js";
import { NODE_WIDTH } from "./tree.js";

/** How many rows begin at or above a height. */
const tops = bisector((/** @type {Row} */ row) => row.y).right;

/**
 * What is at a point: the finest thing that is at least `finest` long there, so that nobody has to hit what they cannot
 * see. Goes down the layout (row, block, cell, node) and never through a list of nodes.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} x
 * @param {number} y
 * @param {number} finest
 * @returns {Ref | null}
 */
export function refAt(layout, trace, x, y, finest) {
  if (x <= layout.margin) {
    for (const place of layout.matrices) {
      if (!contains(place, x, y)) continue;
      const row = Math.min(Math.floor((y - place.y) / place.cell), trace.matrices[place.matrix].rows - 1);
      const column = Math.min(Math.floor((x - place.x) / place.cell), trace.matrices[place.matrix].columns - 1);
      return { kind: "param", matrix: place.matrix, row, column };
    }
    return null;
  }
  const row = layout.rows[tops(layout.rows, y) - 1];
  if (!row || y > row.y + row.height) return null;
  for (const block of blocksNear(layout, row, x)) {
    const { size, head } = trace.stages[block.stage];
    if (block.hasShared && head === null) {
      const box = cellBox(layout, trace, block.stage, size);
      if (contains(box, x, y)) return inCell(layout, trace, block, size, x, y, finest);
    }
    if (!contains(block, x, y)) continue;
    const across = Math.min(Math.floor((x - block.x) / block.pitch), block.across - 1);
    const element = Math.floor((y - block.y) / block.pitch) * block.across + across;
    const cells = head === null ? size : block.cells;
    if (element >= cells || block.cell < finest) return stageRef(block.stage);
    return inCell(layout, trace, block, element, x, y, finest);
  }
  return null;
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {Block} block
 * @param {number} element
 * @param {number} x
 * @param {number} y
 * @param {number} finest
 * @returns {Ref}
 */
function inCell(layout, trace, block, element, x, y, finest) {
  const { stage } = block;
  const placed = treeIn(layout, trace, stage, element);
  if (placed && placed.scale * NODE_WIDTH >= finest) {
    const { tree } = placed;
    for (let item = 0; item < tree.nodes.length; item++) {
      if (contains(itemBox(placed, item), x, y)) return refOfNode(trace, tree.nodes[item]);
    }
  }
  if (element < trace.stages[stage].size) return stageRef(stage, element);
  return placed ? refOfNode(trace, placed.root) : stageRef(stage);
}

/**
 * The blocks of a row that a point at x may be in.
 *
 * @param {Layout} layout
 * @param {Row} row
 * @param {number} x
 */
function blocksNear(layout, row, x) {
  const column = Math.floor((x + 0.01) / layout.columnPitch);
  return row.blocks.filter((block) => block.column === column || block.column === -1);
}

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
function contains(box, x, y) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
