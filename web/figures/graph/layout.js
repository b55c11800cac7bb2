/**
 * Where everything in the computation graph stands: a pure function of the trace's structure, not of its numbers.
 *
 * Positions are columns, left to right; stages are rows, top to bottom, with heads side by side. A block is a stage at a
 * position: a few lines of cells, one cell to an element and one more for what several elements share (rmsnorm's
 * scale). A cell holds the tree of scalar operations that made its number: see trees.js. The matrices of
 * parameters stand in a margin at the left, about where they are read. One unit of length is one cell.
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
 * @typedef {Row & {y: number, height: number, blocks: Block[]}} PlacedRow
 * @typedef {Box & {matrix: number, cell: number}} MatrixPlace
 *
 * @typedef {object} Layout
 * @property {PlacedRow[]} rows
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
import { graphRows } from "./rows.js";

const MAX_ACROSS = 16; // cells in a line
const LEAST_ACROSS = 8;
const PARAM_CELL = 0.15;
const MATRIX_GAP = 1.1;
const GROUP_GAP = 1.6; // before a row that begins another part of the model
export const TRACK = 0.3; // between lines in a gutter
const WIDEST = 1.9; // ratio of width to height that rows are spread apart to reach

/** @type {(trace: Trace) => Layout} */
export const graphLayout = oncePer((trace) => {
  const { n_embd: width } = trace.header.config;
  const rows = graphRows(trace);
  const tracks = 1 + Math.max(...rows.map(({ track }) => track));
  const columns = positions(trace);
  const columnWidth = Math.max(width <= MAX_ACROSS + 8 ? width : MAX_ACROSS, LEAST_ACROSS);
  const columnPitch = columnWidth + 1.6 + 1.4 + tracks * TRACK;
  const margin = -(tracks * TRACK) - 1 - 12.5;

  const shared = sharedStages(trace);
  const grid = { columns, columnWidth, columnPitch };
  const laid = rows.map((row, index) => {
    const blocks = row.stages.map((stage) => blockOf(trace, stage, index, shared.has(stage), grid));
    return { ...row, y: 0, height: Math.max(...blocks.map(({ height }) => height)), blocks };
  });
  const placed = belowEachOther(laid, columns * columnPitch + 12);
  /** @type {Block[]} */
  const blocks = [];
  for (const row of placed) for (const block of row.blocks) blocks[block.stage] = block;
  const matrices = placeMatrices(trace, blocks, margin);
  const end = placed[placed.length - 1];
  const left = Math.min(...matrices.map(({ x }) => x)) - 6; // room for their names
  const bottom = Math.max(end.y + end.height + 1, ...matrices.map((each) => each.y + each.height + 1));
  const right = (columns - 1) * columnPitch + columnWidth + 2;
  const bounds = { x: left, y: -2.5, width: right - left, height: bottom + 2.5 };
  return { rows: placed, blocks, matrices, bounds, ...grid, margin };
});

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
 * A block in its column, its top still at 0.
 *
 * @param {Trace} trace
 * @param {number} stage
 * @param {number} row
 * @param {boolean} hasShared
 * @param {Pick<Layout, "columns" | "columnWidth" | "columnPitch">} grid
 * @returns {Block}
 */
function blockOf(trace, stage, row, hasShared, { columns, columnWidth, columnPitch }) {
  const { size, head, position } = trace.stages[stage];
  const left = (position ?? 0) * columnPitch;
  const cells = size + Number(hasShared);
  const block = { stage, row, column: position ?? -1, hasShared, y: 0 };
  if (head !== null) {
    const slot = columnWidth / trace.header.config.n_head;
    const most = Math.max(1, Math.round(slot));
    const across = Math.min(most, cells);
    const pitch = (slot - 0.3) / most;
    const height = Math.ceil(cells / across) * pitch;
    return { ...block, x: left + head * slot + 0.15, width: across * pitch, height, across, pitch, cell: pitch, cells };
  }
  if (size === 1) {
    const middle = (position === null ? (columns - 1) * columnPitch : 2 * left) / 2 + columnWidth / 2;
    return { ...block, x: middle - 1, width: 2, height: 2, across: 1, pitch: 2, cell: 2, cells: 1 };
  }
  const across = Math.min(size, columnWidth);
  return { ...block, x: left, width: across, height: Math.ceil(size / across), across, pitch: 1, cell: 1, cells };
}

/**
 * Rows below each other; further apart when there are many positions.
 *
 * @param {PlacedRow[]} rows  each at 0
 * @param {number} width
 */
function belowEachOther(rows, width) {
  const solid = rows.reduce((sum, { height, startsGroup }) => sum + height + (startsGroup ? GROUP_GAP : 0), 0);
  const gap = Math.min(3.5, Math.max(1.7, (width / WIDEST - solid) / rows.length));
  let y = 0;
  return rows.map((row) => {
    const top = y + gap + (row.startsGroup ? GROUP_GAP : 0);
    y = top + row.height;
    return { ...row, y: top, blocks: row.blocks.map((block) => ({ ...block, y: top })) };
  });
}

/**
 * @param {Trace} trace
 * @param {Block[]} blocks
 * @param {number} margin
 */
function placeMatrices(trace, blocks, margin) {
  const readAt = trace.matrices.map((_, m) => {
    const reader = trace.stages.findIndex(({ reads_rows: rows }) => rows.some(([matrix]) => matrix === m));
    return reader < 0 ? 0 : blocks[reader].y;
  });
  const order = trace.matrices.map((_, m) => m).sort((a, b) => readAt[a] - readAt[b] || a - b);
  /** @type {MatrixPlace[]} */
  const places = [];
  let free = -Infinity;
  for (const matrix of order) {
    const { rows, columns } = trace.matrices[matrix];
    const [width, height] = [columns * PARAM_CELL, rows * PARAM_CELL];
    const y = Math.max(readAt[matrix], free);
    places[matrix] = { matrix, x: margin - width, y, width, height, cell: PARAM_CELL };
    free = y + height + MATRIX_GAP;
  }
  return places;
}
