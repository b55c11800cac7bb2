/**
 * What stands at a point of the computation graph. Goes down the layout (row, block, cell, node) and never through a list of
 * nodes.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Ref} from "../../trace/refs.js"
 * @import {Box, Layout, PlacedRow} from "./layout.js"
 */

import { bisector } from "d3-array";
import { refOfNode, stageRef } from "../../trace/refs.js";
import { cellBox } from "./cells.js";
import { NODE_WIDTH } from "./tree.js";
import { itemBox, treeIn } from "./trees.js";

const byTop = bisector((/** @type {PlacedRow} */ { y }) => y);

/**
 * The finest thing at a point that is at least `finest` long there, so that nobody has to hit what they cannot see.
 *
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} x
 * @param {number} y
 * @param {number} finest
 * @returns {Ref | null}
 */
export function refAt(layout, trace, x, y, finest) {
  if (x <= layout.margin) return paramAt(layout, trace, x, y);
  const row = layout.rows[byTop.right(layout.rows, y) - 1];
  if (!row || y > row.y + row.height) return null;
  const column = Math.floor((x + 0.01) / layout.columnPitch);
  for (const block of row.blocks) {
    if (block.column !== column && block.column !== -1) continue;
    const { stage } = block;
    const { size, head } = trace.stages[stage];
    if (block.hasShared && head === null && contains(cellBox(layout, trace, stage, size), x, y)) {
      return inCell(layout, trace, stage, size, x, y, finest);
    }
    if (!contains(block, x, y)) continue;
    const across = Math.min(Math.floor((x - block.x) / block.pitch), block.across - 1);
    const element = Math.floor((y - block.y) / block.pitch) * block.across + across;
    const isCell = element < (head === null ? size : block.cells) && block.cell >= finest;
    return isCell ? inCell(layout, trace, stage, element, x, y, finest) : stageRef(stage);
  }
  return null;
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} x
 * @param {number} y
 * @returns {Ref | null}
 */
function paramAt(layout, trace, x, y) {
  const place = layout.matrices.find((each) => contains(each, x, y));
  if (!place) return null;
  const { rows, columns } = trace.matrices[place.matrix];
  const row = Math.min(Math.floor((y - place.y) / place.cell), rows - 1);
  const column = Math.min(Math.floor((x - place.x) / place.cell), columns - 1);
  return { kind: "param", matrix: place.matrix, row, column };
}

/**
 * @param {Layout} layout
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} element
 * @param {number} x
 * @param {number} y
 * @param {number} finest
 */
function inCell(layout, trace, stage, element, x, y, finest) {
  const placed = treeIn(layout, trace, stage, element);
  if (placed && placed.scale * NODE_WIDTH >= finest) {
    for (const [item, node] of placed.tree.nodes.entries()) {
      if (contains(itemBox(placed, item), x, y)) return refOfNode(trace, node);
    }
  }
  if (element < trace.stages[stage].size) return stageRef(stage, element);
  return placed ? refOfNode(trace, placed.root) : stageRef(stage);
}

/**
 * @param {Box} box
 * @param {number} x
 * @param {number} y
 */
function contains(box, x, y) {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
