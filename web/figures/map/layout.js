/**
 * Where everything on the model map stands, in px: a pure function of the trace, the width and where the eye is.
 * Positions are columns, and rows of stages run across them.
 *
 * @import {Trace} from "../../trace/read.js"
 * @import {Box} from "./cells.js"
 * @import {Column} from "./columns.js"
 * @import {Row} from "./rows.js"
 *
 * @typedef {Box & {stage: number, row: number, column: number, perLine: number, lines: number}} Strip
 *   the cells of a stage: perLine of them in each of its lines; column is -1 for what belongs to no position
 *
 * @typedef {object} PlacedRow
 * @property {Row} row
 * @property {number} labelY  the top of its label
 * @property {number | null} headingY
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
 * @property {boolean} isStacked  labels above the rows instead of beside them
 * @property {boolean} isUneven  whether the columns depend on the focus
 * @property {number} labelWidth
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
import { mapRows } from "./rows.js";

const STACKED_BELOW = 640;
const HEADING = 26;
const GAP = 6;
const ONE_LINE = 12;
const WRAPPED_LINE = 7;
const LETTERED_LINE = 14;
const LOSS_WIDTH = 14;
const LOSS_ROOM = 30; // for the numbers below the narrow columns, which are written downwards

/**
 * @param {Trace} trace
 * @param {number} width
 * @param {number} [focus]  a position, or a place between two
 * @returns {MapLayout}
 */
export function mapLayout(trace, width, focus = 0) {
  const count = positions(trace);
  const isStacked = width < STACKED_BELOW;
  const labelWidth = isStacked ? 0 : width < 900 ? 188 : 216;
  const paramWidth = isStacked ? 0 : 108;
  const room = width - labelWidth - paramWidth;
  const { columns, isUneven, end } = placeColumns(room, labelWidth, count, focus);
  const letters = lettersPerLine(trace, room, count);

  /** @type {PlacedRow[]} */
  const rows = [];
  /** @type {Staff[]} */
  const staffs = [];
  /** @type {Strip[]} */
  const strips = [];
  const head = { y: 0, height: 36 };
  let foot = { y: 0, height: 0 };
  let y = head.y + head.height;
  for (const [index, row] of mapRows(trace).entries()) {
    const { base, role, isOverCache, isStream } = row.kind;
    const { perLine, lineHeight } = linesOf(trace, row, count, letters);
    const headingY = row.heading === null ? null : y + 4;
    if (row.heading !== null) y += HEADING;
    const labelY = y;
    if (isStacked) y += 19;
    const height = (isOverCache ? count : Math.ceil(row.size / perLine)) * lineHeight;
    rows.push({ row, labelY, headingY, y, height });
    for (const { stage } of row.strips) {
      const lines = Math.ceil(trace.stages[stage].size / perLine);
      const place = { stage, row: index, column: trace.stages[stage].position ?? -1, perLine, lines };
      strips[stage] = { ...across(trace, row, stage, columns), y, height: lines * lineHeight, ...place };
    }
    y += height + GAP;
    if (role === "value") {
      const staff = staffAt(y + 2, count);
      staffs.push(staff);
      y = staff.bottom + GAP + 2;
    }
    if (row.numbers === "loss" && base !== "mean_loss" && isUneven) y += LOSS_ROOM;
    if (base === "loss") {
      foot = { y: y - 2, height: 26 };
      y += foot.height + 8;
    }
    if (isStream) y += 2;
  }
  return {
    width: end + paramWidth,
    height: y + 4,
    isStacked,
    isUneven,
    labelWidth,
    paramX: end + 4,
    head,
    foot,
    columns,
    rows,
    staffs,
    strips,
  };
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
 * @param {number} keys
 * @param {number} count
 * @returns {Staff}
 */
function staffAt(keys, count) {
  const pitch = count <= 8 ? 2.5 : 1.5;
  const values = keys + count * pitch + 3;
  return { keys, values, pitch, bottom: values + count * pitch };
}

/**
 * How many cells with a letter in them fit beside each other.
 *
 * @param {Trace} trace
 * @param {number} room
 * @param {number} count
 */
function lettersPerLine(trace, room, count) {
  const { columns } = placeColumns(room, 0, count, 0);
  const fit = Math.max(1, Math.floor((columns[0].right - columns[0].left) / 10));
  const size = trace.header.vocabulary.length;
  return Math.ceil(size / Math.ceil(size / fit));
}

/**
 * @param {Trace} trace
 * @param {Row} row
 * @param {number} count
 * @param {number} letters
 */
function linesOf(trace, { kind, numbers, size }, count, letters) {
  const { n_embd: width } = trace.header.config;
  if (kind.isOverCache) return { perLine: 1, lineHeight: count <= 8 ? 9 : count <= 12 ? 7 : 5.5 };
  if (numbers === "loss") return { perLine: 1, lineHeight: LOSS_WIDTH };
  if (kind.isOverVocabulary) return { perLine: letters, lineHeight: LETTERED_LINE };
  return size > width ? { perLine: width, lineHeight: WRAPPED_LINE } : { perLine: size, lineHeight: ONE_LINE };
}

/**
 * The height at which lines meet a row.
 *
 * @param {PlacedRow} row
 */
export const middleOf = ({ y, height }) => y + Math.min(height, LOSS_WIDTH) / 2;

/** @type {(trace: Trace) => Map<string, MapLayout>} */
const layouts = oncePer(() => new Map());

/**
 * The layout at a width; only where columns are uneven does it depend on the focus.
 *
 * @param {Trace} trace
 * @param {number} width
 * @param {number} focus
 */
export function layoutOf(trace, width, focus) {
  const known = layouts(trace);
  const found = known.get(`${width}`) ?? known.get(`${width} ${focus}`);
  if (found) return found;
  const layout = mapLayout(trace, width, focus);
  if (!layout.isUneven) known.set(`${width}`, layout);
  else if (Number.isInteger(focus)) known.set(`${width} ${focus}`, layout); // those on the way are not met again
  return layout;
}
