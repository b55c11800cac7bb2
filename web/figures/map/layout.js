/**
 * Where everything on the model map stands, in px: a pure function of the trace, the room and where the eye is.
 * Positions are columns, and rows of stages run across them.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Box} from "./cells.js"
 * @import {Column} from "./columns.js"
 * @import {Heights} from "./heights.js"
 * @import {Row} from "./rows.js"
 * @import {Line} from "./stroke.js"
 *
 * @typedef {Box & {stage: number, row: number, column: number, perLine: number, lines: number}} Strip
 *   the cells of a stage: perLine of them in each of its lines; column is -1 for what belongs to no position
 *
 * @typedef {object} PlacedRow
 * @property {Row} row
 * @property {{y: number, height: number} | null} group  that it is the first of
 * @property {number} y  the top of its strips
 * @property {number} height
 *
 * @typedef {object} Staff  the KV cache of a layer: a line for each position's key, and one for its value
 * @property {number} keys  where the first line is
 * @property {number} values
 * @property {number} pitch
 * @property {number} bottom
 *
 * @typedef {object} MapLayout
 * @property {number} width
 * @property {number} height
 * @property {number} unit  the height of a row that is one line
 * @property {boolean} isCompact  words of rows alone, smaller, and marks for the parameters
 * @property {number} groupWidth  of the words of the groups, at the very left
 * @property {number} labelWidth  of all words at the left
 * @property {number} paramX  where the names of the matrices begin
 * @property {{y: number, height: number}} head
 * @property {{y: number, height: number}} foot  of the targets
 * @property {Column[]} columns
 * @property {PlacedRow[]} rows
 * @property {Staff[]} staffs  by layer
 * @property {Strip[]} strips  by stage
 */

import { oncePer } from "../../trace/once.js";
import { positions } from "../../trace/read.js";
import { placeColumns } from "./columns.js";
import { easyHeight, heightsIn } from "./heights.js";
import { mapRows } from "./rows.js";

const COMPACT_BELOW = 900;
const PHONE_BELOW = 480;
const LOSS_WIDTH = 14;
const LETTER = 7.6; // px of a cell in which a letter can be read
/** A column in which a loss has room beside its cell. */
export const LOSS_FROM = 60;
/** One in which it has room under it, in two digits. */
export const SHORT_LOSS_FROM = 23;

/**
 * @param {Trace} trace
 * @param {number} width
 * @param {number} height
 * @param {number} [focus]  a position, or a place between two
 * @param {string} [large]  the group of stages whose rows are larger than the others
 * @returns {MapLayout}
 */
export function mapLayout(trace, width, height, focus = 0, large = "") {
  const { isCompact, groupWidth, labelWidth, paramWidth, room, heights } = frameOf(trace, width, height, large);
  const { columns, end } = placeColumns(room, labelWidth, positions(trace), focus);
  let group = -1;
  /** @type {Strip[]} */
  const strips = [];
  const rows = mapRows(trace).map((row, index) => {
    const { y, height: tall, perLine, lineHeight } = heights.rows[index];
    for (const { stage } of row.strips) {
      const lines = Math.ceil(trace.stages[stage].size / perLine);
      const place = { stage, row: index, column: trace.stages[stage].position ?? -1, perLine, lines };
      strips[stage] = { ...across(trace, row, stage, columns), y, height: lines * lineHeight, ...place };
    }
    if (row.heading !== null) group += 1;
    return { row, group: row.heading === null ? null : heights.groups[group], y, height: tall };
  });
  return {
    width: end + paramWidth,
    height: heights.height,
    unit: heights.unit,
    isCompact,
    groupWidth,
    labelWidth,
    paramX: end + 4,
    head: heights.head,
    foot: heights.foot,
    columns,
    rows,
    staffs: heights.staffs,
    strips,
  };
}

/**
 * What does not depend on where the eye is.
 *
 * @param {Trace} trace
 * @param {number} width
 * @param {number} height
 * @param {string} large
 */
function frameOf(trace, width, height, large) {
  const known = frames(trace);
  const key = `${width} ${height} ${large}`;
  const found = known.get(key) ?? newFrame(trace, width, height, large);
  known.set(key, found);
  return found;
}

