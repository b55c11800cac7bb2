/**
 * Where everything in the computation graph stands: a pure function of the trace's structure, not of its numbers.
 *
 * Positions are columns, left to right; stages are rows, top to bottom, with heads side by side. A block is a stage at
 * a position: a few lines of cells, one cell to an element and one more for what several elements share (rmsnorm's
 * scale). A cell holds the tree of scalar operations that made its number: see tree.js. The matrices of parameters
 * stand in a margin at the left, about where they are read. One unit of length is one cell.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Row} from "./rows.js"
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {object} BlockPlace
 * @property {number} stage
 * @property {number} row
 * @property {number} column  -1 for the mean loss, which belongs to no position
 * @property {number} across  cells in a line
 * @property {number} cells  with the shared one
 * @property {boolean} hasShared
 * @property {number} cell  length of a cell's side
 * @property {number} pitch  from one cell to the next
 *
 * @typedef {Box & BlockPlace} Block
 *
 * @typedef {Box & {matrix: number, cell: number}} MatrixPlace
 *
 * @typedef {object} Layout
 * @property {Row[]} rows
 * @property {Block[]} blocks  by stage
 * @property {MatrixPlace[]} matrices
 * @property {Box} bounds
 * @property {number} columns
 * @property {number} columnWidth
 * @property {number} columnPitch
 * @property {number} margin  the right edge of the matrices' margin
 */

import { oncePer } from "../../trace/once.js";
import { NONE, positions } from "../../trace/read.js";
import { numParams } from "../../trace/refs.js";
import { giveTracks, rowsOf } from "./rows.js";

const MAX_ACROSS = 16; // cells in a line
const PARAM_CELL = 0.15;
const MATRIX_GAP = 1.1;
const HEADS_GAP = 0.8; // before a row of heads, for the lanes between its two captions
const GROUP_GAP = 1.6; // before a row that begins another part of the model
const NAMES = 16.5; // for the names of rows, between them and the matrices
export const TRACK = 0.3; // between lines in a gutter
const WIDEST = 1.9; // ratio of width to height that rows are spread apart to reach

/** @type {(trace: Trace) => Layout} */
export const graphLayout = oncePer(makeLayout);

/**
 * @param {Trace} trace
 * @returns {Layout}
 */
function makeLayout(trace) {
  const { config } = trace.header;
  const perLine = Math.max(config.n_embd <= MAX_ACROSS + 8 ? config.n_embd : MAX_ACROSS, 8);
  const columns = positions(trace);
  const shared = sharedStages(trace);
  const rows = rowsOf(trace);
  giveTracks(trace, rows);
  const tracks = 1 + Math.max(...rows.map(({ track }) => track));
  const columnPitch = perLine + 1.6 + 1.4 + tracks * TRACK;

  // blocks within their row and column, tops still at 0
  /** @type {Block[]} */
  const blocks = [];
  for (const [r, row] of rows.entries()) {
    for (const block of row.blocks) {
      const { size, head, position } = trace.stages[block.stage];
      const left = (position ?? 0) * columnPitch;
      const hasShared = shared.has(block.stage);
      if (head !== null) {
        const slot = perLine / config.n_head;
        const across = Math.max(1, Math.min(Math.round(slot), size + Number(hasShared)));
        const pitch = (slot - 0.3) / Math.max(1, Math.round(slot));
        Object.assign(block, {
          x: left + head * slot + 0.15,
          across,
          pitch,
          cell: pitch,
          cells: size + Number(hasShared),
        });
      } else if (size === 1) {
        const middle = position === null ? ((columns - 1) * columnPitch + perLine) / 2 : left + perLine / 2;
        Object.assign(block, { x: middle - 1, across: 1, pitch: 2, cell: 2, cells: 1 });
      } else {
        const across = Math.min(size, perLine);
        Object.assign(block, { x: left, across, pitch: 1, cell: 1, cells: size + Number(hasShared) });
      }
      const inLine = head === null ? size : block.cells;
      block.width = block.across * block.pitch;
      block.height = Math.ceil(inLine / block.across) * block.pitch;
      Object.assign(block, { row: r, column: position ?? -1, hasShared });
      blocks[block.stage] = block;
    }
    row.height = Math.max(...row.blocks.map(({ height }) => height));
  }

  // rows below each other; further apart when there are many positions
  const width = columns * columnPitch + 12;
  const solid = rows.reduce((sum, row) => sum + row.height + gapBefore(row), 0);
  const gap = Math.min(3.5, Math.max(1.7, (width / WIDEST - solid) / rows.length));
  let y = 0;
  for (const row of rows) {
    y += gap + gapBefore(row);
    row.y = y;
    for (const block of row.blocks) block.y = y;
    y += row.height;
  }
  const margin = -(tracks * TRACK) - 1 - NAMES;
  const matrices = placeMatrices(trace, blocks, margin);
  const left = Math.min(...matrices.map(({ x }) => x)) - 8; // room for their names
  const bottom = Math.max(y + 1, ...matrices.map((each) => each.y + each.height + 1));
  const right = (columns - 1) * columnPitch + perLine + 2;
  return {
    rows,
    blocks,
    matrices,
    bounds: { x: left, y: -1, width: right - left, height: bottom + 1 },
    columns,
    columnWidth: perLine,
    columnPitch,
    margin,
  };
}

/**
 * What is left free above a row, beside the gap that is above all.
 *
 * @param {Row} row
 */
const gapBefore = ({ startsGroup, hasHeads }) => (startsGroup ? GROUP_GAP : 0) + (hasHeads ? HEADS_GAP : 0);

/**
 * The stages that have nodes which serve several of their elements.
 *
 * @param {Trace} trace
 */
function sharedStages(trace) {
  const shared = new Set();
  if (!trace.hasGraph) return shared;
  const { node_stage, node_element } = trace.columns;
  for (let node = numParams(trace); node < node_stage.length; node++) {
    if (node_element[node] === NONE && node_stage[node] !== NONE) shared.add(node_stage[node]);
  }
  return shared;
}

/**
 * @param {Trace} trace
 * @param {Block[]} blocks
 * @param {number} margin
 * @returns {MatrixPlace[]}
 */
function placeMatrices(trace, blocks, margin) {
  const readAt = trace.matrices.map((_, m) => {
    const reader = trace.stages.findIndex(({ reads_rows }) => reads_rows.some(([matrix]) => matrix === m));
    return reader < 0 ? 0 : blocks[reader].y;
  });
  const order = trace.matrices.map((_, m) => m).sort((a, b) => readAt[a] - readAt[b] || a - b);
  /** @type {MatrixPlace[]} */
  const places = [];
  let free = -Infinity;
  for (const m of order) {
    const { rows, columns } = trace.matrices[m];
    const [width, height] = [columns * PARAM_CELL, rows * PARAM_CELL];
    const y = Math.max(readAt[m], free);
    places[m] = { matrix: m, x: margin - width, y, width, height, cell: PARAM_CELL };
    free = y + height + MATRIX_GAP;
  }
  return places;
}