/** @type {(trace: Trace) => Map<string, ReturnType<typeof newFrame>>} */
const frames = oncePer(() => new Map());

/**
 * @param {Trace} trace
 * @param {number} width
 * @param {number} height
 * @param {string} large
 */
function newFrame(trace, width, height, large) {
  const { shape, ...frame } = shapeIn(trace, width, large);
  return { ...frame, heights: heightsIn(trace, height, shape) };
}

/**
 * How high the map is at a size that is read with ease.
 *
 * @param {Trace} trace
 * @param {number} width
 * @param {string} large
 */
export const easyHeightIn = (trace, width, large) => easyHeight(trace, shapeIn(trace, width, large).shape);

/**
 * @param {Trace} trace
 * @param {number} width
 * @param {string} large
 */
function shapeIn(trace, width, large) {
  const isCompact = width < COMPACT_BELOW;
  const groupWidth = isCompact ? 15 : 24;
  const labelWidth = groupWidth + (width < PHONE_BELOW ? 98 : isCompact ? 112 : 222);
  const paramWidth = width < PHONE_BELOW ? 16 : isCompact ? 18 : 112;
  const room = width - labelWidth - paramWidth;
  const { columns } = placeColumns(room, 0, positions(trace), 0);
  const small = columns[columns.length - 1].width;
  const hasLossLine = small < LOSS_FROM && small >= SHORT_LOSS_FROM;
  const letters = lettersPerLine(trace, columns[0].right - columns[0].left);
  return { isCompact, groupWidth, labelWidth, paramWidth, room, shape: { isCompact, letters, hasLossLine, large } };
}

/**
 * From where to where a strip reaches.
 *
 * @param {Trace} trace
 * @param {Row} row
 * @param {number} stage
 * @param {Column[]} columns
 */
function across(trace, { numbers }, stage, columns) {
  const { position, head } = trace.stages[stage];
  const { left, right } =
    position === null ? { left: columns[0].left, right: columns[columns.length - 1].right } : columns[position];
  const width = right - left;
  if (numbers === "loss") {
    return { x: position === null ? (left + right) / 2 - 24 : left, width: Math.min(width, LOSS_WIDTH) };
  }
  if (head === null) return { x: left, width };
  const share = width / trace.header.config.n_head;
  return { x: left + head * share, width: share - Math.min(3, share / 8) };
}

/**
 * How many cells with a letter in them stand beside each other: in lines that are about equally long.
 *
 * @param {Trace} trace
 * @param {number} width
 */
function lettersPerLine(trace, width) {
  const fit = Math.max(1, Math.floor(width / LETTER));
  const size = trace.header.vocabulary.length;
  return Math.ceil(size / Math.ceil(size / fit));
}

/**
 * The height at which lines meet a row.
 *
 * @param {PlacedRow} row
 */
export const middleOf = ({ y, height }) => y + Math.min(height, LOSS_WIDTH) / 2;

/**
 * The way into a strip that is not the first of its column: over its row and down.
 *
 * @param {Pick<MapLayout, "unit">} layout
 * @param {Strip} strip
 * @param {number} lane  where it comes down
 * @returns {Line}
 */
export function entryOf({ unit }, { x, y, width }, lane) {
  const over = y - Math.min(unit * 0.19, 3);
  const into = x + Math.min(width / 2, 6);
  return [
    [lane, over],
    [into, over],
    [into, y],
  ];
}

/** @type {(trace: Trace) => Map<string, MapLayout>} */
const layouts = oncePer(() => new Map());

/**
 * The layout in a room. Those on the way from one position to the next are not met again.
 *
 * @param {Trace} trace
 * @param {number} width
 * @param {number} height
 * @param {number} focus
 * @param {string} large
 */
export function layoutOf(trace, width, height, focus, large) {
  const known = layouts(trace);
  const key = `${width} ${height} ${focus} ${large}`;
  const layout = known.get(key) ?? mapLayout(trace, width, height, focus, large);
  if (Number.isInteger(focus)) known.set(key, layout);
  return layout;
}
